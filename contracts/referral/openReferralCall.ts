import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Spoken } from './shapes.ts';

const orNull = Type.Union([Type.Null(), Type.String()]);
/** Whom to call about a referral, and the script with exactly the previewed fields; each reading is in the log. Nothing has left yet. */
export const openReferralCall = operation({
  name: 'openReferralCall',
  summary: 'Whom to call about a referral, and the script with exactly the previewed fields; each reading is in the log.',
  method: 'POST',
  path: '/api/referrals/:number/script',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ language: Spoken }),
  result: Type.Object({
    organization: Type.String(), service: Type.String(), hours: Type.String(), phones: Type.Array(Type.Object({ number: Type.String(), extension: orNull, about: orNull, checkedByTwo: Type.Boolean() })),
    steps: Type.Array(Type.Object({ kind: Type.Union([Type.Literal('do'), Type.Literal('say'), Type.Literal('read'), Type.Literal('never')]), text: Type.String() })), sha256: Type.String(), tries: Type.Integer(),
  }),
  errors: ['ReferralMoved', 'EnforcementPartner'],
});
