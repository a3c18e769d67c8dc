import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Roles of the people of one case, by its exact number. */
export const peopleForRequest = operation({
  name: 'peopleForRequest',
  summary: 'Roles of the people of one case, by its exact number.',
  method: 'POST',
  path: '/api/requests/people',
  callers: ['data_protection_officer'],
  body: Type.Object({ caseNumber: Type.String({ maxLength: 20 }) }),
  result: Type.Object({ people: Type.Array(Type.Object({ id: Type.String(), role: Type.String() })) }),
  errors: [],
});
