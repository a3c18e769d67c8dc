import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Puts a waiting contact before all others, for a reason. */
export const pullForward = operation({
  name: 'pullForward',
  summary: 'Puts a waiting contact before all others, for a reason',
  method: 'POST',
  path: '/api/contacts/:contactId/pull',
  callers: ['supervisor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ reason: Type.Union([Type.Literal('danger'), Type.Literal('child'), Type.Literal('long_wait'), Type.Literal('came_back'), Type.Literal('language')]) }),
  result: Type.Object({}),
  errors: ['NotWaiting'],
});
