import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Outside lines and the numbers that may be dialled. */
export const getLines = operation({
  name: 'getLines',
  summary: 'Outside lines and the numbers that may be dialled',
  method: 'GET',
  path: '/api/lines',
  callers: ['administrator'],
  result: Type.Object({
    lines: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String(), languages: Type.Array(Type.String()), number: Type.String() })),
    allowed: Type.Array(Type.String()), refused: Type.Array(Type.String()),
  }),
  errors: [],
});
