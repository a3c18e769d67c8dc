/**
 * Nobody starves. While X waits and nobody pulls, only those stand before X who came before X or at most CREDIT_AT_MOST later. Whoever of the S who speak X's
 * language is free takes X or somebody before X; a talk lasts D at most; so X waits at most (⌊A / S⌋ + 1) · D, A being all who ever stand before X.
 */
import fc from 'fast-check';
import FlatQueue from 'flatqueue';
import { expect, test } from 'vitest';
import { Board, CREDIT_AT_MOST } from './board.ts';
import type { Seat } from './board.ts';

const LANGUAGES = ['en', 'es', 'mam'];
/** The longest talk, seconds. */
const LONGEST = 900;
/** What callers say of themselves, as seconds forward: nothing, a child calling, danger, both and more than is allowed. */
const CREDITS = [0, 0, 0, 0, 120, 600, 900, 5_000];
const caller = fc.record({ gap: fc.integer({ min: 0, max: 400 }), language: fc.constantFrom(...LANGUAGES), credit: fc.constantFrom(...CREDITS), lasts: fc.integer({ min: 1, max: LONGEST }) });
const history = fc.record({ staff: fc.array(fc.uniqueArray(fc.constantFrom(...LANGUAGES), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }), callers: fc.array(caller, { minLength: 1, maxLength: 60, size: 'max' }) });

test('over ten thousand random histories with danger and children nobody waits beyond the bound, nor is overtaken by somebody who came more than the credit later', { timeout: 120_000 }, () => {
  let [overtaken, atBound, waits] = [0, 0, 0];
  fc.assert(fc.property(history, ({ staff, callers }) => {
    const board = new Board();
    const seats = staff.map((languages, n): Seat => ({ staffId: `s${n}`, skills: new Map(languages.map((one) => [one, 2])), since: 0, calls: 0, chats: 0, chatsAtMost: 3, busy: false }));
    for (const one of seats) board.seat(one);
    let at = 0;
    // Who speaks a language that nobody has is another matter: they are told so and asked for a callback.
    const all = callers.map((one) => ({ ...one, at: (at += one.gap), served: Infinity })).filter((one) => staff.some((languages) => languages.includes(one.language)));
    const waiting = new Set<number>();
    const ends = new FlatQueue<number>();
    const serve = (now: number): void => {
      for (let made = board.next(now * 1000); made; made = board.next(now * 1000)) {
        const n = Number(made.contactId);
        for (const other of waiting) if (other < n && all[other]!.language === all[n]!.language) {
          overtaken += 1;
          expect(all[n]!.at - all[other]!.at).toBeLessThanOrEqual(CREDIT_AT_MOST);
        }
        all[n]!.served = now;
        waiting.delete(n);
        board.drop(made.contactId);
        board.works(made.staffId, 1, 0, now * 1000);
        ends.push(Number(made.staffId.slice(1)), now + all[n]!.lasts);
      }
    };
    const until = (now: number): void => {
      while ((ends.peekValue() ?? Infinity) <= now) {
        const end = ends.peekValue()!;
        while (ends.peekValue() === end) board.works(`s${ends.pop()!}`, 0, 0, end * 1000);
        serve(end);
      }
    };
    all.forEach((one, n) => {
      until(one.at);
      waiting.add(n);
      board.put({ contactId: String(n), channel: 'phone', language: one.language, since: one.at * 1000, credit: one.credit });
      serve(one.at);
    });
    until(1e9);
    all.forEach((one, n) => {
      const speakers = staff.filter((languages) => languages.includes(one.language)).length;
      const before = all.filter((other, m) => m !== n && other.served > one.at && other.at <= one.at + CREDIT_AT_MOST).length;
      const bound = (Math.floor(before / speakers) + 1) * LONGEST;
      waits += 1;
      atBound += Number(one.served - one.at > 0.5 * bound);
      expect(one.served - one.at).toBeLessThanOrEqual(bound);
    });
  }), { numRuns: 10_000 });
  // The histories are such that both matter.
  expect(overtaken).toBeGreaterThan(10_000);
  expect(atBound / waits).toBeGreaterThan(0.005);
});
