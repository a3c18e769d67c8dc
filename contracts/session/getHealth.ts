import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Whether the parts of the centre work */
export const getHealth = operation({
  name: 'getHealth',
  summary: 'Whether the parts of the centre work',
  method: 'GET',
  path: '/health',
  callers: ['public'],
  perMinute: 600,
  result: Type.Object({ ok: Type.Boolean(), telephony: Type.Boolean(), log: Type.Boolean(), database: Type.Boolean(),
    /** Whether the log's witnesses answer; the centre works on without them. */
    witness: Type.Union([Type.Literal('none'), Type.Literal('seen'), Type.Literal('away')]),
    /** How often what routing knew differed from the database since the start; each time it read everything anew. */
    boardDifferences: Type.Integer({ minimum: 0 }) }),
  errors: ['TooMany'],
});
