import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Notes that the caller says to be an officer or official, or takes it back. */
export const markOfficial = operation({
  name: 'markOfficial',
  summary: 'Notes that the caller says to be an officer or official, or takes it back',
  method: 'POST',
  path: '/api/contacts/:contactId/official',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ on: Type.Boolean() }),
  result: Type.Object({}),
  errors: [],
});
