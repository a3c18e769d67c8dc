import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Proposes that the number of this call is not put through again today. */
export const proposeBlock = operation({
  name: 'proposeBlock',
  summary: 'Proposes that the number of this call is not put through again today',
  method: 'POST',
  path: '/api/contacts/:contactId/block',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({}),
  errors: ['NumberWithheld'],
});
