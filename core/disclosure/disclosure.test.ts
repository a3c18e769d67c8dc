import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedNumber } from '#core/directory';
import { basisText, bytesHash, checkBasis, checkChildSide, checkThreat, documentBytes, move } from './disclosure.ts';
import type { DisclosureMove, DisclosureState } from './disclosure.ts';

const NOW = new Date('2026-02-01T10:00:00Z');
const consent = { kind: 'consent' as const, by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:59:00Z' };

test('nothing leaves that was not asked and agreed, and what ended stays ended', () => {
  const moves: DisclosureMove[] = ['approve', 'refuse', 'release', 'expire', 'withdraw'];
  fc.assert(fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 12 }), (tried) => {
    let state: DisclosureState = move('draft', 'ask');
    let [agreed, ended] = [false, false];
    for (const by of tried) {
      const before = state;
      try { state = move(state, by); } catch (e) { expect(e).toMatchObject({ code: 'DisclosureMoved' }); continue; }
      expect(ended).toBe(false);
      if (by === 'approve') agreed = true;
      if (state === 'released') expect([agreed, before]).toEqual([true, 'approved']);
      if (['refused', 'expired', 'withdrawn'].includes(state)) ended = true;
    }
  }));
});

test('the bytes are one for one document, and another for every change in it', () => {
  const text = fc.string({ maxLength: 30 });
  const doc = fc.record({ purpose: text, recipient: text, basis: text, notice: text, fields: fc.array(fc.record({ label: text, value: text }), { maxLength: 4 }) });
  fc.assert(fc.property(doc, doc, (a, b) => {
    expect(documentBytes(a)).toBe(documentBytes(structuredClone(a)));
    if (JSON.stringify(a) !== JSON.stringify(b)) expect(bytesHash(documentBytes(a))).not.toBe(bytesHash(documentBytes(b)));
  }));
});

test('consent says who, how and when; a law does for a report and never for a referral', () => {
  expect(basisText(checkBasis(consent, 'service-referral', NOW))).toBe('consent of the child, on the phone');
  expect(checkBasis({ kind: 'law', law: ' synthetic code 1 ' }, 'mandated-report', NOW)).toEqual({ kind: 'law', law: 'synthetic code 1' });
  for (const bad of [{ ...consent, by: ' ' }, { ...consent, saidAt: '2026-02-01T11:00:00Z' }, { ...consent, saidAt: 'soon' }, { kind: 'law' as const, law: 'x' }]) {
    expect(() => checkBasis(bad, 'service-referral', NOW)).toThrow(expect.objectContaining({ code: 'BasisMissing' }));
  }
});

test('what the child’s side knows is always said: agreed, by when, or why not', () => {
  expect(checkChildSide({ kind: 'agreed' }, consent, NOW).state).toBe('agreed');
  expect(() => checkChildSide({ kind: 'agreed' }, { kind: 'law', law: 'x' }, NOW)).toThrow();
  expect(() => checkChildSide({ kind: 'not_told', reason: ' ' }, consent, NOW)).toThrow();
  expect(() => checkChildSide({ kind: 'will_be_told', dueAt: '2026-01-31T10:00:00Z' }, consent, NOW)).toThrow();
  expect(checkChildSide({ kind: 'will_be_told', dueAt: '2026-02-02T10:00:00Z' }, consent, NOW).dueAt).toEqual(new Date('2026-02-02T10:00:00Z'));
});

test('a threat to life is named, and about one child', () => {
  expect(checkThreat('mandated-report', undefined, new Set(['a', 'b']))).toBeNull();
  expect(checkThreat('threat-to-life', ' badly hurt ', new Set(['a']))).toBe('badly hurt');
  expect(() => checkThreat('threat-to-life', '', new Set(['a']))).toThrow(expect.objectContaining({ code: 'ThreatUnclear' }));
  expect(() => checkThreat('threat-to-life', 'x', new Set(['a', 'b']))).toThrow(expect.objectContaining({ code: 'ThreatUnclear' }));
});

test('a number counts with two checks, and while the older one is younger than half a year', () => {
  const day = (n: number) => new Date(NOW.getTime() - n * 86_400_000);
  expect(checkedNumber({ checkedAt: day(1), secondCheckedAt: null }, NOW)).toBe(false);
  expect(checkedNumber({ checkedAt: day(179), secondCheckedAt: day(1) }, NOW)).toBe(true);
  expect(checkedNumber({ checkedAt: day(1), secondCheckedAt: day(181) }, NOW)).toBe(false);
});
