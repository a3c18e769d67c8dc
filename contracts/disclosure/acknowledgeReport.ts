import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Writes down the number by which the body knows a report. */
export const acknowledgeReport = operation({
  name: 'acknowledgeReport',
  summary: 'Writes down the number by which the body knows a report.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports/:number/acknowledged',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), number: Type.String() }),
  body: Type.Object({ acknowledgement: Type.String({ minLength: 1, maxLength: 100 }) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['AcknowledgementMissing', 'ReportMoved'],
});
