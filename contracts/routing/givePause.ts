import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Gives one person so many minutes without an offer. */
export const givePause = operation({
  name: 'givePause',
  summary: 'Gives one person so many minutes without an offer',
  method: 'POST',
  path: '/api/staff/:staffId/pause',
  callers: ['supervisor'],
  params: Type.Object({ staffId: Type.String() }),
  body: Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: 120 }) }),
  result: Type.Object({}),
  errors: [],
});
