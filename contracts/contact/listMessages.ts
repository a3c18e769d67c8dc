import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The chat, from the counsellor side. */
export const listMessages = operation({
  name: 'listMessages',
  summary: 'The chat, from the counsellor side',
  method: 'GET',
  path: '/api/contacts/:contactId/messages',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  query: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
  result: Type.Object({ messages: Type.Array(Type.Object({ seq: Type.Integer(), from: Type.Union([Type.Literal('caller'), Type.Literal('counsellor'), Type.Literal('system')]), text: Type.String(), at: Type.String(), clientId: Type.String() })), callerTyping: Type.Boolean() }),
  errors: [],
});
