import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Gives out what was agreed to: the very bytes, for the asker alone. */
export const handOverDisclosure = operation({
  name: 'handOverDisclosure',
  summary: 'Gives out what was agreed to: the very bytes, for the asker alone.',
  method: 'POST',
  path: '/api/disclosures/:number/hand-over',
  callers: ['counsellor', 'case_worker', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ bytes: Type.String(), sha256: Type.String(), hidesInSeconds: Type.Integer() }),
  errors: ['DisclosureMoved', 'SealedAskOver'],
});
