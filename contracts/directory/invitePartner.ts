import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Makes a one-time enrolment link for a person of a partner organization. */
export const invitePartner = operation({
  name: 'invitePartner',
  summary: 'Makes a one-time enrolment link for a person of a partner organization.',
  method: 'POST',
  path: '/api/partners/:organizationId/staff',
  callers: ['administrator', 'supervisor'],
  params: Type.Object({ organizationId: Type.String() }),
  body: Type.Object({ deskName: Type.String({ minLength: 1, maxLength: 60 }) }),
  result: Type.Object({ link: Type.String() }),
  errors: [],
});
