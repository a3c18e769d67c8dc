import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens a sealed place once, for who asked, after a second person agreed. */
export const openPlace = operation({
  name: 'openPlace',
  summary: 'Opens a sealed place once, for who asked, after a second person agreed.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons/:personId/place/asks/:askId/open',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String(), askId: Type.String() }),
  result: Type.Object({ text: Type.String(), hidesInSeconds: Type.Number() }),
  errors: ['SealedAskOver'],
});
