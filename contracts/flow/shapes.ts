/** The form of a call flow on the wire; core/channel/flow.ts says what each part means. */
import { Type } from 'typebox';

export const FlowShape = Type.Object({
  menu: Type.Array(Type.Object({ language: Type.String({ pattern: '^[a-z]{2,3}$' }), key: Type.String({ pattern: '^[1-9]$' }) }), { maxItems: 9 }),
  finder: Type.Array(Type.String({ pattern: '^[a-z]{2,3}$' }), { maxItems: 40 }),
  finderKey: Type.String({ pattern: '^[0-9]$' }),
  hours: Type.Array(Type.Object({ day: Type.Integer({ minimum: 0, maximum: 6 }), from: Type.Integer({ minimum: 0, maximum: 1440 }), to: Type.Integer({ minimum: 0, maximum: 1440 }) }), { maxItems: 50 }),
  closures: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 100 }),
  surgeFrom: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()]),
  overflowSeconds: Type.Integer({ minimum: 30, maximum: 7_200 }),
  announceSeconds: Type.Integer({ minimum: 15, maximum: 600 }),
  messages: Type.Boolean(),
}, { additionalProperties: false });
export const ProblemsShape = Type.Array(Type.Object({ code: Type.String(), where: Type.String(), stops: Type.Boolean() }));
