import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './kinds.ts';

/** Names a day as special; days of one name have one factor in the forecast. */
export const putSpecialDay = operation({
  name: 'putSpecialDay',
  summary: 'Name a day as special, or by another name',
  method: 'PUT',
  path: '/api/staffing/special-days/:day',
  callers: ['supervisor'],
  params: Type.Object({ day: Day }),
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }) }),
  result: Type.Object({}),
  errors: ['DayUnusable'],
});
