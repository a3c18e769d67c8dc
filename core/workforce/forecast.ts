/**
 * How many will call, by quarter hour, with what it may be at least and at most. The level of a day moves slowly (a damped trend), the week has a shape,
 * the day has a shape of its own on each weekday, a special day has a factor; what is left over gives the quantiles.
 * Model: multiplicative, day level times quarter-hour profile, as in R. Ibrahim, H. Ye, P. L'Ecuyer, H. Shen, "Modeling and forecasting call center arrivals" (2016), fixed effects.
 */
import { invalid } from '../kernel/index.ts';

/** Quarter hours of a day. */
export const QUARTERS = 96;
const WEEK = 7;
/** Days that a weekday's profile is averaged over, newest most. */
const PROFILE_DAYS = 8;
/** How fast the weight of older days falls, a day of the same weekday. */
const PROFILE_DECAY = 0.8;
/** Smoothing of the level and its trend, a day; the trend is damped so that it does not run away. */
const LEVEL = 0.25;
const TREND = 0.02;
const DAMPING = 0.9;
/** From so many days on the year's own shape can be told from chance. */
const YEAR_DAYS = 730;

export interface Day {
  /** 0 is Sunday. */
  weekday: number;
  /** Day of the year, 0 to 365; for the year's shape. */
  yearDay?: number;
  /** The name of a special day (a holiday, school's first day); the same name has the same factor. */
  special?: string;
  /** Arrivals of each quarter hour. */
  arrivals: readonly number[];
}
export type Coming = Omit<Day, 'arrivals'>;
export interface Quantiles { low: number[]; middle: number[]; high: number[] }
export interface Forecaster {
  /** The 10, 50 and 90 per cent quantiles of each quarter hour of that day, `ahead` days after the last known one (1: the next). */
  day(coming: Coming, ahead: number): Quantiles;
  /** The same quantiles of the whole day's total: a day's own busyness does not even out over its quarter hours. */
  total(coming: Coming, ahead: number): { low: number; middle: number; high: number };
  /** The same when the first quarter hours of the day are known: what came so far moves the rest. */
  within(coming: Coming, soFar: readonly number[]): Quantiles;
}

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length);
const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
/** Learns from days in their order. @throws HistoryTooShort with fewer than two weeks, HistoryUnusable */
export function learn(history: readonly Day[]): Forecaster {
  if (history.length < 2 * WEEK) throw invalid('HistoryTooShort', 'There are fewer than two weeks of calls to learn from.', 'Wait until two weeks have passed, or import older counts.');
  for (const day of history) if (day.arrivals.length !== QUARTERS || day.arrivals.some((one) => !(one >= 0))) throw invalid('HistoryUnusable', 'A day does not have 96 counts from zero up.', 'Give each quarter hour of each day a count.');
  const usual = history.filter((day) => day.special === undefined);
  // The week's shape: each weekday's total against the mean of its own week around it.
  const weekday = Array.from({ length: WEEK }, (_, w) => {
    const ratios = history.flatMap((day, n) => (day.weekday === w && day.special === undefined && n >= 3 && n + 3 < history.length ? [total(day.arrivals) / Math.max(1, mean(history.slice(n - 3, n + 4).map((one) => total(one.arrivals))))] : []));
    return ratios.length === 0 ? 1 : mean(ratios.slice(-13));
  });
  const scale = mean(weekday);
  for (let w = 0; w < WEEK; w += 1) weekday[w]! /= scale;
  const year = yearShape(history, weekday);
  const shape = (day: Coming): number => weekday[day.weekday]! * (day.yearDay === undefined ? 1 : year(day.yearDay));

  // Level and damped trend of the days without their shape (Gardner, McKenzie 1985); special days tell their factor and are left out.
  let level = mean(usual.slice(0, WEEK).map((day) => total(day.arrivals) / shape(day)));
  let trend = 0;
  const special = new Map<string, number[]>();
  const misses: number[] = [];
  const levels: number[] = [];
  for (const day of history) {
    const expected = level + DAMPING * trend;
    const seen = total(day.arrivals) / shape(day);
    levels.push(expected);
    if (day.special !== undefined) {
      (special.get(day.special) ?? special.set(day.special, []).get(day.special)!).push(seen / Math.max(1, expected));
      trend *= DAMPING;
      level = expected;
      continue;
    }
    misses.push(seen / Math.max(1, expected));
    const before = level;
    level = LEVEL * seen + (1 - LEVEL) * expected;
    trend = TREND * (level - before) + (1 - TREND) * DAMPING * trend;
  }
  const profile = Array.from({ length: WEEK }, (_, w) => profileOf(usual.filter((day) => day.weekday === w), usual));
  // How far days were from what was expected the day before; the first weeks teach the level and are left out.
  const days = misses.slice(Math.min(2 * WEEK, Math.floor(misses.length / 2)));
  const spread = Math.sqrt(mean(days.map((one) => (one - 1) ** 2)));
  const over = overdispersion(usual, profile);
  const factor = (day: Coming): number => (day.special === undefined ? 1 : mean(special.get(day.special) ?? [1]));

  /** Of a mean for the day with that relative uncertainty; each quarter hour varies by chance beside it (negative binomial, normal above its middle). */
  const around = (means: readonly number[], uncertain: number): Quantiles => {
    const away = (one: number): number => Math.sqrt(one * over + (one * uncertain) ** 2);
    return { low: means.map((one) => Math.max(0, one - 1.2816 * away(one))), middle: [...means], high: means.map((one) => one + 1.2816 * away(one)) };
  };
  const means = (coming: Coming, ahead: number): number[] => {
    let expected = level;
    let slope = trend;
    for (let n = 0; n < ahead; n += 1) expected += slope *= DAMPING;
    return profile[coming.weekday]!.map((share) => Math.max(0, expected) * shape(coming) * factor(coming) * share);
  };
  const uncertain = (ahead: number): number => spread * Math.sqrt(1 + 0.06 * (ahead - 1));
  return {
    day: (coming, ahead) => around(means(coming, ahead), uncertain(ahead)),
    total(coming, ahead) {
      const { low, middle, high } = around([total(means(coming, ahead))], uncertain(ahead));
      return { low: low[0]!, middle: middle[0]!, high: high[0]! };
    },
    within(coming, soFar) {
      const expected = means(coming, 1);
      const known = Math.min(soFar.length, QUARTERS);
      const [seen, foreseen] = [total(soFar.slice(0, known)), total(expected.slice(0, known))];
      // The day's own factor, by how much each source knows: the day before it (spread) and what came (chance of the count).
      const chance = foreseen === 0 ? Infinity : over / foreseen;
      const weight = spread ** 2 / (spread ** 2 + chance);
      const moved = 1 + weight * (foreseen === 0 ? 0 : seen / foreseen - 1);
      const found = around(expected.map((one) => one * moved), spread * Math.sqrt(1 - weight));
      for (let n = 0; n < known; n += 1) found.low[n] = found.middle[n] = found.high[n] = soFar[n]!;
      return found;
    },
  };
}

/** Shares of the day's total by quarter hour, of the newest days of a weekday; smoothed over neighbours, since a quarter hour of a few days is mostly chance. */
function profileOf(own: readonly Day[], all: readonly Day[]): number[] {
  const days = own.length >= 2 ? own.slice(-PROFILE_DAYS) : all.slice(-PROFILE_DAYS);
  const shares = Array.from({ length: QUARTERS }, () => 0);
  days.forEach((day, n) => {
    const weight = PROFILE_DECAY ** (days.length - 1 - n);
    for (let q = 0; q < QUARTERS; q += 1) shares[q]! += weight * day.arrivals[q]!;
  });
  const smooth = shares.map((_, q) => [0.06, 0.24, 0.4, 0.24, 0.06].reduce((sum, weight, n) => sum + weight * shares[(q + n - 2 + QUARTERS) % QUARTERS]!, 0));
  const sum = total(smooth);
  return sum === 0 ? smooth.map(() => 1 / QUARTERS) : smooth.map((one) => one / sum);
}
/** The variance of a quarter hour around its share of its own day, against that of pure chance; 1 is Poisson. */
function overdispersion(days: readonly Day[], profile: readonly (readonly number[])[]): number {
  const newest = days.slice(-4 * WEEK);
  const found = newest.flatMap((day) => {
    const sum = total(day.arrivals);
    return day.arrivals.flatMap((one, q) => {
      const expected = sum * profile[day.weekday]![q]!;
      return expected >= 1 ? [(one - expected) ** 2 / expected] : [];
    });
  });
  return found.length === 0 ? 1 : Math.max(1, mean(found));
}
/** The year's shape as two waves, where there are two years of days; otherwise none is claimed. */
function yearShape(history: readonly Day[], weekday: readonly number[]): (yearDay: number) => number {
  const known = history.filter((day) => day.yearDay !== undefined && day.special === undefined);
  if (known.length < YEAR_DAYS) return () => 1;
  const values = known.map((day) => ({ at: (2 * Math.PI * day.yearDay!) / 365.25, value: total(day.arrivals) / weekday[day.weekday]! }));
  const middle = mean(values.map((one) => one.value));
  const waves = [1, 2].map((k) => ({ k, a: 2 * mean(values.map((one) => (one.value / middle - 1) * Math.cos(k * one.at))), b: 2 * mean(values.map((one) => (one.value / middle - 1) * Math.sin(k * one.at))) }));
  return (yearDay) => Math.max(0.2, waves.reduce((sum, { k, a, b }) => sum + a * Math.cos((2 * Math.PI * k * yearDay) / 365.25) + b * Math.sin((2 * Math.PI * k * yearDay) / 365.25), 1));
}
