import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Declines, leaves, or takes a voice out of the own call. */
export const leaveParty = operation({
  name: 'leaveParty',
  summary: 'Declines, leaves, or takes a voice out of the own call',
  method: 'POST',
  path: '/api/parties/:partyId/leave',
  callers: ['staff'],
  params: Type.Object({ partyId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});
