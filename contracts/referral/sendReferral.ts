import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { RESTING } from './shapes.ts';

/** Sends a draft, if what leaves is what was shown. */
export const sendReferral = operation({
  name: 'sendReferral',
  summary: 'Sends a draft, if what leaves is what was shown.',
  method: 'POST',
  path: '/api/referrals/:number/send',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ ...RESTING, previewed: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['EnforcementPartner', 'ConsentMissing', 'UnknownLegalBasis', 'PreviewStale', 'FieldEmpty', 'ReferralMoved'],
});
