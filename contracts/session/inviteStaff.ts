import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { DeskName, LanguageCode, RoleName } from './shapes.ts';

/** Makes an account and its one-time enrolment link */
export const inviteStaff = operation({
  name: 'inviteStaff',
  summary: 'Makes an account and its one-time enrolment link',
  method: 'POST',
  path: '/api/staff',
  callers: ['administrator'],
  body: Type.Object({ deskName: DeskName, roles: Type.Array(RoleName, { minItems: 1, uniqueItems: true }), languages: Type.Array(LanguageCode, { uniqueItems: true }) }),
  result: Type.Object({ id: Type.String(), link: Type.String() }),
  errors: [],
});
