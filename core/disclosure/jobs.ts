/** What happens to disclosures by itself: the end of their time, the next on call, a review or a telling that is overdue. */
import { plusSeconds } from '#core/kernel';
import type { Actor, Role, Tx } from '#core/kernel';
import type { RequestRow } from './repository.ts';
import * as rows from './repository.ts';
import type { Shared } from './shared.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };
/** An overdue review is a task of the supervisors, half a day later of the administrators too. */
const ESCALATION: { role: Role; afterSeconds: number }[] = [{ role: 'supervisor', afterSeconds: 12 * 3600 }, { role: 'administrator', afterSeconds: 24 * 3600 }];

export function disclosureJobs(shared: Shared, callOn: (tx: Tx, row: RequestRow, step: number) => Promise<void>): void {
  const { deps, change } = shared;
  const { clock, jobs, cases } = deps;

  jobs.work('disclosure.expire', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row || row.state !== 'released') return;
    await rows.deleteParts(tx, row.id);
    await change(tx, SELF, row, 'expire');
  });
  jobs.work('disclosure.lapse', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row || !['asked', 'approved'].includes(row.state)) return;
    await rows.deleteParts(tx, row.id);
    await change(tx, SELF, row, 'expire', { asked_of: null });
  });
  jobs.work('disclosure.next-on-call', async (tx: Tx, { number, step }: { number: string; step: number }) => {
    const row = await rows.byNumber(tx, number);
    if (row?.state === 'asked') await callOn(tx, row, step);
  });
  jobs.work('disclosure.review-overdue', async (tx: Tx, { number, step }: { number: string; step: number }) => {
    const row = await rows.byNumber(tx, number);
    const to = ESCALATION[step];
    if (!row || row.reviewed_at !== null || !to) return;
    await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'review_overdue', title: `The review of ${number} (threat to life) is overdue`, role: to.role, ref: `review:${row.id}` });
    await deps.audit.append(tx, { actor: SELF, purpose: 'system-operation', action: 'disclosure.review-overdue', subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
    await jobs.enqueue(tx, 'disclosure.review-overdue', { number, step: step + 1 }, { runAt: plusSeconds(clock.now(), to.afterSeconds) });
  });
  jobs.work('disclosure.tell-overdue', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (row?.child_side !== 'will_be_told' || ['refused', 'withdrawn'].includes(row.state)) return;
    await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'tell_overdue', title: `The child’s side was not told about ${number}`, role: 'data_protection_officer', ref: `tell:${row.id}` });
  });
}
