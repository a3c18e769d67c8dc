import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { PartnerRoles } from './shapes.ts';

/** Makes a one-time link for a colleague of the own agency. */
export const inviteColleague = operation({
  name: 'inviteColleague',
  summary: 'Makes a one-time link for a colleague of the own agency.',
  method: 'POST',
  path: '/api/partner/people',
  callers: ['partner'],
  body: Type.Object({ deskName: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }), roles: PartnerRoles }),
  result: Type.Object({ link: Type.String() }),
  errors: [],
});
