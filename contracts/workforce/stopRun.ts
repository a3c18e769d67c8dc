import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends it where it is; nothing of it is kept. */
export const stopRun = operation({
  name: 'stopRun',
  summary: 'Stop a piece of reckoning',
  method: 'POST',
  path: '/api/staffing/runs/:id/stop',
  callers: ['supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
