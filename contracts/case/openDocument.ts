import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens a document: the bytes of the picture; the log keeps that it was opened. */
export const openDocument = operation({
  name: 'openDocument',
  summary: 'Opens a document: the bytes of the picture; the log keeps that it was opened.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons/:personId/documents/:documentId/open',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String(), documentId: Type.String() }),
  body: Type.Object({ purpose: Type.String() }),
  result: Type.Any(),
  errors: [],
});
