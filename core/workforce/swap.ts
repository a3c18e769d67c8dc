/** A shift goes to a colleague: asked -> agreed (by the colleague) -> approved (by a supervisor, who is neither of the two), or refused by either, or withdrawn. Pure. */
import { conflict } from '../kernel/index.ts';
import { daysBetween } from './history.ts';
import type { Rules } from './rota.ts';

export type SwapState = 'asked' | 'agreed' | 'approved' | 'refused' | 'withdrawn';
export type SwapAnswer = 'agree' | 'refuse' | 'withdraw' | 'approve';
const MOVES: Record<SwapState, Partial<Record<SwapAnswer, SwapState>>> = { asked: { agree: 'agreed', refuse: 'refused', withdraw: 'withdrawn' }, agreed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' }, approved: {}, refused: {}, withdrawn: {} };
/** @throws SwapMoved */
export function answered(state: SwapState, answer: SwapAnswer): SwapState {
  const to = MOVES[state][answer];
  if (!to) throw conflict('SwapMoved', `This swap is ${state} already.`, 'Look at the list again.');
  return to;
}
export interface Worked { day: string; begins: number; hours: number }
const isNight = ({ begins, hours }: Worked): boolean => begins >= 22 || begins + hours > 24 || begins < 6;
/** What stands against somebody taking the shift beside those they have; null: nothing. */
export function against(shift: Worked, theirs: readonly Worked[], rules: Rules, wish: { nights: boolean; away: readonly string[] } | undefined): 'away' | 'nights' | 'same_day' | 'rest' | 'row' | null {
  if (wish?.away.includes(shift.day)) return 'away';
  if (wish?.nights === false && isNight(shift)) return 'nights';
  const start = (one: Worked): number => daysBetween(shift.day, one.day) * 24 + one.begins;
  for (const one of theirs) {
    if (one.day === shift.day) return 'same_day';
    const [first, second] = start(one) < shift.begins ? [one, shift] : [shift, one];
    if (start(second) - start(first) - first.hours < rules.restHours) return 'rest';
  }
  const days = new Set([shift.day, ...theirs.map((one) => one.day)].map((day) => daysBetween(shift.day, day)));
  let [before, after] = [0, 0];
  while (days.has(-before - 1)) before += 1;
  while (days.has(after + 1)) after += 1;
  return before + after + 1 > rules.daysInARow ? 'row' : null;
}
