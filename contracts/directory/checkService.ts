import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Notes that somebody asked the service and found everything right today. */
export const checkService = operation({
  name: 'checkService',
  summary: 'Notes that somebody asked the service and found everything right today.',
  method: 'POST',
  path: '/api/directory/services/:id/check',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
