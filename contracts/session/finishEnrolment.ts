import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Me, WebAuthnJson } from './shapes.ts';

/** Keeps the passkey, uses up the link and signs in */
export const finishEnrolment = operation({
  name: 'finishEnrolment',
  summary: 'Keeps the passkey, uses up the link and signs in',
  method: 'POST',
  path: '/api/enrolment',
  callers: ['public'],
  body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }), response: WebAuthnJson }),
  result: Type.Object({ me: Me }),
  errors: ['LinkNotValid', 'PasskeyNotAccepted', 'TooMany'],
});
