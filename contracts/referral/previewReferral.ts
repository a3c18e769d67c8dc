import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { ShownBefore, Urgency } from './shapes.ts';

/** Shows exactly the bytes that would leave, and to whom. */
export const previewReferral = operation({
  name: 'previewReferral',
  summary: 'Shows exactly the bytes that would leave, and to whom.',
  method: 'POST',
  path: '/api/cases/:caseNumber/referrals/preview',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: Type.Object({
    serviceAtLocationId: Type.String(),
    fields: Type.Array(Type.Object({ personId: Type.String(), field: Type.String() }), { maxItems: 40 }),
    need: Type.String({ minLength: 1, maxLength: 200 }),
    urgency: Urgency,
  }),
  result: ShownBefore,
  errors: ['EnforcementPartner', 'UnknownField', 'FieldEmpty', 'UnknownNeed'],
});
