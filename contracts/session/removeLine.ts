import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes an outside line away. */
export const removeLine = operation({
  name: 'removeLine',
  summary: 'Takes an outside line away',
  method: 'DELETE',
  path: '/api/lines/:lineId',
  callers: ['administrator'],
  params: Type.Object({ lineId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
