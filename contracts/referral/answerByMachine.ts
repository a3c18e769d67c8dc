import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, DeclineReason } from './shapes.ts';

/**
 * What a partner's machine says about a referral to it, signed after Standard Webhooks with the way's own key for answers. Whoever does not have that key, and whoever
 * names what is not theirs or is over, gets one and the same NotFound. The same `webhook-id` again changes nothing.
 */
export const answerByMachine = operation({
  name: 'answerByMachine',
  summary: 'What a partner’s machine says about a referral to it, signed with the way’s own key for answers.',
  method: 'POST',
  path: '/api/public/partner-ways/:id/answers',
  callers: ['public'],
  perMinute: 240,
  largest: 16 * 1024,
  signed: true,
  params: Type.Object({ id: Type.String({ maxLength: 60 }) }),
  body: Type.Object({
    referral: Type.String({ maxLength: 40 }),
    kind: Type.Union([Type.Literal('received'), Type.Literal('accept'), Type.Literal('decline'), Type.Literal('waitlist'), Type.Literal('report'), Type.Literal('message')]),
    why: Type.Optional(DeclineReason), until: Type.Optional(Day), outcome: Type.Optional(Type.String({ maxLength: 60 })), text: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  result: Type.Object({}),
  errors: ['ReferralMoved', 'UnknownTime', 'UnknownOutcome', 'MessageReused'],
});
