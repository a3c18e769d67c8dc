import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The messages to partners, newest first, with what became of each. They have no content of a case. */
export const readMailbox = operation({
  name: 'readMailbox',
  summary: 'The messages to partners, newest first, with what became of each. They have no content of a case.',
  method: 'GET',
  path: '/api/mailbox',
  callers: ['administrator'],
  result: Type.Object({ messages: Type.Array(Type.Object({ to: Type.String(), subject: Type.String(), text: Type.String(), at: Type.String(), state: Type.String(), error: Type.Optional(Type.String()) })) }),
  errors: [],
});
