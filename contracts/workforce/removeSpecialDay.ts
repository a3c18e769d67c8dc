import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './kinds.ts';

/** A day is like others again. */
export const removeSpecialDay = operation({
  name: 'removeSpecialDay',
  summary: 'A day is like others again',
  method: 'DELETE',
  path: '/api/staffing/special-days/:day',
  callers: ['supervisor'],
  params: Type.Object({ day: Day }),
  result: Type.Object({}),
  errors: [],
});
