import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Run, RunKind } from './kinds.ts';

/** What was asked to be reckoned, the newest first. */
export const listRuns = operation({
  name: 'listRuns',
  summary: 'What was asked to be reckoned, and how far it is',
  method: 'GET',
  path: '/api/staffing/runs',
  callers: ['supervisor'],
  query: Type.Object({ kind: Type.Optional(RunKind) }),
  result: Type.Object({ runs: Type.Array(Run) }),
  errors: [],
});
