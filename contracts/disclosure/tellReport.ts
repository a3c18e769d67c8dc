import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says that the body was told, with its number if it gave one. */
export const tellReport = operation({
  name: 'tellReport',
  summary: 'Says that the body was told, with its number if it gave one.',
  method: 'POST',
  path: '/api/cases/:caseNumber/reports/:number/told',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), number: Type.String() }),
  body: Type.Object({ how: Type.Union([Type.Literal('phone'), Type.Literal('online'), Type.Literal('sheet')]), acknowledgement: Type.Optional(Type.String({ maxLength: 100 })) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['NotHandedOver', 'ReportMoved'],
});
