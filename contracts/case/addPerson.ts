import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Adds a person to the case; a key of their own is made for their protected fields. */
export const addPerson = operation({
  name: 'addPerson',
  summary: 'Adds a person to the case; a key of their own is made for their protected fields.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({ role: Type.String(), ageBand: Type.Optional(Type.String()), languages: Type.Array(Type.String(), { maxItems: 10 }) }),
  result: Type.Object({ id: Type.String() }),
  errors: ['UnknownPersonRole', 'UnknownAgeBand'],
});
