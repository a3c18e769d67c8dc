import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadPolicy } from '#core/access';
import type { LogEntry } from '#core/audit';
import { BY_ASSIGNMENT, HANDLED, isMany, limit, median, NEW, OPENS, see, seenIn, THRESHOLDS } from './oversight.ts';
import type { History, Raised, Seen, Shift, Worker } from './oversight.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-02T12:00:00Z');
const nothing: History = { own: [], team: [] };
const opened = (at: number, thing: string, over: Partial<Extract<Seen, { what: 'opened' }>> = {}): Seen => ({ what: 'opened', staffId: 'ana', at, thing, assigned: true, atDesk: false, ...over });
/** All that these entries raise, one after the other. */
function follow(entries: readonly Seen[], history = nothing, from: Worker = NEW): { raised: Raised[]; worker: Worker } {
  const raised: Raised[] = [];
  let worker = from;
  for (const one of entries) {
    const next = see(worker, one, () => history);
    worker = next.worker;
    raised.push(...next.raised);
  }
  return { raised, worker };
}
const shiftsOf = (counts: readonly number[]): Shift[] => counts.map((count, i) => ({ beganAt: NOON - (i + 1) * 24 * HOUR, opened: count }));

test('a steady worker never alarms, whatever others do and however much it is', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 5, max: 28 }), fc.array(fc.nat(500)), fc.double({ min: -3, max: 3, noNaN: true }), (rate, days, team, chance) => {
    const own = Array.from({ length: days }, () => rate);
    expect(isMany(rate, own, team)).toBe(false);
    // Nor when it is as much more as chance makes of the same rate.
    expect(isMany(Math.floor(rate + chance * Math.sqrt(rate)), own, team)).toBe(false);
  }));
});

test('ten times the usual of a worker and of the team is unusual', () => {
  const usual = fc.integer({ min: 8, max: 300 }).chain((rate) => fc.tuple(fc.constant(rate), ...[1, 2].map(() => fc.array(fc.integer({ min: Math.ceil(rate * 0.75), max: Math.floor(rate * 1.25) }), { minLength: 5, maxLength: 40 }))));
  fc.assert(fc.property(usual, ([rate, own, team]) => {
    expect(isMany(rate * 10, own as number[], team as number[])).toBe(true);
    expect(isMany(rate * 10, [], team as number[])).toBe(true);
  }));
});

test('the floor holds: up to it nothing is unusual, even after days on which nothing was opened; and without knowledge nothing is', () => {
  fc.assert(fc.property(fc.nat(THRESHOLDS.floor), fc.array(fc.nat(3)), fc.array(fc.nat(3)), (count, own, team) => { expect(isMany(count, own, team)).toBe(false); }));
  expect(isMany(THRESHOLDS.floor + 1, [0, 0, 0, 0, 0], [])).toBe(true);
  expect(isMany(10_000, [1, 1, 1, 1], [1, 1])).toBe(false);
});

test('the limit is the median and 3.5 robust deviations, and one wild shift does not move it', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  // Deviations from 100 are 20, 10, 0, 10, 20: their median is 10, below which chance alone (the square root of 100) does not go.
  expect(limit([80, 90, 100, 110, 120])).toBeCloseTo(100 + 3.5 * 14.826, 9);
  expect(limit([100, 100, 100, 100, 100])).toBe(135);
  expect(limit([100, 100, 100, 100, 5_000])).toBe(135);
});

test('a shift far beyond the usual is one item whose count grows, and the same thing opened again counts once', () => {
  const history = { own: shiftsOf([6, 7, 8, 7, 6, 7]), team: shiftsOf([6, 9, 8, 7, 6, 7]) };
  const one = (i: number, thing = i) => opened(NOON + i * 60_000, `Person:${thing}`);
  expect(follow(Array.from({ length: 300 }, (_, i) => one(i, i % 30)), history).raised).toEqual([]);
  const { raised, worker } = follow(Array.from({ length: 70 }, (_, i) => one(i)), history);
  expect(raised[0]).toEqual({ kind: 'many_opened', staffId: 'ana', from: NOON, to: NOON + 30 * 60_000, count: 31, usual: 7 });
  expect(new Set(raised.map((r) => r.from))).toEqual(new Set([NOON]));
  expect(raised.at(-1)!.count).toBe(70);
  expect(worker.shift).toEqual({ beganAt: NOON, opened: 70 });
  // The day after, nothing of it is remembered.
  expect(follow([opened(NOON + 24 * HOUR, 'Person:1')], history, worker).worker.opened).toEqual({ 'Person:1': NOON + 24 * HOUR });
});

test('ten refusals within an hour are one item; nine, or ten in a day, are none', () => {
  const refused = (minutes: number): Seen => ({ what: 'refused', staffId: 'ana', at: NOON + minutes * 60_000 });
  const times = (n: number, apart: number) => Array.from({ length: n }, (_, i) => refused(i * apart));
  expect(follow(times(9, 1)).raised).toEqual([]);
  expect(follow(times(30, 60)).raised).toEqual([]);
  const { raised } = follow(times(12, 1));
  expect(raised.map(({ kind, from, count }) => [kind, from, count])).toEqual([10, 11, 12].map((n) => ['many_refused', NOON, n]));
});

test('a counsellor who opens something long after the end of work is seen; one who is there, on a break, or just gone is not', () => {
  const at = (minutes: number) => NOON + minutes * 60_000;
  const says = (what: 'here' | 'away', minutes: number): Seen => ({ what, staffId: 'ana', at: at(minutes) });
  const reads = (minutes: number, atDesk = true) => opened(at(minutes), 'Case:1', { atDesk });
  const kinds = (...entries: Seen[]) => follow(entries).raised.map((r) => `${r.kind} ${r.count}`);
  expect(kinds(says('here', 0), reads(300), says('away', 301), reads(330))).toEqual([]);
  expect(kinds(says('here', 0), says('away', 1), reads(60), reads(70), reads(80, false))).toEqual(['no_presence 1', 'no_presence 2']);
  expect(kinds(reads(1))).toEqual(['no_presence 1']);
});

test('what is opened by a rule that asks for no assignment is seen; the list of rules that do is the one of the policy', () => {
  expect(follow([opened(NOON, 'Person:1', { assigned: false }), opened(NOON, 'Person:2')]).raised.map((r) => r.kind)).toEqual(['no_assignment']);
  const policy = loadPolicy('policies');
  const permitting = new Map(OPENS.flatMap((action) => policy.shape.actions.get(action)!.resources.flatMap((type) => policy.at('StaffActor', action, type)!.rules.filter((r) => r.effect === 'permit').map((r) => [r.id, r]))));
  expect([...permitting.keys()].filter((id) => !BY_ASSIGNMENT.includes(id) && id !== HANDLED).toSorted()).toEqual(['requested-conversation', 'requested-fields']);
  for (const id of BY_ASSIGNMENT) expect([id, JSON.stringify(permitting.get(id)?.json.conditions)]).toEqual([id, expect.stringContaining('"assigned"')]);
});

test('an entry is read by its grant: acts beside it, other actors and erased words do not count', () => {
  const entry = (said: object | null): LogEntry => ({ seq: 1, id: 'x', at: '2026-03-02T12:00:00.000Z', said: said as LogEntry['said'] });
  const read = { actor: { kind: 'staff', id: 'ana', roles: ['counsellor'] }, purpose: 'care-continuity', action: 'case.read', subject: { type: 'Case', id: 'c' }, outcome: 'done', details: { grant: 'g', rules: ['assigned-case'] } };
  expect(seenIn(entry(read))).toEqual({ what: 'opened', staffId: 'ana', at: NOON, thing: 'Case:c', assigned: true, atDesk: true });
  expect(seenIn(entry({ ...read, actor: { kind: 'staff', id: 'ana', roles: ['counsellor', 'case_worker'] }, details: { grant: 'g', rules: ['requested-fields'] } }))).toMatchObject({ assigned: false, atDesk: false });
  expect(seenIn(entry({ ...read, action: 'contact.read', details: { grant: 'g', rules: [HANDLED] } }))).toBeNull();
  expect(seenIn(entry({ ...read, action: 'contact.read', details: { grant: 'g', rules: ['requested-conversation'] } }))).toMatchObject({ assigned: false });
  expect(seenIn(entry({ ...read, details: undefined }))).toBeNull();
  expect(seenIn(entry({ ...read, actor: { kind: 'partner', id: 'p' } }))).toBeNull();
  expect(seenIn(entry({ ...read, action: 'presence-break', details: undefined }))).toMatchObject({ what: 'here' });
  expect(seenIn(entry({ ...read, action: 'sign-out', details: undefined }))).toMatchObject({ what: 'away' });
  expect(seenIn(entry(null))).toBeNull();
});
