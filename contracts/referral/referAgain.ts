import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Makes a draft of the same fields to another service; nothing leaves before it was looked at afresh and sent. */
export const referAgain = operation({
  name: 'referAgain',
  summary: 'Makes a draft of the same fields to another service; nothing leaves before it was looked at afresh and sent.',
  method: 'POST',
  path: '/api/referrals/:number/again',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ serviceAtLocationId: Type.String() }),
  result: Type.Object({ number: Type.String() }),
  errors: ['EnforcementPartner', 'UnknownField', 'FieldEmpty', 'UnknownNeed'],
});
