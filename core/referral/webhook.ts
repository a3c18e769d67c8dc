/**
 * Signed messages between machines, after the Standard Webhooks specification (github.com/standard-webhooks/standard-webhooks, spec 1.0): `webhook-id` stays the
 * same for a message however often it is sent, `webhook-timestamp` is of this sending, `webhook-signature` holds one signature for each key that is valid. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a key is for: what we send, or what the partner answers. Neither signs the other. */
export type KeyUse = 'webhook' | 'answer';
/** A key is derived from the centre's own and stands in no table: a stolen database signs nothing. Form as in the specification. */
export function webhookSecret(centreKey: Buffer, wayId: string, version: number, use: KeyUse = 'webhook'): string {
  return `whsec_${createHmac('sha256', centreKey).update(`${use}:${wayId}:${version}`).digest('base64')}`;
}
/** After a new key was made the one before signs, and is taken, for a day: whoever is there has time to change it. */
export const OVERLAP_SECONDS = 24 * 3600;
/** Whether the key before this one is still good. */
const overlaps = (way: { keyVersion: number; rotatedAt: Date | null }, now: Date): boolean => way.rotatedAt !== null && way.keyVersion > 1 && now.getTime() < way.rotatedAt.getTime() + OVERLAP_SECONDS * 1000;
export function validSecrets(centreKey: Buffer, way: { id: string; keyVersion: number; rotatedAt: Date | null }, now: Date, use: KeyUse = 'webhook'): string[] {
  return [webhookSecret(centreKey, way.id, way.keyVersion, use), ...(overlaps(way, now) ? [webhookSecret(centreKey, way.id, way.keyVersion - 1, use)] : [])];
}
/** A bearer token for the partner's FHIR server, derived like the keys (RFC 6750). */
export function bearerToken(centreKey: Buffer, wayId: string, version: number): string {
  return `hvl_${createHmac('sha256', centreKey).update(`bearer:${wayId}:${version}`).digest('base64url')}`;
}
/** The newest first; for a day after a change the one before is offered too, where the newest is not taken. */
export function bearerTokens(centreKey: Buffer, way: { id: string; keyVersion: number; rotatedAt: Date | null }, now: Date): string[] {
  return [bearerToken(centreKey, way.id, way.keyVersion), ...(overlaps(way, now) ? [bearerToken(centreKey, way.id, way.keyVersion - 1)] : [])];
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
const signature = (secret: string, id: string, seconds: number, body: string | Buffer): string => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.`).update(body).digest('base64')}`;

export function webhookHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000);
  return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': secrets.map((secret) => signature(secret, id, seconds, body)).join(' ') };
}
/** What is older or newer than this is not believed: a message that somebody kept is of no use to them later. */
export const TOLERANCE_SECONDS = 300;
export interface Signed { id: string; timestamp: string; signature: string }
/** Whether somebody who has one of these keys sent exactly these bytes, now. As long for what is wrong as for what is right. */
export function believed(secrets: readonly string[], { id, timestamp, signature: given }: Signed, body: Buffer, now: Date): boolean {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : 0;
  const offered = given.slice(0, 1_000).split(' ').slice(0, 8).map((one) => Buffer.from(one));
  let right = false;
  for (const secret of secrets) {
    const expected = Buffer.from(signature(secret, id, seconds, body));
    for (const one of offered) right = (one.length === expected.length && timingSafeEqual(one, expected)) || right;
  }
  return right && id.length > 0 && id.length <= 100 && Math.abs(now.getTime() / 1000 - seconds) <= TOLERANCE_SECONDS;
}

/** Seconds before the next sending: over three days, so that a receiver that was down for a whole one still gets it. */
export const PAUSES: readonly number[] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 72_000];
/** After so many failures a person is asked to telephone; it goes on being sent meanwhile. */
export const VISIBLE_AFTER = 3;

export type WebhookNotice = 'sent' | 'reminder' | 'message' | 'outcome' | 'revoked';
/** The body: what it is about, and for a new referral exactly what the disclosure says. The same bytes each time. */
export function webhookBody(notice: WebhookNotice, at: Date, referral: { number: string; dueAt: Date | null }, leaving?: { need: string; urgency: string; fields: readonly { label: string; value: string }[]; notice: string }): string {
  return JSON.stringify({
    type: `referral.${notice}`, timestamp: at.toISOString(),
    data: { referral: referral.number, ...(referral.dueAt && ['sent', 'reminder'].includes(notice) ? { answerBy: referral.dueAt.toISOString() } : {}), ...(leaving ? { need: leaving.need, urgency: leaving.urgency, fields: leaving.fields.map(({ label, value }) => ({ label, value })), notice: leaving.notice } : {}) },
  });
}
