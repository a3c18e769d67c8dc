/** What is reckoned in a thread of its own: the question as it was asked, with what was read for it, and what comes of it. Pure. */
import { backtest } from './backtest.ts';
import type { Backtest } from './backtest.ts';
import { learn, QUARTERS } from './forecast.ts';
import type { Day } from './forecast.ts';
import { makeRota } from './rota.ts';
import type { Rota, RotaProblem } from './rota.ts';
import { shiftsOfNeed } from './scenario.ts';
import { hourly, needed } from './staffing.ts';
import type { Aim, LineLoad } from './staffing.ts';
import { whatIf } from './what-if.ts';
import type { Bounded, Question, WhatIf } from './what-if.ts';
import { comingOf, daysOf, plusDays } from './history.ts';
import type { Calendar, PackedLine } from './history.ts';

/** All lines together stand under '' and ''. */
export interface Quarters { language: string; channel: 'phone' | 'chat' | ''; low: number[]; middle: number[]; high: number[] }
export interface Works {
  forecast: {
    input: { calendar: Calendar; lines: readonly PackedLine[]; /** Days from the first unknown one (today). */ days: number; /** What came today in whole quarter hours, by `channel language`. */ soFar: Readonly<Record<string, readonly number[]>> };
    answer: { days: { day: string; lines: Quarters[] }[] };
  };
  backtest: {
    input: { calendar: Calendar; lines: readonly PackedLine[]; days: number };
    answer: Omit<Backtest, 'byDay'> & { byDay: (Backtest['byDay'][number] & { day: string })[] };
  };
  staffing: {
    input: { from: string; lines: readonly LineLoad[]; aim: Aim; /** Seconds from the offer to the answer, as they were. */ ring: number };
    answer: {
      from: string; aim: Aim; ring: number;
      /** People needed of each language, by day and quarter hour. */
      byDay: Record<string, Record<string, number[]>>;
      /** The simulator's word on the first week: the share answered in time with as many people as needed; `added` people above Erlang A's number, where it was not enough. */
      checked: { language: string; calls: number; inTime: Bounded; added: number }[];
    };
  };
  rota: { input: { from: string; problem: RotaProblem }; answer: Rota };
  what_if: { input: Question; answer: WhatIf };
}
export type Kind = keyof Works;
export type Input<K extends Kind> = Works[K]['input'];
export type Answer<K extends Kind> = Works[K]['answer'];
/** Told a share from 0 to 1. */
export type Progress = (share: number) => void;

const round = (values: readonly number[]): number[] => values.map((one) => Math.round(one * 100) / 100);

const sumOf = (rows: readonly (readonly number[])[]): number[] => Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, q) => rows.reduce((sum, row) => sum + (row[q] ?? 0), 0));
/** Several lines as one. */
const together = (lines: readonly (readonly Day[])[]): Day[] => (lines[0] ?? []).map((day, n) => ({ ...day, arrivals: sumOf(lines.map((line) => line[n]!.arrivals)) }));

const HOW: { [K in Kind]: (input: Input<K>, progress: Progress) => Answer<K> | Promise<Answer<K>> } = {
  forecast({ calendar, lines, days, soFar }, progress) {
    const coming = Array.from({ length: days }, (_, n) => plusDays(calendar.last, n + 1));
    const found = new Map(coming.map((day) => [day, [] as Quarters[]]));
    const histories = lines.map((line) => daysOf(line, calendar));
    const all = [...lines.map(({ language, channel }, n) => ({ language, channel, history: histories[n]! })), { language: '', channel: '' as const, history: together(histories) }];
    all.forEach(({ language, channel, history }, at) => {
      const seen = learn(history);
      const today = channel === '' ? sumOf(Object.values(soFar)) : (soFar[`${channel} ${language}`] ?? []);
      coming.forEach((day, n) => {
        const like = comingOf(day, calendar.special);
        const { low, middle, high } = n === 0 ? seen.within(like, today) : seen.day(like, n + 1);
        found.get(day)!.push({ language, channel, low: round(low), middle: round(middle), high: round(high) });
      });
      progress((at + 1) / all.length);
    });
    return { days: coming.map((day) => ({ day, lines: found.get(day)! })) };
  },
  backtest({ calendar, lines, days }, progress) {
    const { byDay, ...scores } = backtest(together(lines.map((line) => daysOf(line, calendar))), days, progress);
    return { ...scores, byDay: byDay.map((one, n) => ({ day: plusDays(calendar.last, n + 1 - days), ...one })) };
  },
  staffing: (input, progress) => staffing(input, progress),
  rota: ({ problem }, progress) => makeRota(problem, (done, of) => progress(done / of)),
  what_if: (question, progress) => whatIf(question, progress),
};
/** So many runs of the first week say whether the number is enough. */
const CHECKS = 4;
/** The simulator may miss the aim by this without anybody being added. */
const SLACK = 0.01;
/** So often people are added and it is looked again. */
const ROUNDS = 3;
function staffing({ from, lines, aim, ring }: Input<'staffing'>, progress: Progress): Answer<'staffing'> {
  const quarters = needed(lines, aim, ring);
  const week = lines.map((line) => ({ ...line, arrivals: line.arrivals.slice(0, 7 * QUARTERS) }));
  const added = new Map<string, number>();
  let checked: Answer<'staffing'>['checked'] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const need = new Map([...quarters].map(([language, all]) => [language, hourly(all.slice(0, 7 * QUARTERS))]));
    const { lines: found } = whatIf({ lines: week, shifts: shiftsOfNeed(need, aim.chatsBeside), changes: [], aim, ring, runs: CHECKS, seed: 1 }, (share) => progress((round + share) / (ROUNDS + 1)));
    checked = found.map((one) => ({ language: one.language, calls: one.calls.before, inTime: one.inTime.before, added: added.get(one.language) ?? 0 }));
    const short = checked.filter((one) => one.language !== '' && one.inTime.mean < aim.share - SLACK);
    if (short.length === 0 || round === ROUNDS) break;
    for (const { language } of short) {
      added.set(language, (added.get(language) ?? 0) + 1);
      quarters.set(language, quarters.get(language)!.map((one) => (one === 0 ? 0 : one + 1)));
    }
  }
  const days = Math.ceil(Math.max(0, ...lines.map((line) => line.arrivals.length)) / QUARTERS);
  return { from, aim, ring, checked, byDay: Object.fromEntries(Array.from({ length: days }, (_, n) => [plusDays(from, n), Object.fromEntries([...quarters].map(([language, all]) => [language, all.slice(n * QUARTERS, (n + 1) * QUARTERS)]))])) };
}
export const work = async <K extends Kind>(kind: K, input: Input<K>, progress: Progress): Promise<Answer<K>> => HOW[kind](input, progress);
