import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A supervisor agrees to a block for today, or not. */
export const decideBlock = operation({
  name: 'decideBlock',
  summary: 'A supervisor agrees to a block for today, or not',
  method: 'POST',
  path: '/api/blocks/:blockId',
  callers: ['supervisor'],
  params: Type.Object({ blockId: Type.String() }),
  body: Type.Object({ approve: Type.Boolean() }),
  result: Type.Object({}),
  errors: ['BlockDecided'],
});
