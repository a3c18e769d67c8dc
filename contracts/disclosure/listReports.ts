import { Type } from 'typebox';
import { operation } from '../operation.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
/** The duties to report of a case, each with its body and its clock. */
export const listReports = operation({
  name: 'listReports',
  summary: 'The duties to report of a case, each with its body and its clock.',
  method: 'GET',
  path: '/api/cases/:caseNumber/reports',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  result: Type.Object({
    reports: Type.Array(Type.Object({
      number: Type.String(), disclosure: Type.String(), agreed: Type.String(), state: Type.String(), yours: Type.Boolean(), body: Type.String(), phone: maybe, hours: maybe, hoursEs: maybe, warnings: Type.Array(Type.String()), writtenHours: Type.Union([Type.Integer(), Type.Null()]),
      since: Type.String(), dueAt: Type.String(), toldAt: maybe, toldHow: maybe, writtenDueAt: maybe, acknowledgedAt: maybe, acknowledgement: maybe,
    })),
    national: Type.Object({ body: Type.String(), number: Type.String(), hours: Type.String(), source: Type.String(), asOf: Type.String() }),
  }),
  errors: [],
});
