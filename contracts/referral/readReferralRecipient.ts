import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Whom a referral went to, for somebody of its case who has to telephone them; the reading is in the log. */
export const readReferralRecipient = operation({
  name: 'readReferralRecipient',
  summary: 'Whom a referral went to, for somebody of its case who has to telephone them; the reading is in the log.',
  method: 'POST',
  path: '/api/referrals/:number/recipient',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ organization: Type.String(), service: Type.String(), hours: Type.String(), phones: Type.Array(Type.Object({ number: Type.String(), about: Type.Union([Type.Null(), Type.String()]), checkedByTwo: Type.Boolean() })) }),
  errors: [],
});
