import { expect, test } from 'vitest';
import { checkConsent, checkDisclosable, deadline, leavingBytes, mailText, move } from './referral.ts';
import type { ReferralMove, ReferralState } from './referral.ts';

const STATES: ReferralState[] = ['draft', 'sent', 'received', 'accepted', 'declined', 'in_service', 'outcome', 'revoked', 'expired'];
const MOVES: ReferralMove[] = ['send', 'receive', 'accept', 'decline', 'begin', 'report', 'revoke', 'expire'];
const LEGAL = new Set(['draft send', 'draft revoke', 'sent receive', 'sent revoke', 'sent expire', 'received accept', 'received decline', 'received revoke', 'received expire',
  'accepted begin', 'accepted report', 'accepted revoke', 'in_service report', 'in_service revoke']);

test('every move of every state is either a step of the way or the named error ReferralMoved', () => {
  for (const state of STATES) {
    for (const by of MOVES) {
      if (LEGAL.has(`${state} ${by}`)) expect(move(state, by)).not.toBe(state);
      else expect(() => move(state, by)).toThrow(expect.objectContaining({ code: 'ReferralMoved', status: 409, message: expect.stringContaining(by) }));
    }
  }
});

test('the deadline is 15 minutes, 4 hours or 48 hours away', () => {
  const at = new Date('2026-02-01T00:00:00Z');
  expect(deadline('now', at).toISOString()).toBe('2026-02-01T00:15:00.000Z');
  expect(deadline('today', at).toISOString()).toBe('2026-02-01T04:00:00.000Z');
  expect(deadline('week', at).toISOString()).toBe('2026-02-03T00:00:00.000Z');
});

test('consent that nobody gave, or that lies ahead, is no consent', () => {
  const now = new Date('2026-02-01T00:00:00Z');
  expect(checkConsent({ by: 'the child', how: 'on the phone', saidAt: '2026-01-31T23:59:00Z' }, now).by).toBe('the child');
  for (const wrong of [{ by: ' ' }, { how: '' }, { saidAt: 'yesterday' }, { saidAt: '2026-03-01T00:00:00Z' }]) {
    expect(() => checkConsent({ by: 'the child', how: 'on the phone', saidAt: '2026-01-31T23:59:00Z', ...wrong }, now)).toThrow(expect.objectContaining({ code: 'ConsentMissing' }));
  }
});

test('a field outside the short list cannot be chosen for a partner', () => {
  for (const field of ['address', 'location', 'status', 'notes']) expect(() => checkDisclosable(field)).toThrow(expect.objectContaining({ code: 'UnknownField' }));
});

test('the bytes that leave hold the need, the chosen fields and the notice, and nothing else', () => {
  const bytes = leavingBytes({ need: 'A lawyer', urgency: 'today', fields: [{ label: 'Name (child)', value: 'Sample Person', secret: 'x' } as never], notice: 'N' });
  expect(JSON.parse(bytes)).toEqual({ need: 'A lawyer', urgency: 'today', fields: [{ label: 'Name (child)', value: 'Sample Person' }], notice: 'N' });
});

test('the mail to the partner says that something waits, and not what', () => {
  const mail = mailText(new Date('2026-02-01T00:15:00Z'));
  expect(`${mail.subject} ${mail.text}`).not.toMatch(/RF-|HV-|child|name|lawyer|shelter/i);
  expect(mail.text).toContain('2026-02-01 00:15 UTC');
});
