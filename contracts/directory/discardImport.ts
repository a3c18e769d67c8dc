import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Discards one reading as a whole. */
export const discardImport = operation({
  name: 'discardImport',
  summary: 'Discards one reading as a whole.',
  method: 'POST',
  path: '/api/directory/imports/:id/discard',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['ImportState'],
});
