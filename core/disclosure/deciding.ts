/** The second person, the people on call, the review, and what a counsellor passes on live. */
import { hide } from '#core/case';
import { checkedNumber } from '#core/directory';
import { invalid, newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { checkCentre, NOTICES, ON_CALL_SECONDS, REVIEW_SECONDS, THREAT_SECONDS } from './disclosure.ts';
import { staffOnly } from './shared.ts';
import type { Shared } from './shared.ts';
import * as rows from './repository.ts';
import type { RequestRow } from './repository.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };
const ALL = { type: 'Ledger', id: 'all' };

export function onCallOf(shared: Shared) {
  const { deps } = shared;
  const { clock, cases, jobs } = deps;
  /** Asks the person on call, and after three minutes the next; when all were asked, every supervisor and officer. Whoever answers first is the second person. */
  async function callOn(tx: Tx, row: RequestRow, step = 0): Promise<void> {
    const now = clock.now();
    const people = (await rows.onCallFrom(tx, now)).filter((p) => p.starts_at <= now && p.staff_id !== row.asked_by);
    const next = people[step];
    if (next) {
      await rows.saveRequest(tx, { ...row, asked_of: next.staff_id });
      await publish(tx, `staff:${next.staff_id}`, 'approval');
      await jobs.enqueue(tx, 'disclosure.next-on-call', { number: row.number, step: step + 1 }, { runAt: plusSeconds(now, ON_CALL_SECONDS) });
    } else {
      await rows.saveRequest(tx, { ...row, asked_of: null });
      const title = step === 0 ? `Nobody is on call: a threat to life waits for a second person (${row.number})` : `Nobody on call answered: a threat to life waits for a second person (${row.number})`;
      for (const role of ['supervisor', 'data_protection_officer'] as const) await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'threat_waits', title, role, ref: `approve:${row.id}` });
    }
    await publish(tx, 'disclosures', 'on-call');
  }
  return callOn;
}

export function decidingOf(shared: Shared, release: (tx: Tx, actor: Actor, row: RequestRow, sha256: string) => Promise<RequestRow>) {
  const { deps, authorize, must, change, protectWord, writeLine, ledgerOf } = shared;
  const { clock, random, audit, access, vault, cases, directory } = deps;
  const areaName = (code: string): string | null => (code.length === 2 ? (directory.areas.state(code)?.name ?? null) : ((county) => county && `${county.name}, ${county.state}`)(directory.areas.county(code)));

  async function overSealed(tx: Tx, actor: Actor, row: RequestRow, agree: boolean): Promise<void> {
    for (const part of await rows.partsOf(tx, row.id)) {
      if (!part.sealed_ask) continue;
      const ask = await vault.sealedAsk(tx, part.sealed_ask);
      if (!ask) throw notFound();
      const grant = await access.authorize(tx, { actor, purpose: row.purpose, action: 'sealed.approve', subject: { type: 'SealedPlace', id: ask.placeId, attrs: { assigned: row.case_id ? await cases.assignedTo(tx, row.case_id) : [], asker: row.asked_by } } }).catch(hide);
      if (agree) await vault.approveSealed(tx, grant, part.sealed_ask, 30);
      else await vault.declineSealed(tx, grant, part.sealed_ask);
    }
  }
  const reason = (why: string): string => {
    if (why.trim() === '') throw invalid('ReasonMissing', 'A line why is missing.', 'Say in one line why this is right, or why not.');
    return why.trim();
  };

  return {
    /** The second person agrees, without seeing what leaves. What goes to the portal and holds no sealed place leaves at once. */
    async approve(tx: Tx, actor: Actor, number: string, why: string): Promise<{ state: string }> {
      const me = staffOnly(actor);
      const row = await must(tx, number);
      const grant = await authorize(tx, actor, row, 'disclosure.approve');
      await protectWord(tx, grant, row, 'why', reason(why));
      const now = clock.now();
      const after = await change(tx, actor, row, 'approve', { decided_by: me.id, decided_at: now, asked_of: null });
      await overSealed(tx, actor, row, true);
      if (row.via === 'portal' && after.sha256 !== null) return { state: (await release(tx, actor, after, after.sha256)).state };
      // A threat to life that is not given out within its half hour is asked anew.
      if (row.purpose === 'threat-to-life') await deps.jobs.enqueue(tx, 'disclosure.lapse', { number }, { runAt: plusSeconds(now, THREAT_SECONDS) });
      return { state: after.state };
    },
    async refuse(tx: Tx, actor: Actor, number: string, why: string): Promise<{ state: string }> {
      const me = staffOnly(actor);
      const row = await must(tx, number);
      const grant = await authorize(tx, actor, row, 'disclosure.approve');
      await protectWord(tx, grant, row, 'why', reason(why));
      const after = await change(tx, actor, row, 'refuse', { decided_by: me.id, decided_at: clock.now(), asked_of: null });
      await overSealed(tx, actor, row, false);
      await rows.deleteParts(tx, row.id);
      return { state: after.state };
    },
    /** Somebody who neither asked nor agreed looks at it within a day. */
    async review(tx: Tx, actor: Actor, number: string, right: boolean, words: string): Promise<void> {
      const me = staffOnly(actor);
      const row = await must(tx, number);
      const grant = await authorize(tx, actor, row, 'disclosure.review');
      if (row.review_due_at === null || row.reviewed_at !== null) throw notFound();
      await protectWord(tx, grant, row, 'review', reason(words));
      await rows.saveRequest(tx, { ...row, reviewed_by: me.id, reviewed_at: clock.now(), review_right: right });
      await audit.append(tx, { actor, purpose: row.purpose, action: right ? 'disclosure.reviewed' : 'disclosure.found-wrong', subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
      await cases.finishTasksOf(tx, actor, `review:${row.id}`);
      if (!right) await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'disclosure_wrong', title: `The review found ${number} not right: see to what follows`, role: 'supervisor' });
      await shared.tell(tx, row);
    },

    /**
     * What the caller is saying now was passed on, at once and alone: the ledger gets its line after it. Nothing that is kept was opened.
     * The recipient is a checked number of ours, or named in words ("911 for the place they told").
     */
    async passedOnLive(tx: Tx, actor: Actor, contactId: string, live: { officialId?: string | undefined; recipient?: string | undefined; threat: string; told: boolean }): Promise<{ number: string }> {
      const me = staffOnly(actor);
      const counsellor = await deps.contacts.counsellorOf(tx, contactId);
      await access.authorize(tx, { actor, purpose: 'threat-to-life', action: 'disclosure.live', subject: { type: 'Contact', id: contactId, attrs: { counsellor } } }).catch(hide);
      const official = live.officialId ? await rows.officialById(tx, live.officialId) : undefined;
      const recipient = official?.name ?? live.recipient?.trim();
      if (!recipient || live.threat.trim() === '') throw invalid('ThreatUnclear', 'To whom, or what endangers them, is missing.', 'Say who was told, and what endangers the life of this child now.');
      const now = clock.now();
      const row: RequestRow = {
        id: newId(clock, random), number: newNumber(random, 'DS'), state: 'released', purpose: 'threat-to-life', case_id: null, contact_id: contactId, person_id: null, official_id: null, recipient, recipient_sealed: false, organization_id: null,
        enforcement_since: official?.enforcement_participation_since ?? null, via: 'spoken', basis: { kind: 'law', law: 'said by the caller, passed on live' }, fields: [], notice: NOTICES['threat-to-life'],
        asked_by: me.id, asked_at: now, asked_of: null, decided_by: null, decided_at: null, shown_seconds: 1, released_at: now, expires_at: now, sha256: null,
        child_side: live.told ? 'told' : 'not_told', child_side_at: live.told ? now : null, child_side_due_at: null, review_due_at: plusSeconds(now, REVIEW_SECONDS), reviewed_by: null, reviewed_at: null, review_right: null,
      };
      await rows.insertRequest(tx, row);
      await vault.createKey('disclosure', row.id);
      const grant = await access.authorize(tx, { actor, purpose: 'threat-to-life', action: 'disclosure.ask', subject: { type: 'Disclosure', id: row.id, attrs: { assigned: [me.id] } }, fields: ['threat'] });
      await protectWord(tx, grant, row, 'threat', live.threat.trim());
      await writeLine(tx, actor, 'disclosed', ledgerOf(row));
      await audit.append(tx, { actor, purpose: 'threat-to-life', action: 'disclosure.passed-on-live', subject: { type: 'Contact', id: contactId }, outcome: 'done', details: { disclosure: row.id } });
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'disclosure_review', title: `Review what was passed on live: ${row.number}`, role: 'data_protection_officer', dueAt: row.review_due_at!, ref: `review:${row.id}` });
      await deps.jobs.enqueue(tx, 'disclosure.review-overdue', { number: row.number, step: 0 }, { runAt: row.review_due_at! });
      await shared.tell(tx, row);
      return { number: row.number };
    },

    async onCall(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'approvals.read', subject: ALL });
      const now = clock.now();
      const people = await rows.secondPeople(tx);
      const name = (id: string) => people.find((p) => p.id === id)?.deskName ?? '';
      return {
        people,
        onCall: (await rows.onCallFrom(tx, now)).map((r) => ({ id: r.id, staffId: r.staff_id, name: name(r.staff_id), startsAt: r.starts_at.toISOString(), endsAt: r.ends_at.toISOString(), position: r.position, now: r.starts_at <= now })),
      };
    },
    async putOnCall(tx: Tx, actor: Actor, turn: { staffId: string; startsAt: string; endsAt: string; position: number }): Promise<void> {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'oncall.write', subject: ALL });
      const [startsAt, endsAt] = [new Date(turn.startsAt), new Date(turn.endsAt)];
      if (Number.isNaN(startsAt.getTime()) || Number.isNaN(endsAt.getTime()) || endsAt <= startsAt) throw invalid('UnknownTime', 'These times are no turn.', 'Let it end after it begins.');
      if (!(await rows.secondPeople(tx)).some((p) => p.id === turn.staffId)) throw invalid('NotASecondPerson', 'They cannot be a second person.', 'Choose a supervisor or an officer for data protection.');
      await rows.putOnCall(tx, { id: newId(clock, random), staff_id: turn.staffId, starts_at: startsAt, ends_at: endsAt, position: turn.position });
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'oncall.put', subject: ALL, outcome: 'done' });
      await publish(tx, 'disclosures', 'on-call');
    },
    async removeOnCall(tx: Tx, actor: Actor, id: string): Promise<void> {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'oncall.write', subject: ALL });
      if (!(await rows.removeOnCall(tx, id))) throw notFound();
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'oncall.removed', subject: ALL, outcome: 'done' });
      await publish(tx, 'disclosures', 'on-call');
    },

    /** The numbers of officials, with whether two people checked them lately. */
    async officials(tx: Tx) {
      return (await rows.officials(tx)).map((o) => ({
        id: o.id, name: o.name, kind: o.kind, number: o.number, source: o.source, enforcementSince: o.enforcement_participation_since, checkedAt: (o.second_checked_at && o.second_checked_at < o.checked_at ? o.second_checked_at : o.checked_at).toISOString(),
        checked: checkedNumber({ checkedAt: o.checked_at, secondCheckedAt: o.second_checked_at }, clock.now()),
        area: o.area && areaName(o.area), documentsUrl: o.documents_url,
      }));
    },
    /** The first check of a number; it counts only with a second one by somebody else. */
    async addOfficial(tx: Tx, actor: Actor, o: { name: string; kind: string; number: string; source: string; enforcementSince?: string | undefined; area?: string | undefined; documentsUrl?: string | undefined }): Promise<{ id: string }> {
      const me = staffOnly(actor);
      checkCentre(o, areaName);
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'official.write', subject: { type: 'Directory', id: 'officials' } });
      const id = newId(clock, random);
      await rows.insertOfficial(tx, { id, name: o.name.trim(), kind: o.kind, number: o.number.trim(), source: o.source.trim(), enforcement_participation_since: o.enforcementSince ?? null, area: o.area ?? null, documents_url: o.documentsUrl?.trim() || null, retired_at: null });
      await directory.numbers.check(tx, 'official', id, o.number.trim(), me.id);
      await audit.append(tx, { actor, purpose: 'system-operation', action: 'official.added', subject: { type: 'Directory', id }, outcome: 'done' });
      return { id };
    },
    /** One more check: the older of two is replaced; one person never makes both. */
    async checkOfficial(tx: Tx, actor: Actor, id: string): Promise<void> {
      const me = staffOnly(actor);
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'official.write', subject: { type: 'Directory', id: 'officials' } });
      const o = await rows.officialById(tx, id);
      if (!o) throw notFound();
      await directory.numbers.check(tx, 'official', id, o.number, me.id);
      await audit.append(tx, { actor, purpose: 'system-operation', action: 'official.checked', subject: { type: 'Directory', id }, outcome: 'done' });
    },
    async retireOfficial(tx: Tx, actor: Actor, id: string): Promise<void> {
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'official.write', subject: { type: 'Directory', id: 'officials' } });
      const o = await rows.officialById(tx, id);
      if (!o) throw notFound();
      await rows.retireOfficial(tx, o.id, clock.now());
      await audit.append(tx, { actor, purpose: 'system-operation', action: 'official.retired', subject: { type: 'Directory', id }, outcome: 'done' });
    },
  };
}
