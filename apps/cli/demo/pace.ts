/** The pace of the demonstration: a 7,000-call day, its curve, and how long people talk. Pure; randomness is given. */

export const CALLS_A_DAY = 7_000;
/** One chat for so many calls. */
export const CALLS_A_CHAT = 9;
/** Minutes, as means: talking, the work after it, how long somebody waits before giving up. */
export const TALK_MINUTES = 12;
export const WRAP_UP_MINUTES = 2;
export const PATIENCE_MINUTES = 4;
/** The hour of the simulated day at which a demonstration begins: late morning, when it is busy. */
export const FIRST_HOUR = 10;
/** A generated daily curve (each hour's share of the day's mean), quiet at night and busiest towards noon and evening. */
const CURVE = [0.45, 0.35, 0.3, 0.3, 0.35, 0.45, 0.6, 0.8, 1.05, 1.25, 1.4, 1.45, 1.4, 1.35, 1.35, 1.4, 1.45, 1.5, 1.45, 1.35, 1.2, 1, 0.8, 0.6];

/** Seconds until the next call, `elapsed` seconds after the beginning, at this speed. `uniform` is in (0, 1). */
export function untilNextCall(elapsed: number, speed: number, uniform: number): number {
  const hour = (FIRST_HOUR + (elapsed * speed) / 3600) % 24;
  const perSecond = ((CALLS_A_DAY * speed) / 86_400) * CURVE[Math.floor(hour)]!;
  return -Math.log(uniform) / perSecond;
}
/** Seconds of something that lasts `minutes` on average, never shorter than a fifth of it, at this speed. */
export function lasting(minutes: number, speed: number, uniform: number): number {
  const mean = (minutes * 60) / speed;
  return mean * 0.2 - Math.log(uniform) * mean * 0.8;
}
/** How many simulated counsellors answer most calls of the busiest hour. Talk times shrink as calls grow, so speed changes nothing. */
export function staffNeeded(): number {
  const load = (CALLS_A_DAY / 86_400) * Math.max(...CURVE) * (TALK_MINUTES + WRAP_UP_MINUTES) * 60;
  return Math.ceil(load + 1.2 * Math.sqrt(load));
}
