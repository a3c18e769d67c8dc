/** How somebody may be reached; the dialer and every sender ask here first. Pure. */
export { createLines, mayDial, plainNumber } from './lines.ts';
export type { DialRule, Line, Lines } from './lines.ts';
import { conflict, plusSeconds } from '../kernel/index.ts';
import type { HavenlineError } from '../kernel/index.ts';

/** What a caller may choose, as minutes of the day in the centre's time zone. */
export const WINDOWS = { any: null, morning: [8 * 60, 12 * 60], afternoon: [12 * 60, 17 * 60], evening: [17 * 60, 21 * 60] } as const;
export type Window = keyof typeof WINDOWS;

export interface ReachRule {
  when: Window;
  /** Whether a machine that answers may be told that we called. Never what about. */
  voicemail: boolean;
  /** Not before, after an attempt that reached nobody. */
  nextAt: Date | null;
}

/** After so many attempts that reached nobody the request ends and its number is erased. */
export const MAX_ATTEMPTS = 8;
const PAUSES = [5 * 60, 20 * 60, 60 * 60, 4 * 3600];
/** When to try again after this many attempts that reached nobody. Pauses grow to four hours. */
export const nextAttempt = (attempts: number, now: Date): Date => plusSeconds(now, PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? PAUSES[0]!);

/** Minutes since midnight on the centre's clock. */
export function minuteOfDay(now: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)!.value);
  return part('hour') * 60 + part('minute');
}

/** Null when a call may go out now; else the refusal that says why and when. */
export function mayCall(rule: ReachRule, now: Date, timeZone: string): HavenlineError | null {
  const window = WINDOWS[rule.when];
  const minute = minuteOfDay(now, timeZone);
  if (window !== null && (minute < window[0] || minute >= window[1])) {
    return conflict('NotNow', `They asked to be called between ${clock(window[0])} and ${clock(window[1])}.`, 'Take another one; this one waits for its time.');
  }
  if (rule.nextAt !== null && now < rule.nextAt) return conflict('NotNow', 'They were called a short while ago and nobody answered.', 'Take another one; this one waits a little.');
  return null;
}

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
