import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** One referral to the own organization; each reading is in the log. */
export const readPartnerReferral = operation({
  name: 'readPartnerReferral',
  summary: 'One referral to the own organization; each reading is in the log.',
  method: 'GET',
  path: '/api/partner/referrals/:number',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({
    number: Type.String(), service: Type.String(), state: Type.String(), urgency: Type.String(), need: Type.String(),
    fields: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })), dueAt: Type.String(), notice: Type.String(),
    waitlistUntil: Type.Union([Type.Null(), Type.String()]), readableUntil: Type.String(),
  }),
  errors: [],
});
