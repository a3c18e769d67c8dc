import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './kinds.ts';

/** Nights or not, hours at which one would rather begin, days away. */
export const putWishes = operation({
  name: 'putWishes',
  summary: 'Say when one can and would rather work',
  method: 'PUT',
  path: '/api/shifts/wishes',
  callers: ['counsellor', 'interpreter'],
  body: Type.Object({ nights: Type.Boolean(), prefers: Type.Array(Type.Integer({ minimum: 0, maximum: 23 }), { maxItems: 24 }), away: Type.Array(Day, { maxItems: 120 }) }),
  result: Type.Object({}),
  errors: ['DayUnusable'],
});
