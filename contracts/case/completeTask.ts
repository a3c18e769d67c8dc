import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Marks a task as done. */
export const completeTask = operation({
  name: 'completeTask',
  summary: 'Marks a task as done.',
  method: 'POST',
  path: '/api/tasks/:taskId/complete',
  callers: ['staff'],
  params: Type.Object({ taskId: Type.String() }),
  result: Type.Object({}),
  errors: ['TaskDone'],
});
