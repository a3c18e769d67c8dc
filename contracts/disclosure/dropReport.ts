import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** No duty after all: what was asked is taken back. */
export const dropReport = operation({
  name: 'dropReport',
  summary: 'No duty after all: what was asked is taken back.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports/:number/dropped',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), number: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReportMoved'],
});
