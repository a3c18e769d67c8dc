/** Invented days of calls, for demonstrations and tests: a trend, a week, a day, days that are busier together, holidays, and chance. */
import { QUARTERS } from './forecast.ts';
import type { Day } from './forecast.ts';
import { seeded } from './random.ts';

/** Each hour's share of the day's mean, quiet at night and busiest towards noon and evening. */
const CURVE = [0.45, 0.35, 0.3, 0.3, 0.35, 0.45, 0.6, 0.8, 1.05, 1.25, 1.4, 1.45, 1.4, 1.35, 1.35, 1.4, 1.45, 1.5, 1.45, 1.35, 1.2, 1, 0.8, 0.6];
const WEEK = [0.82, 1.1, 1.06, 1.03, 1.02, 1.04, 0.93];

/** `count` days of about `perDay` calls. The same seed gives the same days. */
export function generatedDays(count: number, perDay: number, seed: number): Day[] {
  const uniform = seeded(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const most = CURVE.reduce((sum, one) => sum + one) / 24;
  let carried = 0;
  return Array.from({ length: count }, (_, n) => {
    const weekday = n % 7;
    const yearDay = n % 365;
    // A busy day is often followed by another.
    carried = 0.6 * carried + 0.05 * normal();
    const special = yearDay === 358 ? 'winter holiday' : yearDay === 184 ? 'summer holiday' : undefined;
    const level = perDay * (1 + (0.15 * n) / 365) * WEEK[weekday]! * (1 + 0.08 * Math.cos((2 * Math.PI * (yearDay - 130)) / 365)) * Math.exp(carried) * (special === undefined ? 1 : 0.6);
    const late = weekday === 0 || weekday === 6 ? 1 : 0;
    const arrivals = Array.from({ length: QUARTERS }, (_, q) => {
      const at = (q + 0.5) / 4 - 0.5 - late;
      const [from, to] = [CURVE[(Math.floor(at) + 24) % 24]!, CURVE[(Math.floor(at) + 25) % 24]!];
      const expected = (level / QUARTERS) * ((from + (at - Math.floor(at)) * (to - from)) / most);
      return Math.max(0, Math.round(expected + Math.sqrt(expected) * normal()));
    });
    return { weekday, yearDay, ...(special === undefined ? {} : { special }), arrivals };
  });
}
