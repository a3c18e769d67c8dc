import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Sets up where a partner's machine takes referrals; nothing goes there until somebody else checked it. */
export const setWay = operation({
  name: 'setWay',
  summary: 'Sets up where a partner’s machine takes referrals; nothing goes there until somebody else checked it',
  method: 'POST',
  path: '/api/partner-ways',
  callers: ['administrator', 'data_protection_officer'],
  body: Type.Object({ organizationId: Type.String(), url: Type.String({ minLength: 1, maxLength: 500 }), kind: Type.Optional(Type.Union([Type.Literal('webhook'), Type.Literal('fhir')])) }),
  result: Type.Object({ id: Type.String() }),
  errors: ['AddressUnusable', 'EnforcementPartner'],
});
