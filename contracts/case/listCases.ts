import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The cases assigned to whoever asks. */
export const listCases = operation({
  name: 'listCases',
  summary: 'The cases assigned to whoever asks.',
  method: 'GET',
  path: '/api/cases',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  result: Type.Object({
    cases: Type.Array(Type.Object({ number: Type.String(), openedAt: Type.String(), state: Type.String(), openTasks: Type.Number(), lastEventAt: Type.String() })),
  }),
  errors: [],
});
