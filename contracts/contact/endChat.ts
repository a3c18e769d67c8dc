import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The caller ends the chat and gets four words. */
export const endChat = operation({
  name: 'endChat',
  summary: 'The caller ends the chat and gets four words',
  method: 'POST',
  path: '/api/public/chat/end',
  callers: ['chat'],
  result: Type.Object({ words: Type.Array(Type.String()) }),
  errors: ['TooMany'],
});
