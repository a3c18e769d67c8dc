/** The counsellor's side: preview, draft, send with consent or on a legal basis, take back, ask another service. */
import { FIELD_LABELS, fieldEmpty, hide, placeOf, recipientShown } from '#core/case';
import { bytesHash, REFERRAL_NOTICE } from '#core/disclosure';
import { newId, newNumber, notFound, plusSeconds } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { toldBy } from './calling.ts';
import { tell } from './delivery.ts';
import { tellMachine } from './machine.ts';
import { agencyOf, answerClock, basisWords, checkBasis, checkDisclosable, DEADLINE_MINUTES, DRAFT_SECONDS, enforcementPartner, ladder, leavingBytes, LIFE_SECONDS, move, previewStale, READABLE_SECONDS } from './referral.ts';
import type { Basis, Consent, Urgency } from './referral.ts';
import * as rows from './repository.ts';
import { payloadPlace, PURPOSE } from './shared.ts';
import type { Shared } from './shared.ts';

export interface ReferralRequest { serviceAtLocationId: string; fields: { personId: string; field: string }[]; need: string; urgency: Urgency }
/** What it rests on; `previewed`: the hash of the bytes that were shown, which have to be those that leave. */
export interface Resting { consent?: Consent | undefined; legalBasis?: string | undefined; previewed?: string | undefined }
/** What to think of before sending; the screens have the words. */
export type Warning = 'residential' | 'no_field' | 'no_address' | 'no_list' | 'old_list' | 'full' | 'not_taking' | 'closed_now';

export function sendingOf(shared: Shared) {
  const { deps, ofStaff, changed, settle, end } = shared;
  const { clock, random, audit, access, vault, cases, directory, jobs } = deps;

  /** Opens exactly the chosen fields, each reading in the log, and builds what would leave. */
  async function gather(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest) {
    const service = await directory.service(tx, request.serviceAtLocationId);
    const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'referral.create', PURPOSE);
    if (service.enforcementSince) throw enforcementPartner(service.enforcementSince);
    // The log is a list too: of a place where people live it says the kind and not which one.
    await access.authorize(tx, { actor, purpose: PURPOSE, action: 'agency.choose', subject: { type: 'Agency', id: service.residential ? 'residential' : service.organizationId, attrs: { participates: false, agency: agencyOf(service.residential) } } }).catch(hide);
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
    const bytes = leavingBytes({ need, urgency: request.urgency, fields: leaving, notice: REFERRAL_NOTICE });
    return { service, found, need, leaving, bytes, sha256: bytesHash(bytes) };
  }
  type Gathered = Awaited<ReturnType<typeof gather>>;

  async function minutesFor(tx: Tx, request: Pick<ReferralRequest, 'serviceAtLocationId' | 'urgency'>): Promise<number> {
    return (await rows.ownMinutes(tx, await rows.serviceIdOf(tx, request.serviceAtLocationId), request.urgency)) ?? DEADLINE_MINUTES[request.urgency];
  }
  /** What time the service has to answer from now on, in minutes of its clock; when it opens, where that is what the clock waits for. */
  async function answering(tx: Tx, request: Pick<ReferralRequest, 'serviceAtLocationId' | 'urgency'>) {
    const minutes = await minutesFor(tx, request);
    const now = clock.now();
    const open = await directory.openClock(tx, request.serviceAtLocationId, now);
    return { minutes, at: answerClock(request.urgency, now, minutes, open.after), opensAt: open.opensAt };
  }
  async function shownBefore(tx: Tx, request: ReferralRequest, { service, bytes, sha256, leaving }: Gathered) {
    const warnings: Warning[] = [];
    const { minutes, at, opensAt } = await answering(tx, request);
    if (request.urgency !== 'week' && opensAt !== null) warnings.push('closed_now');
    const { list, capacity, refers } = await directory.standing(tx, request.serviceAtLocationId);
    if (list === null) warnings.push('no_list');
    else if (list.stale) warnings.push('old_list');
    if (service.residential) warnings.push('residential');
    if (leaving.length === 0) warnings.push('no_field');
    const told = await toldBy(tx, deps, service);
    if (told === 'portal' && !service.email) warnings.push('no_address');
    if (capacity === 'full') warnings.push('full');
    if (refers === false) warnings.push('not_taking');
    return { bytes, sha256, recipient: `${service.organization}, ${service.name}`, toldBy: told, warnings, answerMinutes: minutes, answerBy: at(minutes).toISOString(), opensAt: request.urgency === 'now' ? null : (opensAt?.toISOString() ?? null) };
  }

  async function draft(tx: Tx, actor: Extract<Actor, { kind: 'staff' }>, request: ReferralRequest, { service, found, need, leaving }: Gathered, againOf: string | null) {
    const id = newId(clock, random);
    const number = newNumber(random, 'RF');
    const fields = leaving.map(({ personId, field }) => ({ personId, field }));
    await rows.insertReferral(tx, {
      id, number, caseId: found.id, serviceAtLocationId: service.serviceAtLocationId, organizationId: service.organizationId, by: actor.id, urgency: request.urgency, need, fields,
      aboutPerson: fields[0]?.personId ?? (await cases.peopleOf(tx, found.number)).find((p) => p.role === 'child')?.id ?? null, againOf, at: clock.now(),
    });
    await vault.createKey('referral', id);
    return { id, number };
  }

  /** Row, payload, ledger, log, timers and the message to the service commit together. */
  async function send(tx: Tx, actor: Actor, row: rows.ReferralRow, gathered: Gathered, basis: Basis): Promise<void> {
    const { service, leaving, found, sha256 } = gathered;
    const now = clock.now();
    const state = move(row.state, 'send');
    const { minutes, at: answerAt } = await answering(tx, { serviceAtLocationId: row.service_at_location_id, urgency: row.urgency });
    const dueAt = answerAt(minutes);
    const expiresAt = plusSeconds(now, READABLE_SECONDS);
    const told = await toldBy(tx, deps, service);
    await rows.setSent(tx, row.id, { state, toldBy: told, consent: basis.kind === 'consent' ? basis.consent : null, legalBasis: basis.kind === 'law' ? basis.code : null, at: now, dueAt, readableUntil: expiresAt });
    for (const [i, f] of leaving.entries()) {
      // Ids of one millisecond sort at random; the place in the preview is kept by a number of its own.
      const { grant } = await cases.authorizePerson(tx, actor, found.number, f.personId, 'person.write', PURPOSE, [f.field]);
      const payloadId = newId({ now: () => new Date(now.getTime() + i) }, random);
      await rows.insertPayload(tx, row.id, { id: payloadId, personId: f.personId, field: f.field, label: f.label, ciphertext: await vault.protect(tx, grant, payloadPlace(f.personId, payloadId, f.field), f.value) });
    }
    const shown = recipientShown(service);
    const words = basisWords(basis);
    await deps.disclosures.record(tx, actor, {
      recipient: shown, organizationId: service.residential ? null : service.organizationId, purpose: PURPOSE, legalBasis: words.ledger, fields: row.fields, expiresAt, notice: REFERRAL_NOTICE, referralNumber: row.number, sha256,
    });
    await audit.append(tx, { actor, purpose: PURPOSE, action: 'referral.sent', subject: { type: 'Referral', id: row.id }, outcome: 'done', fields: row.fields.map((f) => f.field) });
    await cases.event(tx, actor, found.id, 'referral', `Referral ${row.number} sent to ${shown}. ${words.timeline}`);
    for (const { step, at } of ladder(minutes, answerAt)) await jobs.enqueue(tx, 'referral.step', { number: row.number, step }, { runAt: at });
    await jobs.enqueue(tx, 'referral.expire', { number: row.number }, { runAt: expiresAt });
    await jobs.enqueue(tx, 'referral.end', { number: row.number }, { runAt: plusSeconds(now, LIFE_SECONDS) });
    await tell(tx, deps, 'sent', { ...row, due_at: dueAt, told_by: told });
  }
  const requestOf = (row: rows.ReferralRow): ReferralRequest => ({ serviceAtLocationId: row.service_at_location_id, fields: row.fields, need: row.need, urgency: row.urgency });

  return {
    /** The bytes that would leave with their hash, the recipient, by when it has to answer, and what to think of. Nothing is sent. @throws EnforcementPartner */
    async preview(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest) {
      return shownBefore(tx, request, await gather(tx, actor, caseNumber, request));
    },

    /** Sends a referral. @throws PreviewStale when `previewed` is not the hash of what would leave */
    async create(tx: Tx, actor: Actor, caseNumber: string, request: ReferralRequest & Resting): Promise<{ number: string }> {
      if (actor.kind !== 'staff') throw notFound();
      const basis = checkBasis(request, clock.now());
      const gathered = await gather(tx, actor, caseNumber, request);
      if (request.previewed !== undefined && request.previewed !== gathered.sha256) throw previewStale();
      const { number } = await draft(tx, actor, request, gathered, null);
      await send(tx, actor, (await rows.byNumber(tx, number))!, gathered, basis);
      return { number };
    },

    /** A draft of the same fields, need and urgency to another service. It is sent only after it was looked at afresh. */
    async again(tx: Tx, actor: Actor, number: string, serviceAtLocationId: string): Promise<{ number: string }> {
      const row = await ofStaff(tx, actor, number, 'referral.read');
      const request = { ...requestOf(row), serviceAtLocationId };
      const gathered = await gather(tx, actor, await cases.numberOf(tx, row.case_id), request);
      const made = await draft(tx, actor as Extract<Actor, { kind: 'staff' }>, request, gathered, row.id);
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'referral.drafted', subject: { type: 'Referral', id: made.id }, outcome: 'done' });
      await cases.event(tx, actor, row.case_id, 'referral', `Referral ${made.number} is a draft, made after ${number}. Nothing has left.`);
      await settle(tx, actor, row);
      await jobs.enqueue(tx, 'referral.end', { number: made.number }, { runAt: plusSeconds(clock.now(), DRAFT_SECONDS) });
      return { number: made.number };
    },
    /** The bytes of a draft as they would leave now. */
    async previewDraft(tx: Tx, actor: Actor, number: string) {
      const row = await ofStaff(tx, actor, number, 'referral.read');
      move(row.state, 'send');
      return shownBefore(tx, requestOf(row), await gather(tx, actor, await cases.numberOf(tx, row.case_id), requestOf(row)));
    },
    /** Sends a draft. @throws PreviewStale unless `previewed` is the hash of what leaves */
    async sendDraft(tx: Tx, actor: Actor, number: string, resting: Resting): Promise<{ state: string }> {
      const row = await ofStaff(tx, actor, number, 'referral.read');
      const basis = checkBasis(resting, clock.now());
      move(row.state, 'send');
      const gathered = await gather(tx, actor, await cases.numberOf(tx, row.case_id), requestOf(row));
      if (resting.previewed !== gathered.sha256) throw previewStale();
      await send(tx, actor, row, gathered, basis);
      return { state: 'sent' };
    },

    /** Takes a referral back: what was to be read is deleted, and the ledger says so. A draft is thrown away; nothing had left. */
    async revoke(tx: Tx, actor: Actor, number: string): Promise<{ state: string }> {
      const row = await ofStaff(tx, actor, number, 'referral.revoke');
      const state = move(row.state, 'revoke');
      await end(tx, actor, row, state);
      if (row.sent_at) {
        await deps.disclosures.recordRevocation(tx, actor, {
          recipient: recipientShown({ name: row.service, organization: row.organization, residential: row.residential }), organizationId: row.residential ? null : row.organization_id,
          purpose: PURPOSE, legalBasis: row.legal_basis ? `law: ${row.legal_basis}` : 'consent', fields: row.fields, expiresAt: clock.now(), notice: REFERRAL_NOTICE, referralNumber: number,
        });
        await tellMachine(tx, deps, 'revoked', row);
      }
      await changed(tx, actor, row, 'revoke', row.sent_at ? `Referral ${number} taken back.` : `The draft ${number} was thrown away.`);
      await settle(tx, actor, row);
      return { state };
    },
  };
}
