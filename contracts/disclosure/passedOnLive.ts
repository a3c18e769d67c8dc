import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The ledger’s line after something was passed on live, at once and alone. */
export const passedOnLive = operation({
  name: 'passedOnLive',
  summary: 'The ledger’s line after something was passed on live, at once and alone.',
  method: 'POST',
  path: '/api/contacts/:contactId/passed-on',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ officialId: Type.Optional(Type.String()), recipient: Type.Optional(Type.String({ maxLength: 200 })), threat: Type.String({ minLength: 1, maxLength: 1000 }), told: Type.Boolean() }),
  result: Type.Object({ number: Type.String() }),
  errors: ['ThreatUnclear'],
});
