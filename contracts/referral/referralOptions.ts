import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What a referral may rest on, and the words that an answer is made of. */
export const referralOptions = operation({
  name: 'referralOptions',
  summary: 'What a referral may rest on, and the words that an answer is made of.',
  method: 'GET',
  path: '/api/referral-options',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  result: Type.Object({ legalBases: Type.Array(Type.Object({ code: Type.String(), en: Type.String(), es: Type.String(), source: Type.String(), readOn: Type.String(), counsel: Type.Boolean() })), outcomes: Type.Array(Type.String()), declineReasons: Type.Array(Type.String()) }),
  errors: [],
});
