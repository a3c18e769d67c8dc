import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The referrals to the organization of whoever asks. */
export const listPartnerReferrals = operation({
  name: 'listPartnerReferrals',
  summary: 'The referrals to the organization of whoever asks.',
  method: 'GET',
  path: '/api/partner/referrals',
  callers: ['partner'],
  result: Type.Object({ referrals: Type.Array(Type.Object({ number: Type.String(), service: Type.String(), state: Type.String(), dueAt: Type.String(), urgency: Type.String(), waitlistUntil: Type.Union([Type.Null(), Type.String()]) })) }),
  errors: [],
});
