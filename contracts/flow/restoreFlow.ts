import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** An earlier version becomes the draft. */
export const restoreFlow = operation({
  name: 'restoreFlow',
  summary: 'An earlier version becomes the draft',
  method: 'POST',
  path: '/api/call-flow/versions/:version/restore',
  callers: ['administrator'],
  params: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  result: Type.Object({}),
  errors: ['VersionUnknown'],
});
