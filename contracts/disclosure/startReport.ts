import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { REPORT } from './shapes.ts';

/** Starts a duty to report: what leaves is asked of a second person, and the legal clock runs. */
export const startReport = operation({
  name: 'startReport',
  summary: 'Starts a duty to report: what leaves is asked of a second person, and the legal clock runs.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: REPORT,
  result: Type.Object({ number: Type.String(), disclosure: Type.String() }),
  errors: ['NoPapersInReport', 'UnknownArea', 'UnknownTime', 'BasisMissing', 'ChildSideMissing', 'FieldMissing'],
});
