import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Roles of the people of one case, by its exact number, for a registered demand. */
export const peopleForDemand = operation({
  name: 'peopleForDemand',
  summary: 'Roles of the people of one case, by its exact number, for a registered demand.',
  method: 'POST',
  path: '/api/demands/:number/people',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ caseNumber: Type.String({ minLength: 1, maxLength: 20 }) }),
  result: Type.Object({ people: Type.Array(Type.Object({ id: Type.String(), role: Type.String() })) }),
  errors: [],
});
