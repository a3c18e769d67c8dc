import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens a case from the contact being handled, or answers the one it already belongs to. */
export const openCase = operation({
  name: 'openCase',
  summary: 'Opens a case from the contact being handled, or answers the one it already belongs to.',
  method: 'POST',
  path: '/api/contacts/:contactId/case',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ caseNumber: Type.String() }),
  errors: [],
});
