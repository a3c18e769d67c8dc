/** Figures of the line and the day; never of a person. */
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Jobs } from '../jobs/index.ts';
import { invalid, plusSeconds } from '../kernel/index.ts';
import type { Actor, Clock, Db, Tx } from '../kernel/index.ts';
import { csv, occupancyOf, outside, QUARTER_SECONDS, ratesOf, sum } from './figures.ts';
import type { People, Quarter } from './figures.ts';
import { quarterOf, statisticsJobs } from './jobs.ts';
import { closesAt, publishedPeriods, tables } from './published.ts';
import type { Cell, Counted } from './published.ts';
import * as rows from './repository.ts';

export { IN_TIME_SECONDS, outside, QUARTER_SECONDS, ratesOf, SHORT_SECONDS, sum } from './figures.ts';
export type { Counts, Quarter } from './figures.ts';
export type { Cell } from './published.ts';

const HOUR = 3600;
/** What the plan says for a moment: how many of a language are needed. */
export interface Planned { language: string; need: number }
export interface StatisticsDeps {
  db: Db; clock: Clock; jobs: Jobs; access: Access; audit: Audit;
  /** What was foreseen: how many come in each quarter hour of the day, and how many people are needed now. */
  plan?: (tx: Tx, day: { from: Date; to: Date; timeZone: string }, now: Date) => Promise<{ quarters: { at: Date; low: number; middle: number; high: number }[]; need: Planned[] }>;
  /** What left and what was demanded in a period, for the public report; what came after `until` does not count. */
  left?: (tx: Tx, period: { from: Date; to: Date; until: Date }) => Promise<Counted>;
}
const round = (value: number | null, places = 0): number | null => (value === null ? null : Number(value.toFixed(places)));

export function createStatistics({ db, clock, jobs, access, audit, plan, left }: StatisticsDeps) {
  /** Counted for good where it is, and anew where it is not yet. */
  async function quarters(tx: Tx, from: Date, to: Date): Promise<Quarter[]> {
    const known = (await rows.settledTo(tx)) ?? from;
    const border = known < from ? from : known > to ? to : known;
    return [...(await rows.settled(tx, from, border)), ...(border < to ? await rows.count(tx, border, to) : [])];
  }
  async function atWork(tx: Tx, from: Date, to: Date): Promise<People[]> {
    const known = (await rows.settledTo(tx)) ?? from;
    const border = known < from ? from : known > to ? to : known;
    return [...(await rows.settledPeople(tx, from, border)), ...(border < to ? await rows.timeAtWork(tx, border, to, QUARTER_SECONDS) : [])];
  }
  return {
    ...statisticsJobs({ db, clock, jobs }),
    quarters,
    history: rows.history,
    firstSettled: rows.firstSettled,
    settledTo: rows.settledTo,
    handling: rows.handling,
    ringing: rows.ringing,
    dayOf: rows.dayOf,
    /** Counts of before the first contact, of an older system or a demonstration: they become history as if they had been settled here. What is there stays. */
    async remember(tx: Tx, counted: readonly Quarter[]): Promise<void> {
      await rows.lockClock(tx);
      const first = await rows.firstContact(tx);
      const older = counted.filter((one) => first === null || one.at < quarterOf(first));
      await rows.settle(tx, older);
      if (older.length > 0) await rows.settledAtLeast(tx, plusSeconds(new Date(Math.max(...older.map((one) => one.at.getTime()))), QUARTER_SECONDS));
    },
    /** The wallboard: what waits now, the day by language and channel, and by quarter hours. */
    async wallboard(tx: Tx) {
      const now = clock.now();
      const day = await rows.dayOf(tx, now);
      const [waiting, people] = [await rows.waitingNow(tx, now), await rows.peopleNow(tx)];
      const today = await quarters(tx, day.from, day.to);
      const lastHour = await rows.timeAtWork(tx, plusSeconds(now, -HOUR), now, HOUR);
      const work = await atWork(tx, day.from, now);
      const foreseen = (await plan?.(tx, day, now)) ?? { quarters: [], need: [] };
      const there = new Map((await rows.presentBy(tx)).map((one) => [one.language, one.there]));
      const total = sum(today);
      const rates = ratesOf(total);
      const keys = new Set([...today, ...waiting].map((one) => `${one.channel} ${one.language}`));
      const lines = [...keys].sort().map((key) => {
        const [channel, language] = key.split(' ') as ['phone' | 'chat', string];
        const own = sum(today.filter((one) => one.channel === channel && one.language === language));
        const [its, line] = [ratesOf(own), waiting.find((one) => one.channel === channel && one.language === language)];
        return {
          language, channel, waiting: line?.count ?? 0, longestSeconds: line?.longestSeconds ?? 0, longestTodaySeconds: Math.max(own.waitLongest, line?.longestSeconds ?? 0), offered: own.offered, answered: own.answered, abandoned: own.abandoned, callbacks: own.callbacks,
          serviceLevel: round(its.serviceLevel, 4), abandonment: round(its.abandonment, 4), abandonmentLong: round(its.abandonmentLong, 4), averageAnswerSeconds: round(its.averageAnswer, 1), averageHandleSeconds: round(its.averageHandle, 1),
        };
      });
      const languages = [...new Set([...lines.map((one) => one.language), ...foreseen.need.map((one) => one.language)])].sort();
      const byQuarter = Map.groupBy(today, (one) => one.at.getTime());
      const expected = new Map(foreseen.quarters.map((one) => [one.at.getTime(), one]));
      return {
        asOf: now.toISOString(), waiting, lines,
        staffing: languages.map((language) => ({
          language, there: there.get(language) ?? 0, need: foreseen.need.find((one) => one.language === language)?.need ?? null, occupancy: round(occupancyOf(lastHour.filter((one) => one.language === language)), 4),
        })),
        totals: {
          waiting: waiting.reduce((n, w) => n + w.count, 0), longestSeconds: Math.max(0, ...waiting.map((w) => w.longestSeconds)), ...people,
          answered20Percent: rates.serviceLevel === null ? null : Math.round(1000 * rates.serviceLevel) / 10, answeredToday: total.answered, abandonedToday: total.abandoned, averageAnswerSeconds: rates.averageAnswer,
          offeredToday: total.offered, callbacksToday: total.callbacks, abandonment: round(rates.abandonment, 4), abandonmentLong: round(rates.abandonmentLong, 4), averageHandleSeconds: round(rates.averageHandle, 1), occupancy: round(occupancyOf(lastHour.filter((one) => one.language === '')), 4), occupancyToday: round(occupancyOf(work.filter((one) => one.language === '')), 4),
        },
        day: { from: day.from.toISOString(), to: day.to.toISOString() },
        quarters: [...new Set([...byQuarter.keys(), ...expected.keys()])].sort((a, b) => a - b).map((at) => {
          const own = sum(byQuarter.get(at) ?? []);
          const { low, middle, high } = expected.get(at) ?? {};
          return { at: new Date(at).toISOString(), offered: own.offered, answered: own.answered, inTime: own.inTime, abandoned: own.abandoned, ...(middle === undefined ? {} : { forecast: { low: low!, middle, high: high! } }) };
        }),
      };
    },
    /** The public report of a quarter of a year, the newest where none is named; null: there is none, or not of that one. Small counts are not in it. */
    async published(tx: Tx, name?: string) {
      const first = await rows.firstSettled(tx);
      const periods = first === null ? [] : publishedPeriods(first, clock.now());
      const p = name === undefined ? periods[0] : periods.find((one) => one.name === name);
      if (!p) return null;
      const all = outside(sum(await quarters(tx, p.from, p.to)));
      const hidden = (n: number | null): Cell => n ?? 'hidden';
      const counted = (await left?.(tx, { from: p.from, to: p.to, until: closesAt(p) })) ?? { left: [], demands: [] };
      return { period: p.name, periods: periods.map((one) => one.name), answered: hidden(all.answered), inTime: hidden(all.inTime), ...tables(counted) };
    },
    /** The day's quarter hours as a file for use outside: small cells are not in it. @throws HavenlineError Refused, DayUnusable */
    async export(tx: Tx, actor: Actor, on: string): Promise<{ fileName: string; csv: string }> {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'wallboard.read', subject: { type: 'Wallboard', id: 'all' } });
      // The 31st of February becomes a day of March.
      if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || !(new Date(`${on}T12:00:00Z`).toJSON() ?? '').startsWith(on)) throw invalid('DayUnusable', 'This is not a day.', 'Give it as 2026-03-01.');
      const day = await rows.dayNamed(tx, on);
      await audit.append(tx, { actor, purpose: 'statistics', action: 'figures-exported', subject: { type: 'Wallboard', id: on }, outcome: 'done' });
      return { fileName: `havenline-figures-${on}.csv`, csv: csv(await quarters(tx, day.from, day.to)) };
    },
  };
}
export type Statistics = ReturnType<typeof createStatistics>;
