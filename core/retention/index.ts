/** What is kept of a person: given to them, erased for them, held where the law says so. */
import { hide } from '#core/case';
import type { Cases } from '#core/case';
import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import type { Disclosures } from '#core/disclosure';
import { conflict, invalid, newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Jobs } from '#core/jobs';
import type { Vault } from '#core/vault';
import { conversationsOf } from './conversations.ts';
import type { ConversationDeps } from './conversations.ts';
import * as rows from './repository.ts';
import type { RequestRow } from './repository.ts';
import { ANSWER_DAYS, erasedText, HELD, keptInWords, remindersOf } from './retention.ts';
import type { ItemDecision } from './retention.ts';
import { loadClasses } from './classes.ts';
import { sweepOf } from './sweep.ts';
export { HOLDINGS, POINTERS } from './holdings.ts';
export { loadClasses } from './classes.ts';

export interface RetentionDeps { db: Db; clock: Clock; random: Random; audit: Audit; access: Access; vault: Vault; jobs: Pick<Jobs, 'enqueue' | 'work'>; cases: Cases; disclosures: Disclosures; contacts: ConversationDeps['contacts']; policyDir: string }
export type Retention = ReturnType<typeof createRetention>;
const PURPOSE = 'data-subject-request';
const SELF: Actor = { kind: 'system', name: 'retention' };
const LAW = 'a person’s right to what is kept about them';
const compiled = () => conflict('RequestCompiled', 'It is compiled already and waits for a second person, or to be handed over.', 'Look among the approvals; take it back there if it has to be compiled anew.');

/** Requests of people about themselves; also registers the workers of their clocks. */
export function createRetention(deps: RetentionDeps) {
  const { db, clock, random, audit, access, vault, jobs, cases, disclosures } = deps;
  const conversations = conversationsOf(deps);
  const staffId = (actor: Actor): string => {
    if (actor.kind !== 'staff') throw notFound();
    return actor.id;
  };
  const grantFor = (tx: Tx, actor: Actor, id: string, action: 'disclosure.ask' | 'disclosure.approve', asker: string) =>
    access.authorize(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Disclosure', id, attrs: { requested: [staffId(actor)], asker, participates: false } } }).catch(hide);
  async function must(tx: Tx, actor: Actor, number: string, action: 'disclosure.ask' | 'disclosure.approve' = 'disclosure.ask'): Promise<RequestRow> {
    const r = await rows.requestByNumber(tx, number);
    if (!r) throw notFound();
    await grantFor(tx, actor, r.id, action, r.registered_by);
    return r;
  }
  const log = (tx: Tx, actor: Actor, action: string, r: { id: string }, details?: { [key: string]: string }) => audit.append(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Disclosure', id: r.id }, outcome: 'done', ...(details ? { details } : {}) });
  /** The case of a request, for the officer who answers it. */
  const caseOf = async (tx: Tx, actor: Actor, r: RequestRow): Promise<string> => (await cases.authorizeRequested(tx, actor, r.case_number, r.person_id, PURPOSE, ['words'])).found.id;
  const done = async (tx: Tx, actor: Actor, r: RequestRow, outcome: RequestRow['outcome']): Promise<void> => {
    await rows.saveRequest(tx, { ...r, outcome, done_at: clock.now() });
    await log(tx, actor, `request.${outcome}`, r);
    await cases.finishTasksOf(tx, actor, `request:${r.id}`);
    await publish(tx, 'disclosures', 'request');
  };
  function open(r: RequestRow, kind: RequestRow['kind']): void {
    if (r.kind !== kind) throw notFound();
    if (r.done_at) throw conflict('RequestDone', 'This request was answered.', 'Register a new one.');
    if (!r.checked_by) throw conflict('IdentityNotChecked', 'A second person has not checked who asks.', 'Let a colleague check it first.');
  }

  jobs.work('retention.reminder', async (tx: Tx, { number }: { number: string }) => {
    const r = await rows.requestByNumber(tx, number);
    if (!r || r.done_at) return;
    const over = r.due_at <= clock.now();
    // A reminder takes the place of the one before.
    await cases.finishTasksOf(tx, SELF, `request:${r.id}`);
    for (const role of over ? (['data_protection_officer', 'supervisor'] as const) : (['data_protection_officer'] as const)) {
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'request_due', title: over ? `The answer to the request ${number} is overdue` : `The answer to the request ${number} is due`, role, dueAt: r.due_at, ref: `request:${r.id}` });
    }
  });
  jobs.work('retention.disclosure-moved', async (tx: Tx, { disclosure, state }: { disclosure: string; state: string }) => {
    const r = await rows.requestOfDisclosure(tx, disclosure);
    if (!r || r.done_at) return;
    if (state === 'released') return done(tx, SELF, r, 'given');
    if (!['refused', 'withdrawn', 'expired'].includes(state)) return;
    // Not given after all: it can be compiled anew, and the clock has not stopped.
    await rows.saveRequest(tx, { ...r, disclosure_number: null });
    await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'request_due', title: `What was compiled for the request ${r.number} was not given: compile it anew`, role: 'data_protection_officer', dueAt: r.due_at, ref: `request:${r.id}` });
    await publish(tx, 'disclosures', 'request');
  });
  jobs.work('retention.hold-lifted', async (tx: Tx, { personId }: { personId: string }) => {
    if ((await disclosures.holdsOn(tx, personId)).length > 0) return;
    for (const r of await rows.waitingForHold(tx)) {
      const [caseId] = await cases.subjectsOf(tx, r.case_number);
      if (!caseId || (await conversations.erase(tx, SELF, PURPOSE, r, caseId)).held > 0) continue;
      await rows.saveRequest(tx, { ...r, waits_for_hold: false });
      await jobs.enqueue(tx, 'retention.destroy-keys', {});
      await log(tx, SELF, 'request.conversations-erased', r);
    }
    const now = clock.now();
    for (const r of await rows.takeUpHeld(tx, personId, plusSeconds(now, ANSWER_DAYS * 86_400))) {
      for (const runAt of remindersOf(now)) await jobs.enqueue(tx, 'retention.reminder', { number: r.number }, { runAt });
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'request_due', title: `The hold is over: answer the request ${r.number}`, role: 'data_protection_officer', dueAt: r.due_at, ref: `request:${r.id}` });
      await log(tx, SELF, 'request.taken-up', r);
      await publish(tx, 'disclosures', 'request');
    }
  });
  /** Destroys a person's key and the words of every disclosure about them, and empties the row. */
  async function forgetPerson(tx: Tx, actor: Actor, purpose: string, caseId: string, personId: string): Promise<void> {
    for (const d of await rows.disclosuresAbout(tx, personId)) {
      await disclosures.forget(tx, d.id);
      await vault.eraseKey(tx, actor, purpose, { kind: 'disclosure', id: d.id });
    }
    await rows.emptyPerson(tx, caseId, personId, clock.now());
    await vault.eraseKey(tx, actor, purpose, { kind: 'person', id: personId });
  }
  // The tombstones are committed with the decision; the keys are destroyed right after, by any server.
  jobs.work('retention.destroy-keys', async () => void (await vault.applyErasures(db)));

  return {
    ...sweepOf({ ...deps, classes: loadClasses(deps.policyDir), forgetPerson }),
    /** Registers what somebody asks about themselves, and how the first person checked who they are. */
    async register(tx: Tx, actor: Actor, r: { kind: 'access' | 'erasure'; byWhom: 'self' | 'lawyer'; caseNumber: string; personId: string; identityHow: string }): Promise<{ number: string }> {
      const [me, now] = [staffId(actor), clock.now()];
      const id = newId(clock, random);
      await grantFor(tx, actor, id, 'disclosure.ask', me);
      if (r.identityHow.trim() === '') throw invalid('IdentityNotChecked', 'How you checked who asks is missing.', 'Say how: a passport seen, a power of attorney, four words and a call back.');
      if (!(await cases.peopleOf(tx, r.caseNumber)).some((p) => p.id === r.personId)) throw notFound();
      const row: RequestRow = {
        id, number: newNumber(random, 'SR'), kind: r.kind, by_whom: r.byWhom, case_number: r.caseNumber, person_id: r.personId, identity_how: r.identityHow.trim(), registered_by: me, registered_at: now, due_at: plusSeconds(now, ANSWER_DAYS * 86_400),
        checked_by: null, checked_at: null, disclosure_number: null, outcome: null, done_at: null, waits_for_hold: false,
      };
      await rows.insertRequest(tx, row);
      for (const runAt of remindersOf(now)) await jobs.enqueue(tx, 'retention.reminder', { number: row.number }, { runAt });
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'request_check', title: `Check who asks: ${row.number}`, role: 'supervisor', ref: `check:${row.id}` });
      await log(tx, actor, 'request.registered', row);
      await publish(tx, 'disclosures', 'request');
      return { number: row.number };
    },
    /** Roles of the people of one case, by its exact number, for a request at the desk. */
    async peopleFor(tx: Tx, actor: Actor, caseNumber: string) {
      const id = newId(clock, random);
      await grantFor(tx, actor, id, 'disclosure.ask', staffId(actor));
      return { people: await cases.peopleOf(tx, caseNumber) };
    },
    async list(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'approvals.read', subject: { type: 'Ledger', id: 'requests' } });
      return { requests: (await rows.requests(tx)).map((r) => ({ number: r.number, kind: r.kind, byWhom: r.by_whom, identityHow: r.identity_how, registeredAt: r.registered_at.toISOString(), dueAt: r.due_at.toISOString(), checked: r.checked_by !== null, own: r.registered_by === staffId(actor), disclosureNumber: r.disclosure_number, outcome: r.outcome })) };
    },
    /** The second person checked who asks, too. */
    async check(tx: Tx, actor: Actor, number: string): Promise<void> {
      const r = await must(tx, actor, number, 'disclosure.approve');
      if (r.checked_by) throw conflict('RequestChecked', 'This was checked already.', 'Load it again.');
      await rows.saveRequest(tx, { ...r, checked_by: staffId(actor), checked_at: clock.now() });
      await log(tx, actor, 'request.checked', r);
      await cases.finishTasksOf(tx, actor, `check:${r.id}`);
      await publish(tx, 'disclosures', 'request');
    },
    /** The conversations that one request covers, part by part, without their words. */
    async read(tx: Tx, actor: Actor, number: string) {
      const r = await must(tx, actor, number);
      return { number, kind: r.kind, outcome: r.outcome, ...(await conversations.list(tx, r, await caseOf(tx, actor, r))) };
    },
    /** Opens one part, to say whom it concerns; each reading is in the log. */
    async openItem(tx: Tx, actor: Actor, number: string, position: number): Promise<{ text: string }> {
      const r = await must(tx, actor, number);
      open(r, r.kind);
      return { text: await conversations.open(tx, actor, r, await caseOf(tx, actor, r), position) };
    },
    /** Says whom one part concerns; it can be said anew until the request is answered. */
    async decideItem(tx: Tx, actor: Actor, number: string, position: number, decision: ItemDecision): Promise<void> {
      const r = await must(tx, actor, number);
      open(r, r.kind);
      if (r.disclosure_number) throw compiled();
      const { contactId } = await conversations.decide(tx, staffId(actor), r, await caseOf(tx, actor, r), position, decision);
      await log(tx, actor, 'request.item-decided', r, { contact: contactId, decision });
      await publish(tx, 'disclosures', 'request');
    },
    /** Compiles everything kept and asks for its disclosure to the person; a second person agrees, then it is handed over. */
    async give(tx: Tx, actor: Actor, number: string): Promise<{ disclosure: string }> {
      const r = await must(tx, actor, number);
      open(r, 'access');
      if (r.disclosure_number) throw compiled();
      const { found } = await cases.authorizeRequested(tx, actor, r.case_number, r.person_id, PURPOSE, ['words']);
      const words = keptInWords(await rows.keptOf(tx, found.id, r.person_id), await conversations.forPerson(tx, actor, r, found.id));
      const asked = await disclosures.askByRequest(tx, actor, { purpose: PURPOSE, recipient: r.by_whom === 'self' ? 'the person themselves' : 'their lawyer', law: `${LAW} (${number})`, caseNumber: r.case_number, personId: r.person_id, fields: ['name', 'phone', 'ageBand', 'languages'], words });
      // It is given once it is handed over, not before.
      await rows.saveRequest(tx, { ...r, disclosure_number: asked.number });
      await log(tx, actor, 'request.compiled', r);
      await publish(tx, 'disclosures', 'request');
      return { disclosure: asked.number };
    },
    /** Erases: the person's key, the words of every disclosure about them, and their conversations. What a legal hold names stays, and the answer says so. */
    async erase(tx: Tx, actor: Actor, number: string): Promise<{ outcome: 'erased' | 'held'; answer: string }> {
      const r = await must(tx, actor, number);
      open(r, 'erasure');
      const { found } = await cases.authorizeRequested(tx, actor, r.case_number, r.person_id, PURPOSE, ['name']);
      const line = { recipient: r.by_whom === 'self' ? 'the person themselves' : 'their lawyer', organizationId: null, purpose: PURPOSE, legalBasis: `law: ${LAW} (${number})`, fields: [], expiresAt: clock.now(), referralNumber: null, requestNumber: null };
      if ((await disclosures.holdsOn(tx, r.person_id)).length > 0) {
        await disclosures.record(tx, actor, { ...line, notice: HELD });
        await done(tx, actor, r, 'held');
        return { outcome: 'held', answer: HELD };
      }
      const parts = await conversations.erase(tx, actor, PURPOSE, r, found.id);
      const answer = erasedText(parts.kept, parts.held);
      await forgetPerson(tx, actor, PURPOSE, found.id, r.person_id);
      await jobs.enqueue(tx, 'retention.destroy-keys', {});
      await cases.event(tx, actor, found.id, 'erased', 'What was kept about a person was erased, as they asked.');
      await disclosures.record(tx, actor, { ...line, notice: answer });
      await done(tx, actor, { ...r, waits_for_hold: parts.held > 0 }, 'erased');
      return { outcome: 'erased', answer };
    },
  };
}
