import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The organizations of the directory. */
export const listPartners = operation({
  name: 'listPartners',
  summary: 'The organizations of the directory.',
  method: 'GET',
  path: '/api/partners',
  callers: ['administrator', 'supervisor', 'data_protection_officer'],
  result: Type.Object({ partners: Type.Array(Type.Object({ organizationId: Type.String(), name: Type.String(), enforcementParticipation: Type.Boolean() })) }),
  errors: [],
});
