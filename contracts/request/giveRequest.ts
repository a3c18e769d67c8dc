import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Compiles everything kept and asks for its disclosure to the person. */
export const giveRequest = operation({
  name: 'giveRequest',
  summary: 'Compiles everything kept and asks for its disclosure to the person.',
  method: 'POST',
  path: '/api/requests/:number/give',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ disclosure: Type.String() }),
  errors: ['IdentityNotChecked', 'ItemsOpen', 'RequestCompiled', 'RequestDone'],
});
