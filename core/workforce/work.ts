/** What is reckoned in a thread of its own: the question as it was asked, with what was read for it, and what comes of it. Pure. */
import { backtest } from './backtest.ts';
import type { Backtest } from './backtest.ts';
import { learn } from './forecast.ts';
import type { Day } from './forecast.ts';
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
};
export const work = async <K extends Kind>(kind: K, input: Input<K>, progress: Progress): Promise<Answer<K>> => HOW[kind](input, progress);
