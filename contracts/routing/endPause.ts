import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends a pause, one’s own or as a supervisor. */
export const endPause = operation({
  name: 'endPause',
  summary: 'Ends a pause, one’s own or as a supervisor',
  method: 'POST',
  path: '/api/staff/:staffId/pause/end',
  callers: ['counsellor', 'interpreter', 'supervisor'],
  params: Type.Object({ staffId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
