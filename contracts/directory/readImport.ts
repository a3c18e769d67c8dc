import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { difference } from './shapes.ts';

/** The report of one reading: counts, refused rows with what to do, and what would change. */
export const readImport = operation({
  name: 'readImport',
  summary: 'The report of one reading: counts, refused rows with what to do, and what would change.',
  method: 'GET',
  path: '/api/directory/imports/:id',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({
    id: Type.String(), source: Type.String(), state: Type.String(), problem: Type.Union([Type.Null(), Type.String()]),
    counts: Type.Object({ read: Type.Number(), new: Type.Number(), changed: Type.Number(), same: Type.Number(), gone: Type.Number(), refused: Type.Number(), rejected: Type.Number(), notes: Type.Number() }),
    problems: Type.Array(Type.Object({ severity: Type.String(), file: Type.String(), line: Type.Union([Type.Null(), Type.Number()]), code: Type.String(), message: Type.String(), action: Type.String() })),
    drop: Type.Object({ going: Type.Number(), before: Type.Number(), large: Type.Boolean() }),
    decided: Type.Object({ all: Type.Number(), approved: Type.Number(), refused: Type.Number(), open: Type.Number() }),
    differences: Type.Array(difference),
  }),
  errors: [],
});
