import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Seals where somebody is; an earlier place is gone, and what was agreed about it. */
export const sealPlace = operation({
  name: 'sealPlace',
  summary: 'Seals where somebody is; an earlier place is gone, and what was agreed about it.',
  method: 'PUT',
  path: '/api/cases/:caseNumber/persons/:personId/place',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String() }),
  body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 1000 }) }),
  result: Type.Object({}),
  errors: ['PlaceUnusable'],
});
