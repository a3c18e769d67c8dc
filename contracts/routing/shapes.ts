import { Type } from 'typebox';

const limit = Type.Union([Type.Integer({ minimum: 1, maximum: 3_600 }), Type.Null()]);
/** What a centre wants of routing; see core/routing/routing.ts for what each does. */
export const RoutingRule = Type.Object({
  pauseSeconds: Type.Integer({ minimum: 0, maximum: 3_600 }),
  hourlyAtMost: limit,
  surge: Type.Union([Type.Literal('off'), Type.Literal('auto'), Type.Literal('on')]),
  surgeFrom: Type.Integer({ minimum: 1, maximum: 10_000 }),
  overflowSeconds: limit,
  closedSites: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 }),
  wishes: Type.Array(Type.Object({
    language: Type.Union([Type.String({ maxLength: 12 }), Type.Null()]),
    channel: Type.Union([Type.Literal('phone'), Type.Literal('chat'), Type.Null()]),
    skill: Type.String({ maxLength: 12 }),
    level: Type.Integer({ minimum: 1, maximum: 3 }),
    seconds: limit,
  }), { maxItems: 100 }),
});
