import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Comes into a conversation one was asked into. */
export const joinParty = operation({
  name: 'joinParty',
  summary: 'Comes into a conversation one was asked into',
  method: 'POST',
  path: '/api/parties/:partyId/join',
  callers: ['interpreter', 'counsellor'],
  params: Type.Object({ partyId: Type.String() }),
  result: Type.Object({}),
  errors: ['AskGone'],
});
