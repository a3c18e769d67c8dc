/** What sending, answering, messages and timers have in common: who may, what is written down, and how a referral ends. */
import { hide, recipientShown } from '#core/case';
import { REFERRAL_NOTICE } from '#core/disclosure';
import { notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { deleteMessages } from './message-repository.ts';
import type { ReferralDeps } from './ports.ts';
import { agencyOf, GONE } from './referral.ts';
import type { ReferralMove, ReferralState } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';

export const PURPOSE = 'service-referral';
/** The tasks about one referral: finished together when it is answered or ends. */
export const taskRef = (row: Pick<ReferralRow, 'id'>): string => `referral:${row.id}`;
/** The tasks to call the service: done when somebody called, whatever came of it. */
export const callRef = (row: Pick<ReferralRow, 'id'>): string => `referral-call:${row.id}`;

/** Where a field that leaves is kept: under its person's key, so that erasing the person erases it too, and bound to its own row. */
export function payloadPlace(personId: string, payloadId: string, field: string) {
  return { keyOf: { kind: 'person' as const, id: personId }, table: 'referral_payload', column: field, row: payloadId };
}
/** What the partner writes back may say where somebody is: it is under the referral's own key, never in a timeline. */
export function answerPlace(referralId: string) {
  return { keyOf: { kind: 'referral' as const, id: referralId }, table: 'referral', column: 'answer', row: referralId };
}

/** Once bytes of a referral may have reached the other side, the ledger has their line, from `actor` for `owner`; the same bytes again are no second disclosure. */
export async function intoLedger(tx: Tx, { disclosures }: Pick<ReferralDeps, 'disclosures'>, actor: Actor, row: ReferralRow, sha256: string, now: Date, owner?: string): Promise<void> {
  if ((await disclosures.ofReferral(tx, row.number)).some((line) => line.sha256 === sha256)) return;
  await disclosures.record(tx, actor, {
    recipient: recipientShown({ name: row.service, organization: row.organization, residential: row.residential }), organizationId: row.residential ? null : row.organization_id, purpose: PURPOSE,
    legalBasis: row.legal_basis ? `law: ${row.legal_basis}` : 'consent', fields: row.fields, expiresAt: row.readable_until ?? now, notice: REFERRAL_NOTICE, referralNumber: row.number, sha256,
  }, owner);
}

export type Shared = ReturnType<typeof sharedOf>;
export function sharedOf(deps: ReferralDeps) {
  const { clock, audit, access, cases } = deps;

  /** A grant of somebody who was given the case, about one referral of it; a refusal reads as "not here". */
  async function authorizeStaff(tx: Tx, actor: Actor, row: ReferralRow, action: string, fields?: string[]) {
    const subject = { type: 'Referral', id: row.id, attrs: { assigned: await cases.assignedTo(tx, row.case_id) } };
    return access.authorize(tx, { actor, purpose: PURPOSE, action, subject, ...(fields ? { fields } : {}) }).catch(hide);
  }
  /** The organization's own, while it is open: a referral that was taken back is not there any more. */
  function authorizePartner(tx: Tx, actor: Actor, row: ReferralRow, action: string, fields?: string[]) {
    const subject = { type: 'Referral', id: row.id, attrs: { organization: row.organization_id, open: !GONE.includes(row.state), participates: row.participates, agency: agencyOf(row.residential) } };
    return access.authorize(tx, { actor, purpose: PURPOSE, action, subject, ...(fields ? { fields } : {}) }).catch(hide);
  }
  /** What a partner may open or write of a person: only who was referred to it. */
  function authorizeReferred(tx: Tx, actor: Actor, row: ReferralRow, personId: string, action: string, field: string) {
    const subject = { type: 'Person', id: personId, attrs: { referredTo: [row.organization_id], participates: row.participates, agency: agencyOf(row.residential) } };
    return access.authorize(tx, { actor, purpose: PURPOSE, action, subject, fields: [field] }).catch(hide);
  }
  /** The row for somebody who was given its case. */
  async function ofStaff(tx: Tx, actor: Actor, number: string, action: string): Promise<ReferralRow> {
    const row = await rows.byNumber(tx, number);
    if (!row || actor.kind !== 'staff') throw notFound();
    await authorizeStaff(tx, actor, row, action);
    return row;
  }
  /** The row, when it went to the actor's organization and is open; otherwise "not here". */
  async function ofPartner(tx: Tx, actor: Actor, number: string, action: string): Promise<ReferralRow> {
    if (actor.kind !== 'partner') throw notFound();
    const row = await rows.byNumberOf(tx, number, actor.organizationId);
    // The same steps whether somebody else has the number or nobody: the refusal is in the log, and takes the same time.
    if (!row) throw await access.authorize(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Referral', id: 'none' } }).then(notFound, (e: unknown) => hide(e));
    await authorizePartner(tx, actor, row, action);
    return row;
  }
  async function changed(tx: Tx, actor: Actor, row: ReferralRow, by: ReferralMove, text: string): Promise<void> {
    await audit.append(tx, { actor, purpose: PURPOSE, action: `referral.${by}`, subject: { type: 'Referral', id: row.id }, outcome: 'done' });
    await cases.event(tx, actor, row.case_id, 'referral', text);
    await publish(tx, `staff:${row.created_by}`, 'referral');
    if (row.sent_at) await publish(tx, `partner:${row.organization_id}`, 'referral');
  }
  /** Nobody waits for it any more: its tasks are done, those to call too. */
  async function settle(tx: Tx, actor: Actor, row: ReferralRow): Promise<void> {
    await cases.finishTasksOf(tx, actor, taskRef(row));
    await cases.finishTasksOf(tx, actor, callRef(row));
  }
  /** Ends a referral: what was given for it, and what was written about it, is deleted; nobody waits for it any more. */
  async function end(tx: Tx, actor: Actor, row: ReferralRow, state: ReferralState, more: rows.Change = {}): Promise<void> {
    await rows.setState(tx, row.id, state, { ...more, endedAt: clock.now() });
    await rows.deletePayload(tx, row.id);
    await deleteMessages(tx, row.id);
  }
  return { deps, authorizeStaff, authorizePartner, authorizeReferred, ofStaff, ofPartner, changed, settle, end };
}
