import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What the counsellor has before them. */
export const getNow = operation({
  name: 'getNow',
  summary: 'What the counsellor has before them',
  method: 'GET',
  path: '/api/now',
  callers: ['staff'],
  result: Type.Object({ presence: Type.String(), offer: Type.Union([Type.Null(), Type.Object({ id: Type.String(), contactId: Type.String(), channel: Type.String(), language: Type.String(), waitedSeconds: Type.Number(), expiresAt: Type.String(), chosen: Type.Array(Type.String()) })]), contacts: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), channel: Type.String(), state: Type.String(), language: Type.String(), since: Type.String() })), line: Type.Object({ waiting: Type.Integer(), longestWaitSeconds: Type.Number(), ready: Type.Integer(), inYourLanguages: Type.Integer() }) }),
  errors: [],
});
