/** The clock of opening hours: weekends, holidays, nights, changes of clocks, offsets, several spans a day, and services of which nobody knows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterOpen, opensNext } from './opening.ts';
import { openAt } from './schedule.ts';
import type { Schedule } from './schedule.ts';

const CHICAGO = 'America/Chicago';
const week: Schedule[] = [{ freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at: '09:00', closes_at: '17:00' }];
const after = (from: string, hours: number, schedules = week, zone = CHICAGO) => afterOpen(schedules, new Date(from), hours * 60, zone)?.toISOString() ?? null;

test('four hours asked for on a Friday at two are over on Monday at ten; over a weekend no clock runs', () => {
  // 2026-02-06 is a Friday; Chicago is six hours behind UTC in winter.
  expect(after('2026-02-06T20:00:00Z', 4)).toBe('2026-02-09T16:00:00.000Z');
  expect(after('2026-02-07T12:00:00Z', 1)).toBe('2026-02-09T16:00:00.000Z');
  expect(after('2026-02-06T15:00:00Z', 2)).toBe('2026-02-06T17:00:00.000Z');
  expect(after('2026-02-06T22:00:00Z', 1)).toBe('2026-02-06T23:00:00.000Z');
});

test('a public holiday does not count, whoever is open day and night is open on it', () => {
  // Washington's Birthday: Monday, 16 February 2026.
  expect(after('2026-02-13T22:00:00Z', 2)).toBe('2026-02-17T16:00:00.000Z');
  const always: Schedule[] = [{ freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR,SA,SU', opens_at: '00:00', closes_at: '24:00' }];
  expect(after('2026-02-15T20:00:00Z', 30, always)).toBe('2026-02-17T02:00:00.000Z');
  // Open on that very date, because it says so itself.
  expect(after('2026-02-16T14:00:00Z', 1, [...week, { dtstart: '2026-02-16', opens_at: '10:00', closes_at: '12:00' }])).toBe('2026-02-16T17:00:00.000Z');
});

test('when clocks change, an hour of the wall is not an hour of the clock', () => {
  const night: Schedule[] = [{ freq: 'WEEKLY', byday: 'SA,SU', opens_at: '22:00', closes_at: '06:00' }];
  // Saturday night to 8 March 2026 has seven hours, to 1 November nine.
  expect(after('2026-03-08T04:00:00Z', 7, night)).toBe('2026-03-08T11:00:00.000Z');
  expect(after('2026-03-08T04:00:00Z', 8, night)).toBe('2026-03-09T04:00:00.000Z');
  expect(after('2026-11-01T03:00:00Z', 9, night)).toBe('2026-11-01T12:00:00.000Z');
});

test('a place keeps its own time: by its zone, by an offset of the schedule, by one in the time itself', () => {
  expect(after('2026-02-09T10:00:00Z', 1, week, 'America/Los_Angeles')).toBe('2026-02-09T18:00:00.000Z');
  expect(after('2026-02-09T10:00:00Z', 1, [{ ...week[0], timezone: -5 }])).toBe('2026-02-09T15:00:00.000Z');
  expect(after('2026-02-09T10:00:00Z', 1, [{ ...week[0], opens_at: '09:00-07:00', closes_at: '17:00-07:00' }])).toBe('2026-02-09T17:00:00.000Z');
});

test('spans of one day add up, and what overlaps counts once', () => {
  const split: Schedule[] = [{ freq: 'WEEKLY', byday: 'MO', opens_at: '13:00', closes_at: '15:00' }, { freq: 'WEEKLY', byday: 'MO', opens_at: '09:00', closes_at: '11:00' }, { freq: 'WEEKLY', byday: 'MO', opens_at: '10:00', closes_at: '11:00' }];
  expect(after('2026-02-09T15:00:00Z', 3, split)).toBe('2026-02-09T20:00:00.000Z');
});

test('of whom nobody says when they are open, or who does not open again, there is no such clock', () => {
  for (const schedules of [[], [{ description: 'call us' }], [{ ...week[0], valid_to: '2026-01-31' }]] as Schedule[][]) expect(after('2026-02-09T15:00:00Z', 1, schedules)).toBeNull();
  expect(opensNext(week, new Date('2026-02-09T16:00:00Z'), CHICAGO)).toBeNull();
  expect(opensNext(week, new Date('2026-02-07T16:00:00Z'), CHICAGO)?.toISOString()).toBe('2026-02-09T15:00:00.000Z');
});

test('whatever the hours: as many minutes as asked for are open until then, by the other function that says whether it is open', () => {
  const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:00`);
  const schedule = fc.record({ freq: fc.constant('WEEKLY'), byday: fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 }).map((d) => d.join(',')), opens_at: hour, closes_at: hour });
  fc.assert(fc.property(fc.array(schedule, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 24 * 300 }), fc.integer({ min: 1, max: 30 }), fc.constantFrom(CHICAGO, 'Pacific/Honolulu', 'UTC'), (schedules, from, halves, zone) => {
    const start = new Date(Date.UTC(2026, 0, 1) + from * 3_600_000);
    const end = afterOpen(schedules, start, halves * 30, zone);
    if (end === null) return;
    let open = 0;
    for (let at = start.getTime(); at < end.getTime(); at += 1_800_000) if (openAt(schedules, new Date(at), zone).state === 'open') open += 1;
    expect(open).toBe(halves);
  }), { numRuns: 150 });
});
