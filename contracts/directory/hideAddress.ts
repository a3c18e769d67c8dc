import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Makes the address of a place confidential: it is sealed and taken out of everything plain. */
export const hideAddress = operation({
  name: 'hideAddress',
  summary: 'Makes the address of a place confidential: it is sealed and taken out of everything plain.',
  method: 'POST',
  path: '/api/directory/locations/:id/hide',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
