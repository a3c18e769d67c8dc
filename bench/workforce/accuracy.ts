/**
 * How good the forecast is, rolling from day to day, beside "as a week before" and the mean of four weeks. On a public series where its file is given
 * (HAVENLINE_SERIES: fpp3's bank_calls as CSV, five-minute counts of a bank's call centre, closed at weekends), otherwise on generated days.
 */
import { readFileSync } from 'node:fs';
import { backtest, generatedDays } from '#core/workforce';
import type { Backtest, Day } from '#core/workforce';

/** Days of quarter hours from lines that end in a time (2003-03-03T07:05:00Z) and a count. A day without a line was closed. */
export function seriesOf(text: string): Day[] {
  const days = new Map<string, number[]>();
  for (const line of text.split('\n')) {
    const found = /(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})[^,]*,"?(\d+)/.exec(line);
    if (!found) continue;
    const [, day, hour, minute, count] = found as unknown as [string, string, string, string, string];
    const counts = days.get(day) ?? days.set(day, Array.from({ length: 96 }, () => 0)).get(day)!;
    counts[Number(hour) * 4 + Math.floor(Number(minute) / 15)]! += Number(count);
  }
  const known = [...days.keys()].sort();
  const all: Day[] = [];
  for (let at = Date.parse(known[0]!); at <= Date.parse(known.at(-1)!); at += 86_400_000) {
    const arrivals = days.get(new Date(at).toISOString().slice(0, 10));
    all.push({ weekday: new Date(at).getUTCDay(), arrivals: arrivals ?? Array.from({ length: 96 }, () => 0), ...(arrivals ? {} : { special: 'closed' }) });
  }
  return all;
}
export function accuracy(quick: boolean): { series: string; scores: Omit<Backtest, 'byDay'> } {
  const file = process.env['HAVENLINE_SERIES'];
  const days = file === undefined ? generatedDays(quick ? 200 : 800, 7_000, 11) : seriesOf(readFileSync(file, 'utf8'));
  const { byDay: _days, ...scores } = backtest(days, Math.min(60, Math.floor(days.length / 3)));
  return { series: file === undefined ? 'generated' : `public (${days.length} days)`, scores };
}
