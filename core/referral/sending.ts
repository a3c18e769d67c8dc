/** The counsellor's side: preview, send with consent, take back. */
import { FIELD_LABELS, fieldEmpty, hide, placeOf, recipientShown } from '#core/case';
import { REFERRAL_NOTICE } from '#core/disclosure';
import { newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { ReferralDeps } from './ports.ts';
import { agencyOf, checkConsent, checkDisclosable, deadline, enforcementPartner, leavingBytes, mailText, move, READABLE_SECONDS } from './referral.ts';
import type { Consent, Urgency } from './referral.ts';
import * as rows from './repository.ts';

export interface ReferralRequest { serviceAtLocationId: string; fields: { personId: string; field: string }[]; need: string; urgency: Urgency }
const PURPOSE = 'service-referral';

/** Where a field that leaves is kept: under its person's key, so that erasing the person erases it too, and bound to its own row. */
export function payloadPlace(personId: string, payloadId: string, field: string) {
  return { keyOf: { kind: 'person' as const, id: personId }, table: 'referral_payload', column: field, row: payloadId };
}

/** What the partner writes back may say where somebody is: it is under the referral's own key, never in a timeline. */
export function answerPlace(referralId: string) {
  return { keyOf: { kind: 'referral' as const, id: referralId }, table: 'referral', column: 'answer', row: referralId };
}

export function sendingOf(deps: ReferralDeps) {
  const { clock, random, audit, access, vault, cases, directory } = deps;

  /** Opens exactly the chosen fields, each reading in the log, and builds what would leave. */
  async function gather(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest) {
    const service = await directory.service(tx, request.serviceAtLocationId);
    const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'referral.create', PURPOSE);
    if (service.enforcementSince) throw enforcementPartner(service.enforcementSince);
    await access.authorize(tx, { actor, purpose: PURPOSE, action: 'agency.choose', subject: { type: 'Agency', id: service.organizationId, attrs: { participates: false, agency: agencyOf(service.residential) } } }).catch(hide);
    const need = await directory.need(tx, request.need);
    const leaving: { personId: string; field: string; label: string; value: string }[] = [];
    const seen = new Set<string>();
    for (const chosen of request.fields) {
      const field = checkDisclosable(chosen.field);
      if (seen.has(`${chosen.personId}.${field}`)) continue;
      seen.add(`${chosen.personId}.${field}`);
      const { person, grant } = await cases.authorizePerson(tx, actor, caseNumber, chosen.personId, 'person.reveal', PURPOSE, [field]);
      let value: string;
      if (field === 'ageBand') value = person.age_band ?? '';
      else if (field === 'languages') value = person.languages.join(', ');
      else {
        const ciphertext = person[field];
        if (!ciphertext) throw fieldEmpty();
        value = await vault.reveal(tx, grant, placeOf(person.id, field), ciphertext);
      }
      if (value === '') throw fieldEmpty();
      const label = field === 'ageBand' ? 'Age' : field === 'languages' ? 'Languages' : FIELD_LABELS[field];
      leaving.push({ personId: person.id, field, label: `${label} (${person.role})`, value });
    }
    return { service, found, need, leaving, bytes: leavingBytes({ need, urgency: request.urgency, fields: leaving, notice: REFERRAL_NOTICE }) };
  }

  return {
    /** The bytes that would leave, the recipient and what to think of. Nothing is sent. @throws EnforcementPartner */
    async preview(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest) {
      const { service, bytes, leaving } = await gather(tx, actor, caseNumber, request);
      const warnings: string[] = [];
      if (service.residential) warnings.push('People live there: timelines and the ledger will say "a service (sealed place)".');
      if (leaving.length === 0) warnings.push('No field is chosen: the service will learn the need and the urgency alone.');
      if (!service.email) warnings.push('This service has no address for messages: tell it by phone that a referral is waiting.');
      return { bytes, recipient: `${service.organization}, ${service.name}`, warnings };
    },

    /** Sends a referral; row, payload, ledger, log, timer and mail job commit together. */
    async create(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest & { consent: Consent }): Promise<{ number: string }> {
      if (actor.kind !== 'staff') throw notFound();
      const now = clock.now();
      const consent = checkConsent(request.consent, now);
      const { service, found, need, leaving } = await gather(tx, actor, caseNumber, request);
      const id = newId(clock, random);
      const number = newNumber(random, 'RF');
      const dueAt = deadline(request.urgency, now);
      const expiresAt = plusSeconds(now, READABLE_SECONDS);
      const fields = leaving.map(({ personId, field }) => ({ personId, field }));
      await rows.insertReferral(tx, {
        id, number, caseId: found.id, serviceAtLocationId: service.serviceAtLocationId, organizationId: service.organizationId, by: actor.id,
        urgency: request.urgency, need, fields, consent, at: now, dueAt, state: move('draft', 'send'),
      });
      await vault.createKey('referral', id);
      for (const [i, f] of leaving.entries()) {
        // Ids of one millisecond sort at random; the place in the preview is kept by a number of its own.
        const { grant } = await cases.authorizePerson(tx, actor, caseNumber, f.personId, 'person.write', PURPOSE, [f.field]);
        const payloadId = newId({ now: () => new Date(now.getTime() + i) }, random);
        await rows.insertPayload(tx, id, { id: payloadId, personId: f.personId, field: f.field, label: f.label, ciphertext: await vault.protect(tx, grant, payloadPlace(f.personId, payloadId, f.field), f.value) });
      }
      const shown = recipientShown(service);
      await deps.disclosures.record(tx, actor, {
        recipient: shown, organizationId: service.residential ? null : service.organizationId, purpose: PURPOSE, legalBasis: 'consent', fields, expiresAt, notice: REFERRAL_NOTICE, referralNumber: number,
      });
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'referral.sent', subject: { type: 'Referral', id }, outcome: 'done', fields: fields.map((f) => f.field) });
      await cases.event(tx, actor, found.id, 'referral', `Referral ${number} sent to ${shown}. Consent: ${consent.by}, ${consent.how}.`);
      await deps.jobs.enqueue(tx, 'referral.deadline', { number }, { runAt: dueAt });
      await deps.jobs.enqueue(tx, 'referral.expire', { number }, { runAt: expiresAt });
      if (service.email) {
        const mailId = newId(clock, random);
        await rows.insertMail(tx, { id: mailId, to: service.email, ...mailText(dueAt), at: now, caseId: found.id, referralNumber: number });
        await deps.jobs.enqueue(tx, 'referral.mail', { mailId });
        await publish(tx, 'mailbox');
      }
      await publish(tx, `partner:${service.organizationId}`, 'referral');
      return { number };
    },

    /** Takes a referral back: what was to be read is deleted, and the ledger says so. */
    async revoke(tx: Tx, actor: Actor, number: string): Promise<{ state: string }> {
      const row = await rows.byNumber(tx, number);
      if (!row) throw notFound();
      await access.authorize(tx, { actor, purpose: PURPOSE, action: 'referral.revoke', subject: { type: 'Referral', id: row.id, attrs: { assigned: await cases.assignedTo(tx, row.case_id) } } }).catch(hide);
      const state = move(row.state, 'revoke');
      await rows.setState(tx, row.id, state);
      await rows.deletePayload(tx, row.id);
      await deps.disclosures.recordRevocation(tx, actor, {
        recipient: recipientShown({ name: row.service, organization: row.organization, residential: row.residential }), organizationId: row.residential ? null : row.organization_id,
        purpose: PURPOSE, legalBasis: 'consent', fields: row.fields, expiresAt: clock.now(), notice: REFERRAL_NOTICE, referralNumber: number,
      });
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'referral.revoked', subject: { type: 'Referral', id: row.id }, outcome: 'done' });
      await cases.event(tx, actor, row.case_id, 'referral', `Referral ${number} taken back.`);
      await publish(tx, `partner:${row.organization_id}`, 'referral');
      return { state };
    },

    /** The referrals of a case that the caller of this has already been allowed to read. */
    async ofCase(tx: Tx, actor: Actor, caseId: string) {
      const assigned = await cases.assignedTo(tx, caseId);
      const answerOf = async (r: rows.ReferralRow): Promise<{ answer?: string }> => {
        const sealed = r.outcome ?? r.decline_reason;
        if (sealed === null) return {};
        const grant = await access.authorize(tx, { actor, purpose: 'care-continuity', action: 'referral.read', subject: { type: 'Referral', id: r.id, attrs: { assigned } }, fields: ['answer'] }).catch(hide);
        return { answer: await vault.reveal(tx, grant, answerPlace(r.id), Buffer.from(sealed, 'base64')) };
      };
      const all = [];
      for (const r of await rows.ofCase(tx, caseId)) all.push({
        ...(await answerOf(r)), number: r.number, service: recipientShown({ name: r.service, organization: r.organization, residential: r.residential }), state: r.state, urgency: r.urgency, dueAt: r.due_at.toISOString(),
      });
      return all;
    },
  };
}
