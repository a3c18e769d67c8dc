/** Days and hours of the centre's own calendar. Pure; the time zone's rules are those of the runtime (ICU). */

/** `2026-03-01` and the quarter hour (0 to 95) of a moment there. */
export function wallOf(at: Date, timeZone: string): { day: string; quarter: number } {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at).map((part) => [part.type, part.value]));
  return { day: `${parts['year']}-${parts['month']}-${parts['day']}`, quarter: Number(parts['hour']) * 4 + Math.floor(Number(parts['minute']) / 15) };
}
/** The moment at which a clock on the wall there shows this day and hour (24 and more: the next day). Of an hour that comes twice the first, of one that is left out the same time later. */
export function atWall(day: string, hour: number, timeZone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000;
  let at = wanted;
  // The zone's distance at the guess moves the guess; twice is enough, since rules change at most once a day.
  for (let n = 0; n < 2; n += 1) {
    const shown = wallTime(new Date(at), timeZone);
    at += wanted - shown;
  }
  return new Date(at);
}
function wallTime(at: Date, timeZone: string): number {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).formatToParts(at).map((part) => [part.type, part.value]));
  return Date.UTC(Number(parts['year']), Number(parts['month']) - 1, Number(parts['day']), Number(parts['hour']), Number(parts['minute']), Number(parts['second'])) + at.getUTCMilliseconds();
}
