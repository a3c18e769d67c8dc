import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A message to the caller; sent twice it stands once. */
export const sendMessage = operation({
  name: 'sendMessage',
  summary: 'A message to the caller; sent twice it stands once',
  method: 'POST',
  path: '/api/contacts/:contactId/messages',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ clientId: Type.String({ minLength: 8, maxLength: 64 }), text: Type.String({ minLength: 1, maxLength: 4000 }) }),
  result: Type.Object({ seq: Type.Integer(), at: Type.String() }),
  errors: ['ChatEnded'],
});
