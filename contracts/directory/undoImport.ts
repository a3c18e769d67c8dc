import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Undoes one reading as a whole. */
export const undoImport = operation({
  name: 'undoImport',
  summary: 'Undoes one reading as a whole.',
  method: 'POST',
  path: '/api/directory/imports/:id/undo',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['ImportState', 'UndoLaterFirst'],
});
