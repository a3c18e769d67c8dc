import { Type } from 'typebox';
import { list } from '../directory/shapes.ts';
import { operation } from '../operation.ts';

/** Up to five other services for the same need that may be asked, best first, with the reasons. */
export const otherServices = operation({
  name: 'otherServices',
  summary: 'Up to five other services for the same need that may be asked, best first, with the reasons.',
  method: 'GET',
  path: '/api/referrals/:number/others',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ list: Type.Union([Type.Null(), list]), services: Type.Array(Type.Object({ serviceAtLocationId: Type.String(), service: Type.String(), organization: Type.String(), reasons: Type.Array(Type.Object({ code: Type.String(), value: Type.Optional(Type.String()) })) })) }),
  errors: [],
});
