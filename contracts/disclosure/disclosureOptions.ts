import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** For which purposes something can be given to a recipient from this case, and whether a second person is needed. */
export const disclosureOptions = operation({
  name: 'disclosureOptions',
  summary: 'For which purposes something can be given to a recipient from this case, and whether a second person is needed.',
  method: 'POST',
  path: '/api/cases/:caseNumber/disclosures/options',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({ serviceAtLocationId: Type.Optional(Type.String()), officialId: Type.Optional(Type.String()), sealed: Type.Boolean() }),
  result: Type.Object({ recipient: Type.String(), portal: Type.Boolean(), enforcementSince: Type.Union([Type.String(), Type.Null()]), purposes: Type.Array(Type.Object({ purpose: Type.String(), possible: Type.Boolean(), alone: Type.Boolean() })) }),
  errors: ['NumberNotChecked'],
});
