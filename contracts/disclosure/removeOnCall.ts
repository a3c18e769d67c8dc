import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes a turn on call away. */
export const removeOnCall = operation({
  name: 'removeOnCall',
  summary: 'Takes a turn on call away.',
  method: 'DELETE',
  path: '/api/on-call/:id',
  callers: ['supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
