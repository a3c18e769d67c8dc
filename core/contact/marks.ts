/** What is known of a contact that moves it forward in the line, and what makes it hard for who talks. Pure. */
import { CREDIT_AT_MOST } from '../routing/index.ts';

/** Seconds forward: for danger now, and for a child who calls. */
export const DANGER_CREDIT = 600;
export const CHILD_CREDIT = 300;
export interface Told { danger?: boolean | undefined; child?: boolean | undefined }
export const creditOf = ({ danger = false, child = false }: Told): number => Math.min(CREDIT_AT_MOST, (danger ? DANGER_CREDIT : 0) + (child ? CHILD_CREDIT : 0));

/** What a counsellor's record says for the line, should the caller stand in it again, and for the counsellor's own pause. */
export function marksOf(form: unknown): { credit: number; hard: boolean } {
  const { callerRole, safety = {}, reasons = [] } = (form ?? {}) as { callerRole?: string; safety?: Record<string, string>; reasons?: string[] };
  const yes = (name: string): boolean => safety[name] === 'yes';
  return {
    credit: creditOf({ danger: yes('danger_now') || yes('hurt_now'), child: callerRole === 'child' }),
    hard: yes('danger_now') || yes('hurt_now') || yes('thinks_of_self_harm') || reasons.some((reason) => ['sexual_violence', 'exploitation', 'self_harm'].includes(reason)),
  };
}
