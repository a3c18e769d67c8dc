import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Writes a protected field of a person; an empty value empties it. */
export const writeField = operation({
  name: 'writeField',
  summary: 'Writes a protected field of a person; an empty value empties it.',
  method: 'PUT',
  path: '/api/cases/:caseNumber/persons/:personId/fields/:field',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String(), field: Type.String() }),
  body: Type.Object({ value: Type.String({ maxLength: 200 }) }),
  result: Type.Object({}),
  errors: ['UnknownField'],
});
