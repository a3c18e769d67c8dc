import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Decides whether the agency of an agreement is an organization of the directory. */
export const decideMatch = operation({
  name: 'decideMatch',
  summary: 'Decides whether the agency of an agreement is an organization of the directory.',
  method: 'POST',
  path: '/api/directory/enforcement/decide',
  callers: ['supervisor', 'administrator'],
  body: Type.Object({ agreementId: Type.String(), organizationId: Type.String(), same: Type.Boolean() }),
  result: Type.Object({}),
  errors: [],
});
