import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Gives a case to one more member of staff. */
export const assignCase = operation({
  name: 'assignCase',
  summary: 'Gives a case to one more member of staff.',
  method: 'POST',
  path: '/api/cases/:caseNumber/assign',
  callers: ['supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({ staffId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
