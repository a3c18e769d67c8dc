import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens the confidential address of a place to who works on a case that was referred there. */
export const revealAddress = operation({
  name: 'revealAddress',
  summary: 'Opens the confidential address of a place to who works on a case that was referred there.',
  method: 'POST',
  path: '/api/directory/locations/:id/address',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({ lines: Type.Array(Type.String()) }),
  errors: ['FieldEmpty'],
});
