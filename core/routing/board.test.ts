import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board, CAME_BACK_SECONDS, CREDIT_AT_MOST, PAIR_SECONDS, PASS_SECONDS, placeInLine, WANTED_SECONDS } from './board.ts';
import type { Assigned, Interpreter, Seat, Waits } from './board.ts';

const LANGUAGES = ['en', 'es', 'mam', 'ht'];
const STAFF = ['a', 'b', 'c', 'd', 'e'];
const CONTACTS = ['1', '2', '3', '4', '5', '6', '7'];

/** The same rules once more, without any index: everything is looked at each time. */
function plainly(waiting: Waits[], seats: Seat[], interpreters: Interpreter[], now: number): { contactId: string; staffId: string; interpreterId?: string } | undefined {
  const rank = (w: Waits): number => (w.pulled === undefined ? w.since - (w.credit ?? 0) * 1000 : w.pulled - 1e12);
  const line = waiting.toSorted((a, b) => rank(a) - rank(b) || (a.contactId < b.contactId ? -1 : 1));
  for (const w of line) {
    const passed = (id: string): number => w.passed?.get(id) ?? -Infinity;
    const lastPass = Math.max(0, ...(w.passed?.values() ?? []));
    const atWork = seats.some((s) => s.staffId === w.known && s.skills.has(w.language));
    const only = w.wanted !== undefined ? (now - lastPass < WANTED_SECONDS * 1000 ? w.wanted : undefined) : atWork && !w.passed?.has(w.known!) && now - w.since < CAME_BACK_SECONDS * 1000 ? w.known : undefined;
    const needed = (w.needs ?? []).filter((n) => n.until === undefined || w.since + n.until * 1000 > now);
    const able = (language: string, needs: typeof needed, but?: string): Seat[] => seats.filter((s) => !s.busy && s.calls === 0 && (w.channel === 'phone' ? s.chats === 0 : s.chats < s.chatsAtMost))
      .filter((s) => s.skills.has(language) && s.staffId !== but)
      .filter((s) => needs.every((n) => (s.skills.get(n.skill) ?? 0) >= n.level))
      .filter((s) => now - passed(s.staffId) >= PASS_SECONDS * 1000 && (s.notBefore ?? 0) <= now)
      .filter((s) => only === undefined || s.staffId === only);
    const score = (s: Seat): (number | string)[] => [Number(s.autoAccept ?? false), Number(s.staffId !== (w.wanted ?? w.known ?? w.last)), passed(s.staffId), s.chats, -(s.skills.get(w.language) ?? 0), s.skills.size, s.since, s.staffId];
    const best = (of: Seat[]): Seat | undefined => of.toSorted((x, y) => { const [p, q] = [score(x), score(y)]; for (let n = 0; n < p.length; n += 1) if (p[n]! !== q[n]!) return p[n]! < q[n]! ? -1 : 1; return 0; })[0];
    const alone = best(able(w.language, needed));
    if (alone) return { contactId: w.contactId, staffId: alone.staffId };
    const speakers = seats.filter((s) => s.skills.has(w.language)).length;
    const ahead = line.filter((o) => o.language === w.language && o.channel === w.channel && (rank(o) < rank(w) || (rank(o) === rank(w) && o.contactId < w.contactId))).length;
    if (w.channel !== 'phone' || only !== undefined || (speakers > 0 && ((ahead + 1) * HANDLING) / speakers <= PAIR_SECONDS)) continue;
    for (const i of interpreters) {
      if (i.busy || !i.languages.has(w.language) || now - passed(i.staffId) < PASS_SECONDS * 1000) continue;
      for (const common of i.languages) {
        const found = common === w.language ? undefined : best(able(common, needed.filter((n) => n.skill !== w.language), i.staffId));
        if (found) return { contactId: w.contactId, staffId: found.staffId, interpreterId: i.staffId };
      }
    }
  }
  return undefined;
}
/** Seconds a contact takes here: two speakers are worth waiting for, one is not. */
const HANDLING = 100;

const skill = fc.record({ name: fc.constantFrom(...LANGUAGES, 'children', 'trauma'), level: fc.integer({ min: 1, max: 3 }) });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({
    do: fc.constant('put' as const), id: fc.constantFrom(...CONTACTS), channel: fc.constantFrom('phone' as const, 'chat' as const), language: fc.constantFrom(...LANGUAGES), credit: fc.constantFrom(0, 0, 120, 600, 5_000),
    needs: fc.uniqueArray(fc.record({ skill: fc.constantFrom('children', 'trauma', ...LANGUAGES), level: fc.integer({ min: 1, max: 3 }), until: fc.option(fc.constantFrom(20, 60), { nil: undefined }) }), { maxLength: 2, selector: (n) => n.skill }),
    last: fc.option(fc.constantFrom(...STAFF), { nil: undefined }), wanted: fc.option(fc.constantFrom(...STAFF), { nil: undefined, freq: 6 }), known: fc.option(fc.constantFrom(...STAFF), { nil: undefined, freq: 4 }), pulled: fc.option(fc.constant(true), { nil: undefined, freq: 8 }), passed: fc.option(fc.constantFrom(...STAFF), { nil: undefined }),
  }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('seat' as const), id: fc.constantFrom(...STAFF), skills: fc.uniqueArray(skill, { minLength: 1, maxLength: 4, selector: (s) => s.name }), chats: fc.integer({ min: 0, max: 2 }), pause: fc.constantFrom(0, 0, 0, 45) }) },
  // One of them is a counsellor too.
  fc.record({ do: fc.constant('interpreter' as const), id: fc.constantFrom('a', 'i'), busy: fc.boolean(), there: fc.boolean() }),
  fc.record({ do: fc.constant('leave' as const), id: fc.constantFrom(...STAFF) }),
  fc.record({ do: fc.constant('drop' as const), id: fc.constantFrom(...CONTACTS) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
);

test('over ten thousand random histories the board decides as the plain rules do, offers nobody twice, and leaves nobody waiting whom somebody free could take', { timeout: 120_000 }, () => {
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (history) => {
    const board = new Board({ handling: () => HANDLING });
    const waiting = new Map<string, Waits>();
    const seats = new Map<string, Seat>();
    const interpreters = new Map<string, Interpreter>();
    let now = 1_000_000;
    for (const one of history) {
      if (one.do === 'time') now += one.seconds * 1000;
      else if (one.do === 'put') {
        const w: Waits = { contactId: one.id, channel: one.channel, language: one.language, since: now, credit: Math.min(CREDIT_AT_MOST, one.credit), needs: one.needs, last: one.last, wanted: one.wanted, known: one.known, pulled: one.pulled && now, passed: one.passed === undefined ? undefined : new Map([[one.passed, now]]) };
        waiting.set(one.id, w);
        board.put(w);
      } else if (one.do === 'seat') {
        const s: Seat = { staffId: one.id, skills: new Map(one.skills.map((k) => [k.name, k.level])), since: now, calls: 0, chats: one.chats, chatsAtMost: 3, busy: false, notBefore: one.pause ? now + one.pause * 1000 : undefined };
        seats.set(one.id, s);
        board.seat(s);
      } else if (one.do === 'interpreter') {
        const is = one.there ? { staffId: one.id, languages: new Set(one.id === 'a' ? ['mam', 'en'] : ['ht', 'mam', 'es']), busy: one.busy } : null;
        if (is) interpreters.set(one.id, is);
        else interpreters.delete(one.id);
        board.interpreter(one.id, is);
      } else if (one.do === 'leave') { seats.delete(one.id); board.leave(one.id); }
      else { waiting.delete(one.id); board.drop(one.id); }
      for (;;) {
        const expected = plainly([...waiting.values()], [...seats.values()], [...interpreters.values()], now);
        const made = board.next(now);
        expect(made && { contactId: made.contactId, staffId: made.staffId, ...(made.interpreterId === undefined ? {} : { interpreterId: made.interpreterId }) }).toEqual(expected);
        if (!made) break;
        waiting.delete(made.contactId);
        board.drop(made.contactId);
        const busy = { ...seats.get(made.staffId)!, busy: true };
        seats.set(made.staffId, busy);
        board.seat(busy);
        if (made.interpreterId === undefined) continue;
        const taken = { ...interpreters.get(made.interpreterId)!, busy: true };
        interpreters.set(made.interpreterId, taken);
        board.interpreter(made.interpreterId, taken);
      }
      expect(board.waiting).toBe(waiting.size);
    }
  }), { numRuns: 10_000 });
});

const seat = (staffId: string, skills: Record<string, number>, more: Partial<Seat> = {}): Seat => ({ staffId, skills: new Map(Object.entries(skills)), since: 0, calls: 0, chats: 0, chatsAtMost: 3, busy: false, ...more });
const waits = (contactId: string, language: string, since: number, more: Partial<Waits> = {}): Waits => ({ contactId, channel: 'phone', language, since, ...more });

test('nobody is overtaken by somebody who came more than the credit later, whatever they say', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: CREDIT_AT_MOST * 1000 + 1, max: 1e7 }), fc.integer({ min: 0, max: 1e6 }), (since, later, credit) => {
    const board = new Board();
    board.seat(seat('a', { en: 3 }));
    board.put(waits('later', 'en', since + later, { credit }));
    board.put(waits('first', 'en', since));
    expect(board.next(since + later)?.contactId).toBe('first');
  }), { numRuns: 1_000 });
});

test('danger goes first within its bound, and who speaks one language is asked before who is needed for two', () => {
  const board = new Board();
  board.seat(seat('both', { en: 3, es: 3 }));
  board.seat(seat('english', { en: 3 }, { since: 50 }));
  board.put(waits('calm', 'en', 0));
  board.put(waits('danger', 'en', 300_000, { credit: 600 }));
  expect(board.next(310_000)).toMatchObject({ contactId: 'danger', staffId: 'english', because: { by: 'first-free', credit: 600, candidates: 2 } });
});

test('a wish for a skill falls away with the wait, a need does not, and the time of it is known before', () => {
  const board = new Board();
  board.seat(seat('a', { en: 1 }));
  board.put(waits('wish', 'en', 0, { needs: [{ skill: 'en', level: 3, until: 30 }] }));
  board.put(waits('need', 'en', 0, { needs: [{ skill: 'legal', level: 1 }] }));
  expect(board.next(29_000)).toBeUndefined();
  expect(board.nextLook(29_000)).toBe(30_000);
  expect(board.next(30_000)).toMatchObject({ contactId: 'wish', because: { widened: 1 } });
});

test('where nobody speaks the language a counsellor and an interpreter are brought together; where a speaker is soon free the caller waits for them', () => {
  const pairs = (speakers: number, handling: number): Assigned | undefined => {
    const board = new Board({ handling: () => handling });
    for (let n = 0; n < speakers; n += 1) board.seat(seat(`m${n}`, { mam: 3 }, { busy: true }));
    board.seat(seat('spanish', { es: 2 }));
    const interpreter: Interpreter = { staffId: 'i', languages: new Set(['mam', 'es']), busy: false };
    board.interpreter('i', interpreter);
    board.put(waits('1', 'mam', 0));
    return board.next(1_000);
  };
  expect(pairs(0, 840)).toMatchObject({ staffId: 'spanish', interpreterId: 'i', because: { by: 'interpreter' } });
  expect(pairs(2, 840)).toMatchObject({ interpreterId: 'i' });
  expect(pairs(20, 840)).toBeUndefined();
});

test('who comes back by their own words waits a little for who talked with them, while they are at work, and nobody behind waits for it', () => {
  const board = new Board();
  board.seat(seat('before', { en: 2 }, { busy: true }));
  board.seat(seat('other', { en: 2 }));
  board.put(waits('back', 'en', 0, { known: 'before' }));
  expect(board.next(1_000)).toBeUndefined();
  board.put(waits('new', 'en', 500));
  expect(board.next(1_000)).toMatchObject({ contactId: 'new', staffId: 'other' });
  expect(board.nextLook(1_000)).toBe(CAME_BACK_SECONDS * 1000);
  board.seat(seat('before', { en: 2 }));
  expect(board.next(2_000)).toMatchObject({ contactId: 'back', staffId: 'before', because: { by: 'came-back' } });
  board.leave('before');
  expect(board.next(2_000)).toMatchObject({ contactId: 'back', staffId: 'other' });
});

test('a contact that was pulled forward is the next, also before danger', () => {
  const board = new Board();
  board.seat(seat('a', { en: 3 }));
  board.put(waits('danger', 'en', 0, { credit: 900 }));
  board.put(waits('pulled', 'en', 900_000, { pulled: 901_000 }));
  expect(board.next(902_000)).toMatchObject({ contactId: 'pulled', because: { pulled: true } });
  expect(placeInLine(900_000, 0, 901_000)).toBeLessThan(placeInLine(0, CREDIT_AT_MOST));
});
