import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The rota holds from now on; what an earlier one said of its days does not. */
export const publishRota = operation({
  name: 'publishRota',
  summary: 'Publish a rota',
  method: 'POST',
  path: '/api/staffing/rota/:id/publish',
  callers: ['supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['RotaMoved'],
});
