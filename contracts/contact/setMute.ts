import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Mutes or unmutes the counsellor. */
export const setMute = operation({
  name: 'setMute',
  summary: 'Mutes or unmutes the counsellor',
  method: 'POST',
  path: '/api/contacts/:contactId/mute',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ muted: Type.Boolean() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});
