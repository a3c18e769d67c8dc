import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Numbers of officials and emergency services, and whether two people checked them lately. */
export const listOfficials = operation({
  name: 'listOfficials',
  summary: 'Numbers of officials and emergency services, and whether two people checked them lately.',
  method: 'GET',
  path: '/api/officials',
  callers: ['counsellor', 'case_worker', 'supervisor', 'data_protection_officer'],
  result: Type.Object({ officials: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String(), number: Type.String(), source: Type.String(), enforcementSince: Type.Union([Type.String(), Type.Null()]), checkedAt: Type.String(), checked: Type.Boolean(), area: Type.Union([Type.String(), Type.Null()]), documentsUrl: Type.Union([Type.String(), Type.Null()]) })) }),
  errors: [],
});
