export { previewReferral } from './previewReferral.ts';
export { createReferral } from './createReferral.ts';
export { revokeReferral } from './revokeReferral.ts';
export { listPartnerReferrals } from './listPartnerReferrals.ts';
export { readPartnerReferral } from './readPartnerReferral.ts';
export { acceptReferral } from './acceptReferral.ts';
export { declineReferral } from './declineReferral.ts';
export { reportOutcome } from './reportOutcome.ts';
