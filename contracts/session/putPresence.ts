import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Presence } from './shapes.ts';

/** Says whether offers may come */
export const putPresence = operation({
  name: 'putPresence',
  summary: 'Says whether offers may come',
  method: 'PUT',
  path: '/api/presence',
  callers: ['counsellor', 'interpreter'],
  body: Type.Object({ state: Presence }),
  result: Type.Object({ state: Presence }),
  errors: [],
});
