import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { NewMessage } from './shapes.ts';

/** Writes to the service about a referral; what leaves is in the ledger. */
export const writeReferralMessage = operation({
  name: 'writeReferralMessage',
  summary: 'Writes to the service about a referral; what leaves is in the ledger.',
  method: 'POST',
  path: '/api/referrals/:number/messages',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: NewMessage,
  result: Type.Object({}),
  errors: ['ReferralMoved', 'EnforcementPartner'],
});
