import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Adds an outside line. */
export const addLine = operation({
  name: 'addLine',
  summary: 'Adds an outside line',
  method: 'POST',
  path: '/api/lines',
  callers: ['administrator'],
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }), kind: Type.Union([Type.Literal('interpreter'), Type.Literal('service')]),
    languages: Type.Array(Type.String({ maxLength: 12 }), { maxItems: 40 }), number: Type.String({ maxLength: 30 }),
  }),
  result: Type.Object({ id: Type.String() }),
  errors: ['NumberUnusable', 'NumberNotAllowed'],
});
