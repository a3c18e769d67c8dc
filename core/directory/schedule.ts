/**
 * Whether a service is open at an instant, by its HSDS schedules (RFC 5545 rules: freq, interval, byday, bymonthday, byyearday, byweekno, wkst, count, until).
 * Times are the place's own: an offset in the time itself, else the schedule's `timezone` (hours from UTC), else the zone of the place.
 */
export type Schedule = Record<string, string | number | null | undefined>;
export type Opening = { state: 'open'; until: string | null } | { state: 'closed'; holiday: string | null } | { state: 'unknown' };

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const DAY_MS = 86_400_000;
const MINUTES = 1440;
/** A day as its number since 1970, so that calendar arithmetic is whole numbers. */
export const dayOf = (text: unknown): number | null => (typeof text === 'string' && /^\d{4}-\d\d-\d\d/.test(text) ? Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS) : null);
const dateOf = (day: number): Date => new Date(day * DAY_MS);
const numbers = (text: unknown): number[] => (text === null || text === undefined || text === '' ? [] : String(text).split(',').map((n) => Number(n.trim())).filter((n) => Number.isInteger(n)));

/** Minutes after midnight of "09:00", "9:30 am", "17:00-05:00" or "08:00Z", with the offset from UTC in minutes if it says one. */
export function clockTime(text: unknown): { minutes: number; offset: number | null } | null {
  const m = typeof text === 'string' ? /^(\d{1,2})(?::(\d\d))?(?::\d\d(?:\.\d+)?)?\s*([ap])?\.?m?\.?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim()) : null;
  if (!m) return null;
  const hour = Number(m[1]) % (m[3] ? 12 : 25) + (m[3]?.toLowerCase() === 'p' ? 12 : 0);
  const minutes = hour * 60 + Number(m[2] ?? 0);
  if (minutes > MINUTES) return null;
  const zone = m[4];
  const offset = !zone ? null : zone.toUpperCase() === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return { minutes, offset };
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** The local day and minute of an instant in an IANA zone. */
export function localTime(at: Date, zone: string): { day: number; minute: number } {
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' })));
  const p: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) p[type] = Number(value);
  return { day: Math.floor(Date.UTC(p.year!, p.month! - 1, p.day!) / DAY_MS), minute: p.hour! * 60 + p.minute! };
}
/** The instant at which clocks in a zone show this day and minute. Of an hour that comes twice the first, of one that is left out the same time later. */
export function instantOf(day: number, minute: number, zone: string): Date {
  const wanted = (day * MINUTES + minute) * 60_000;
  const shown = (at: number): number => { const local = localTime(new Date(at), zone); return (local.day * MINUTES + local.minute) * 60_000; };
  // The zone's distance at a guess moves the guess; around a change of clocks there are two of them.
  const first = 2 * wanted - shown(wanted);
  const second = first + wanted - shown(first);
  const right = [second - 3_600_000, second, first].find((at) => shown(at) === wanted);
  return new Date(right ?? Math.max(first, second));
}
const shifted = (at: Date, offset: number): { day: number; minute: number } => {
  const minutes = Math.floor(at.getTime() / 60_000) + offset;
  return { day: Math.floor(minutes / MINUTES), minute: ((minutes % MINUTES) + MINUTES) % MINUTES };
};

/** The public holidays of the United States that fall on a day (5 U.S.C. 6103), by name. */
export function holidayOn(day: number): string | null {
  const date = dateOf(day);
  const [month, dom, weekday] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
  const fixed: Record<string, string> = { '1-1': 'New Year’s Day', '6-19': 'Juneteenth', '7-4': 'Independence Day', '11-11': 'Veterans Day', '12-25': 'Christmas Day' };
  if (fixed[`${month}-${dom}`]) return fixed[`${month}-${dom}`]!;
  const nth = Math.ceil(dom / 7);
  const last = dom + 7 > new Date(Date.UTC(date.getUTCFullYear(), month, 0)).getUTCDate();
  if (weekday === 1) return month === 1 && nth === 3 ? 'Martin Luther King Jr. Day' : month === 2 && nth === 3 ? 'Washington’s Birthday' : month === 5 && last ? 'Memorial Day' : month === 9 && nth === 1 ? 'Labor Day' : month === 10 && nth === 2 ? 'Columbus Day' : null;
  return weekday === 4 && month === 11 && nth === 4 ? 'Thanksgiving Day' : null;
}

/** Whether the rule of a schedule holds on a day, without looking at `count`. */
function onDay(s: Schedule, day: number): boolean {
  const [from, to, start, until] = [dayOf(s.valid_from), dayOf(s.valid_to), dayOf(s.dtstart), dayOf(s.until)];
  if ((from !== null && day < from) || (to !== null && day > to) || (start !== null && day < start) || (until !== null && day > until)) return false;
  const date = dateOf(day);
  const weekday = DAYS[date.getUTCDay()]!;
  const interval = Math.max(1, Number(s.interval ?? 1));
  const byday = typeof s.byday === 'string' && s.byday !== '' ? s.byday.toUpperCase().split(',').map((d) => d.trim()) : [];
  const [monthDays, yearDays, weeks] = [numbers(s.bymonthday), numbers(s.byyearday), numbers(s.byweekno)];
  const monthLength = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (monthDays.length > 0 && s.freq !== 'WEEKLY' && !monthDays.some((n) => (n > 0 ? n : monthLength + 1 + n) === date.getUTCDate())) return false;
  if (yearDays.length > 0 && !s.freq) {
    const first = Math.floor(Date.UTC(date.getUTCFullYear(), 0, 1) / DAY_MS);
    const length = Math.floor(Date.UTC(date.getUTCFullYear() + 1, 0, 1) / DAY_MS) - first;
    if (!yearDays.some((n) => (n > 0 ? n : length + 1 + n) === day - first + 1)) return false;
  }
  if (s.freq === 'MONTHLY') {
    if (start !== null && interval > 1) {
      const begun = dateOf(start);
      const months = (date.getUTCFullYear() - begun.getUTCFullYear()) * 12 + date.getUTCMonth() - begun.getUTCMonth();
      if (months % interval !== 0) return false;
    }
    if (byday.length === 0) return monthDays.length > 0 || start === null || dateOf(start).getUTCDate() === date.getUTCDate();
    return byday.some((one) => {
      const m = /^([+-]?\d+)?([A-Z]{2})$/.exec(one);
      if (!m || m[2] !== weekday) return false;
      const n = Number(m[1] ?? 0);
      return n === 0 || (n > 0 ? Math.ceil(date.getUTCDate() / 7) === n : Math.ceil((monthLength - date.getUTCDate() + 1) / 7) === -n);
    });
  }
  if (weeks.length > 0 && !weeks.some((n) => (n > 0 ? n : weeksIn(date.getUTCFullYear()) + 1 + n) === isoWeek(day))) return false;
  if (start !== null && interval > 1 && s.freq === 'WEEKLY') {
    const first = Math.max(0, DAYS.indexOf(String(s.wkst ?? 'MO')));
    const week = (d: number): number => Math.floor((d + 4 - first) / 7);
    if ((week(day) - week(start)) % interval !== 0) return false;
  }
  if (byday.length > 0) return byday.some((one) => one.slice(-2) === weekday);
  if (s.freq === 'WEEKLY') return start === null || dateOf(start).getUTCDay() === date.getUTCDay();
  // Without a rule a date is one day, and times alone are every day.
  return start === null || start === day || until !== null;
}
function isoWeek(day: number): number {
  const thursday = day - ((day + 3) % 7) + 3;
  return 1 + Math.floor((thursday - Math.floor(Date.UTC(dateOf(thursday).getUTCFullYear(), 0, 1) / DAY_MS)) / 7);
}
const weeksIn = (year: number): number => isoWeek(Math.floor(Date.UTC(year, 11, 28) / DAY_MS));

/** Whether a schedule holds on a day, with `count` from `dtstart` on (at most twenty years are counted). */
export function holds(s: Schedule, day: number): boolean {
  if (!onDay(s, day)) return false;
  const [start, count] = [dayOf(s.dtstart), Number(s.count ?? 0)];
  if (start === null || !(count > 0)) return true;
  let seen = 0;
  for (let d = start; d <= Math.min(day, start + 7305); d += 1) if (onDay(s, d)) seen += 1;
  return seen <= count;
}

/** Whether it is open, until when ("18:00", null: day and night), or that nobody says. On a public holiday only what is open day and night, or on that very date, counts as open. */
export function openAt(schedules: readonly Schedule[], at: Date, zone: string): Opening {
  let said = false;
  let latest: { end: number; always: boolean } | null = null;
  let holiday: string | null = null;
  for (const s of schedules) {
    if (!s.byday && !s.opens_at && !s.closes_at && !s.dtstart && !s.bymonthday) continue;
    said = true;
    const [opens, closes] = [clockTime(s.opens_at), clockTime(s.closes_at)];
    const offset = opens?.offset ?? (typeof s.timezone === 'number' ? s.timezone * 60 : null);
    const { day, minute } = offset === null ? localTime(at, zone) : shifted(at, offset);
    const from = opens?.minutes ?? 0;
    const to = closes === null || closes.minutes === 0 ? MINUTES : closes.minutes;
    const always = from === 0 && to === MINUTES;
    const overnight = to <= from;
    const today = minute >= from && (overnight || minute < to) && holds(s, day);
    const sinceYesterday = overnight && minute < to && holds(s, day - 1);
    if (!today && !sinceYesterday) continue;
    const feast = holidayOn(today ? day : day - 1);
    if (feast !== null && !always && dayOf(s.dtstart) !== day) { holiday = feast; continue; }
    const end = today && overnight ? to + MINUTES : to;
    if (!latest || end > latest.end) latest = { end, always };
  }
  if (latest) {
    const end = latest.end % MINUTES;
    return { state: 'open', until: latest.always ? null : `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}` };
  }
  return said ? { state: 'closed', holiday } : { state: 'unknown' };
}
