/** What happens to a referral by itself: the steps when nobody answers, the end of its reading, the end of its life. Each in one transaction with what it writes down, once. */
import { publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { tell } from './delivery.ts';
import { can, move, UNANSWERED } from './referral.ts';
import type { ReferralState, Step } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { taskRef } from './shared.ts';
import type { Shared } from './shared.ts';

const SELF: Actor = { kind: 'system', name: 'referral' };

/** What a step asks of people. Titles name the referral by its number alone: which service it is may be a place. */
const STEPS: Record<Step, { when: readonly ReferralState[]; task?: { kind: string; supervisor?: true; title: (number: string) => string }; text: (number: string) => string }> = {
  remind: { when: UNANSWERED, text: (n) => `Referral ${n}: the service was reminded.` },
  propose: { when: UNANSWERED, task: { kind: 'referral_propose', title: (n) => `Referral ${n} was not answered in time: choose another service` }, text: (n) => `Referral ${n} was not answered in time; other services are proposed.` },
  phone: { when: UNANSWERED, task: { kind: 'referral_phone', title: (n) => `Telephone the service about referral ${n}` }, text: (n) => `Referral ${n} is still not answered; somebody has to telephone.` },
  supervisor: { when: UNANSWERED, task: { kind: 'referral_unanswered', supervisor: true, title: (n) => `Referral ${n} was not answered in time` }, text: (n) => `Referral ${n} is still not answered; a supervisor was told.` },
  wait_over: { when: ['waitlisted'], task: { kind: 'referral_wait_over', title: (n) => `The wait of referral ${n} is over: ask the service` }, text: (n) => `Referral ${n}: the day until which the service asked to wait has come.` },
  outcome_due: { when: ['accepted', 'in_service'], task: { kind: 'referral_outcome_due', title: (n) => `Ask the service how referral ${n} went` }, text: (n) => `Referral ${n}: nothing was heard of it for two weeks; the service was asked.` },
};

/** Registers the workers; once, when the system is put together. */
export function referralJobs({ deps, settle, end }: Shared): void {
  const { clock, audit, cases, jobs } = deps;
  const log = (tx: Tx, row: ReferralRow, action: string) => audit.append(tx, { actor: SELF, purpose: 'system-operation', action, subject: { type: 'Referral', id: row.id }, outcome: 'done' });

  jobs.work('referral.step', async (tx: Tx, { number, step, until }: { number: string; step: Step; until?: string }) => {
    const row = await rows.byNumber(tx, number);
    const { when, task, text } = STEPS[step];
    if (!row || !when.includes(row.state) || (until !== undefined && until !== row.waitlist_until)) return;
    // A step has its row: a clock that is moved, a job that comes twice, take it no second time.
    if (!(await rows.takeStep(tx, row.id, until === undefined ? step : `${step} ${until}`, clock.now()))) return;
    if (task) await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: task.kind, title: task.title(number), role: task.supervisor ? 'supervisor' : null, ref: taskRef(row) });
    await cases.event(tx, SELF, row.case_id, 'referral', text(number));
    await log(tx, row, `referral.step.${step}`);
    if (step === 'remind' || step === 'outcome_due') await tell(tx, deps, step === 'remind' ? 'reminder' : 'outcome', row);
    await publish(tx, `staff:${row.created_by}`, 'referral');
  });

  async function expire(tx: Tx, row: ReferralRow): Promise<void> {
    await end(tx, SELF, row, move(row.state, 'expire'));
    await cases.event(tx, SELF, row.case_id, 'referral', row.sent_at ? `Referral ${row.number} ran out.` : `The draft ${row.number} was thrown away: nobody sent it.`);
    await settle(tx, SELF, row);
    await log(tx, row, 'referral.expired');
    if (row.sent_at) await publish(tx, `partner:${row.organization_id}`, 'referral');
    await publish(tx, `staff:${row.created_by}`, 'referral');
  }
  // What was given can be read no longer. What nobody took on ends with it; what is worked on goes on without it.
  jobs.work('referral.expire', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row || !can(row.state, 'expire')) return;
    if ([...UNANSWERED, 'waitlisted'].includes(row.state)) return expire(tx, row);
    await rows.deletePayload(tx, row.id);
    await log(tx, row, 'referral.closed-to-reading');
    await publish(tx, `partner:${row.organization_id}`, 'referral');
  });
  jobs.work('referral.end', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (row && can(row.state, 'expire')) await expire(tx, row);
  });
}
