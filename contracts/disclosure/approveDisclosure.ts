import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { STATE } from './shapes.ts';

/** The second person agrees, without seeing what leaves. */
export const approveDisclosure = operation({
  name: 'approveDisclosure',
  summary: 'The second person agrees, without seeing what leaves.',
  method: 'POST',
  path: '/api/disclosures/:number/approve',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ why: Type.String({ minLength: 1, maxLength: 500 }) }),
  result: STATE,
  errors: ['DisclosureMoved', 'ReasonMissing', 'SealedAskOver'],
});
