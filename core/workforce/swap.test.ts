import { expect, test } from 'vitest';
import { calendarOf } from './calendar.ts';
import { against, answered } from './swap.ts';
import { atWall, wallOf } from './time.ts';

const RULES = { shiftHours: 8, every: 2, restHours: 11, daysAWeek: 5, daysInARow: 6, nightWeeks: 1 };
const at = (day: string, begins: number) => ({ day, begins, hours: 8 });

test('a swap is asked, agreed and approved, in this order, and decided once', () => {
  expect(answered('asked', 'agree')).toBe('agreed');
  expect(answered('agreed', 'approve')).toBe('approved');
  expect(() => answered('asked', 'approve')).toThrow(/asked already/);
  for (const state of ['approved', 'refused', 'withdrawn'] as const) for (const answer of ['agree', 'refuse', 'withdraw', 'approve'] as const) expect(() => answered(state, answer)).toThrow(/already/);
});

test('whoever is away, works no nights, works that day, would not rest or work too many days in a row cannot take it', () => {
  const shift = at('2026-03-10', 8);
  expect(against(shift, [], RULES, undefined)).toBeNull();
  expect(against(shift, [], RULES, { nights: true, away: ['2026-03-10'] })).toBe('away');
  expect(against(at('2026-03-10', 22), [], RULES, { nights: false, away: [] })).toBe('nights');
  expect(against(shift, [at('2026-03-10', 16)], RULES, undefined)).toBe('same_day');
  expect(against(shift, [at('2026-03-09', 16)], RULES, undefined)).toBe('rest');
  expect(against(at('2026-03-10', 16), [at('2026-03-11', 8)], RULES, undefined)).toBe('rest');
  const week = ['07', '08', '09', '11', '12', '13'].map((day) => at(`2026-03-${day}`, 8));
  expect(against(shift, week, RULES, undefined)).toBe('row');
  expect(against(shift, week.slice(1), RULES, undefined)).toBeNull();
});

test('hours of the centre are moments, also on the days on which clocks are changed', () => {
  expect(atWall('2026-03-07', 22, 'America/Chicago').toISOString()).toBe('2026-03-08T04:00:00.000Z');
  // The night in which an hour is left out, and the one in which it comes twice.
  expect(atWall('2026-03-08', 8, 'America/Chicago').toISOString()).toBe('2026-03-08T13:00:00.000Z');
  expect(atWall('2026-11-01', 8, 'America/Chicago').toISOString()).toBe('2026-11-01T14:00:00.000Z');
  expect(atWall('2026-11-01', 30, 'America/Chicago').toISOString()).toBe('2026-11-02T12:00:00.000Z');
  expect(wallOf(new Date('2026-03-08T13:20:00Z'), 'America/Chicago')).toEqual({ day: '2026-03-08', quarter: 33 });
});

test('a calendar says when, and nothing else', () => {
  const text = calendarOf([{ id: 'one', ...at('2026-03-08', 22) }], 'America/Chicago', new Date('2026-03-01T00:00:00Z'));
  expect(text).toContain('DTSTART:20260309T030000Z');
  expect(text).toContain('DTEND:20260309T110000Z');
  expect(text).toContain('SUMMARY:Shift');
  expect(text).not.toMatch(/DESCRIPTION|LOCATION|ATTENDEE|ORGANIZER/);
});
