import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Applies one reading as a whole. */
export const applyImport = operation({
  name: 'applyImport',
  summary: 'Applies one reading as a whole.',
  method: 'POST',
  path: '/api/directory/imports/:id/apply',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['ImportState'],
});
