import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './kinds.ts';

/** Days that are not like others. */
export const listSpecialDays = operation({
  name: 'listSpecialDays',
  summary: 'Holidays and other special days between two days',
  method: 'GET',
  path: '/api/staffing/special-days',
  callers: ['supervisor'],
  query: Type.Object({ from: Day, to: Day }),
  result: Type.Object({ days: Type.Array(Type.Object({ day: Day, name: Type.String() })) }),
  errors: [],
});
