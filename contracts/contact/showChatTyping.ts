import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The caller is typing. */
export const showChatTyping = operation({
  name: 'showChatTyping',
  summary: 'The caller is typing',
  method: 'POST',
  path: '/api/public/chat/typing',
  callers: ['chat'],
  perMinute: 240,
  result: Type.Object({}),
  errors: ['TooMany'],
});
