/** The asker's side: what is possible, the bytes that would leave, asking, giving out, taking back, telling the child's side. */
import { FIELD_LABELS, fieldEmpty, hide, placeOf, recipientShown } from '#core/case';
import { invalid, newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import {
  ABLE, ASK_SECONDS, checkBasis, checkChildSide, checkThreat, FIELDS, notAble, notPossible, NOTICES, PURPOSES, REVIEW_SECONDS, SEALED_YET, SHOWN_SECONDS, THREAT_SECONDS, move,
} from './disclosure.ts';
import type { Basis, ChildSide, DisclosureField, DisclosurePurpose } from './disclosure.ts';
import { checkReportWords, dutyOf } from './duty.ts';
import { checkedOfficial } from './official-call.ts';
import { partPlace, staffOnly } from './shared.ts';
import type { Shared } from './shared.ts';
import * as rows from './repository.ts';
import type { RequestRow } from './repository.ts';

export interface Ask {
  /** A service of the directory, a checked number of officials, or (for a duty to report) the body of a state. */
  recipient: { serviceAtLocationId?: string | undefined; officialId?: string | undefined; dutyState?: string | undefined };
  /** A named person at the recipient. */
  to?: string | undefined;
  purpose: DisclosurePurpose;
  basis: Basis;
  fields: { personId: string; field: string }[];
  /** What is told in words; it leaves with the fields, under the key of the first person. */
  message?: string | undefined;
  threat?: string | undefined;
  childSide: ChildSide;
  via: 'portal' | 'handover';
  /** How long it may be read, in hours; 30 days unless told. A threat to life: 30 minutes, always. */
  hours?: number | undefined;
}
interface Recipient { shown: string; sealed: boolean; organizationId: string | null; since: string | null; able: boolean; portal: boolean }
interface Leaving { personId: string; field: string; label: string; value: string; placeId: string | null }

const LABELS: Record<DisclosureField, string> = { ...FIELD_LABELS, ageBand: 'Age', languages: 'Languages', place: 'Where they stay' };
/** What a new ask does not have yet. */
const EMPTY_ROW = { contact_id: null, official_id: null, asked_of: null, decided_by: null, decided_at: null, released_at: null, expires_at: null, child_side_at: null, child_side_due_at: null, review_due_at: null, reviewed_by: null, reviewed_at: null, review_right: null };
const ABLE_NEEDS = ['Child protection', 'Health care'];

export function composingOf(shared: Shared, callOn: (tx: Tx, row: RequestRow) => Promise<void>) {
  const { deps, authorize, must, change, protectWord, ledgerOf, bytesOf, writeLine } = shared;
  const { clock, random, access, vault, cases, directory, jobs } = deps;

  async function recipientOf(tx: Tx, r: Ask['recipient']): Promise<Recipient> {
    if (r.serviceAtLocationId) {
      const s = await directory.service(tx, r.serviceAtLocationId);
      return { shown: recipientShown(s), sealed: s.residential, organizationId: s.organizationId, since: s.enforcementSince, able: s.needs.some((n) => ABLE_NEEDS.includes(n)), portal: true };
    }
    if (r.dutyState !== undefined) {
      const duty = dutyOf(r.dutyState, clock.now());
      if (!duty) throw notFound();
      return { shown: duty.body, sealed: false, organizationId: null, since: null, able: true, portal: false };
    }
    const o = await checkedOfficial(tx, r.officialId ?? '', clock.now());
    return { shown: o.name, sealed: false, organizationId: null, since: o.enforcement_participation_since, able: (ABLE as readonly string[]).includes(o.kind), portal: false };
  }
  const draftSubject = (assigned: readonly string[], actor: Actor, r: Recipient, consent: boolean, sealed: boolean) =>
    ({ type: 'Disclosure', id: 'draft', attrs: { assigned, asker: staffOnly(actor).id, consent, sealed, participates: r.since !== null } });

  /** Opens exactly the chosen fields, each reading in the log. A sealed place stays sealed. */
  async function gather(tx: Tx, actor: Actor, caseNumber: string, ask: Ask) {
    const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'case.read');
    const recipient = await recipientOf(tx, ask.recipient);
    const now = clock.now();
    if (recipient.since !== null && ask.purpose !== 'threat-to-life') throw notPossible(true);
    if (ask.purpose === 'threat-to-life' && !recipient.able) throw notAble();
    if (ask.via === 'portal' && !recipient.portal) throw invalid('NoPortal', 'This recipient has no place in the partner portal.', 'Hand it over yourself, or choose a service of the directory.');
    if (ask.recipient.dutyState !== undefined && ask.purpose !== 'mandated-report') throw notPossible(false);
    if (ask.purpose === 'mandated-report') checkReportWords(ask.message);
    const basis = checkBasis(ask.basis, ask.purpose, now);
    const threat = checkThreat(ask.purpose, ask.threat, new Set(ask.fields.map((f) => f.personId)));
    const side = checkChildSide(ask.childSide, basis, now);
    const leaving: Leaving[] = [];
    for (const chosen of ask.fields) {
      if (!(FIELDS as readonly string[]).includes(chosen.field)) throw invalid('UnknownField', `"${chosen.field}" cannot be given out.`, `Choose from: ${FIELDS.join(', ')}.`);
      const field = chosen.field as DisclosureField;
      if (leaving.some((l) => l.personId === chosen.personId && l.field === field)) continue;
      const { person, grant } = await cases.authorizePerson(tx, actor, caseNumber, chosen.personId, 'person.reveal', ask.purpose, [field]);
      let value = '';
      let placeId: string | null = null;
      if (field === 'place') {
        placeId = await vault.sealedOf(tx, 'person', person.id);
        if (placeId) value = SEALED_YET;
      } else if (field === 'ageBand') value = person.age_band ?? '';
      else if (field === 'languages') value = person.languages.join(', ');
      else if (person[field]) value = await vault.reveal(tx, grant, placeOf(person.id, field), person[field]);
      if (value === '') throw fieldEmpty();
      leaving.push({ personId: person.id, field, label: `${LABELS[field]} (${person.role})`, value, placeId });
    }
    const words = ask.message?.trim();
    if (words) {
      const about = leaving[0]?.personId;
      if (!about) throw invalid('FieldMissing', 'Words that leave are about somebody.', 'Choose at least one field of the person they are about.');
      leaving.push({ personId: about, field: 'words', label: 'In words', value: words, placeId: null });
    }
    if (leaving.length === 0) throw invalid('FieldMissing', 'Nothing is chosen.', 'Choose the fields that leave.');
    const sealed = leaving.some((l) => l.placeId !== null);
    const subject = draftSubject(found.assigned, actor, recipient, basis.kind === 'consent', sealed);
    if (!access.would({ actor, purpose: ask.purpose, action: 'disclosure.ask', subject })) throw notPossible(recipient.since !== null);
    const alone = access.would({ actor, purpose: ask.purpose, action: 'disclosure.release', subject });
    const head = { purpose: ask.purpose, recipient: recipient.shown, basis, notice: NOTICES[ask.purpose] };
    return { found, recipient, basis, threat, side, leaving, sealed, alone, head, ...bytesOf(head, ask.to?.trim(), leaving) };
  }

  /** The row, its words and what would leave; each field under its person's key. `attrs` is what the rules see of the persons. */
  async function put(tx: Tx, actor: Actor, row: RequestRow, words: Partial<Record<rows.Word, string | null | undefined>>, leaving: readonly Leaving[], attrs: Record<string, readonly string[]>): Promise<void> {
    await rows.insertRequest(tx, row);
    const grant = await authorize(tx, actor, row, 'disclosure.ask');
    await vault.createKey('disclosure', row.id);
    for (const [field, text] of Object.entries(words)) if (text) await protectWord(tx, grant, row, field as rows.Word, text);
    for (const [i, l] of leaving.entries()) {
      const part = { id: newId(clock, random), person_id: l.personId, field: l.field, label: l.label, place_in_order: i };
      let ciphertext: Buffer | null = null;
      let sealedAsk: string | null = null;
      if (l.placeId) {
        const asking = await access.authorize(tx, { actor, purpose: row.purpose, action: 'sealed.ask', subject: { type: 'SealedPlace', id: l.placeId, attrs } }).catch(hide);
        sealedAsk = (await vault.askSealed(tx, asking, l.placeId, `${row.number}: ${row.recipient}`.slice(0, 200))).id;
      } else {
        const writing = await access.authorize(tx, { actor, purpose: row.purpose, action: 'person.write', subject: { type: 'Person', id: l.personId, attrs }, fields: [l.field] }).catch(hide);
        ciphertext = await vault.protect(tx, writing, partPlace(part), l.value);
      }
      await rows.insertPart(tx, row.id, { ...part, ciphertext, sealed_ask: sealedAsk });
    }
  }

  /** Lets it leave: the line of the ledger, the log entry and the end's timer commit with it. */
  async function release(tx: Tx, actor: Actor, row: RequestRow, sha256: string): Promise<RequestRow> {
    const now = clock.now();
    const threat = row.purpose === 'threat-to-life';
    const expires = plusSeconds(now, row.shown_seconds);
    const after = await change(tx, actor, row, 'release', { released_at: now, expires_at: expires, sha256, review_due_at: threat ? plusSeconds(now, REVIEW_SECONDS) : null });
    await writeLine(tx, actor, 'disclosed', ledgerOf(after), row.asked_by);
    await jobs.enqueue(tx, 'disclosure.expire', { number: row.number }, { runAt: expires });
    if (threat) {
      await cases.addTaskForRole(tx, { kind: 'system', name: 'disclosure' }, { caseId: null, kind: 'disclosure_review', title: `Review the disclosure ${row.number} for a threat to life`, role: 'data_protection_officer', dueAt: after.review_due_at!, ref: `review:${row.id}` });
      await jobs.enqueue(tx, 'disclosure.review-overdue', { number: row.number, step: 0 }, { runAt: after.review_due_at! });
    }
    return after;
  }

  return {
    release,
    /** The checked officials and, of one recipient, for which purposes something can be given and whether a second person is needed. */
    async options(tx: Tx, actor: Actor, caseNumber: string, r: Ask['recipient'], sealed: boolean) {
      const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'case.read');
      const recipient = await recipientOf(tx, r);
      return {
        recipient: recipient.shown, portal: recipient.portal, enforcementSince: recipient.since,
        purposes: PURPOSES.map((purpose) => {
          const asked = (consent: boolean) => ({ actor, purpose, subject: draftSubject(found.assigned, actor, recipient, consent, sealed) });
          return { purpose, possible: (purpose !== 'threat-to-life' || recipient.able) && access.would({ ...asked(false), action: 'disclosure.ask' }), alone: access.would({ ...asked(true), action: 'disclosure.release' }) };
        }),
      };
    },

    /** The bytes that would leave, whether a second person is needed, what to think of. Nothing is asked. */
    async preview(tx: Tx, actor: Actor, caseNumber: string, ask: Ask) {
      const { bytes, sha256, recipient, alone, sealed } = await gather(tx, actor, caseNumber, ask);
      return { bytes, sha256: sealed ? null : sha256, recipient: recipient.shown, enforcementSince: recipient.since, alone, sealed };
    },

    /** Asks. What the rules let one person give out leaves at once; the rest waits for the second person. */
    async ask(tx: Tx, actor: Actor, caseNumber: string, ask: Ask): Promise<{ number: string; state: string }> {
      const me = staffOnly(actor);
      const now = clock.now();
      const { found, recipient, basis, threat, side, leaving, alone, head, sha256, sealed } = await gather(tx, actor, caseNumber, ask);
      const seconds = ask.purpose === 'threat-to-life' ? THREAT_SECONDS : ask.hours === undefined ? SHOWN_SECONDS : Math.min(ask.hours, 24 * 365) * 3600;
      const row: RequestRow = {
        id: newId(clock, random), number: newNumber(random, 'DS'), state: move('draft', 'ask') as 'asked', purpose: ask.purpose, case_id: found.id, contact_id: null, official_id: null,
        person_id: ask.purpose === 'threat-to-life' ? leaving[0]!.personId : null, recipient: recipient.shown, recipient_sealed: recipient.sealed, organization_id: recipient.organizationId,
        enforcement_since: recipient.since, via: ask.via, basis, fields: leaving.map(({ personId, field }) => ({ personId, field })), notice: head.notice, asked_by: me.id, asked_at: now, asked_of: null,
        decided_by: null, decided_at: null, shown_seconds: seconds, released_at: null, expires_at: null, sha256: sealed ? null : sha256,
        child_side: side.state, child_side_at: null, child_side_due_at: side.dueAt, review_due_at: null, reviewed_by: null, reviewed_at: null, review_right: null,
      };
      await put(tx, actor, row, { to: ask.to?.trim(), threat, not_told: side.reason }, leaving, { assigned: found.assigned });
      await deps.audit.append(tx, { actor, purpose: ask.purpose, action: 'disclosure.asked', subject: { type: 'Disclosure', id: row.id }, outcome: 'done', fields: row.fields.map((f) => `${f.personId}.${f.field}`), ...(row.sha256 ? { details: { sha256: row.sha256 } } : {}) });
      await cases.event(tx, actor, found.id, 'disclosure', `Disclosure ${row.number} to ${row.recipient}: asked.`);
      if (side.dueAt) {
        await cases.addTaskForRole(tx, actor, { caseId: found.id, kind: 'tell_child_side', title: `Tell the child’s side about ${row.number}`, role: null, dueAt: side.dueAt, ref: `tell:${row.id}` });
        await jobs.enqueue(tx, 'disclosure.tell-overdue', { number: row.number }, { runAt: side.dueAt });
      }
      if (alone) {
        await authorize(tx, actor, row, 'disclosure.release');
        return { number: row.number, state: (await release(tx, actor, { ...row, state: 'draft' as RequestRow['state'] }, sha256)).state };
      }
      await jobs.enqueue(tx, 'disclosure.lapse', { number: row.number }, { runAt: plusSeconds(now, ASK_SECONDS) });
      if (row.purpose === 'threat-to-life') await callOn(tx, row);
      else await cases.addTaskForRole(tx, actor, { caseId: null, kind: 'disclosure_asked', title: `A disclosure waits for a second person: ${row.number}`, role: 'supervisor', ref: `approve:${row.id}` });
      await publish(tx, 'disclosures', 'asked');
      return { number: row.number, state: row.state };
    },

    /**
     * Asks, for the officer who handles it, to give out what a demand or a request of the person names: always with a second person.
     * `collect` adds what is kept in words. @throws FieldMissing when nothing of it is there
     */
    async askByRequest(tx: Tx, actor: Actor, r: { purpose: 'data-subject-request' | 'legal-demand'; recipient: string; law: string; personId: string; caseNumber: string; fields: readonly ('name' | 'phone' | 'ageBand' | 'languages')[]; words?: string }): Promise<{ number: string }> {
      const me = staffOnly(actor);
      const requested = { requested: [me.id] };
      const leaving: Leaving[] = [];
      for (const field of r.fields) {
        const { person, grant } = await cases.authorizeRequested(tx, actor, r.caseNumber, r.personId, r.purpose, [field]);
        const ciphertext = field === 'name' || field === 'phone' ? person[field] : null;
        const value = field === 'ageBand' ? (person.age_band ?? '') : field === 'languages' ? person.languages.join(', ') : ciphertext ? await vault.reveal(tx, grant, placeOf(person.id, field as 'name' | 'phone'), ciphertext) : '';
        if (value !== '') leaving.push({ personId: r.personId, field, label: LABELS[field], value, placeId: null });
      }
      if (r.words) leaving.push({ personId: r.personId, field: 'words', label: 'What is kept', value: r.words, placeId: null });
      if (leaving.length === 0) throw invalid('FieldMissing', 'Nothing of that is there.', 'Choose other fields.');
      const basis: Basis = { kind: 'law', law: r.law };
      const head = { purpose: r.purpose, recipient: r.recipient, basis, notice: NOTICES[r.purpose] };
      const row: RequestRow = {
        ...EMPTY_ROW, id: newId(clock, random), number: newNumber(random, 'DS'), state: move('draft', 'ask') as 'asked', purpose: r.purpose, case_id: null, person_id: r.personId, recipient: r.recipient, recipient_sealed: false,
        organization_id: null, enforcement_since: null, via: 'handover', basis, fields: leaving.map(({ personId, field }) => ({ personId, field })), notice: head.notice, asked_by: me.id, asked_at: clock.now(),
        shown_seconds: SHOWN_SECONDS, sha256: bytesOf(head, undefined, leaving).sha256, child_side: r.purpose === 'data-subject-request' ? 'told' : 'not_told',
      };
      await put(tx, actor, row, r.purpose === 'legal-demand' ? { not_told: 'Counsel tells the child’s side.' } : {}, leaving, requested);
      await deps.audit.append(tx, { actor, purpose: r.purpose, action: 'disclosure.asked', subject: { type: 'Disclosure', id: row.id }, outcome: 'done', fields: row.fields.map((f) => `${f.personId}.${f.field}`), details: { sha256: row.sha256 } });
      await cases.addTaskForRole(tx, actor, { caseId: null, kind: 'disclosure_asked', title: `A disclosure waits for a second person: ${row.number}`, role: 'supervisor', ref: `approve:${row.id}` });
      await publish(tx, 'disclosures', 'asked');
      return { number: row.number };
    },

    /** The asker hands it over: opens the sealed place, if one is in it, and answers the very bytes. Again while it lasts, without a sealed place. */
    async handOver(tx: Tx, actor: Actor, number: string): Promise<{ bytes: string; sha256: string; hidesInSeconds: number }> {
      const row = await must(tx, number);
      const me = staffOnly(actor);
      await authorize(tx, actor, row, 'disclosure.release');
      const words = await shared.wordsFor(tx, actor, row);
      const person = { assigned: row.case_id ? await cases.assignedTo(tx, row.case_id) : [], requested: [row.asked_by] };
      const sealed = row.fields.some((f) => f.field === 'place');
      if (row.state === 'released') {
        if (sealed || row.expires_at! <= clock.now()) throw notFound();
      } else move(row.state, 'release');
      let hides = row.purpose === 'threat-to-life' ? THREAT_SECONDS : 300;
      for (const part of await rows.partsOf(tx, row.id)) {
        if (!part.sealed_ask || part.ciphertext) continue;
        const ask = await vault.sealedAsk(tx, part.sealed_ask);
        if (!ask) throw notFound();
        const opening = await access.authorize(tx, { actor, purpose: row.purpose, action: 'sealed.open', subject: { type: 'SealedPlace', id: ask.placeId, attrs: { assigned: person.assigned, asker: me.id } } }).catch(hide);
        const { text, hidesInSeconds } = await vault.openSealed(tx, opening, part.sealed_ask);
        hides = Math.min(hides, hidesInSeconds);
        const writing = await access.authorize(tx, { actor, purpose: row.purpose, action: 'person.write', subject: { type: 'Person', id: part.person_id, attrs: person }, fields: ['place'] }).catch(hide);
        await rows.fillPart(tx, row.id, part.id, await vault.protect(tx, writing, partPlace(part), text));
      }
      const { bytes, sha256 } = bytesOf(row, words.to, await shared.openParts(tx, actor, row, person));
      if (row.sha256 !== null && row.sha256 !== sha256) throw new Error('what would leave is not what was asked');
      if (row.state !== 'released') await release(tx, actor, row, sha256);
      return { bytes, sha256, hidesInSeconds: hides };
    },

    /** Takes it back: what was to be read is deleted; when it had left, the ledger says so. */
    async withdraw(tx: Tx, actor: Actor, number: string): Promise<{ state: string }> {
      const row = await must(tx, number);
      await authorize(tx, actor, row, 'disclosure.withdraw');
      const after = await change(tx, actor, row, 'withdraw');
      await rows.deleteParts(tx, row.id);
      if (row.state === 'released') await writeLine(tx, actor, 'revoked', { ...ledgerOf(row), expiresAt: clock.now() }, row.asked_by);
      return { state: after.state };
    },

    /** Says that the child's side was told, or why not. */
    async childSide(tx: Tx, actor: Actor, number: string, told: { told: true } | { told: false; reason: string }): Promise<void> {
      const row = await must(tx, number);
      const grant = await authorize(tx, actor, row, 'disclosure.tell');
      if (!told.told) {
        if (told.reason.trim() === '') throw invalid('ChildSideMissing', 'A reason is missing.', 'Say why the child’s side is not told.');
        await protectWord(tx, grant, row, 'not_told', told.reason.trim());
      }
      await rows.saveRequest(tx, { ...row, child_side: told.told ? 'told' : 'not_told', child_side_at: clock.now(), child_side_due_at: null });
      await cases.finishTasksOf(tx, actor, `tell:${row.id}`);
      await deps.audit.append(tx, { actor, purpose: row.purpose, action: told.told ? 'disclosure.told' : 'disclosure.not-told', subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
      await shared.tell(tx, row);
    },
  };
}
