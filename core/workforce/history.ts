/** What came, as days to learn from. The days arrive packed, so that years of them pass through the server's thread without being taken apart there. */
import { QUARTERS } from './forecast.ts';
import type { Coming, Day } from './forecast.ts';

/** One day of one line: pairs of two bytes each, the quarter hour and its count. */
export interface PackedDay { day: string; counts: Uint8Array }
export interface PackedLine { language: string; channel: 'phone' | 'chat'; days: readonly PackedDay[] }
/** The calendar that days are told by: the first and the last known day, and special days by date. */
export interface Calendar { first: string; last: string; special: Readonly<Record<string, string>> }

const DAY = 86_400_000;
export const plusDays = (day: string, count: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** Weekday, day of the year and special name of a date. */
export function comingOf(day: string, special: Readonly<Record<string, string>>): Coming {
  const at = new Date(`${day}T00:00:00Z`);
  const name = special[day];
  return { weekday: at.getUTCDay(), yearDay: Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY), ...(name === undefined ? {} : { special: name }) };
}
/** Every day from the first to the last; a day without a count is a day on which nobody called. */
export function daysOf(line: PackedLine, { first, last, special }: Calendar): Day[] {
  const known = new Map(line.days.map((one) => [one.day, one.counts]));
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, n) => {
    const day = plusDays(first, n);
    const arrivals = Array.from({ length: QUARTERS }, () => 0);
    const counts = known.get(day);
    if (counts) {
      const view = new DataView(counts.buffer, counts.byteOffset, counts.byteLength);
      for (let at = 0; at + 4 <= counts.byteLength; at += 4) arrivals[view.getInt16(at)]! += view.getInt16(at + 2);
    }
    return { ...comingOf(day, special), arrivals };
  });
}
/** The same days packed, for tests and generated history. */
export function pack(day: string, arrivals: readonly number[]): PackedDay {
  const counts = new Uint8Array(arrivals.length * 4);
  const view = new DataView(counts.buffer);
  arrivals.forEach((count, q) => { view.setInt16(q * 4, q); view.setInt16(q * 4 + 2, count); });
  return { day, counts };
}
