import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Reads a source now; what differs waits for a person. */
export const refreshSource = operation({
  name: 'refreshSource',
  summary: 'Reads a source now; what differs waits for a person.',
  method: 'POST',
  path: '/api/directory/sources/:id/read',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
