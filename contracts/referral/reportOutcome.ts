import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The partner reports that help began, or how it ended. */
export const reportOutcome = operation({
  name: 'reportOutcome',
  summary: 'The partner reports that help began, or how it ended.',
  method: 'POST',
  path: '/api/partner/referrals/:number/outcome',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ outcome: Type.String({ minLength: 1, maxLength: 60 }), text: Type.String({ maxLength: 2000 }) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved', 'UnknownOutcome'],
});
