/** What happens to a referral by itself: the deadline, the end of its time, the mail to the partner. */
import { plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { ReferralDeps } from './ports.ts';
import { MAIL_ATTEMPTS, MAIL_VISIBLE_AFTER, mailPause, move } from './referral.ts';
import * as rows from './repository.ts';

const SELF: Actor = { kind: 'system', name: 'referral' };

/** Registers the workers; once, when the system is put together. */
export function referralJobs(deps: ReferralDeps): void {
  const { clock, audit, cases, jobs } = deps;

  jobs.work('referral.deadline', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row || !['sent', 'received'].includes(row.state) || row.escalated_at) return;
    await rows.setEscalated(tx, row.id, clock.now());
    await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: 'referral_unanswered', title: `Referral ${number} was not answered in time`, role: 'supervisor' });
    await cases.event(tx, SELF, row.case_id, 'referral', `Referral ${number} was not answered in time; a supervisor was told.`);
    await audit.append(tx, { actor: SELF, purpose: 'system-operation', action: 'referral.escalated', subject: { type: 'Referral', id: row.id }, outcome: 'done' });
    await publish(tx, `staff:${row.created_by}`, 'referral');
  });

  jobs.work('referral.expire', async (tx: Tx, { number }: { number: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row) return;
    await rows.deletePayload(tx, row.id);
    if (['sent', 'received'].includes(row.state)) await rows.setState(tx, row.id, move(row.state, 'expire'));
    await audit.append(tx, { actor: SELF, purpose: 'system-operation', action: 'referral.expired', subject: { type: 'Referral', id: row.id }, outcome: 'done' });
  });

  jobs.work('referral.mail', async (tx: Tx, { mailId }: { mailId: string }) => {
    const mail = await rows.mailById(tx, mailId);
    if (!mail || mail.state === 'delivered' || mail.state === 'failed') return;
    const attempts = mail.attempts + 1;
    // A server that cannot be reached is no failed job: the attempt is kept, so that people see it, and the next one is a timer.
    const error = await deps.mailer.send({ to: mail.to_address, subject: mail.subject, text: mail.text }).then(
      () => null,
      (e: { code?: string; responseCode?: number }) => `${e.code ?? 'Error'}${e.responseCode ? ` ${e.responseCode}` : ''}`,
    );
    const last = attempts >= MAIL_ATTEMPTS;
    await rows.setMail(tx, mailId, error === null ? 'delivered' : last ? 'failed' : 'failing', attempts, error);
    await publish(tx, 'mailbox');
    if (error === null) return;
    if (!last) await jobs.enqueue(tx, 'referral.mail', { mailId }, { runAt: plusSeconds(clock.now(), mailPause(attempts)) });
    if (attempts === MAIL_VISIBLE_AFTER && mail.case_id) {
      const title = `The message about referral ${mail.referral_number} cannot be delivered (${error}); call the service`;
      await cases.addTaskForRole(tx, SELF, { caseId: mail.case_id, kind: 'mail_failed', title, role: 'supervisor' });
      await cases.event(tx, SELF, mail.case_id, 'mail_failed', `${title}. It is still being tried.`);
    }
  });
}
