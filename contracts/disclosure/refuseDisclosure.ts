import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { STATE } from './shapes.ts';

/** The second person does not agree. */
export const refuseDisclosure = operation({
  name: 'refuseDisclosure',
  summary: 'The second person does not agree.',
  method: 'POST',
  path: '/api/disclosures/:number/refuse',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ why: Type.String({ minLength: 1, maxLength: 500 }) }),
  result: STATE,
  errors: ['DisclosureMoved', 'ReasonMissing', 'SealedAskOver'],
});
