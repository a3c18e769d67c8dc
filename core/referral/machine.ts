/**
 * Telling a partner's machine: a signed message for each notice, with the content of a referral only when it is new. What leaves is made of what the disclosure holds,
 * at the moment of sending; no copy lies about, so that what was taken back is not sent. The ledger's line and the sending commit together.
 */
import { bytesHash, REFERRAL_NOTICE } from '#core/disclosure';
import { newId, plusSeconds } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { ReferralDeps } from './ports.ts';
import { agencyOf, GONE } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { intoLedger, payloadPlace, PURPOSE } from './shared.ts';
import { PAUSES, validSecrets, VISIBLE_AFTER, webhookBody, webhookHeaders } from './webhook.ts';
import type { WebhookNotice } from './webhook.ts';
import * as ways from './way-repository.ts';

const SELF: Actor = { kind: 'system', name: 'referral' };

/** A message to the machine of the organization, if two people set one up; in the transaction of what it is told about. */
export async function tellMachine(tx: Tx, { clock, random, jobs }: Pick<ReferralDeps, 'clock' | 'random' | 'jobs'>, notice: WebhookNotice, row: Pick<ReferralRow, 'number' | 'organization_id'>): Promise<void> {
  const way = await ways.liveWay(tx, row.organization_id);
  // FHIR has a Task and its end; for what has no content there the mail and the portal are the way.
  if (!way || (way.kind === 'fhir' && notice !== 'sent' && notice !== 'revoked')) return;
  const id = newId(clock, random);
  await ways.insertDelivery(tx, { id, referral_number: row.number, way_id: way.id, notice, at: clock.now(), state: 'queued', attempts: 0, error: null });
  await jobs.enqueue(tx, way.kind === 'fhir' ? 'referral.fhir' : 'referral.webhook', { id });
}

/** The content of a new referral, opened by the machine for its recipient alone. */
export async function leavingByMachine(tx: Tx, { access, vault }: Pick<ReferralDeps, 'access' | 'vault'>, row: ReferralRow) {
  const fields = [];
  for (const p of await rows.payloadOf(tx, row.id)) {
    const grant = await access.authorize(tx, { actor: SELF, purpose: PURPOSE, action: 'referral.deliver', subject: { type: 'Person', id: p.person_id, attrs: { referredTo: [row.organization_id], participates: row.participates, agency: agencyOf(row.residential) } }, fields: [p.field] });
    fields.push({ personId: p.person_id, field: p.field, label: p.label, value: await vault.reveal(tx, grant, payloadPlace(p.person_id, p.id, p.field), p.ciphertext) });
  }
  return { need: row.need, urgency: row.urgency, fields, notice: REFERRAL_NOTICE };
}
/** Why nothing of this delivery may leave any more; undefined when it may. */
function overFor(d: ways.DeliveryRow, row: ReferralRow | undefined, way: ways.WayRow | undefined): string | undefined {
  if (!way) return 'WayGone';
  if (!row) return 'ReferralOver';
  if (row.participates) return 'EnforcementPartner';
  return d.notice !== 'revoked' && GONE.includes(row.state) ? 'ReferralOver' : undefined;
}
/** A delivery that is still to be sent, locked, with its referral and its way; nothing when it has been, or when nothing of it may leave any more. */
export async function toSend(tx: Tx, id: string): Promise<{ d: ways.DeliveryRow; row: ReferralRow; way: ways.WayRow } | undefined> {
  const d = await ways.lockDelivery(tx, id);
  if (!d || !['queued', 'failing'].includes(d.state)) return undefined;
  const [row, way] = [await rows.seeByNumber(tx, d.referral_number), await ways.seeWay(tx, d.way_id)];
  const over = overFor(d, row, way);
  if (over === undefined && row && way) return { d, row, way };
  await ways.saveDelivery(tx, { ...d, state: 'given_up', error: over ?? 'WayGone' });
  return undefined;
}
/** How a try of a delivery went: kept, in the log, tried again or not, and after some failures a person is asked to telephone. */
export async function tried(tx: Tx, { clock, audit, cases, jobs }: Pick<ReferralDeps, 'clock' | 'audit' | 'cases' | 'jobs'>, job: string, d: ways.DeliveryRow, row: ReferralRow, sent: { error: string | null; gone: boolean }): Promise<void> {
  const attempts = d.attempts + 1;
  const pause = sent.error === null || sent.gone ? undefined : PAUSES[d.attempts];
  await ways.saveDelivery(tx, { ...d, attempts, error: sent.error, state: sent.error === null ? 'delivered' : pause === undefined ? 'failed' : 'failing' });
  await audit.append(tx, { actor: SELF, purpose: PURPOSE, action: sent.error === null ? 'referral.delivered' : 'referral.not-delivered', subject: { type: 'Referral', id: row.id }, outcome: 'done' });
  if (pause !== undefined) await jobs.enqueue(tx, job, { id: d.id }, { runAt: plusSeconds(clock.now(), pause) });
  if (sent.error !== null && (attempts === VISIBLE_AFTER || sent.gone)) {
    await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: 'webhook_failed', title: `The machine of the service does not take referral ${row.number} (${sent.error}); telephone`, role: 'supervisor', ref: `referral:${row.id}` });
  }
}

/** Registers who sends. */
export function machineJobs(deps: ReferralDeps): void {
  const { clock, jobs } = deps;
  jobs.work('referral.webhook', async (tx: Tx, { id }: { id: string }) => {
    const due = await toSend(tx, id);
    if (!due) return;
    const { d, row, way } = due;
    const now = clock.now();
    const body = webhookBody(d.notice, d.at, { number: row.number, dueAt: row.due_at }, d.notice === 'sent' ? await leavingByMachine(tx, deps, row) : undefined);
    const sent = await deps.post({ url: way.url, body, headers: webhookHeaders(validSecrets(deps.signingKey, { id: way.id, keyVersion: way.key_version, rotatedAt: way.rotated_at }, now), d.id, now, body) })
      .then(({ status }) => ({ error: status >= 200 && status < 300 ? null : `Status ${status}`, gone: status === 410 }), (e: { code?: string }) => ({ error: e.code ?? 'Error', gone: false }));
    if (d.notice === 'sent') await intoLedger(tx, deps, SELF, row, bytesHash(body), now, row.created_by);
    await tried(tx, deps, 'referral.webhook', d, row, sent);
  });
}
