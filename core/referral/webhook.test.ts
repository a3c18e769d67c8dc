import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TOLERANCE_SECONDS, webhookValid } from '#testing/receiver';
import { OVERLAP_SECONDS, PAUSES, validSecrets, webhookBody, webhookHeaders, webhookSecret } from './webhook.ts';

const key = Buffer.alloc(32, 9);
const at = new Date('2026-03-02T15:00:00Z');
const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const way = { id: 'way-1', keyVersion: 1, rotatedAt: null };
const read = (headers: Record<string, string>) => ({ id: headers['webhook-id'], timestamp: headers['webhook-timestamp'], signature: headers['webhook-signature'] });

test('the signature is that of the published example of the specification', () => {
  // github.com/standard-webhooks/standard-webhooks, the vector of its reference libraries.
  const headers = webhookHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], 'msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), '{"test": 2432232314}');
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('what was signed is believed for five minutes, and nothing that was changed', () => {
  fc.assert(fc.property(fc.string(), fc.uuid(), fc.integer({ min: -2000, max: 2000 }), (body, id, drift) => {
    const headers = read(webhookHeaders(validSecrets(key, way, at), id, at, body));
    expect(webhookValid(validSecrets(key, way, at), headers, body, later(drift))).toBe(Math.abs(drift) <= TOLERANCE_SECONDS);
    expect(webhookValid(validSecrets(key, way, at), headers, `${body}x`, at)).toBe(false);
    expect(webhookValid(validSecrets(key, way, at), { ...headers, id: `${id}x` }, body, at)).toBe(false);
    expect(webhookValid([webhookSecret(key, 'way-2', 1)], headers, body, at)).toBe(false);
  }));
  for (const headers of [{}, { id: 'a' }, { id: 'a', timestamp: 'now', signature: 'v1,' }, { id: 'a', timestamp: String(at.getTime() / 1000), signature: 'v1a,xyz' }]) expect(webhookValid(validSecrets(key, way, at), headers, '', at)).toBe(false);
});

test('after a change of the key both sign for a day; whoever holds either believes it, and no longer than that the old one', () => {
  const changed = { id: way.id, keyVersion: 2, rotatedAt: at };
  const headers = (now: Date) => read(webhookHeaders(validSecrets(key, changed, now), 'id', now, 'body'));
  for (const version of [1, 2]) expect(webhookValid([webhookSecret(key, way.id, version)], headers(later(60)), 'body', later(60))).toBe(true);
  const after = later(OVERLAP_SECONDS + 1);
  expect(webhookValid([webhookSecret(key, way.id, 1)], headers(after), 'body', after)).toBe(false);
  expect(webhookValid([webhookSecret(key, way.id, 2)], headers(after), 'body', after)).toBe(true);
});

test('it is tried for longer than a day, and the body is the same bytes each time', () => {
  expect(PAUSES.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(2 * 86_400);
  const leaving = { need: 'legal_aid', urgency: 'now', fields: [{ label: 'Age', value: '9-12', more: 'not this' }], notice: 'Synthetic notice' };
  const body = webhookBody('sent', at, { number: 'RF-1', dueAt: at }, leaving);
  expect(body).toBe(webhookBody('sent', at, { number: 'RF-1', dueAt: at }, leaving));
  expect(body).not.toContain('not this');
  expect(JSON.parse(webhookBody('message', at, { number: 'RF-1', dueAt: at }))).toEqual({ type: 'referral.message', timestamp: at.toISOString(), data: { referral: 'RF-1' } });
});
