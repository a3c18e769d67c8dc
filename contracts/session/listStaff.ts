import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { RoleName } from './shapes.ts';

/** All accounts of staff */
export const listStaff = operation({
  name: 'listStaff',
  summary: 'All accounts of staff',
  method: 'GET',
  path: '/api/staff',
  callers: ['administrator'],
  result: Type.Object({
    staff: Type.Array(Type.Object({
      id: Type.String(), deskName: Type.String(), roles: Type.Array(RoleName), languages: Type.Array(Type.String()), enrolled: Type.Boolean(), disabled: Type.Boolean(),
    })),
  }),
  errors: [],
});
