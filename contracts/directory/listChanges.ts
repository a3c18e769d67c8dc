import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { difference, nullable } from './shapes.ts';

/** The changes of a reading, one for each service, place or organization, beside what stands there now; at most 100 at once. */
export const listChanges = operation({
  name: 'listChanges',
  summary: 'The changes of a reading, one for each service, place or organization, beside what stands there now; at most 100 at once.',
  method: 'GET',
  path: '/api/directory/imports/:id/changes',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ offset: Type.Optional(Type.Integer({ minimum: 0 })) }),
  result: Type.Object({
    decided: Type.Object({ all: Type.Number(), approved: Type.Number(), refused: Type.Number(), open: Type.Number() }),
    changes: Type.Array(Type.Object({
      table: Type.String(), id: Type.String(), change: Type.String(), decision: nullable(Type.String()), decidedBy: nullable(Type.String()), decidedAt: nullable(Type.String()),
      name: Type.String(), organization: nullable(Type.String()), rows: Type.Number(), parts: Type.Array(difference),
    })),
  }),
  errors: [],
});
