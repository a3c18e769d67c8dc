import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A day's quarter hours as CSV, for use outside: no count from 1 to 10, nor one that could be reckoned from the others. */
export const exportFigures = operation({
  name: 'exportFigures',
  summary: "A day's quarter hours as CSV, without small cells",
  method: 'GET',
  path: '/api/wallboard/export',
  callers: ['supervisor'],
  query: Type.Object({ day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }) }),
  result: Type.Object({ fileName: Type.String(), csv: Type.String() }),
  errors: ['DayUnusable'],
});
