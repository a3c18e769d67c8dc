import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Adds the next step to a case. */
export const addTask = operation({
  name: 'addTask',
  summary: 'Adds the next step to a case.',
  method: 'POST',
  path: '/api/cases/:caseNumber/tasks',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({ title: Type.String({ minLength: 1, maxLength: 200 }), dueAt: Type.String() }),
  result: Type.Object({ id: Type.String() }),
  errors: ['UnknownTime'],
});
