import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends the conversation; wrap-up begins. */
export const endContact = operation({
  name: 'endContact',
  summary: 'Ends the conversation; wrap-up begins',
  method: 'POST',
  path: '/api/contacts/:contactId/end',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});
