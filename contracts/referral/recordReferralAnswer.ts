import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, DeclineReason } from './shapes.ts';

/** Writes down what a service said on the telephone: the same answers as in its portal. */
export const recordReferralAnswer = operation({
  name: 'recordReferralAnswer',
  summary: 'Writes down what a service said on the telephone: the same answers as in its portal.',
  method: 'POST',
  path: '/api/referrals/:number/answer',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({
    kind: Type.Union([Type.Literal('accept'), Type.Literal('decline'), Type.Literal('waitlist'), Type.Literal('report')]),
    why: Type.Optional(DeclineReason), until: Type.Optional(Day), outcome: Type.Optional(Type.String({ maxLength: 60 })), text: Type.String({ maxLength: 2000 }),
  }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved', 'UnknownTime', 'UnknownOutcome'],
});
