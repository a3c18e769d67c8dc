import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends wrap-up by hand. */
export const closeContact = operation({
  name: 'closeContact',
  summary: 'Ends wrap-up by hand',
  method: 'POST',
  path: '/api/contacts/:contactId/close',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});
