import fc from 'fast-check';
import loader from 'highs';
import { expect, test } from 'vitest';
import { afterOpen } from '#core/directory';
import { mailText } from './delivery.ts';
import { LEGAL_BASES } from './legal-bases.ts';
import { after, answerClock, can, checkBasis, checkDisclosable, checkUntil, DEADLINE_MINUTES, ENDED, ladder, leavingBytes, move, reported, STATES } from './referral.ts';
import type { ReferralMove } from './referral.ts';
import { COLUMNS, csv, ROWS, suppressed, total } from './report.ts';
import type { Counts } from './report.ts';

const MOVES: ReferralMove[] = ['send', 'receive', 'accept', 'decline', 'waitlist', 'begin', 'report', 'revoke', 'expire'];
const LEGAL = new Set(['draft send', 'draft revoke', 'draft expire', 'sent receive', 'sent revoke', 'sent expire', 'received accept', 'received decline', 'received waitlist', 'received revoke', 'received expire',
  'waitlisted accept', 'waitlisted decline', 'waitlisted waitlist', 'waitlisted revoke', 'waitlisted expire', 'accepted begin', 'accepted report', 'accepted revoke', 'accepted expire', 'in_service report', 'in_service revoke', 'in_service expire']);
const now = new Date('2026-02-01T00:00:00Z');

test('every move of every state is either a step of the way or the named error ReferralMoved', () => {
  for (const state of STATES) {
    for (const by of MOVES) {
      expect(can(state, by)).toBe(LEGAL.has(`${state} ${by}`));
      if (can(state, by)) expect(STATES).toContain(move(state, by));
      else expect(() => move(state, by)).toThrow(expect.objectContaining({ code: 'ReferralMoved', status: 409, message: expect.stringContaining(by) }));
    }
  }
});

test('nothing leads out of a state that ended, and an answer from the list counts as received', () => {
  for (const state of ENDED) for (const by of MOVES) expect(can(state, by)).toBe(false);
  expect(after('sent', { kind: 'accept' })).toBe('accepted');
  expect(() => after('sent', { kind: 'report', outcome: 'helped', text: '' })).toThrow(expect.objectContaining({ code: 'ReferralMoved' }));
  expect(() => reported('something', '')).toThrow(expect.objectContaining({ code: 'UnknownOutcome' }));
});

test('the deadline is 15 minutes, 4 hours or 48 hours away, or what the service set; the steps come at a half, at once, at one and a half, at twice of it', () => {
  const nobodySays = (): null => null;
  const due = (urgency: 'now' | 'today' | 'week', minutes = DEADLINE_MINUTES[urgency]) => answerClock(urgency, now, minutes, nobodySays)(minutes).toISOString();
  expect(due('now')).toBe('2026-02-01T00:15:00.000Z');
  expect(due('today')).toBe('2026-02-01T04:00:00.000Z');
  expect(due('week')).toBe('2026-02-03T00:00:00.000Z');
  expect(ladder(20, answerClock('now', now, 20, nobodySays)).map(({ step, at }) => [step, at.toISOString().slice(11, 16)])).toEqual([['remind', '00:10'], ['propose', '00:20'], ['phone', '00:30'], ['supervisor', '00:40']]);
});

test('the clock of a service runs while it is open; what is urgent never waits, and what is of the week is due within seven days', () => {
  // 1 February 2026 is a Sunday.
  const open = (m: number) => afterOpen([{ freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at: '09:00', closes_at: '17:00' }], now, m, 'UTC');
  expect(answerClock('now', now, 15, open)(15).toISOString()).toBe('2026-02-01T00:15:00.000Z');
  expect(ladder(240, answerClock('today', now, 240, open)).map(({ step, at }) => [step, at.toISOString().slice(0, 16)])).toEqual([['remind', '2026-02-02T11:00'], ['propose', '2026-02-02T13:00'], ['phone', '2026-02-02T15:00'], ['supervisor', '2026-02-02T17:00']]);
  expect(answerClock('week', now, 480, open)(480).toISOString()).toBe('2026-02-02T17:00:00.000Z');
  // Open an hour a week: nobody waits months for an answer.
  const seldom = (m: number) => afterOpen([{ freq: 'WEEKLY', byday: 'MO', opens_at: '09:00', closes_at: '10:00' }], now, m, 'UTC');
  expect(ladder(2880, answerClock('week', now, 2880, seldom)).map(({ at }) => at.toISOString().slice(0, 16))).toEqual(['2026-02-04T12:00', '2026-02-08T00:00', '2026-02-11T12:00', '2026-02-15T00:00']);
});

test('it rests on consent that somebody gave before now, or on a basis of the list, and on nothing else', () => {
  const consent = { by: 'the child', how: 'on the phone', saidAt: '2026-01-31T23:59:00Z' };
  expect(checkBasis({ consent }, now)).toMatchObject({ kind: 'consent', consent: { by: 'the child' } });
  for (const wrong of [{ by: ' ' }, { how: '' }, { saidAt: 'yesterday' }, { saidAt: '2026-03-01T00:00:00Z' }]) expect(() => checkBasis({ consent: { ...consent, ...wrong } }, now)).toThrow(expect.objectContaining({ code: 'ConsentMissing' }));
  expect(checkBasis({ legalBasis: 'court-mandate' }, now)).toEqual({ kind: 'law', code: 'court-mandate' });
  for (const legalBasis of ['override', 'because', '']) expect(() => checkBasis({ legalBasis }, now)).toThrow(expect.objectContaining({ code: 'UnknownLegalBasis' }));
  expect(() => checkBasis({}, now)).toThrow(expect.objectContaining({ code: 'ConsentMissing' }));
  expect(() => checkBasis({ consent, legalBasis: 'court-mandate' }, now)).toThrow(expect.objectContaining({ code: 'ConsentMissing' }));
  for (const b of LEGAL_BASES) expect([b.source.length > 10, /^\d{4}-\d\d-\d\d$/.test(b.readOn)]).toEqual([true, true]);
});

test('a field outside the short list cannot be chosen for a partner, a place least of all', () => {
  for (const field of ['address', 'place', 'location', 'status', 'notes']) expect(() => checkDisclosable(field)).toThrow(expect.objectContaining({ code: 'UnknownField' }));
});

test('a waiting list ends on a day ahead', () => {
  expect(checkUntil('2026-02-20', now)).toBe('2026-02-20');
  for (const wrong of ['2026-01-01', 'soon', '2027-02-01', '']) expect(() => checkUntil(wrong, now)).toThrow(expect.objectContaining({ code: 'UnknownTime' }));
});

test('the bytes that leave hold the need, the chosen fields and the notice, and nothing else', () => {
  const bytes = leavingBytes({ need: 'A lawyer', urgency: 'today', fields: [{ label: 'Name (child)', value: 'Sample Person', secret: 'x' } as never], notice: 'N' });
  expect(JSON.parse(bytes)).toEqual({ need: 'A lawyer', urgency: 'today', fields: [{ label: 'Name (child)', value: 'Sample Person' }], notice: 'N' });
});

test('the mails to the partner say that something waits, and not what', () => {
  for (const notice of ['sent', 'reminder', 'message', 'outcome'] as const) {
    const mail = mailText(notice, new Date('2026-02-01T00:15:00Z'));
    expect(`${mail.subject} ${mail.text}`).not.toMatch(/RF-|HV-|child|name|lawyer|shelter/i);
  }
  expect(mailText('sent', new Date('2026-02-01T00:15:00Z')).text).toContain('2026-02-01 00:15 UTC');
});

const one = fc.record({ parts: fc.array(fc.nat(40), { minLength: 5, maxLength: 5 }), answers: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), outcomes: fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }) });
const countsOf = ({ parts, answers, outcomes }: { parts: number[]; answers: number[]; outcomes: number[] }): Counts => {
  const [inTime, late, unanswered] = parts as [number, number, number];
  const answered = inTime + late;
  const accepted = Math.floor((answered * answers[0]!) / 100);
  const declined = Math.floor(((answered - accepted) * answers[1]!) / 100);
  const [helped, partly_helped, not_reached, no_longer_wanted, could_not_help] = outcomes as [number, number, number, number, number];
  return { sent: answered + unanswered, inTime, late, unanswered, accepted, declined, waitlisted: answered - accepted - declined, reported: outcomes.reduce((a, b) => a + b, 0), helped, partly_helped, not_reached, no_longer_wanted, could_not_help };
};
// The package's types describe the module of CommonJS; loaded as one, its default is the function.
const solver = await (loader as unknown as () => Promise<{ solve(program: string): { ObjectiveValue: number } }>)();
/** The least and the greatest that a hidden cell can be, as far as the shown ones tell (a linear program, by HiGHS). */
function bounds(shown: Awaited<ReturnType<typeof suppressed>>, cell: string): [number, number] {
  const sums = [['sent', 'inTime', 'late', 'unanswered'], ['sent', 'accepted', 'declined', 'waitlisted', 'unanswered'], ['reported', 'helped', 'partly_helped', 'not_reached', 'no_longer_wanted', 'could_not_help']];
  const named = (r: string, c: string): string => `${r}_${c}`;
  const constraints = [
    ...ROWS.flatMap((r) => sums.map((sum) => `${named(r, sum[0]!)} ${sum.slice(1).map((c) => `- ${named(r, c)}`).join(' ')} = 0`)), ...COLUMNS.map((c) => `${named('all', c)} - ${named('now', c)} - ${named('today', c)} - ${named('week', c)} = 0`),
    ...ROWS.flatMap((r) => COLUMNS.flatMap((c) => (shown[r][c] === null ? [] : [`${named(r, c)} = ${shown[r][c]}`]))),
  ];
  const solve = (sense: string): number => Math.round(solver.solve(`${sense}\n obj: ${cell}\nSubject To\n${constraints.map((c, i) => ` c${i}: ${c}`).join('\n')}\n b: ${cell} <= 100000\nEnd\n`).ObjectiveValue);
  return [solve('Minimize'), solve('Maximize')];
}

/** Nothing from 1 to 10 is shown, and no hidden cell has one possible value alone. */
async function holdsFor(counts: Record<'now' | 'today' | 'week', Counts>): Promise<void> {
  const shown = await suppressed(counts);
  const all = { ...counts, all: total(Object.values(counts)) };
  for (const r of ROWS) for (const col of COLUMNS) {
    const v = shown[r][col];
    if (v !== null) expect([v, v === 0 || v > 10]).toEqual([all[r][col], true]);
  }
  for (const r of ROWS) for (const col of COLUMNS) if (shown[r][col] === null) {
    const [least, most] = bounds(shown, `${r}_${col}`);
    expect([r, col, most > least]).toEqual([r, col, true]);
  }
}
test('in the report no cell from 1 to 10 is shown, and none follows from the others', async () => {
  // Sums of nothing: what cannot be less than nothing gave these away once.
  const nothing = { answers: [0, 0, 0], outcomes: [0, 0, 0, 0, 0] };
  await holdsFor({ now: countsOf({ parts: [11, 1, 11, 0, 0], ...nothing }), today: countsOf({ parts: [1, 13, 13, 0, 0], ...nothing }), week: countsOf({ parts: [0, 0, 1, 0, 0], ...nothing }) });
  await fc.assert(fc.asyncProperty(one, one, one, (a, b, c) => holdsFor({ now: countsOf(a), today: countsOf(b), week: countsOf(c) })), { numRuns: 40 });
  const none = total([]);
  expect(csv(await suppressed({ now: none, today: none, week: none }), '2026-01-01', '2026-01-31').split('\r\n')[1]).toBe('2026-01-01,2026-01-31,now,0,0,0,0,0,0,0,0,0,0,0,0,0');
});
