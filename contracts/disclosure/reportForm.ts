import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The form of a report that a second person agreed to: as data, and as a PDF with the data in it. The ledger keeps the hash of each. */
export const reportForm = operation({
  name: 'reportForm',
  summary: 'The form of a report that a second person agreed to: as data, and as a PDF with the data in it. The ledger keeps the hash of each.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports/:number/form',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), number: Type.String() }),
  result: Type.Object({ bytes: Type.String(), sha256: Type.String(), pdf: Type.String(), pdfSha256: Type.String(), printable: Type.Boolean(), hidesInSeconds: Type.Number() }),
  errors: ['DisclosureMoved'],
});
