import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The very bytes that were given to the own organization; each reading is in the log. */
export const readPartnerDisclosure = operation({
  name: 'readPartnerDisclosure',
  summary: 'The very bytes that were given to the own organization; each reading is in the log.',
  method: 'GET',
  path: '/api/partner/disclosures/:number',
  callers: ['partner'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ number: Type.String(), purpose: Type.String(), bytes: Type.String(), sha256: Type.String(), fields: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })), notice: Type.String(), expiresAt: Type.String() }),
  errors: [],
});
