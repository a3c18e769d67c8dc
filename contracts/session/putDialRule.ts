import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says which numbers may be dialled. */
export const putDialRule = operation({
  name: 'putDialRule',
  summary: 'Says which numbers may be dialled',
  method: 'PUT',
  path: '/api/dial-rule',
  callers: ['administrator'],
  body: Type.Object({ allowed: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 300 }), refused: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 300 }) }),
  result: Type.Object({}),
  errors: ['PrefixUnusable'],
});
