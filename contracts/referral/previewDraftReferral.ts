import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { ShownBefore } from './shapes.ts';

/** Shows the very bytes of a draft as they would leave now. */
export const previewDraftReferral = operation({
  name: 'previewDraftReferral',
  summary: 'Shows the very bytes of a draft as they would leave now.',
  method: 'POST',
  path: '/api/referrals/:number/preview',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: ShownBefore,
  errors: ['EnforcementPartner', 'FieldEmpty', 'ReferralMoved'],
});
