import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Holds what is kept about one person until the demand is over. */
export const holdForDemand = operation({
  name: 'holdForDemand',
  summary: 'Holds what is kept about one person until the demand is over.',
  method: 'POST',
  path: '/api/demands/:number/holds',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ caseNumber: Type.String({ minLength: 1, maxLength: 20 }), personId: Type.String({ minLength: 36, maxLength: 36 }) }),
  result: Type.Object({}),
  errors: [],
});
