/**
 * How a service is told that something of ours waits for it. Always by mail without content, where it has an address; other ways stand beside this file.
 * A notice never holds what it is about: that is read in the portal, or over a way of its own that writes its bytes into the ledger.
 */
import { newId, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { askToCall } from './calling.ts';
import { tellMachine } from './machine.ts';
import type { ReferralDeps } from './ports.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';

/** `sent`: a new referral; `reminder`: it still waits for an answer; `message`: we wrote something; `outcome`: we wait to hear how it went. */
export type Notice = 'sent' | 'reminder' | 'message' | 'outcome';
const SELF: Actor = { kind: 'system', name: 'referral' };

const HEAD: Record<Notice, string> = {
  sent: 'A referral is waiting for you', reminder: 'A referral still waits for your answer', message: 'A message about a referral is waiting for you', outcome: 'We wait to hear how a referral went',
};
/** The mail to the partner: that there is something, never what. */
export function mailText(notice: Notice, dueAt: Date, byPhone = false): { subject: string; text: string } {
  const by = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const ask = byPhone ? 'We will telephone you.' : notice === 'sent' || notice === 'reminder' ? `Please sign in to the partner portal and answer by ${by}.` : 'Please sign in to the partner portal.';
  return { subject: HEAD[notice], text: `${HEAD[notice]}. ${ask}\n\nThis message has no content on purpose. Please do not reply to it.\n` };
}

/** After so many failed attempts people are told; after the last one nobody tries any more. */
const MAIL_VISIBLE_AFTER = 3;
const MAIL_ATTEMPTS = 8;
/** 30 s, 1 min, 2 min, ... before the next attempt. */
const mailPause = (attempts: number): number => 30 * 2 ** (attempts - 1);

/** Tells the service, in the transaction of what it is told about: the message is a row, and a job brings it there. */
export async function tell(tx: Tx, deps: ReferralDeps, notice: Notice, row: Pick<ReferralRow, 'id' | 'number' | 'case_id' | 'service_at_location_id' | 'organization_id' | 'due_at' | 'told_by'>): Promise<void> {
  const { clock, random, jobs } = deps;
  const { email, residential } = await deps.directory.service(tx, row.service_at_location_id);
  if (email) {
    const mailId = newId(clock, random);
    await rows.insertMail(tx, { id: mailId, to: email, ...mailText(notice, row.due_at ?? clock.now(), row.told_by === 'phone'), at: clock.now(), caseId: row.case_id, referralNumber: row.number, residential });
    await jobs.enqueue(tx, 'referral.mail', { mailId });
    await publish(tx, 'mailbox');
  }
  if (row.told_by === 'phone') await askToCall(tx, deps, notice, row);
  await tellMachine(tx, deps, notice, row);
  await publish(tx, `partner:${row.organization_id}`, 'referral');
}

/** Registers who brings the messages to the mail server. */
export function deliveryJobs(deps: ReferralDeps): void {
  const { clock, cases, jobs } = deps;
  jobs.work('referral.mail', async (tx: Tx, { mailId }: { mailId: string }) => {
    const mail = await rows.mailById(tx, mailId);
    if (!mail || mail.state === 'delivered' || mail.state === 'failed') return;
    const attempts = mail.attempts + 1;
    // A server that cannot be reached is no failed job: the attempt is kept, so that people see it, and the next one is a timer.
    // Where we die between the server's yes and our commit it is sent again under the same id, by which a mail server knows it.
    const error = await deps.mailer.send({ id: mail.id, to: mail.to_address, subject: mail.subject, text: mail.text }).then(
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
