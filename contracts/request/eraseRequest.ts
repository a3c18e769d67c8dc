import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Erases what is kept about the person, unless it is held. */
export const eraseRequest = operation({
  name: 'eraseRequest',
  summary: 'Erases what is kept about the person, unless it is held.',
  method: 'POST',
  path: '/api/requests/:number/erase',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ outcome: Type.String(), answer: Type.String() }),
  errors: ['ConversationOpen', 'IdentityNotChecked', 'ItemsOpen', 'RequestDone'],
});
