import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A count; `few` is 1 to 10, `hidden` is not shown because a small count could be worked out from it. */
const Cell = Type.Union([Type.Integer(), Type.Literal('few'), Type.Literal('hidden')]);
/** The public report of a quarter of a year: what left the centre, who demanded to know. Three months late, nothing of a person. */
export const readPublicFigures = operation({
  name: 'readPublicFigures',
  summary: 'The public report of a quarter of a year, three months late.',
  method: 'GET',
  path: '/api/public/figures',
  callers: ['public'],
  query: Type.Object({ period: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[1-4]$' })) }),
  result: Type.Object({
    period: Type.String(), periods: Type.Array(Type.String()), answered: Cell, inTime: Cell,
    left: Type.Array(Type.Object({ purpose: Type.String(), times: Cell })),
    demands: Type.Array(Type.Object({ kind: Type.String(), came: Cell, given: Cell })),
  }),
  errors: ['TooMany'],
});
