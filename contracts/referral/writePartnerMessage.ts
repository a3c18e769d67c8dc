import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { NewMessage } from './shapes.ts';

/** Writes to the people of the case about a referral. */
export const writePartnerMessage = operation({
  name: 'writePartnerMessage',
  summary: 'Writes to the people of the case about a referral.',
  method: 'POST',
  path: '/api/partner/referrals/:number/messages',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  body: NewMessage,
  result: Type.Object({}),
  errors: ['ReferralMoved'],
});
