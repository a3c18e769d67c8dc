import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes a planned break away. */
export const removeBreak = operation({
  name: 'removeBreak',
  summary: 'Takes a planned break away',
  method: 'DELETE',
  path: '/api/breaks/:id',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
