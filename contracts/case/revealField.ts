import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Opens one protected field for five minutes on the screen; the log keeps that it was opened. */
export const revealField = operation({
  name: 'revealField',
  summary: 'Opens one protected field for five minutes on the screen; the log keeps that it was opened.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons/:personId/fields/:field/reveal',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String(), field: Type.String() }),
  body: Type.Object({ purpose: Type.String() }),
  result: Type.Object({ value: Type.String(), hidesInSeconds: Type.Number() }),
  errors: ['UnknownField', 'FieldEmpty'],
});
