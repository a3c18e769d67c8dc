import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { LINE } from './shapes.ts';

/** What waits for a second person or a review, and who is on call. */
export const listApprovals = operation({
  name: 'listApprovals',
  summary: 'What waits for a second person or a review, and who is on call.',
  method: 'GET',
  path: '/api/approvals',
  callers: ['supervisor', 'data_protection_officer'],
  result: Type.Object({ lines: Type.Array(Type.Object(LINE)), sealed: Type.Array(Type.Object({ id: Type.String(), purpose: Type.String(), recipient: Type.String(), askedBy: Type.String(), askedAt: Type.String(), own: Type.Boolean() })), people: Type.Array(Type.Object({ id: Type.String(), deskName: Type.String() })), onCall: Type.Array(Type.Object({ id: Type.String(), staffId: Type.String(), name: Type.String(), startsAt: Type.String(), endsAt: Type.String(), position: Type.Integer(), now: Type.Boolean() })) }),
  errors: [],
});
