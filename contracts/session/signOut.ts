import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends the session */
export const signOut = operation({
  name: 'signOut',
  summary: 'Ends the session',
  method: 'POST',
  path: '/api/sign-out',
  callers: ['staff', 'partner'],
  result: Type.Object({}),
  errors: [],
});
