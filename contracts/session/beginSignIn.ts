import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { WebAuthnJson } from './shapes.ts';

/** Begins a sign-in by passkey */
export const beginSignIn = operation({
  name: 'beginSignIn',
  summary: 'Begins a sign-in by passkey',
  method: 'POST',
  path: '/api/sign-in/options',
  callers: ['public'],
  body: Type.Object({}),
  result: Type.Object({ options: WebAuthnJson, ceremonyId: Type.String() }),
  errors: ['TooMany'],
});
