import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Makes a one-time link that replaces lost passkeys */
export const makeRecoveryLink = operation({
  name: 'makeRecoveryLink',
  summary: 'Makes a one-time link that replaces lost passkeys',
  method: 'POST',
  path: '/api/staff/:staffId/recovery-link',
  callers: ['administrator'],
  params: Type.Object({ staffId: Type.String({ format: 'uuid' }) }),
  result: Type.Object({ link: Type.String() }),
  errors: [],
});
