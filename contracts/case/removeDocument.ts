import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Removes a document. */
export const removeDocument = operation({
  name: 'removeDocument',
  summary: 'Removes a document.',
  method: 'DELETE',
  path: '/api/cases/:caseNumber/persons/:personId/documents/:documentId',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String(), documentId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
