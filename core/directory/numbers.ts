/**
 * The register of checked telephone numbers: those of officials and those of the directory, in one place and by one rule. Two people checked a number, each by a source of their own, and neither
 * check is older than half a year; a number that changed has not been checked.
 */
import { invalid, plusSeconds } from '#core/kernel';
import type { Tx } from '#core/kernel';
import * as rows from './number-repository.ts';
import type { CheckRow, NumberOf } from './number-repository.ts';
export type { CheckRow, NumberOf } from './number-repository.ts';

/** A check counts for half a year. */
export const CHECK_DAYS = 180;
/** Whether two checks count now: the older of the two decides. */
export function checkedNumber(c: { checkedAt: Date; secondCheckedAt: Date | null }, now: Date): boolean {
  const oldest = c.secondCheckedAt === null ? null : c.secondCheckedAt < c.checkedAt ? c.secondCheckedAt : c.checkedAt;
  return oldest !== null && plusSeconds(oldest, CHECK_DAYS * 86_400) > now;
}
const digits = (number: string): string => number.replace(/[^+\d]/g, '');

/** What the register holds after one more check: the older of two is replaced, and one person never makes both. @throws SecondPersonNeeded */
export function checkAgain(had: CheckRow | undefined, number: string, me: string, now: Date): CheckRow {
  if (!had || digits(had.number) !== digits(number)) return { number, first_by: me, first_at: now, second_by: null, second_at: null };
  if (had.first_by === me) {
    if (had.second_by === null) throw invalid('SecondPersonNeeded', 'You made the first check of this number.', 'Ask a colleague to check it too, by another source than you used.');
    return { ...had, first_at: now };
  }
  return had.second_by === null || had.second_by === me || had.second_at! <= had.first_at ? { ...had, second_by: me, second_at: now } : { ...had, first_by: me, first_at: now };
}
/** How a number stands: what was checked of it, as long as it is the same number. */
export function standing(c: CheckRow | null | undefined, number: string, now: Date): { checkedByTwo: boolean; checkedAt: Date | null } {
  if (!c || digits(c.number) !== digits(number)) return { checkedByTwo: false, checkedAt: null };
  const oldest = c.second_at !== null && c.second_at < c.first_at ? c.second_at : c.first_at;
  return { checkedByTwo: checkedNumber({ checkedAt: c.first_at, secondCheckedAt: c.second_at }, now), checkedAt: oldest };
}

export function numberRegister(clock: { now(): Date }) {
  return {
    /** One person's check of a number at its holder. The caller of this may do it, and writes the log. @throws SecondPersonNeeded */
    async check(tx: Tx, of: NumberOf, id: string, number: string, me: string): Promise<{ checkedByTwo: boolean; second: boolean }> {
      const now = clock.now();
      const after = checkAgain(await rows.lockCheck(tx, of, id), number, me, now);
      await rows.putCheck(tx, of, id, after);
      return { checkedByTwo: standing(after, number, now).checkedByTwo, second: after.second_by !== null };
    },
    /** Numbers of the directory that one person checked, or whose check ran out or will within a month: what is to be checked again. */
    async due(tx: Tx) {
      const now = clock.now();
      return (await rows.phonesDue(tx, plusSeconds(now, -(CHECK_DAYS - 30) * 86_400))).map((p) => ({ id: p.id, number: p.shown, whose: [p.service, p.organization].filter(Boolean).join(', '), ...standing(p, p.shown, now) }))
        .map((p) => ({ ...p, checkedAt: p.checkedAt?.toISOString() ?? null }));
    },
  };
}
