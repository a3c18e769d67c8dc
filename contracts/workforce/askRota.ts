import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './kinds.ts';

/** Who works when, for whole weeks from a day; it is a draft until it is published. */
export const askRota = operation({
  name: 'askRota',
  summary: 'Make a rota',
  method: 'POST',
  path: '/api/staffing/rota',
  callers: ['supervisor'],
  body: Type.Object({ fromDay: Day, weeks: Type.Integer({ minimum: 1, maximum: 5 }) }),
  result: Type.Object({ id: Type.String() }),
  errors: [],
});
