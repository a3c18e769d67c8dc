import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Lifts the holds of a demand. */
export const liftHolds = operation({
  name: 'liftHolds',
  summary: 'Lifts the holds of a demand.',
  method: 'POST',
  path: '/api/demands/:number/holds/lift',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
