import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Somebody who neither asked nor agreed reviews a disclosure for a threat to life. */
export const reviewDisclosure = operation({
  name: 'reviewDisclosure',
  summary: 'Somebody who neither asked nor agreed reviews a disclosure for a threat to life.',
  method: 'POST',
  path: '/api/disclosures/:number/review',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ right: Type.Boolean(), words: Type.String({ minLength: 1, maxLength: 1000 }) }),
  result: Type.Object({}),
  errors: ['ReasonMissing'],
});
