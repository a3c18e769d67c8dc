/**
 * How many are needed, by language and quarter hour. The load of a quarter hour is not its arrivals times their length, since talks of the one before go
 * on: it is followed as a line of infinitely many servers would have it, and staffed by Erlang A as if it were steady (the modified offered load
 * approximation: O. Jennings, A. Mandelbaum, W. Massey, W. Whitt, "Server staffing to meet time-varying demand", Management Science 42, 1996).
 */
import { invalid } from '../kernel/index.ts';
import { staffFor } from './erlang.ts';

const QUARTER = 900;
export interface Aim {
  /** The share to be answered within `seconds`, 0 to 1. */
  share: number;
  seconds: number;
  /** Mean patience of callers, seconds. */
  patience: number;
  /** The share of paid time in which people are not there for contacts: breaks, training, illness. */
  shrinkage: number;
  /** Chats that one person has beside each other. */
  chatsBeside: number;
}
export const AIM: Aim = { share: 0.8, seconds: 20, patience: 240, shrinkage: 0.3, chatsBeside: 3 };
export interface LineLoad { language: string; channel: 'phone' | 'chat'; /** Arrivals of consecutive quarter hours. */ arrivals: readonly number[]; /** Mean talk and wrap-up, seconds. */ handling: number }

/** Talks under way in the middle of each quarter hour, on average, as they would be if nobody had to wait. */
export function offeredLoad(arrivals: readonly number[], handling: number): number[] {
  const stays = Math.exp(-QUARTER / handling);
  const half = Math.exp(-QUARTER / 2 / handling);
  // As if it had been so for long before.
  let load = ((arrivals[0] ?? 0) * handling) / QUARTER;
  return arrivals.map((count) => {
    const steady = (count * handling) / QUARTER;
    const middle = steady + (load - steady) * half;
    load = steady + (load - steady) * stays;
    return middle;
  });
}
/** @throws AimUnusable */
export function checkAim(aim: Aim): void {
  if (!(aim.share > 0 && aim.share < 1) || !(aim.seconds >= 0) || !(aim.patience > 0) || !(aim.shrinkage >= 0 && aim.shrinkage < 0.9) || !(aim.chatsBeside >= 1)) throw invalid('AimUnusable', 'The aim cannot be reckoned with.', 'Give a share between 0 and 1, seconds from zero up, and a shrinkage under 0.9.');
}
/** People needed of each language in each quarter hour: those for calls and those for chats beside each other. `ring`: seconds from the offer to the answer, in which somebody is taken and the caller still waits. @throws AimUnusable */
export function needed(lines: readonly LineLoad[], aim: Aim, ring = 0): Map<string, number[]> {
  checkAim(aim);
  const found = new Map<string, number[]>();
  const known = new Map<string, number>();
  for (const { language, channel, arrivals, handling: talk } of lines) {
    const handling = talk + ring;
    const own = found.get(language) ?? found.set(language, arrivals.map(() => 0)).get(language)!;
    offeredLoad(arrivals, handling).forEach((load, q) => {
      // A hundredth of a talk is no other answer, and many quarter hours are alike.
      const rounded = Math.round(load * 100) / 100;
      const key = `${rounded} ${handling}`;
      const servers = rounded === 0 ? 0 : (known.get(key) ?? staffFor({ arrivals: rounded / handling, handling, patience: aim.patience }, aim.share, Math.max(0, aim.seconds - ring)));
      known.set(key, servers);
      own[q]! += channel === 'chat' ? Math.ceil(servers / aim.chatsBeside) : servers;
    });
  }
  return found;
}
/** The most that is needed in any quarter hour of each hour. */
export const hourly = (quarters: readonly number[]): number[] => Array.from({ length: quarters.length / 4 }, (_, hour) => Math.max(...quarters.slice(4 * hour, 4 * hour + 4)));
/** How many have to be on the rota so that so many are there. */
export const scheduled = (need: number, shrinkage: number): number => Math.ceil(need / (1 - shrinkage) - 1e-9);
