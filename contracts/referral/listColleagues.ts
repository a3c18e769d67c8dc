import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { PartnerRoles } from './shapes.ts';

/** The people of the own agency who have an account here. */
export const listColleagues = operation({
  name: 'listColleagues',
  summary: 'The people of the own agency who have an account here.',
  method: 'GET',
  path: '/api/partner/people',
  callers: ['partner'],
  result: Type.Object({ people: Type.Array(Type.Object({ id: Type.String(), deskName: Type.String(), roles: PartnerRoles, enrolled: Type.Boolean(), disabled: Type.Boolean(), you: Type.Boolean() })) }),
  errors: [],
});
