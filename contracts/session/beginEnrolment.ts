import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Kind, WebAuthnJson } from './shapes.ts';

/** Opens a one-time link and begins making a passkey */
export const beginEnrolment = operation({
  name: 'beginEnrolment',
  summary: 'Opens a one-time link and begins making a passkey',
  method: 'POST',
  path: '/api/enrolment/options',
  callers: ['public'],
  body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }),
  result: Type.Object({ options: WebAuthnJson, deskName: Type.String(), kind: Kind }),
  errors: ['LinkNotValid', 'TooMany'],
});
