import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The counsellor is typing. */
export const showTyping = operation({
  name: 'showTyping',
  summary: 'The counsellor is typing',
  method: 'POST',
  path: '/api/contacts/:contactId/typing',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
