import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Messages } from './shapes.ts';

/** The messages about a referral to the own organization, while it lives. */
export const readPartnerMessages = operation({
  name: 'readPartnerMessages',
  summary: 'The messages about a referral to the own organization, while it lives.',
  method: 'GET',
  path: '/api/partner/referrals/:number/messages',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  result: Messages,
  errors: [],
});
