/** How many are needed, who works when, and what would happen if: what these runs read before they are reckoned, and what is kept of them. */
import { invalid, newId, plusSeconds, publish } from '../kernel/index.ts';
import type { Tx } from '../kernel/index.ts';
import { forecastDays, forecastLines } from './forecast-repository.ts';
import { daysBetween, plusDays } from './history.ts';
import type { WorkforceDeps } from './ports.ts';
import * as rows from './rota-repository.ts';
import type { Worker } from './rota.ts';
import * as runRows from './run-repository.ts';
import type { RunRow } from './run-repository.ts';
import type { RunWay } from './runs.ts';
import { shiftsOfNeed } from './scenario.ts';
import type { Change } from './scenario.ts';
import type { Shift } from './simulate.ts';
import { hourly, scheduled } from './staffing.ts';
import type { Aim, LineLoad } from './staffing.ts';
import { wallOf } from './time.ts';

/** What talk and wrap-up take where too few were finished to say, seconds. */
const HANDLING = 840;
const LEARNT_OVER = 28 * 86_400;
const ENOUGH = 30;
/** So many days of published shifts before and after a rota are looked at: the most weeks of nights that a rule may allow, and one. */
const AROUND = 42;
/** Languages of accounts have no level here: whoever names one works in it. */
const LEVEL = 2;

export interface StaffingQuestion { days: number; quantile: 'middle' | 'high'; aim: Aim }
export interface RotaQuestion { fromDay: string; weeks: number }
export interface WhatIfQuestion { fromDay: string; days: number; basis: 'needed' | 'rota'; runs: number; changes: Change[] }

export type PlanDeps = Pick<WorkforceDeps, 'clock' | 'random' | 'figures'>;
export function planWays(deps: PlanDeps): { staffing: RunWay<'staffing'>; rota: RunWay<'rota'>; what_if: RunWay<'what_if'> } {
  const { clock, random, figures } = deps;
  const today = async (tx: Tx): Promise<string> => {
    const { from, timeZone } = await figures().dayOf(tx, clock.now());
    return wallOf(from, timeZone).day;
  };
  /** What is foreseen of each line on consecutive days. @throws ForecastMissing */
  async function foreseen(tx: Tx, from: string, days: number, quantile: 'middle' | 'high'): Promise<LineLoad[]> {
    const run = await runRows.newestDone(tx, 'forecast');
    const known = run ? await forecastDays(tx, run.id, from, plusDays(from, days - 1)) : [];
    if (!run || new Set(known.map((one) => one.day)).size < days) throw invalid('ForecastMissing', 'Not all of these days are foreseen.', 'Look at the forecast: it reaches six weeks ahead, once two weeks of contacts are known.');
    const handling = await figures().handling(tx, plusSeconds(clock.now(), -LEARNT_OVER), ENOUGH);
    const byDay = new Map(known.map((one) => [`${one.day} ${one.channel} ${one.language}`, one[quantile]]));
    return (await forecastLines(tx, run.id)).filter((one) => one.channel !== '').map(({ language, channel }) => ({
      language, channel: channel as 'phone' | 'chat', handling: Math.round(handling.find((one) => one.language === language && one.channel === channel)?.seconds ?? HANDLING),
      arrivals: Array.from({ length: days }, (_, n) => byDay.get(`${plusDays(from, n)} ${channel} ${language}`)!).flat(),
    }));
  }
  const ringing = async (tx: Tx): Promise<number> => Math.round(await figures().ringing(tx, plusSeconds(clock.now(), -LEARNT_OVER), ENOUGH));
  /** The newest plan of how many are needed. @throws PlanMissing */
  async function plan(tx: Tx, from: string, days: number): Promise<{ aim: Aim; byDay: Record<string, Record<string, number[]>> }> {
    const { answer } = (await runRows.newestDone(tx, 'staffing')) ?? {};
    if (!answer || !(from in answer.byDay) || !(plusDays(from, days - 1) in answer.byDay)) throw invalid('PlanMissing', 'How many are needed on these days is not reckoned yet.', 'Reckon it first, for enough days, on the page "Needed".');
    return answer;
  }
  async function workers(tx: Tx): Promise<(Worker & { languages: readonly string[] })[]> {
    const wishes = new Map((await rows.wishes(tx)).map((one) => [one.staffId, one]));
    return (await rows.counsellors(tx)).map(({ id, languages }) => ({ id, languages, skills: languages, nights: wishes.get(id)?.nights ?? true, prefers: wishes.get(id)?.prefers ?? [], off: [] }));
  }
  return {
    staffing: {
      work: 'staffing',
      async input(tx, { question }: RunRow) {
        const { days, quantile, aim } = question as StaffingQuestion;
        const from = await today(tx);
        return { from, aim, lines: await foreseen(tx, from, days, quantile), ring: await ringing(tx) };
      },
      async finish(tx, _run, answer) {
        await publish(tx, 'wallboard');
        return answer;
      },
    },
    rota: {
      work: 'rota',
      async input(tx, { question }: RunRow) {
        const { fromDay, weeks } = question as RotaQuestion;
        const { aim, byDay } = await plan(tx, fromDay, weeks * 7);
        const wishes = await rows.wishes(tx);
        const dates = Array.from({ length: weeks * 7 }, (_, n) => plusDays(fromDay, n));
        const languages = Object.keys(byDay[fromDay]!);
        const standing = Map.groupBy((await rows.published(tx, plusDays(fromDay, -AROUND), plusDays(fromDay, weeks * 7 + AROUND))).filter((one) => !dates.includes(one.day)), (one) => one.staffId);
        const need = Object.fromEntries(languages.map((language) => [language, dates.map((day) => hourly(byDay[day]![language]!).map((one) => scheduled(one, aim.shrinkage)))]));
        const people = (await workers(tx)).map((one) => ({
          ...one, skills: one.skills.filter((skill) => languages.includes(skill)), off: (wishes.find((wish) => wish.staffId === one.id)?.away ?? []).map((day) => dates.indexOf(day)).filter((n) => n >= 0),
          around: (standing.get(one.id) ?? []).map(({ day, begins, hours }) => ({ day: daysBetween(fromDay, day), begins, hours })),
        })).filter((one) => one.skills.length > 0);
        if (people.length === 0) throw invalid('NobodyToPlan', 'Nobody who counsels speaks a language that is needed.', 'Invite counsellors, or give them their languages.');
        return { from: fromDay, problem: { need, workers: people, rules: await rows.rules(tx) } };
      },
      async finish(tx, run, answer) {
        const { fromDay, weeks } = run.question as RotaQuestion;
        const { aim, byDay } = await plan(tx, fromDay, weeks * 7);
        const { shiftHours } = await rows.rules(tx);
        const id = newId(clock, random);
        const need = Object.fromEntries(Object.keys(byDay[fromDay]!).map((language) => [language, Array.from({ length: weeks * 7 }, (_, n) => hourly(byDay[plusDays(fromDay, n)]![language]!).map((one) => scheduled(one, aim.shrinkage)))]));
        await rows.insertRota(tx, { id, runId: run.id, fromDay, days: weeks * 7, gap: answer.gap, unwished: answer.unwished, gaps: answer.gaps, need, madeAt: clock.now() },
          answer.shifts.map((shift) => ({ id: newId(clock, random), staffId: shift.workerId, day: plusDays(fromDay, shift.day), begins: shift.begins, hours: shiftHours })));
        await rows.dropDrafts(tx, id);
        return { rotaId: id, shifts: answer.shifts.length, gap: answer.gap, unwished: answer.unwished, missing: answer.gaps.reduce((sum, one) => sum + one.missing, 0) };
      },
    },
    what_if: {
      work: 'what_if',
      async input(tx, { question, id }: RunRow) {
        const { fromDay, days, basis, runs, changes } = question as WhatIfQuestion;
        const { aim, byDay } = await plan(tx, fromDay, days);
        const lines = await foreseen(tx, fromDay, days, 'middle');
        const dates = Array.from({ length: days }, (_, n) => plusDays(fromDay, n));
        let shifts: Shift[];
        if (basis === 'needed') shifts = shiftsOfNeed(new Map(Object.keys(byDay[fromDay]!).map((language) => [language, dates.flatMap((day) => hourly(byDay[day]![language]!))])), aim.chatsBeside);
        else {
          const languages = new Map((await workers(tx)).map((one) => [one.id, one.languages]));
          const known = await rows.published(tx, plusDays(fromDay, -1), dates.at(-1)!);
          if (known.length === 0) throw invalid('RotaMissing', 'There is no published rota for these days.', 'Publish a rota, or ask with the people needed.');
          shifts = there(known.map((one) => {
            const from = ((Date.parse(one.day) - Date.parse(fromDay)) / 86_400_000) * 86_400 + one.begins * 3600;
            return { staffId: one.staffId, skills: new Map((languages.get(one.staffId) ?? []).map((language) => [language, LEVEL])), from, to: from + one.hours * 3600, chatsAtMost: aim.chatsBeside };
          }), aim.shrinkage);
        }
        return { lines, shifts, changes, aim, runs, ring: await ringing(tx), seed: Number.parseInt(id.slice(-6), 16) };
      },
      finish: async (_tx, _run, answer) => answer,
    },
  };
}
/** The hours of each shift in which its worker is there for contacts: of all hours the share that shrinkage leaves, spread evenly (golden ratio, so that no hour is without all). */
export function there(shifts: readonly Shift[], shrinkage: number): Shift[] {
  return shifts.flatMap((shift, n) => {
    const parts: Shift[] = [];
    for (let at = shift.from, hour = 0; at < shift.to; at += 3600, hour += 1) {
      if (((n * 8 + hour) * 0.618_033_988_75) % 1 < shrinkage || at + 3600 <= 0) continue;
      const last = parts.at(-1);
      if (last?.to === at) last.to = at + 3600;
      else parts.push({ ...shift, from: Math.max(0, at), to: at + 3600 });
    }
    return parts;
  }).sort((a, b) => a.from - b.from);
}
/** What a question needs to be played through, for the command line. @throws PlanMissing, ForecastMissing, RotaMissing */
export const whatIfInput = (deps: PlanDeps, tx: Tx, question: WhatIfQuestion) => planWays(deps).what_if.input(tx, { id: '000001', question } as RunRow);
