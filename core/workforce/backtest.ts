/** How good the forecast would have been: learnt again before each day from what was known then, beside two simple ways. */
import { invalid } from '../kernel/index.ts';
import { learn, QUARTERS } from './forecast.ts';
import type { Day, Quantiles } from './forecast.ts';

/** Root mean squared scaled error (Hyndman, Koehler 2006) and scaled pinball loss of the 10, 50 and 90 per cent quantiles; the scale is that of the same weekday a week before, within the history. Under 1 is better than that. */
export interface Score { rmsse: number; pinball: number; /** The share of quarter hours between the 10 and the 90 per cent quantile; 0.8 is right. */ covered: number }
export interface Backtest { days: number; ours: Score; seasonalNaive: Score; lastWeeksMean: Score; /** Each day's total as it came, and as it was foreseen the day before. */ byDay: { seen: number; ours: number; low: number; high: number; seasonalNaive: number }[] }

const WEEK = 7;
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);

/** Over the last `days` days of `history`, each from the day before. Progress is told day by day. @throws HistoryTooShort */
export function backtest(history: readonly Day[], days: number, progress: (share: number) => void = () => undefined): Backtest {
  if (history.length < days + 3 * WEEK) throw invalid('HistoryTooShort', 'There are too few days to learn from before those that are tried.', 'Try fewer days, or wait until more have passed.');
  const first = history.length - days;
  const [naive, weeks]: [number[], number[]] = [[], []];
  let [squared, absolute, scaled] = [0, 0, 0];
  for (let n = WEEK; n < first; n += 1) for (let q = 0; q < QUARTERS; q += 1) {
    const miss = history[n]!.arrivals[q]! - history[n - WEEK]!.arrivals[q]!;
    squared += miss ** 2;
    absolute += Math.abs(miss);
    scaled += 1;
  }
  const scale = { squared: squared / scaled, absolute: absolute / scaled };
  const byDay: Backtest['byDay'] = [];
  const ways = { ours: tally(), seasonalNaive: tally(), lastWeeksMean: tally() };
  for (let n = first; n < history.length; n += 1) {
    const { arrivals, ...coming } = history[n]!;
    const before = history.slice(0, n);
    const forecaster = learn(before);
    const told = forecaster.day(coming, 1);
    const whole = forecaster.total(coming, 1);
    ways.ours.see(told, arrivals);
    byDay.push({ seen: total(arrivals), ours: whole.middle, low: whole.low, high: whole.high, seasonalNaive: total(history[n - WEEK]!.arrivals) });
    progress((n - first + 1) / days);
    ways.seasonalNaive.see(spreadBy(history[n - WEEK]!.arrivals, naive), arrivals);
    const same = [1, 2, 3, 4].map((k) => history[n - k * WEEK]).filter((day) => day !== undefined);
    ways.lastWeeksMean.see(spreadBy(Array.from({ length: QUARTERS }, (_, q) => mean(same.map((day) => day.arrivals[q]!))), weeks), arrivals);
    naive.push(deviation(arrivals, history[n - WEEK]!.arrivals));
    weeks.push(deviation(arrivals, Array.from({ length: QUARTERS }, (_, q) => mean(same.map((day) => day.arrivals[q]!)))));
  }
  return { days, ours: ways.ours.score(scale), seasonalNaive: ways.seasonalNaive.score(scale), lastWeeksMean: ways.lastWeeksMean.score(scale), byDay };
}

const deviation = (seen: readonly number[], expected: readonly number[]): number => Math.sqrt(mean(seen.map((one, q) => (one - expected[q]!) ** 2 / Math.max(1, expected[q]!))));
/** Quantiles of a simple way: as far around its numbers as it was wrong on the days before. */
function spreadBy(middle: readonly number[], past: readonly number[]): Quantiles {
  const away = past.length === 0 ? 1 : mean(past.slice(-28));
  return { middle: [...middle], low: middle.map((one) => Math.max(0, one - 1.2816 * away * Math.sqrt(Math.max(1, one)))), high: middle.map((one) => one + 1.2816 * away * Math.sqrt(Math.max(1, one))) };
}
function tally() {
  let [squared, pinball, inside, count] = [0, 0, 0, 0];
  const loss = (seen: number, told: number, share: number): number => Math.max(share * (seen - told), (share - 1) * (seen - told));
  return {
    see({ low, middle, high }: Quantiles, seen: readonly number[]): void {
      for (let q = 0; q < QUARTERS; q += 1) {
        squared += (seen[q]! - middle[q]!) ** 2;
        pinball += (loss(seen[q]!, low[q]!, 0.1) + loss(seen[q]!, middle[q]!, 0.5) + loss(seen[q]!, high[q]!, 0.9)) / 3;
        inside += Number(seen[q]! >= low[q]! && seen[q]! <= high[q]!);
        count += 1;
      }
    },
    score: (scale: { squared: number; absolute: number }): Score => ({ rmsse: Math.sqrt(squared / count / scale.squared), pinball: (2 * pinball) / count / scale.absolute, covered: inside / count }),
  };
}
