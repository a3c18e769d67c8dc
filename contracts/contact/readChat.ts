import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The chat, from the caller side. */
export const readChat = operation({
  name: 'readChat',
  summary: 'The chat, from the caller side',
  method: 'GET',
  path: '/api/public/chat',
  callers: ['chat'],
  perMinute: 600,
  query: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
  result: Type.Object({ state: Type.String(), place: Type.Integer(), messages: Type.Array(Type.Object({ seq: Type.Integer(), from: Type.Union([Type.Literal('caller'), Type.Literal('counsellor'), Type.Literal('system')]), text: Type.String(), at: Type.String(), clientId: Type.String() })), counsellorTyping: Type.Boolean(), words: Type.Union([Type.Null(), Type.Array(Type.String())]) }),
  errors: ['TooMany'],
});
