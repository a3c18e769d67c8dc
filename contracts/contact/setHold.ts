import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Puts the caller on hold or takes them back. */
export const setHold = operation({
  name: 'setHold',
  summary: 'Puts the caller on hold or takes them back',
  method: 'POST',
  path: '/api/contacts/:contactId/hold',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ onHold: Type.Boolean() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});
