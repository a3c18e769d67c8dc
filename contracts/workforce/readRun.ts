import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Run } from './kinds.ts';

/** One piece of reckoning with what came of it. */
export const readRun = operation({
  name: 'readRun',
  summary: 'One piece of reckoning with what came of it',
  method: 'GET',
  path: '/api/staffing/runs/:id',
  callers: ['supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({ ...Run.properties, answer: Type.Any() }),
  errors: [],
});
