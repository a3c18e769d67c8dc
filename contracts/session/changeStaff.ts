import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { LanguageCode, RoleName } from './shapes.ts';

/** Changes roles or languages, or disables an account */
export const changeStaff = operation({
  name: 'changeStaff',
  summary: 'Changes roles or languages, or disables an account',
  method: 'PATCH',
  path: '/api/staff/:staffId',
  callers: ['administrator'],
  params: Type.Object({ staffId: Type.String({ format: 'uuid' }) }),
  body: Type.Object({ roles: Type.Optional(Type.Array(RoleName, { minItems: 1, uniqueItems: true })), languages: Type.Optional(Type.Array(LanguageCode, { uniqueItems: true })), disabled: Type.Optional(Type.Boolean()) }),
  result: Type.Object({}),
  errors: ['LastAdministrator'],
});
