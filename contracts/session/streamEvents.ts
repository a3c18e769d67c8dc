import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What changed, as server-sent events */
export const streamEvents = operation({
  name: 'streamEvents',
  summary: 'What changed, as server-sent events',
  method: 'GET',
  path: '/api/events',
  callers: ['staff'],
  result: Type.Unknown(),
  errors: [],
});
