import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The partner takes it on. */
export const acceptReferral = operation({
  name: 'acceptReferral',
  summary: 'The partner takes it on.',
  method: 'POST',
  path: '/api/partner/referrals/:number/accept',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved'],
});
