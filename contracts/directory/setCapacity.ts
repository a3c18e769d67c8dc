import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Writes down whether a service without a portal has room and takes referrals; a partner says it of its own by `keepAgencyService`. */
export const setCapacity = operation({
  name: 'setCapacity',
  summary: 'Writes down whether a service without a portal has room and takes referrals.',
  method: 'PUT',
  path: '/api/directory/services/:id/capacity',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ capacity: Type.Union([Type.Null(), Type.Literal('open'), Type.Literal('waiting_list'), Type.Literal('full')]), refers: Type.Union([Type.Null(), Type.Boolean()]) }),
  result: Type.Object({}),
  errors: [],
});
