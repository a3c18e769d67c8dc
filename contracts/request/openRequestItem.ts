import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens the words of one conversation that a request covers, to say whom it concerns; each reading is in the log. */
export const openRequestItem = operation({
  name: 'openRequestItem',
  summary: 'Opens the words of one conversation that a request covers, to say whom it concerns.',
  method: 'POST',
  path: '/api/requests/:number/items/:position/open',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String(), position: Type.Integer() }),
  result: Type.Object({ text: Type.String() }),
  errors: ['IdentityNotChecked', 'RequestDone', 'KeyMissing'],
});
