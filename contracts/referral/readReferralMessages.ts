import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Messages } from './shapes.ts';

/** The messages about a referral while it lives; each reading is in the log. */
export const readReferralMessages = operation({
  name: 'readReferralMessages',
  summary: 'The messages about a referral while it lives; each reading is in the log.',
  method: 'GET',
  path: '/api/referrals/:number/messages',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: Messages,
  errors: [],
});
