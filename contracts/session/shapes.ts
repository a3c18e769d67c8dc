/** Forms that several operations of sign-in and staff share. */
import { Type } from 'typebox';

export const RoleName = Type.Union([
  Type.Literal('counsellor'), Type.Literal('interpreter'), Type.Literal('case_worker'),
  Type.Literal('supervisor'), Type.Literal('data_protection_officer'), Type.Literal('administrator'),
]);
/** A BCP 47 language, e.g. `en`, `es`, `quc`. */
export const LanguageCode = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' });
export const Kind = Type.Union([Type.Literal('staff'), Type.Literal('partner')]);
export const Me = Type.Object({
  kind: Kind,
  id: Type.String(),
  deskName: Type.String(),
  roles: Type.Array(RoleName),
  languages: Type.Array(Type.String()),
  organizationName: Type.Optional(Type.String()),
  /** Of somebody of a partner agency: what they may do there. */
  partnerRoles: Type.Optional(Type.Array(Type.String())),
  idleSeconds: Type.Integer(),
  practice: Type.Boolean(),
});
/** JSON of the Web Authentication API, made and read by the browser; its signature is what the server checks. */
export const WebAuthnJson = Type.Object({}, { additionalProperties: true });
export const Presence = Type.Union([Type.Literal('available'), Type.Literal('break'), Type.Literal('meal'), Type.Literal('training'), Type.Literal('off')]);
export const TelephonyState = Type.Object({ up: Type.Boolean(), reason: Type.Optional(Type.String()), advice: Type.Optional(Type.String()) });
export const DeskName = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' });
