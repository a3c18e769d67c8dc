import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Rebuilds the log's tree from the first entry to the last and names what is not as it was written. */
export const verifyLog = operation({
  name: 'verifyLog',
  summary: 'Checks the log from the first entry to the last.',
  method: 'POST',
  path: '/api/log/verify',
  callers: ['data_protection_officer'],
  result: Type.Object({
    ok: Type.Boolean(),
    size: Type.Integer(),
    problems: Type.Array(Type.Object({ code: Type.String(), seq: Type.Integer(), message: Type.String() })),
  }),
  errors: [],
});
