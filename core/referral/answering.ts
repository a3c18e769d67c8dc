/** What a service says to a referral: in its portal, or on the telephone, where somebody of the case writes it down. The way it says it changes nothing about what is possible. */
import { REFERRAL_NOTICE } from '#core/disclosure';
import { notFound, plusSeconds } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { after, checkUntil, ENDED, move, OUTCOME_SECONDS } from './referral.ts';
import type { Answer } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { answerPlace, payloadPlace, PURPOSE } from './shared.ts';
import type { Shared } from './shared.ts';

export function answeringOf(shared: Shared) {
  const { deps, authorizePartner, authorizeStaff, authorizeReferred, ofPartner, ofStaff, changed, settle, end } = shared;
  const { clock, access, vault, jobs } = deps;

  const HOW: Record<rows.AnsweredVia, string> = { portal: '', phone: ', as the service said on the telephone', machine: ', by the machine of the service' };
  const timeline = (row: ReferralRow, answer: Answer): string => {
    switch (answer.kind) {
      case 'accept': return `Referral ${row.number} was accepted`;
      case 'decline': return `Referral ${row.number} was declined; the reason is with the referral`;
      case 'waitlist': return `Referral ${row.number} is on a waiting list until ${answer.until}`;
      case 'begin': return `Referral ${row.number}: help began`;
      case 'report': return `Referral ${row.number} has an outcome; it is with the referral`;
    }
  };

  async function received(tx: Tx, actor: Actor, row: ReferralRow, how = 'was opened by the service'): Promise<ReferralRow> {
    if (row.state !== 'sent') return row;
    const state = move(row.state, 'receive');
    await rows.setState(tx, row.id, state);
    await changed(tx, actor, row, 'receive', `Referral ${row.number} ${how}.`);
    return { ...row, state };
  }

  /** The one place where an answer becomes a state. */
  async function take(tx: Tx, actor: Actor, row: ReferralRow, answer: Answer, via: rows.AnsweredVia): Promise<{ state: string }> {
    const now = clock.now();
    const state = after(row.state, answer);
    const words = answer.kind === 'decline' ? answer.reason : answer.kind === 'report' ? (answer.text ? `${answer.outcome}: ${answer.text}` : answer.outcome) : answer.kind === 'accept' ? '' : answer.text;
    const sealed = words === '' ? undefined : await seal(tx, actor, row, words);
    const change: rows.Change = {
      answeredVia: via,
      ...(['accept', 'decline', 'waitlist'].includes(answer.kind) ? { answeredAt: now, firstAnswer: answer.kind } : {}),
      ...(answer.kind === 'decline' ? { declineCode: answer.why, declineReason: sealed! } : sealed === undefined ? {} : { outcome: sealed }),
      ...(answer.kind === 'waitlist' ? { waitlistUntil: checkUntil(answer.until, now) } : {}),
      ...(answer.kind === 'report' ? { outcomeCode: answer.outcome } : {}),
    };
    if (ENDED.includes(state)) await end(tx, actor, row, state, change);
    else await rows.setState(tx, row.id, state, change);
    await changed(tx, actor, row, answer.kind, `${timeline(row, answer)}${HOW[via]}.`);
    await settle(tx, actor, row);
    const { number } = row;
    if (answer.kind === 'waitlist') await jobs.enqueue(tx, 'referral.step', { number, step: 'wait_over', until: answer.until }, { runAt: new Date(`${answer.until}T14:00:00Z`) });
    if (answer.kind === 'accept') await jobs.enqueue(tx, 'referral.step', { number, step: 'outcome_due' }, { runAt: plusSeconds(now, OUTCOME_SECONDS) });
    return { state };
  }
  async function seal(tx: Tx, actor: Actor, row: ReferralRow, text: string): Promise<string> {
    const grant = actor.kind === 'partner' ? await authorizePartner(tx, actor, row, 'referral.answer', ['answer']) : await authorizeStaff(tx, actor, row, 'referral.record', ['answer']);
    return (await vault.protect(tx, grant, answerPlace(row.id), text)).toString('base64');
  }

  return {
    /** What waits for the actor's organization and what it works on, first what is due first. What has ended is not there. */
    async listForPartner(tx: Tx, actor: Actor) {
      if (actor.kind !== 'partner') throw notFound();
      const mine = await rows.sentWhere(tx, actor.organizationId, await access.filter(tx, actor, PURPOSE, 'referral.read', { type: 'Referral', id: 'partner', columns: rows.COLUMNS }));
      return { referrals: mine.map((r) => ({ number: r.number, service: r.service, state: r.state, dueAt: r.due_at!.toISOString(), urgency: r.urgency, waitlistUntil: r.waitlist_until })) };
    },

    /** Opens what was sent. Each reading is in the log before a field is decrypted. */
    async readForPartner(tx: Tx, actor: Actor, number: string) {
      const row = await received(tx, actor, await ofPartner(tx, actor, number, 'referral.read'));
      const payload = await rows.payloadOf(tx, row.id);
      await authorizePartner(tx, actor, row, 'referral.read', payload.map((p) => p.field));
      const fields: { label: string; value: string }[] = [];
      for (const p of payload) {
        const grant = await authorizeReferred(tx, actor, row, p.person_id, 'person.reveal', p.field);
        fields.push({ label: p.label, value: await vault.reveal(tx, grant, payloadPlace(p.person_id, p.id, p.field), p.ciphertext) });
      }
      return {
        number: row.number, service: row.service, state: row.state, urgency: row.urgency, need: row.need, fields, dueAt: row.due_at!.toISOString(), waitlistUntil: row.waitlist_until,
        readableUntil: row.readable_until!.toISOString(), notice: REFERRAL_NOTICE,
      };
    },

    /** The service answers in its portal. @throws ReferralMoved, UnknownTime */
    async answer(tx: Tx, actor: Actor, number: string, answer: Answer): Promise<{ state: string }> {
      return take(tx, actor, await ofPartner(tx, actor, number, 'referral.answer'), answer, 'portal');
    },
    /** Somebody of the case writes down what the service said on the telephone. @throws ReferralMoved, UnknownTime */
    async record(tx: Tx, actor: Actor, number: string, answer: Answer): Promise<{ state: string }> {
      return take(tx, actor, await ofStaff(tx, actor, number, 'referral.record'), answer, 'phone');
    },
    /** It was read to the service on the telephone, which said this; the caller has let whoever calls write it down. @throws ReferralMoved, UnknownTime */
    async answerByPhone(tx: Tx, actor: Actor, row: ReferralRow, answer: Answer | { kind: 'received' }): Promise<{ state: string }> {
      return answer.kind === 'received' ? received(tx, actor, row, 'was read to the service on the telephone') : take(tx, actor, row, answer, 'phone');
    },
    /** The machine of a service says that it has the referral, or what its people answered. @throws ReferralMoved, UnknownTime */
    async answerByMachine(tx: Tx, actor: Actor, number: string, answer: Answer | { kind: 'received' }): Promise<void> {
      const row = await ofPartner(tx, actor, number, 'referral.answer');
      if (answer.kind === 'received') await received(tx, actor, row, 'was opened by the machine of the service');
      else await take(tx, actor, row, answer, 'machine');
    },
  };
}
