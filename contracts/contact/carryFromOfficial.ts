import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Hands to a supervisor that the notes hold a message to carry; no answer says whether there is anybody. */
export const carryFromOfficial = operation({
  name: 'carryFromOfficial',
  summary: 'Hands to a supervisor that the notes hold a message to carry; no answer says whether there is anybody',
  method: 'POST',
  path: '/api/contacts/:contactId/official/carry',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ what: Type.Literal('message') }),
  result: Type.Object({}),
  errors: ['NotAnOfficialCall'],
});
