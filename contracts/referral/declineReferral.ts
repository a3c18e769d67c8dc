import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { DeclineReason } from './shapes.ts';

/** The partner says no, with a reason. */
export const declineReferral = operation({
  name: 'declineReferral',
  summary: 'The partner says no, with a reason.',
  method: 'POST',
  path: '/api/partner/referrals/:number/decline',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ why: Type.Optional(DeclineReason), reason: Type.String({ minLength: 1, maxLength: 500 }) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved'],
});
