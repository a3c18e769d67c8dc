/** The partner's side: the own organization's referrals and nothing else. */
import { hide } from '#core/case';
import { REFERRAL_NOTICE } from '#core/disclosure';
import { notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { ReferralDeps } from './ports.ts';
import { agencyOf, GONE, move } from './referral.ts';
import type { ReferralMove } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { answerPlace, payloadPlace } from './sending.ts';

const PURPOSE = 'service-referral';

export function answeringOf(deps: ReferralDeps) {
  const { clock, audit, access, vault, cases } = deps;

  /** The row, when it went to the actor's organization and was not taken back; otherwise "not here". */
  async function own(tx: Tx, actor: Actor, number: string): Promise<ReferralRow> {
    if (actor.kind !== 'partner') throw notFound();
    const row = await rows.byNumberOf(tx, number, actor.organizationId);
    // The same steps whether somebody else has the number or nobody: the refusal is in the log, and takes the same time.
    if (!row) throw await access.authorize(tx, { actor, purpose: PURPOSE, action: 'referral.answer', subject: { type: 'Referral', id: 'none' } }).then(notFound, (e: unknown) => hide(e));
    await authorize(tx, actor, row, 'referral.answer');
    return row;
  }
  /** The organization's own, while it is open: a referral that was taken back is not there any more. */
  function authorize(tx: Tx, actor: Actor, row: ReferralRow, action: string, fields?: string[]) {
    const subject = { type: 'Referral', id: row.id, attrs: { organization: row.organization_id, open: !GONE.includes(row.state), participates: row.participates, agency: agencyOf(row.residential) } };
    return access.authorize(tx, { actor, purpose: PURPOSE, action, subject, ...(fields ? { fields } : {}) }).catch(hide);
  }

  async function sealAnswer(tx: Tx, actor: Actor, row: ReferralRow, text: string): Promise<string> {
    const grant = await authorize(tx, actor, row, 'referral.answer', ['answer']);
    return (await vault.protect(tx, grant, answerPlace(row.id), text)).toString('base64');
  }

  async function changed(tx: Tx, actor: Actor, row: ReferralRow, by: ReferralMove, text: string): Promise<void> {
    await audit.append(tx, { actor, purpose: PURPOSE, action: `referral.${by}`, subject: { type: 'Referral', id: row.id }, outcome: 'done' });
    await cases.event(tx, actor, row.case_id, 'referral', text);
    await publish(tx, `staff:${row.created_by}`, 'referral');
    await publish(tx, `partner:${row.organization_id}`, 'referral');
  }

  /** A partner may answer from the list, without having opened it: that counts as received. */
  async function received(tx: Tx, actor: Actor, row: ReferralRow): Promise<ReferralRow> {
    if (row.state !== 'sent') return row;
    const state = move(row.state, 'receive');
    await rows.setState(tx, row.id, state);
    await changed(tx, actor, row, 'receive', `Referral ${row.number} was opened by the service.`);
    return { ...row, state };
  }

  return {
    async listForPartner(tx: Tx, actor: Actor) {
      if (actor.kind !== 'partner') throw notFound();
      return {
        referrals: (await rows.sentWhere(tx, await access.filter(tx, actor, PURPOSE, 'referral.read', { type: 'Referral', id: 'partner', columns: rows.COLUMNS }))).map((r) => ({ number: r.number, service: r.service, state: r.state, dueAt: r.due_at.toISOString(), urgency: r.urgency })),
      };
    },

    /** Opens what was sent. Each reading is in the log before a field is decrypted. */
    async readForPartner(tx: Tx, actor: Actor, number: string) {
      const row = await received(tx, actor, await own(tx, actor, number));
      const payload = await rows.payloadOf(tx, row.id);
      await authorize(tx, actor, row, 'referral.read', payload.map((p) => p.field));
      const fields: { label: string; value: string }[] = [];
      for (const p of payload) {
        const grant = await access
          .authorize(tx, { actor, purpose: PURPOSE, action: 'person.reveal', subject: { type: 'Person', id: p.person_id, attrs: { referredTo: [row.organization_id], participates: row.participates, agency: agencyOf(row.residential) } }, fields: [p.field] })
          .catch(hide);
        fields.push({ label: p.label, value: await vault.reveal(tx, grant, payloadPlace(p.person_id, p.id, p.field), p.ciphertext) });
      }
      return { number: row.number, service: row.service, state: row.state, urgency: row.urgency, need: row.need, fields, dueAt: row.due_at.toISOString(), notice: REFERRAL_NOTICE };
    },

    async accept(tx: Tx, actor: Actor, number: string) {
      const row = await received(tx, actor, await own(tx, actor, number));
      const state = move(row.state, 'accept');
      await rows.setState(tx, row.id, state, { answeredAt: clock.now() });
      await changed(tx, actor, row, 'accept', `Referral ${row.number} was accepted.`);
      return { state };
    },

    async decline(tx: Tx, actor: Actor, number: string, reason: string) {
      const row = await received(tx, actor, await own(tx, actor, number));
      const state = move(row.state, 'decline');
      await rows.setState(tx, row.id, state, { answeredAt: clock.now(), declineReason: await sealAnswer(tx, actor, row, reason) });
      // What is not needed any more is not kept.
      await rows.deletePayload(tx, row.id);
      await changed(tx, actor, row, 'decline', `Referral ${row.number} was declined; the reason is with the referral.`);
      return { state };
    },

    /** `in_service` says that help began; any other word is how it ended. */
    async report(tx: Tx, actor: Actor, number: string, outcome: string, text: string) {
      const row = await own(tx, actor, number);
      const by = outcome === 'in_service' ? 'begin' : 'report';
      const state = move(row.state, by);
      await rows.setState(tx, row.id, state, { outcome: await sealAnswer(tx, actor, row, text ? `${outcome}: ${text}` : outcome) });
      await changed(tx, actor, row, by, by === 'begin' ? `Referral ${row.number}: help began.` : `Referral ${row.number} has an outcome; it is with the referral.`);
      return { state };
    },
  };
}
