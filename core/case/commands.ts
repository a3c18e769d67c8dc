import { conflict, newId, newNumber, notFound, publish } from '#core/kernel';
import type { Actor, Role, Tx } from '#core/kernel';
import { checkField, checkPerson, checkTime, fieldEmpty, REVEALED_SECONDS } from './case.ts';
import type { ProtectedField } from './case.ts';
import type { CaseDeps } from './ports.ts';
import * as rows from './repository.ts';

const nameOf = (actor: Actor) => (actor.kind === 'staff' ? actor.deskName : actor.kind === 'partner' ? 'the partner' : 'Havenline');

/** What is done in cases. The transaction comes first; row, log entry and live event commit together. */
export function caseCommands(deps: CaseDeps) {
  const { clock, random, audit, access, vault } = deps;

  /** Who is not assigned gets the same answer as for a case that does not exist; the refusal is in the log. */
  async function authorizeCase(tx: Tx, actor: Actor, number: string, action: string, purpose = 'care-continuity') {
    const found = await rows.caseByNumber(tx, number);
    if (!found) throw notFound();
    const grant = await access
      .authorize(tx, { actor, purpose, action, subject: { type: 'Case', id: found.id, attrs: { assigned: found.assigned } } })
      .catch(hide);
    return { found, grant };
  }

  async function authorizePerson(tx: Tx, actor: Actor, number: string, personId: string, action: string, purpose: string, fields: string[]) {
    const found = await rows.caseByNumber(tx, number);
    const person = found && (await rows.personOf(tx, found.id, personId));
    if (!found || !person) throw notFound();
    const grant = await access
      .authorize(tx, { actor, purpose, action, subject: { type: 'Person', id: person.id, attrs: { assigned: found.assigned } }, fields })
      .catch(hide);
    return { found, person, grant };
  }

  /** The same for the officer who handles a demand or a person's own request, by the exact number of the case. */
  async function authorizeRequested(tx: Tx, actor: Actor, number: string, personId: string, purpose: string, fields: string[]) {
    const found = await rows.caseByNumber(tx, number);
    const person = found && (await rows.personOf(tx, found.id, personId));
    if (!found || !person || actor.kind !== 'staff') throw notFound();
    const grant = await access.authorize(tx, { actor, purpose, action: 'person.reveal', subject: { type: 'Person', id: person.id, attrs: { requested: [actor.id] } }, fields }).catch(hide);
    return { found, person, grant };
  }

  async function log(tx: Tx, actor: Actor, action: string, subject: { type: string; id: string }, fields?: string[], purpose = 'care-continuity'): Promise<void> {
    await audit.append(tx, { actor, purpose, action, subject, outcome: 'done', ...(fields ? { fields } : {}) });
  }

  async function event(tx: Tx, actor: Actor, caseId: string, kind: string, text: string): Promise<void> {
    await rows.insertEvent(tx, caseId, clock.now(), kind, text, nameOf(actor));
    await publish(tx, `case:${caseId}`, kind);
  }

  return {
    authorizeCase,
    authorizePerson,
    authorizeRequested,
    /** Roles and ids of the people of one case, for the officer who handles a registered demand or request. The caller of this has the grant. */
    async peopleOf(tx: Tx, number: string): Promise<{ id: string; role: string }[]> {
      const found = await rows.caseByNumber(tx, number);
      if (!found) throw notFound();
      return (await rows.personsOf(tx, found.id)).map(({ id, role }) => ({ id, role }));
    },
    /** Writes one line of a case's timeline; `text` never holds a protected value. */
    event,

    /** Opens a case from a contact; asked twice, it answers the same case. */
    async open(tx: Tx, actor: Actor, contactId: string): Promise<{ caseNumber: string }> {
      const counsellor = await deps.contacts.counsellorOf(tx, contactId);
      if (counsellor === null || actor.kind !== 'staff') throw notFound();
      await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'case.open', subject: { type: 'Contact', id: contactId, attrs: { counsellor } } }).catch(hide);
      await rows.lockContact(tx, contactId);
      const already = await rows.caseOfContact(tx, contactId);
      if (already) return { caseNumber: already.number };
      const id = newId(clock, random);
      const number = newNumber(random, 'HV');
      await rows.insertCase(tx, { id, number, contactId, by: actor.id, at: clock.now() });
      await rows.insertAssignment(tx, id, actor.id, clock.now());
      await event(tx, actor, id, 'opened', 'Case opened from a contact.');
      await log(tx, actor, 'case.opened', { type: 'Case', id }, undefined, 'answer-contact');
      await publish(tx, `contact:${contactId}`, 'case');
      return { caseNumber: number };
    },

    /** A supervisor's act: gives the case to one more member of staff. */
    async assign(tx: Tx, actor: Actor, number: string, staffId: string): Promise<void> {
      const { found } = await authorizeCase(tx, actor, number, 'case.assign', 'quality-supervision');
      const to = await deps.staff.account(tx, staffId);
      if (!to || to.kind !== 'staff' || to.disabled) throw notFound();
      if (!(await rows.insertAssignment(tx, found.id, staffId, clock.now()))) return;
      await event(tx, actor, found.id, 'assigned', `Given to ${to.deskName}.`);
      await log(tx, actor, 'case.assigned', { type: 'Case', id: found.id }, undefined, 'quality-supervision');
      await publish(tx, `staff:${staffId}`, 'case');
    },

    /** Adds a person and makes the key that their protected fields will be under. */
    async addPerson(tx: Tx, actor: Actor, number: string, person: { role: string; ageBand?: string | undefined; languages: string[] }): Promise<{ id: string }> {
      checkPerson(person.role, person.ageBand);
      const { found } = await authorizeCase(tx, actor, number, 'case.write');
      const id = newId(clock, random);
      await vault.createKey('person', id);
      await rows.insertPerson(tx, { id, caseId: found.id, role: person.role, ageBand: person.ageBand ?? null, languages: person.languages, at: clock.now() });
      await event(tx, actor, found.id, 'person', `Person added: ${person.role}.`);
      await log(tx, actor, 'person.added', { type: 'Person', id });
      return { id };
    },

    /** Encrypts a protected field under the person's key; an empty value empties it. */
    async writeField(tx: Tx, actor: Actor, number: string, personId: string, fieldName: string, value: string): Promise<void> {
      const field = checkField(fieldName);
      const { found, person, grant } = await authorizePerson(tx, actor, number, personId, 'person.write', 'care-continuity', [field]);
      const text = value.trim();
      const ciphertext = text === '' ? null : await vault.protect(tx, grant, placeOf(person.id, field), text);
      await rows.updateField(tx, found.id, person.id, field, ciphertext);
      await event(tx, actor, found.id, 'field', `${field === 'name' ? 'Name' : 'Phone'} of a person (${person.role}) ${text === '' ? 'emptied' : 'written'}.`);
      await log(tx, actor, 'person.written', { type: 'Person', id: person.id }, [field]);
    },

    /** Opens one protected field. The grant's log entry is written before anything is decrypted. */
    async revealField(tx: Tx, actor: Actor, number: string, personId: string, fieldName: string, purpose: string): Promise<{ value: string; hidesInSeconds: number }> {
      const field = checkField(fieldName);
      const { person, grant } = await authorizePerson(tx, actor, number, personId, 'person.reveal', purpose, [field]);
      const ciphertext = person[field];
      if (!ciphertext) throw fieldEmpty();
      return { value: await vault.reveal(tx, grant, placeOf(person.id, field), ciphertext), hidesInSeconds: REVEALED_SECONDS };
    },

    async addTask(tx: Tx, actor: Actor, number: string, task: { title: string; dueAt: string }): Promise<{ id: string }> {
      const dueAt = checkTime(task.dueAt);
      const { found } = await authorizeCase(tx, actor, number, 'case.write');
      const id = newId(clock, random);
      await rows.insertTask(tx, { id, caseId: found.id, kind: 'step', title: task.title, dueAt, forRole: null, ref: null, at: clock.now() });
      await event(tx, actor, found.id, 'task', 'Next step added.');
      await log(tx, actor, 'task.added', { type: 'Task', id });
      await publish(tx, 'tasks');
      return { id };
    },

    /** A task for whoever holds a role, or (null) for the people of the case; made by the centre itself. `ref` says what it is about, so that it can be finished. */
    async addTaskForRole(tx: Tx, actor: Actor, task: { caseId: string | null; kind: string; title: string; role: Role | null; dueAt?: Date; ref?: string }): Promise<void> {
      const id = newId(clock, random);
      await rows.insertTask(tx, { id, caseId: task.caseId, kind: task.kind, title: task.title, dueAt: task.dueAt ?? clock.now(), forRole: task.role, ref: task.ref ?? null, at: clock.now() });
      await log(tx, actor, 'task.added', { type: 'Task', id }, undefined, 'system-operation');
      await publish(tx, 'tasks', task.kind);
    },
    /** What a task was about is done: whoever did it, the open tasks with this `ref` are finished. `caseId`: whose tasks they are, where nothing of that case was written in this transaction yet. */
    async finishTasksOf(tx: Tx, actor: Actor, ref: string, caseId?: string): Promise<void> {
      if (caseId !== undefined) await rows.within(tx, caseId);
      await rows.finishTasksOf(tx, ref, actor.kind === 'staff' ? actor.id : null, clock.now());
      await publish(tx, 'tasks');
    },

    async completeTask(tx: Tx, actor: Actor, taskId: string): Promise<void> {
      const task = await rows.taskById(tx, taskId);
      if (!task || actor.kind !== 'staff') throw notFound();
      const found = task.case_id ? await rows.caseById(tx, task.case_id) : undefined;
      const ofRole = task.for_role !== null;
      const attrs = ofRole ? { role: task.for_role } : { assigned: found?.assigned ?? [] };
      await access.authorize(tx, { actor, purpose: ofRole ? 'quality-supervision' : 'care-continuity', action: 'task.write', subject: { type: 'Task', id: task.id, attrs } }).catch(hide);
      if (task.done_at) throw conflict('TaskDone', 'This task is done already.', 'Load the list again.');
      await rows.finishTask(tx, task.id, actor.id, clock.now());
      if (found) await event(tx, actor, found.id, 'task', `Done: ${task.title}`);
      await log(tx, actor, 'task.done', { type: 'Task', id: task.id });
      await publish(tx, 'tasks');
    },
  };
}

/** Where a person's field is kept: what its ciphertext is bound to. */
export function placeOf(personId: string, field: ProtectedField) {
  return { keyOf: { kind: 'person' as const, id: personId }, table: 'person', column: field, row: personId };
}

/** A refusal about somebody else's case reads as "not here"; a broken part (no key, no log) stays what it is. */
export function hide(error: unknown): never {
  if ((error as { code?: string }).code === 'Refused') throw notFound();
  throw error;
}
