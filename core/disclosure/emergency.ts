/**
 * Danger to a life, now: the emergency call centre of the place that the caller told joins the call, at once and by the counsellor alone. What was told or
 * sent is kept exactly as it left; somebody else looks at it within a day. Nothing that is kept is opened, and the place that was typed to find the centre
 * is kept nowhere: only which centre was called.
 */
import { hide } from '#core/case';
import { checkedNumber } from '#core/directory';
import { conflict, invalid, newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { checkedOfficial } from './official-call.ts';
import { bytesHash, documentBytes, NOTICES, REVIEW_SECONDS, THREAT_SECONDS } from './disclosure.ts';
import { eido } from './eido.ts';
import type { Told } from './eido.ts';
import { saidPlace } from './said.ts';
import { staffOnly } from './shared.ts';
import type { Shared } from './shared.ts';
import * as rows from './repository.ts';
import type { RequestRow } from './repository.ts';
import * as said from './said-repository.ts';
import type { SaidRow } from './said-repository.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };
const PURPOSE = 'threat-to-life';
const BASIS = { kind: 'law', law: 'said by the caller, passed on live' } as const;
/** Seconds until a document that was not taken is sent again; a life does not wait, and the counsellor is told of the first failure. */
const PAUSES = [2, 5, 10, 20, 40, 80, 160, 300];

export interface Saying extends Told {
  /** Whether the child's side knows that it is passed on. */
  told: boolean;
  /** Sends it as a document too, where the centre takes one. */
  send: boolean;
}

export function emergencyOf(shared: Shared) {
  const { deps, protectWord, writeLine, ledgerOf } = shared;
  const { clock, random, audit, access, vault, cases, directory, jobs } = deps;

  async function live(tx: Tx, actor: Actor, contactId: string) {
    const me = staffOnly(actor);
    const counsellor = await deps.contacts.counsellorOf(tx, contactId);
    await access.authorize(tx, { actor, purpose: PURPOSE, action: 'disclosure.live', subject: { type: 'Contact', id: contactId, attrs: { counsellor } } }).catch(hide);
    return me;
  }
  async function own(tx: Tx, actor: Actor, contactId: string, number: string): Promise<RequestRow> {
    const me = await live(tx, actor, contactId);
    const row = await rows.byNumber(tx, number);
    if (!row || row.contact_id !== contactId || row.asked_by !== me.id || row.official_id === null) throw notFound();
    return row;
  }
  const granted = (tx: Tx, actor: Actor, row: RequestRow, fields: string[]) =>
    access.authorize(tx, { actor, purpose: PURPOSE, action: 'disclosure.ask', subject: { type: 'Disclosure', id: row.id, attrs: { assigned: [row.asked_by], participates: row.enforcement_since !== null } }, fields });
  const isOpen = (row: RequestRow): boolean => row.state === 'released' && row.expires_at !== null && row.expires_at > clock.now();

  /** Exactly the bytes: as a document for the machine, or as the words that were told. `id` names the document. */
  async function compose(tx: Tx, row: RequestRow, id: string, at: Date, saying: Saying): Promise<{ bytes: string; sha256: string; url: string | null }> {
    const told: Told = { threat: saying.threat.trim(), place: saying.place?.trim() || undefined, callback: saying.callback?.trim() || undefined };
    if (told.threat === '') throw invalid('ThreatUnclear', 'What endangers them is missing.', 'Say what endangers the life of this child now.');
    let url: string | null = null;
    if (saying.send) {
      url = (await rows.seeOfficial(tx, row.official_id!))?.documents_url ?? null;
      if (url === null) throw invalid('NoDocuments', 'This centre takes no documents.', 'Tell them by voice, and write down what you told.');
      if (!isOpen(row)) throw conflict('EmergencyOver', 'The half hour of this disclosure is over.', 'Call the centre again.');
    }
    const fields = [['What endangers them', told.threat], ['Where help is needed, as told now', told.place], ['A number to call back, as told now', told.callback]].flatMap(([label, value]) => (value ? [{ label: label!, value }] : []));
    const bytes = url === null ? documentBytes({ purpose: PURPOSE, recipient: row.recipient, basis: `law: ${BASIS.law}`, fields, notice: row.notice })
      : `${JSON.stringify(eido({ id, domain: deps.domain, at, ...told }), null, 2)}\n`;
    return { bytes, sha256: bytesHash(bytes), url };
  }

  jobs.work('disclosure.send', async (tx: Tx, { number, saidId }: { number: string; saidId: string }) => {
    const row = await rows.seeByNumber(tx, number);
    const s = row && (await said.lockSaid(tx, row.id, saidId));
    if (!row || !s || s.url === null || !['queued', 'failing'].includes(s.state)) return;
    const attempts = s.attempts + 1;
    let error: string | null = 'TimeOver';
    if (isOpen(row)) {
      const grant = await access.authorize(tx, { actor: SELF, purpose: PURPOSE, action: 'disclosure.send', subject: await shared.subjectOf(tx, row), fields: ['sent'] });
      const bytes = await vault.reveal(tx, grant, saidPlace(row.id, s.id), s.ciphertext);
      // What the other side does with a document that came twice is theirs: it has the same name each time.
      error = await deps.post({ url: s.url, body: bytes, headers: { 'content-type': 'application/json' } }).then(({ status }) => (status >= 200 && status < 300 ? null : `Status ${status}`), (e: { code?: string }) => e.code ?? 'Error');
    }
    const again = error !== null && error !== 'TimeOver' ? PAUSES[s.attempts] : undefined;
    await said.saveSaid(tx, { ...s, attempts, error, state: error === null ? 'delivered' : again === undefined ? 'failed' : 'failing' });
    await audit.append(tx, { actor: SELF, purpose: PURPOSE, action: error === null ? 'disclosure.delivered' : 'disclosure.not-delivered', subject: { type: 'Disclosure', id: row.id }, outcome: 'done', details: { sha256: s.sha256, attempt: attempts } });
    if (again !== undefined) await jobs.enqueue(tx, 'disclosure.send', { number, saidId }, { runAt: plusSeconds(clock.now(), again) });
    if (error !== null && row.contact_id) await publish(tx, `contact:${row.contact_id}`, 'emergency-not-sent');
    else await publish(tx, `staff:${row.asked_by}`, 'disclosure');
  });

  return {
    /** Areas by the words that the caller said, each with its centres, checked ones first, the county's before the state's. What was typed is not kept. */
    async findEmergency(tx: Tx, actor: Actor, contactId: string, place: string) {
      await live(tx, actor, contactId);
      const found = directory.areas.find(place, 6);
      const centres = await said.centresOf(tx, [...new Set(found.flatMap(({ code }) => [code, code.slice(0, 2)]))]);
      const shown = (o: (typeof centres)[number]) => ({
        id: o.id, name: o.name, number: o.number, wholeState: o.area!.length === 2, takesDocuments: o.documents_url !== null, enforcementSince: o.enforcement_participation_since,
        checked: checkedNumber({ checkedAt: o.checked_at, secondCheckedAt: o.second_checked_at }, clock.now()),
      });
      return {
        areas: found.map(({ code, name }) => ({
          name, centres: centres.filter((o) => o.area === code || o.area === code.slice(0, 2)).map(shown).sort((a, b) => Number(b.checked) - Number(a.checked) || Number(a.wholeState) - Number(b.wholeState)),
        })),
      };
    },

    /** Calls the centre into the call. The disclosure and its line in the ledger commit with it. @throws NumberNotChecked, NotTalking */
    async callEmergency(tx: Tx, actor: Actor, contactId: string, officialId: string): Promise<{ number: string }> {
      const me = await live(tx, actor, contactId);
      const now = clock.now();
      const centre = await checkedOfficial(tx, officialId, now);
      if (centre.kind !== 'emergency' || centre.area === null) throw invalid('NoEmergencyCentre', 'This is not an emergency call centre of a place.', 'Type the county or state that the caller said, and choose one of its centres.');
      await deps.contacts.callInOfficial(tx, actor, contactId, centre.id);
      const row: RequestRow = {
        id: newId(clock, random), number: newNumber(random, 'DS'), state: 'released', purpose: PURPOSE, case_id: null, contact_id: contactId, person_id: null, official_id: centre.id,
        recipient: centre.name, recipient_sealed: false, organization_id: null, enforcement_since: centre.enforcement_participation_since, via: 'spoken', basis: BASIS, fields: [], notice: NOTICES[PURPOSE],
        asked_by: me.id, asked_at: now, asked_of: null, decided_by: null, decided_at: null, shown_seconds: THREAT_SECONDS, released_at: now, expires_at: plusSeconds(now, THREAT_SECONDS), sha256: null,
        child_side: 'not_told', child_side_at: null, child_side_due_at: null, review_due_at: plusSeconds(now, REVIEW_SECONDS), reviewed_by: null, reviewed_at: null, review_right: null,
      };
      await rows.insertRequest(tx, row);
      await vault.createKey('disclosure', row.id);
      await writeLine(tx, actor, 'disclosed', ledgerOf(row));
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'disclosure.emergency-called', subject: { type: 'Contact', id: contactId }, outcome: 'done', details: { disclosure: row.id, official: centre.id } });
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'disclosure_review', title: `Review the emergency call to ${centre.name}: ${row.number}`, role: 'data_protection_officer', dueAt: row.review_due_at!, ref: `review:${row.id}` });
      await jobs.enqueue(tx, 'disclosure.review-overdue', { number: row.number, step: 0 }, { runAt: row.review_due_at! });
      await jobs.enqueue(tx, 'disclosure.expire', { number: row.number }, { runAt: row.expires_at! });
      await shared.tell(tx, row);
      return { number: row.number };
    },

    /** The bytes that would be kept, or sent. Nothing leaves. */
    async previewEmergency(tx: Tx, actor: Actor, contactId: string, number: string, saying: Saying): Promise<{ bytes: string; sha256: string }> {
      const row = await own(tx, actor, contactId, number);
      const { bytes, sha256 } = await compose(tx, row, row.id, clock.now(), saying);
      return { bytes, sha256 };
    },

    /** Writes down what was told, or sends it as a document: a line of the ledger with the hash of exactly those bytes. As often as there is more to tell. */
    async sayEmergency(tx: Tx, actor: Actor, contactId: string, number: string, saying: Saying): Promise<{ sha256: string }> {
      const row = await own(tx, actor, contactId, number);
      const at = clock.now();
      const id = newId(clock, random);
      const { bytes, sha256, url } = await compose(tx, row, id, at, saying);
      const grant = await granted(tx, actor, row, ['threat', 'sent']);
      const first = (await said.saidOf(tx, row.id)).length === 0;
      if (first) await protectWord(tx, grant, row, 'threat', saying.threat.trim());
      const s: SaidRow = { id, request_id: row.id, at, form: url === null ? 'spoken' : 'eido', sha256, ciphertext: await vault.protect(tx, grant, saidPlace(row.id, id), bytes), url, state: url === null ? 'spoken' : 'queued', attempts: 0, error: null };
      await said.insertSaid(tx, s);
      await rows.saveRequest(tx, { ...row, ...(first ? { sha256 } : {}), ...(saying.told ? { child_side: 'told', child_side_at: at } : {}) });
      await writeLine(tx, actor, 'disclosed', { ...ledgerOf(row), sha256 });
      if (url !== null) await jobs.enqueue(tx, 'disclosure.send', { number, saidId: id });
      await shared.tell(tx, row);
      await publish(tx, `contact:${contactId}`, 'emergency');
      return { sha256 };
    },

    /** What the counsellor's screen shows of the centres called in this conversation: how it stands, not what was told. */
    async emergencies(tx: Tx, actor: Actor, contactId: string) {
      await live(tx, actor, contactId);
      const calls = [];
      for (const number of await said.emergenciesOf(tx, contactId)) {
        const row = (await rows.seeByNumber(tx, number))!;
        const official = await rows.seeOfficial(tx, row.official_id!);
        calls.push({ number, recipient: row.recipient, at: row.asked_at.toISOString(), takesDocuments: (official?.documents_url ?? null) !== null && isOpen(row), said: (await said.saidOf(tx, row.id)).map((s) => ({ at: s.at.toISOString(), form: s.form, state: s.state, error: s.error })) });
      }
      return { calls };
    },
  };
}
