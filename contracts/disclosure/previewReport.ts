import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { REPORT } from './shapes.ts';

/** The very bytes that would leave with a report. Nothing is asked. */
export const previewReport = operation({
  name: 'previewReport',
  summary: 'The very bytes that would leave with a report. Nothing is asked.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports/preview',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: REPORT,
  result: Type.Object({ bytes: Type.String(), recipient: Type.String() }),
  errors: ['NoPapersInReport', 'UnknownArea', 'BasisMissing', 'ChildSideMissing', 'FieldMissing'],
});
