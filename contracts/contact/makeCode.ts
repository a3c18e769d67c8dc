import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Four words to come back with. */
export const makeCode = operation({
  name: 'makeCode',
  summary: 'Four words to come back with',
  method: 'POST',
  path: '/api/contacts/:contactId/code',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ words: Type.Array(Type.String()) }),
  errors: [],
});
