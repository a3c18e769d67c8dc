import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Open tasks of the cases assigned to whoever asks, and of their role. */
export const listTasks = operation({
  name: 'listTasks',
  summary: 'Open tasks of the cases assigned to whoever asks, and of their role.',
  method: 'GET',
  path: '/api/tasks',
  callers: ['staff'],
  result: Type.Object({ tasks: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), dueAt: Type.String(), caseNumber: Type.Optional(Type.String()), kind: Type.String() })) }),
  errors: [],
});
