import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says whether a service has room and takes referrals; a partner says it of its own services. */
export const setCapacity = operation({
  name: 'setCapacity',
  summary: 'Says whether a service has room and takes referrals; a partner says it of its own services.',
  method: 'PUT',
  path: '/api/directory/services/:id/capacity',
  callers: ['supervisor', 'administrator', 'partner'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ capacity: Type.Union([Type.Null(), Type.Literal('open'), Type.Literal('waiting_list'), Type.Literal('full')]), refers: Type.Union([Type.Null(), Type.Boolean()]) }),
  result: Type.Object({}),
  errors: [],
});
