import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes a callback; the centre dials. */
export const takeCallback = operation({
  name: 'takeCallback',
  summary: 'Takes a callback; the centre dials',
  method: 'POST',
  path: '/api/callbacks/:callbackId/take',
  callers: ['counsellor'],
  params: Type.Object({ callbackId: Type.String() }),
  result: Type.Object({ contactId: Type.String() }),
  errors: ['CallbackTaken', 'NotNow', 'NoLineOut'],
});
