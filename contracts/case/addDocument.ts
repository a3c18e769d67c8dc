import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Attaches a picture of a paper (JPEG, PNG or WebP, at most 10 MiB); where and when it was taken is left out, no file name is kept. */
export const addDocument = operation({
  name: 'addDocument',
  summary: 'Attaches a picture of a paper (JPEG, PNG or WebP, at most 10 MiB); where and when it was taken is left out, no file name is kept.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons/:personId/documents',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String() }),
  query: Type.Object({ kind: Type.String() }),
  stream: true,
  result: Type.Object({ id: Type.String() }),
  errors: ['PictureUnusable', 'DocumentKindUnknown', 'DocumentsFull', 'DocumentTooLarge'],
});
