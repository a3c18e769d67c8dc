import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Closes an item with what came of it. Nobody closes one about themselves. */
export const closeUnusual = operation({
  name: 'closeUnusual',
  summary: 'Close an item about unusual reading, with a note.',
  method: 'POST',
  path: '/api/unusual/:id/close',
  callers: ['data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }) }),
  result: Type.Object({}),
  errors: ['UnusualClosed'],
});
