import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What changed in the chat, as server-sent events. */
export const streamChatEvents = operation({
  name: 'streamChatEvents',
  summary: 'What changed in the chat, as server-sent events',
  method: 'GET',
  path: '/api/public/chat/events',
  callers: ['chat'],
  result: Type.Unknown(),
  errors: ['TooMany'],
});
