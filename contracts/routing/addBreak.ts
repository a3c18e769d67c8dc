import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Plans a break of one person, in which nothing is put before them. */
export const addBreak = operation({
  name: 'addBreak',
  summary: 'Plans a break of one person, in which nothing is put before them',
  method: 'POST',
  path: '/api/staff/:staffId/breaks',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ staffId: Type.String() }),
  body: Type.Object({ kind: Type.Union([Type.Literal('break'), Type.Literal('meal'), Type.Literal('training')]), from: Type.String({ format: 'date-time' }), to: Type.String({ format: 'date-time' }) }),
  result: Type.Object({ id: Type.String() }),
  errors: ['BreakUnusable'],
});
