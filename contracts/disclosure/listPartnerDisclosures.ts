import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What was given to the own organization, while it may be read. */
export const listPartnerDisclosures = operation({
  name: 'listPartnerDisclosures',
  summary: 'What was given to the own organization, while it may be read.',
  method: 'GET',
  path: '/api/partner/disclosures',
  callers: ['partner'],
  result: Type.Object({ disclosures: Type.Array(Type.Object({ number: Type.String(), purpose: Type.String(), at: Type.String(), expiresAt: Type.String() })) }),
  errors: [],
});
