import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, DeclineReason, Spoken } from './shapes.ts';

/** Writes down a call to a service: whom it reached, by what they do there, and what they said. `read`: the hash of the script that was read. The same `clientId` again changes nothing. */
export const recordReferralCall = operation({
  name: 'recordReferralCall',
  summary: 'Writes down a call to a service: whom it reached, by what they do there, and what they said.',
  method: 'POST',
  path: '/api/referrals/:number/calls',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({
    clientId: Type.String({ format: 'uuid' }),
    reached: Type.Union([Type.Literal('nobody'), Type.Literal('voicemail'), Type.Literal('wrong_number'), Type.Literal('reception'), Type.Literal('intake'), Type.Literal('worker'), Type.Literal('manager')]),
    said: Type.Union([Type.Literal('not_reached'), Type.Literal('refused'), Type.Literal('told'), Type.Literal('accept'), Type.Literal('waitlist'), Type.Literal('decline')]),
    language: Type.Optional(Spoken), read: Type.Optional(Type.String({ maxLength: 64 })), why: Type.Optional(DeclineReason), until: Type.Optional(Day), text: Type.String({ maxLength: 2000 }),
  }),
  result: Type.Object({ state: Type.String() }),
  errors: ['PreviewStale', 'CallUnclear', 'ReferralMoved', 'UnknownTime', 'EnforcementPartner'],
});
