import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Checks a number; it counts once a second person did it too, for half a year. */
export const checkPhone = operation({
  name: 'checkPhone',
  summary: 'Checks a number; it counts once a second person did it too, for half a year.',
  method: 'POST',
  path: '/api/directory/phones/:id/check',
  callers: ['counsellor', 'case_worker', 'supervisor', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({ checkedByTwo: Type.Boolean() }),
  errors: ['SecondPersonNeeded'],
});
