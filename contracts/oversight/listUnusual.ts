import { Type } from 'typebox';
import { operation } from '../operation.ts';

const values = { floor: Type.Integer({ minimum: 5, maximum: 200 }), deviations: Type.Number({ minimum: 2, maximum: 6 }), refusals: Type.Integer({ minimum: 3, maximum: 50 }), graceMinutes: Type.Integer({ minimum: 0, maximum: 120 }) };
/** What counts as unusual: things in a shift that never are; deviations above the middle; refusals in an hour; minutes after the end of work. */
export const ThresholdValues = Type.Object(values);
const maybe = Type.Union([Type.String(), Type.Null()]);
/** What is unusual in who opened what: counts, and never what was opened. */
export const listUnusual = operation({
  name: 'listUnusual',
  summary: 'What is unusual in who opened what, open items first.',
  method: 'GET',
  path: '/api/unusual',
  callers: ['data_protection_officer'],
  result: Type.Object({
    thresholds: Type.Object({ inUse: Type.Object({ ...values, by: Type.Array(Type.String()), since: maybe }), proposed: Type.Union([Type.Object({ ...values, by: Type.String(), own: Type.Boolean() }), Type.Null()]) }),
    items: Type.Array(Type.Object({
      id: Type.String(), kind: Type.Union([Type.Literal('many_opened'), Type.Literal('no_assignment'), Type.Literal('many_refused'), Type.Literal('no_presence')]),
      staffId: Type.String(), deskName: Type.String(), from: Type.String(), to: Type.String(), count: Type.Integer(), usual: Type.Union([Type.Integer(), Type.Null()]),
      state: Type.Union([Type.Literal('open'), Type.Literal('closed')]), note: maybe, closedBy: maybe, closedAt: maybe, own: Type.Boolean(),
    })),
  }),
  errors: [],
});
