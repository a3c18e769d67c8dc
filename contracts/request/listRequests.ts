import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What people asked about themselves, by when it is due. */
export const listRequests = operation({
  name: 'listRequests',
  summary: 'What people asked about themselves, by when it is due.',
  method: 'GET',
  path: '/api/requests',
  callers: ['data_protection_officer', 'supervisor'],
  result: Type.Object({ requests: Type.Array(Type.Object({ number: Type.String(), kind: Type.String(), byWhom: Type.String(), identityHow: Type.String(), registeredAt: Type.String(), dueAt: Type.String(), checked: Type.Boolean(), own: Type.Boolean(), disclosureNumber: Type.Union([Type.String(), Type.Null()]), outcome: Type.Union([Type.String(), Type.Null()]) })) }),
  errors: [],
});
