import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks a supervisor for help, or takes the wish back. */
export const askHelp = operation({
  name: 'askHelp',
  summary: 'Asks a supervisor for help, or takes the wish back',
  method: 'POST',
  path: '/api/contacts/:contactId/help',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ on: Type.Boolean() }),
  result: Type.Object({}),
  errors: ['NotTalking'],
});
