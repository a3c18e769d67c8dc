/** Forecasts that are kept: made anew each quarter hour with what came so far, and tried on the days that have passed. */
import { inTx, invalid, plusSeconds, publish } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import * as rows from './forecast-repository.ts';
import { daysBetween, plusDays } from './history.ts';
import type { Calendar, PackedLine } from './history.ts';
import type { WorkforceDeps } from './ports.ts';
import * as runRows from './run-repository.ts';
import type { Runs, RunWay } from './runs.ts';
import { atWall, wallOf } from './time.ts';

const SELF: Actor = { kind: 'system', name: 'workforce' };
const JOB = 'workforce.quarter';
const QUARTER = 900;
/** Days foreseen: today, and a rota of four weeks that begins next week. */
const HORIZON = 42;
/** Older days say nothing of tomorrow. */
const LOOK_BACK = 3 * 366;
/** Fewer days are not learnt from. */
export const LEAST_DAYS = 14;

export interface Asked { language: string; channel: string; days: number }
export function forecastWays(deps: WorkforceDeps): { forecast: RunWay<'forecast'>; backtest: RunWay<'backtest'> } {
  return {
    forecast: {
      work: 'forecast',
      async input(tx) {
        const { calendar, lines, timeZone } = await readHistory(deps, tx);
        return { calendar, lines, days: HORIZON, soFar: await soFar(deps, tx, timeZone) };
      },
      async finish(tx, run, { days }) {
        for (const { day, lines } of days) await rows.insertForecast(tx, run.id, day, lines);
        await publish(tx, 'wallboard');
        return { from: days[0]?.day, to: days.at(-1)?.day, lines: days[0]?.lines.length ?? 0 };
      },
    },
    backtest: {
      work: 'backtest',
      async input(tx, run) {
        const { calendar, lines } = await readHistory(deps, tx);
        const asked = run.question as Asked;
        const chosen = lines.filter((one) => (asked.language === '' || one.language === asked.language) && (asked.channel === '' || one.channel === asked.channel));
        if (chosen.length === 0) throw invalid('LineUnknown', 'Nobody ever came by this language and channel.', 'Choose another.');
        return { calendar, lines: chosen, days: asked.days };
      },
      finish: async (_tx, _run, answer) => answer,
    },
  };
}
/** Whole days until yesterday, by line. The first day is left out: the centre may have begun in the middle of it. @throws HistoryTooShort */
async function readHistory({ clock, figures }: WorkforceDeps, tx: Tx): Promise<{ calendar: Calendar; lines: PackedLine[]; timeZone: string }> {
  const now = clock.now();
  const { from: today, timeZone } = await figures().dayOf(tx, now);
  const began = await figures().firstSettled(tx);
  const last = plusDays(wallOf(today, timeZone).day, -1);
  const oldest = plusDays(last, -LOOK_BACK);
  const first = began === null ? last : [plusDays(wallOf(began, timeZone).day, 1), oldest].sort().at(-1)!;
  if (daysBetween(first, last) + 1 < LEAST_DAYS) throw invalid('HistoryTooShort', 'There are fewer than two weeks of calls to learn from.', 'Wait until two weeks have passed, or bring older counts in.');
  const lines = new Map<string, { language: string; channel: 'phone' | 'chat'; days: { day: string; counts: Uint8Array }[] }>();
  const lineOf = (language: string, channel: 'phone' | 'chat') => lines.get(`${channel} ${language}`) ?? lines.set(`${channel} ${language}`, { language, channel, days: [] }).get(`${channel} ${language}`)!;
  const settled = (await figures().settledTo(tx)) ?? today;
  const border = settled < today ? settled : today;
  for (const { language, channel, day, counts } of await figures().history(tx, atWall(first, 0, timeZone), border)) lineOf(language, channel).days.push({ day, counts });
  // Yesterday's last hours are counted, but not for good yet.
  if (border < today) {
    for (const one of await figures().quarters(tx, border, today)) {
      const { day, quarter } = wallOf(one.at, timeZone);
      const { days } = lineOf(one.language, one.channel);
      const before = days.findIndex((known) => known.day === day);
      const more = Uint8Array.of(0, quarter, one.offered >> 8, one.offered & 0xff);
      if (before < 0) days.push({ day, counts: more });
      else days[before] = { day, counts: Uint8Array.from([...days[before]!.counts, ...more]) };
    }
  }
  return { calendar: { first, last, special: Object.fromEntries((await rows.specialDays(tx, first, plusDays(last, HORIZON + 1))).map((one) => [one.day, one.name])) }, lines: [...lines.values()], timeZone };
}
/** What came today in the quarter hours that are over, by `channel language`. */
async function soFar({ clock, figures }: WorkforceDeps, tx: Tx, timeZone: string): Promise<Record<string, number[]>> {
  const now = clock.now();
  const { from } = await figures().dayOf(tx, now);
  const over = wallOf(now, timeZone).quarter;
  const found: Record<string, number[]> = {};
  for (const one of await figures().quarters(tx, from, plusSeconds(from, over * QUARTER))) {
    const row = (found[`${one.channel} ${one.language}`] ??= Array.from({ length: over }, () => 0));
    row[wallOf(one.at, timeZone).quarter]! += one.offered;
  }
  return found;
}

export function createForecasts(deps: WorkforceDeps, runs: Runs) {
  const { db, clock, jobs, figures, audit } = deps;
  jobs.work(JOB, async (tx) => {
    await runRows.lockClock(tx);
    const now = clock.now();
    const began = await figures().firstSettled(tx);
    if (began !== null && plusSeconds(began, (LEAST_DAYS + 2) * 86_400) < now) await runs.ask(tx, SELF, 'forecast', {});
    // A moment after the quarter hour, so that its last calls are in.
    const next = new Date((Math.floor(now.getTime() / (QUARTER * 1000)) + 1) * QUARTER * 1000 + 15_000);
    await runRows.saveClock(tx, await jobs.enqueue(tx, JOB, {}, { runAt: next }));
  });
  return {
    start: () => inTx(db, async (tx) => {
      if ((await runRows.lockClock(tx)).jobId === null) await runRows.saveClock(tx, await jobs.enqueue(tx, JOB, {}));
    }),
    /** The newest forecast of one day, of one line or of all together, beside what came. */
    async forecast(tx: Tx, asked: { day?: string | undefined; language: string; channel: string }) {
      const run = await runRows.newestDone(tx, 'forecast');
      const { from, timeZone } = await figures().dayOf(tx, clock.now());
      const today = wallOf(from, timeZone).day;
      const day = asked.day ?? today;
      const special = (await rows.specialDays(tx, day, day))[0]?.name ?? null;
      if (!run) return { madeAt: null, today, day, special, lines: [], low: [], middle: [], high: [], came: null, week: [] };
      const found = (await rows.forecastDays(tx, run.id, day, day, asked))[0];
      const begin = atWall(day, 0, timeZone);
      const came = Array.from({ length: 96 }, () => 0);
      const past = begin <= clock.now();
      if (past) for (const one of await figures().quarters(tx, begin, atWall(day, 24, timeZone))) if ((asked.language === '' && asked.channel === '') || (one.language === asked.language && one.channel === asked.channel)) came[wallOf(one.at, timeZone).quarter]! += one.offered;
      const sum = (values: readonly number[]): number => Math.round(values.reduce((all, one) => all + one, 0));
      return {
        madeAt: run.endedAt!.toISOString(), today, day, special, lines: await rows.forecastLines(tx, run.id), low: found?.low ?? [], middle: found?.middle ?? [], high: found?.high ?? [], came: past ? came : null,
        week: (await rows.forecastDays(tx, run.id, today, plusDays(today, HORIZON), asked)).map((one) => ({ day: one.day, middle: sum(one.middle) })),
      };
    },
    specialDays: rows.specialDays,
    /** @throws DayUnusable */
    async putSpecialDay(tx: Tx, actor: Actor, day: string, name: string): Promise<void> {
      if (!(new Date(`${day}T12:00:00Z`).toJSON() ?? '').startsWith(day)) throw invalid('DayUnusable', 'This is not a day.', 'Give it as 2026-03-01.');
      await rows.putSpecialDay(tx, day, name.trim());
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'special-day-put', subject: { type: 'Wallboard', id: day }, outcome: 'done', details: { name: name.trim() } });
    },
    async removeSpecialDay(tx: Tx, actor: Actor, day: string): Promise<void> {
      await rows.removeSpecialDay(tx, day);
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'special-day-removed', subject: { type: 'Wallboard', id: day }, outcome: 'done' });
    },
    /** For the wallboard: the day's quarter hours as foreseen for all lines together. */
    async today(tx: Tx, day: { from: Date; timeZone: string }) {
      const run = await runRows.newestDone(tx, 'forecast');
      const name = wallOf(day.from, day.timeZone).day;
      const found = run && (await rows.forecastDays(tx, run.id, name, name, { language: '', channel: '' }))[0];
      return (found?.middle ?? []).map((middle, q) => ({ at: plusSeconds(day.from, q * QUARTER), low: found!.low[q]!, middle, high: found!.high[q]! }));
    },
  };
}
