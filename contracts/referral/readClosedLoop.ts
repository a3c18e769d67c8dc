import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './shapes.ts';

/** The closed loop of a period in figures: what was sent, answered in time, and what came of it. Cells from 1 to 10 are not shown. */
export const readClosedLoop = operation({
  name: 'readClosedLoop',
  summary: 'The closed loop of a period in figures: what was sent, answered in time, and what came of it. Cells from 1 to 10 are not shown.',
  method: 'GET',
  path: '/api/reports/referrals',
  callers: ['supervisor'],
  query: Type.Object({ from: Day, to: Day }),
  result: Type.Object({ from: Type.String(), to: Type.String(), rows: Type.Record(Type.String(), Type.Record(Type.String(), Type.Union([Type.Null(), Type.Integer()]))), csv: Type.String() }),
  errors: ['UnknownTime'],
});
