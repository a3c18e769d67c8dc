import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day } from './shapes.ts';

/** The partner has no place now, and says until when. */
export const waitlistReferral = operation({
  name: 'waitlistReferral',
  summary: 'The partner has no place now, and says until when.',
  method: 'POST',
  path: '/api/partner/referrals/:number/waitlist',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ until: Day, text: Type.String({ maxLength: 500 }) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ReferralMoved', 'UnknownTime'],
});
