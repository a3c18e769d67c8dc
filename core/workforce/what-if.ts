/** What would happen if: the same days many times over by the real routing, as they are and changed, with how sure that is. */
import { callersOf, changeShifts } from './scenario.ts';
import type { Change } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { Outcome, Shift, Tally } from './simulate.ts';
import type { Aim, LineLoad } from './staffing.ts';

/** A mean over the runs with its 95 per cent confidence bounds. */
export interface Bounded { mean: number; low: number; high: number }
export interface Compared { language: string; calls: { before: number; after: number }; inTime: { before: Bounded; after: Bounded; difference: Bounded }; abandoned: { before: Bounded; after: Bounded; difference: Bounded }; wait: { before: Bounded; after: Bounded; difference: Bounded } }
export interface WhatIf { runs: number; /** All languages first, under ''. */ lines: Compared[]; occupancy: { before: Bounded; after: Bounded }; /** Answered in time by hour from the first day's beginning; null where hardly anybody came. */ hours: { before: (Bounded | null)[]; after: (Bounded | null)[] } }

/** Student's t, two sides, 95 per cent, by degrees of freedom (to 30; then the normal). */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042];
export function bounded(values: readonly number[]): Bounded {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  if (values.length < 2) return { mean, low: mean, high: mean };
  const error = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1) / values.length);
  const away = (T[values.length - 2] ?? 1.96) * error;
  return { mean, low: mean - away, high: mean + away };
}
const NONE: Tally = { calls: 0, answered: 0, within: 0, abandoned: 0, wait: 0, answerWait: 0, handled: 0 };
const share = (part: number, of: number): number => (of === 0 ? 1 : part / of);
/** Fewer callers of an hour than this in all runs together say nothing of it. */
const FEW = 20;

export interface Question { lines: readonly LineLoad[]; shifts: readonly Shift[]; changes: readonly Change[]; aim: Pick<Aim, 'seconds' | 'patience'>; runs: number; seed: number; /** Seconds from the offer to the answer. */ ring?: number }
/** Progress is told run by run. */
export function whatIf({ lines, shifts, changes, aim, runs, seed, ring = 0 }: Question, progress: (share: number) => void = () => undefined): WhatIf {
  const changed = changeShifts(shifts, changes);
  const [before, after]: [Outcome[], Outcome[]] = [[], []];
  for (let n = 0; n < runs; n += 1) {
    before.push(simulate({ callers: callersOf(lines, aim.patience, [], seed + n), shifts, target: aim.seconds, ring }));
    progress((n + 0.5) / runs);
    after.push(simulate({ callers: callersOf(lines, aim.patience, changes, seed + n), shifts: changed, target: aim.seconds, ring }));
    progress((n + 1) / runs);
  }
  const compare = (of: (tally: Tally) => number, tallies: (outcome: Outcome) => Tally) => {
    const [one, two] = [before.map((outcome) => of(tallies(outcome))), after.map((outcome) => of(tallies(outcome)))];
    // The same callers in both: the difference of each run, so that chance that both share is not counted twice.
    return { before: bounded(one), after: bounded(two), difference: bounded(two.map((value, n) => value - one[n]!)) };
  };
  const languages = [...new Set([...before, ...after].flatMap((outcome) => [...outcome.byLanguage.keys()]))].sort();
  const hours = (outcomes: readonly Outcome[]): (Bounded | null)[] => Array.from({ length: Math.ceil(Math.max(0, ...lines.map((line) => line.arrivals.length)) / 4) }, (_, hour) => {
    const own = outcomes.map((outcome) => outcome.byHour[hour] ?? NONE);
    return own.reduce((sum, one) => sum + one.calls, 0) < FEW ? null : bounded(own.filter((one) => one.calls > 0).map((one) => share(one.within, one.calls)));
  });
  return {
    runs,
    lines: ['', ...languages].map((language) => {
      const tallies = (outcome: Outcome): Tally => (language === '' ? outcome.total : (outcome.byLanguage.get(language) ?? NONE));
      const calls = (outcomes: readonly Outcome[]): number => Math.round(outcomes.reduce((sum, outcome) => sum + tallies(outcome).calls, 0) / runs);
      return { language, calls: { before: calls(before), after: calls(after) }, inTime: compare((t) => share(t.within, t.calls), tallies), abandoned: compare((t) => (t.calls === 0 ? 0 : t.abandoned / t.calls), tallies), wait: compare((t) => (t.calls === 0 ? 0 : t.wait / t.calls), tallies) };
    }),
    occupancy: { before: bounded(before.map((one) => share(one.busy, one.atWork))), after: bounded(after.map((one) => share(one.busy, one.atWork))) },
    hours: { before: hours(before), after: hours(after) },
  };
}
