import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A message of the caller; sent twice it stands once. */
export const sendChatMessage = operation({
  name: 'sendChatMessage',
  summary: 'A message of the caller; sent twice it stands once',
  method: 'POST',
  path: '/api/public/chat/messages',
  callers: ['chat'],
  perMinute: 240,
  body: Type.Object({ clientId: Type.String({ minLength: 8, maxLength: 64 }), text: Type.String({ minLength: 1, maxLength: 4000 }) }),
  result: Type.Object({ seq: Type.Integer() }),
  errors: ['ChatEnded', 'TooMany'],
});
