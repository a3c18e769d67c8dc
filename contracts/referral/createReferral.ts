import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { RESTING, Urgency } from './shapes.ts';

/** Sends a referral with consent, or on a named legal basis: the ledger, the payload, the deadline and the message to the partner commit together. */
export const createReferral = operation({
  name: 'createReferral',
  summary: 'Sends a referral with consent, or on a named legal basis: the ledger, the payload, the deadline and the message to the partner commit together.',
  method: 'POST',
  path: '/api/cases/:caseNumber/referrals',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({
    serviceAtLocationId: Type.String(),
    fields: Type.Array(Type.Object({ personId: Type.String(), field: Type.String() }), { maxItems: 40 }),
    need: Type.String({ minLength: 1, maxLength: 200 }),
    urgency: Urgency,
    ...RESTING,
    previewed: Type.Optional(Type.String()),
  }),
  result: Type.Object({ number: Type.String() }),
  errors: ['EnforcementPartner', 'ConsentMissing', 'UnknownLegalBasis', 'PreviewStale', 'UnknownField', 'FieldEmpty', 'UnknownNeed'],
});
