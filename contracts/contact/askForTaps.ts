import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks a silent caller to answer with keys. */
export const askForTaps = operation({
  name: 'askForTaps',
  summary: 'Asks a silent caller to answer with keys',
  method: 'POST',
  path: '/api/contacts/:contactId/taps',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({}),
  errors: ['NotTalking'],
});
