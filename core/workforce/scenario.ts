/** Callers and people of coming days for the simulator, as foreseen and changed: "twice as many calls", "two fewer of Spanish on Saturday night". Times are seconds from the first day's beginning. */
import { exponential, lognormal, seeded } from './random.ts';
import type { Caller, Shift } from './simulate.ts';
import type { LineLoad } from './staffing.ts';

const [HOUR, DAY, QUARTER] = [3600, 86_400, 900];
/** The coefficient of variation of talk times (Brown et al. 2005). */
const VARIATION = 0.8;

/** When a change holds: days from the first (0), hours of each of them; from 22 to 6 goes into the next day. */
export interface When { days: readonly number[]; fromHour: number; toHour: number }
export type Change =
  | ({ kind: 'calls'; /** '' is every language. */ language: string; factor: number } & When)
  | ({ kind: 'people'; language: string; /** Fewer when negative. */ count: number } & When);

/** The spans of time of a change, in seconds. */
export function spansOf({ days, fromHour, toHour }: When): { from: number; to: number }[] {
  const length = toHour > fromHour ? toHour - fromHour : 24 - fromHour + toHour;
  return days.map((day) => ({ from: day * DAY + fromHour * HOUR, to: day * DAY + (fromHour + length) * HOUR }));
}
/** Callers in the order of their times: a Poisson stream that follows the quarter hours. The same seed gives those who would have come anyway the same fate, whatever is changed. */
export function* callersOf(lines: readonly LineLoad[], patience: number, changes: readonly Change[], seed: number): Generator<Caller> {
  const calls = changes.filter((one) => one.kind === 'calls').map((one) => ({ ...one, spans: spansOf(one) }));
  const factorAt = (language: string, at: number): number => calls.reduce((factor, one) => ((one.language === '' || one.language === language) && one.spans.some(({ from, to }) => at >= from && at < to) ? factor * one.factor : factor), 1);
  const most = Math.max(1, ...calls.map((one) => one.factor), calls.reduce((all, one) => all * Math.max(1, one.factor), 1));
  const uniforms = lines.map((_, n) => seeded(seed * 1009 + n));
  const extra = lines.map((_, n) => seeded(seed * 1009 + n + 500));
  const quarters = Math.max(0, ...lines.map((line) => line.arrivals.length));
  for (let q = 0; q < quarters; q += 1) {
    const coming: Caller[] = [];
    lines.forEach(({ language, channel, arrivals, handling }, n) => {
      // Those of the forecast first, so that they are the same in every variant; those who come beside them after.
      const draw = (uniform: () => number, mean: number, keep: (at: number) => boolean): void => {
        for (let at = exponential(uniform, QUARTER / mean); at < QUARTER; at += exponential(uniform, QUARTER / mean)) {
          const one: Caller = { at: q * QUARTER + at, channel, language, patience: exponential(uniform, patience), handling: lognormal(uniform, handling, VARIATION) };
          if (keep(one.at)) coming.push(one);
          else uniform();
        }
      };
      const mean = arrivals[q] ?? 0;
      if (mean <= 0) return;
      const chance = seeded(seed * 7919 + n * 97 + q);
      draw(uniforms[n]!, mean, (at) => chance() < factorAt(language, at));
      if (most > 1) draw(extra[n]!, mean * (most - 1), (at) => chance() < Math.max(0, factorAt(language, at) - 1) / (most - 1));
    });
    yield* coming.sort((a, b) => a.at - b.at);
  }
}
/** As many people as are needed, hour by hour; each speaks one language. */
export function shiftsOfNeed(need: ReadonlyMap<string, readonly number[]>, chatsAtMost = 3): Shift[] {
  const all: Shift[] = [];
  for (const [language, hours] of need) {
    const most = Math.max(0, ...hours);
    for (let n = 0; n < most; n += 1) {
      // One stretch after the other of the hours in which the n-th is needed.
      for (let hour = 0; hour < hours.length; hour += 1) {
        if (hours[hour]! <= n) continue;
        const from = hour;
        while (hour + 1 < hours.length && hours[hour + 1]! > n) hour += 1;
        all.push({ staffId: `${language}-${n}`, skills: new Map([[language, 3]]), from: from * HOUR, to: (hour + 1) * HOUR, chatsAtMost });
      }
    }
  }
  return all.sort((a, b) => a.from - b.from);
}
/** The shifts with people added and taken away. Taken away are those who speak the language and fewest others; their shift is cut, not dropped. */
export function changeShifts(shifts: readonly Shift[], changes: readonly Change[]): Shift[] {
  let all = [...shifts];
  let added = 0;
  for (const change of changes) {
    if (change.kind !== 'people') continue;
    for (const { from, to } of spansOf(change)) {
      for (let n = 0; n < change.count; n += 1) all.push({ staffId: `added-${added++}`, skills: new Map([[change.language, 3]]), from, to });
      // Each hour as many are missing, whoever they are.
      for (let hour = from; hour < to; hour += HOUR) {
        const there = all.filter((one) => one.from < hour + HOUR && one.to > hour && one.skills.has(change.language)).sort((a, b) => a.skills.size - b.skills.size || (a.staffId < b.staffId ? -1 : 1));
        for (const gone of there.slice(0, Math.max(0, -change.count))) {
          all = all.filter((one) => one !== gone);
          if (gone.from < hour) all.push({ ...gone, to: hour });
          if (gone.to > hour + HOUR) all.push({ ...gone, from: hour + HOUR });
        }
      }
    }
  }
  return all.sort((a, b) => a.from - b.from);
}
