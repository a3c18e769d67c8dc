import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Me, WebAuthnJson } from './shapes.ts';

/** Checks the passkey and signs in */
export const finishSignIn = operation({
  name: 'finishSignIn',
  summary: 'Checks the passkey and signs in',
  method: 'POST',
  path: '/api/sign-in',
  callers: ['public'],
  body: Type.Object({ ceremonyId: Type.String({ format: 'uuid' }), response: WebAuthnJson }),
  result: Type.Object({ me: Me }),
  errors: ['PasskeyNotAccepted', 'TooMany'],
});
