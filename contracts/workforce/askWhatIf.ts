import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Change, Day } from './kinds.ts';

/** The coming days by the real routing, as they are and changed: more or fewer calls, more or fewer people. */
export const askWhatIf = operation({
  name: 'askWhatIf',
  summary: 'Ask what would happen if',
  method: 'POST',
  path: '/api/staffing/what-if',
  callers: ['supervisor'],
  body: Type.Object({ fromDay: Day, days: Type.Integer({ minimum: 1, maximum: 14 }), basis: Type.Union([Type.Literal('needed'), Type.Literal('rota')]), runs: Type.Integer({ minimum: 4, maximum: 60 }), changes: Type.Array(Change, { maxItems: 12 }) }),
  result: Type.Object({ id: Type.String() }),
  errors: [],
});
