import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { PartnerRoles } from './shapes.ts';

/** Changes what a colleague of the own agency may do, or takes the access away. */
export const changeColleague = operation({
  name: 'changeColleague',
  summary: 'Changes what a colleague of the own agency may do, or takes the access away.',
  method: 'POST',
  path: '/api/partner/people/:id',
  callers: ['partner'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ roles: Type.Optional(PartnerRoles), disabled: Type.Optional(Type.Boolean()) }),
  result: Type.Object({}),
  errors: ['LastAdministrator'],
});
