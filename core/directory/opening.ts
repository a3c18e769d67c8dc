/** A clock that runs while a service is open, by its HSDS schedules. Pure. Time zones, changes of clocks and public holidays are those of `schedule.ts`. */
import { clockTime, dayOf, holds, holidayOn, instantOf, localTime } from './schedule.ts';
import type { Schedule } from './schedule.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** How far ahead is looked, in days. Whoever is open for less than the time asked for by then is as one of whom nobody knows. */
const AHEAD = 60;

/** The spans in which it is open, from the day before `from` on, day by day; those of one day in their order. Spans may overlap. */
function* spans(schedules: readonly Schedule[], from: Date, zone: string): Generator<[start: number, end: number]> {
  const said = schedules.filter((s) => s.byday || s.opens_at || s.closes_at || s.dtstart || s.bymonthday);
  const first = localTime(from, zone).day - 1;
  for (let day = first; day <= first + AHEAD; day += 1) {
    const feast = holidayOn(day);
    const today: [number, number][] = [];
    for (const s of said) {
      const [opens, closes] = [clockTime(s.opens_at), clockTime(s.closes_at)];
      const begins = opens?.minutes ?? 0;
      const ends = closes === null || closes.minutes === 0 ? DAY_MINUTES : closes.minutes;
      const always = begins === 0 && ends === DAY_MINUTES;
      if (!holds(s, day) || (feast !== null && !always && dayOf(s.dtstart) !== day)) continue;
      const offset = opens?.offset ?? (typeof s.timezone === 'number' ? s.timezone * 60 : null);
      const at = (minute: number): number => (offset === null ? instantOf(day, minute, zone).getTime() : (day * DAY_MINUTES + minute - offset) * MINUTE_MS);
      today.push([at(begins), at(ends <= begins ? ends + DAY_MINUTES : ends)]);
    }
    yield* today.sort((a, b) => a[0] - b[0]);
  }
}

/** The moment after so many minutes in which it is open (0: when it is open next, which may be now); null when nobody says, or not within two months. */
export function afterOpen(schedules: readonly Schedule[], from: Date, minutes: number, zone: string): Date | null {
  let at = from.getTime();
  let left = minutes * MINUTE_MS;
  for (const [start, end] of spans(schedules, from, zone)) {
    const begins = Math.max(start, at);
    if (end <= begins) continue;
    if (end - begins >= left) return new Date(begins + left);
    left -= end - begins;
    at = end;
  }
  return null;
}
/** When it opens again; null while it is open, and when nobody says. */
export function opensNext(schedules: readonly Schedule[], now: Date, zone: string): Date | null {
  const next = afterOpen(schedules, now, 0, zone);
  return next === null || next <= now ? null : next;
}
