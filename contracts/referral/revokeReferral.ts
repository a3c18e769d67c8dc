import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes a referral back: the partner can read nothing of it any more. */
export const revokeReferral = operation({
  name: 'revokeReferral',
  summary: 'Takes a referral back: the partner can read nothing of it any more.',
  method: 'POST',
  path: '/api/referrals/:number/revoke',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved'],
});
