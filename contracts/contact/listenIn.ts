import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Listens to a conversation, whispers to its counsellor, or joins it, for a purpose. */
export const listenIn = operation({
  name: 'listenIn',
  summary: 'Listens to a conversation, whispers to its counsellor, or joins it, for a purpose',
  method: 'POST',
  path: '/api/talks/:contactId/listen',
  callers: ['supervisor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ mode: Type.Union([Type.Literal('listen'), Type.Literal('whisper'), Type.Literal('join')]), purpose: Type.String({ maxLength: 60 }) }),
  result: Type.Object({}),
  errors: ['PurposeNeeded', 'NotTalking', 'OwnConversation'],
});
