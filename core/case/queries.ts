import { notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { PROTECTED_FIELDS } from './case.ts';
import type { caseCommands } from './commands.ts';
import type { CaseDeps } from './ports.ts';
import * as rows from './repository.ts';

/** What is read of cases. A list shows only what its reader could open one by one. */
export function caseQueries(deps: CaseDeps, commands: ReturnType<typeof caseCommands>) {
  const stateOf = (row: rows.CaseRow) => (row.closed_at ? 'closed' : 'open');
  return {
    async list(tx: Tx, actor: Actor) {
      if (actor.kind !== 'staff') throw notFound();
      const mine = await rows.casesOf(tx, actor.id);
      return {
        cases: mine.map((c) => ({ number: c.number, openedAt: c.opened_at.toISOString(), state: stateOf(c), openTasks: c.open_tasks, lastEventAt: (c.last_at ?? c.opened_at).toISOString() })),
      };
    },

    /** One case with its protected fields masked; the grant to read it is in the log. */
    async read(tx: Tx, actor: Actor, number: string) {
      const { found } = await commands.authorizeCase(tx, actor, number, 'case.read');
      const assignedTo = [];
      for (const id of found.assigned) assignedTo.push({ id, deskName: (await deps.staff.account(tx, id))?.deskName ?? '' });
      return {
        id: found.id,
        number: found.number,
        state: stateOf(found),
        openedAt: found.opened_at.toISOString(),
        assignedTo,
        persons: (await rows.personsOf(tx, found.id)).map((p) => ({
          id: p.id, role: p.role, languages: p.languages,
          ...(p.age_band ? { ageBand: p.age_band } : {}),
          fields: PROTECTED_FIELDS.map((name) => ({ name, state: p[name] ? ('masked' as const) : ('empty' as const) })),
        })),
        tasks: (await rows.tasksOf(tx, found.id)).map((t) => ({
          id: t.id, title: t.title, dueAt: t.due_at.toISOString(), kind: t.kind, ...(t.done_at ? { doneAt: t.done_at.toISOString() } : {}),
        })),
        timeline: (await rows.eventsOf(tx, found.id)).map((e) => ({ at: e.at.toISOString(), kind: e.kind, text: e.text, by: e.by_name })),
      };
    },

    async tasks(tx: Tx, actor: Actor) {
      if (actor.kind !== 'staff') throw notFound();
      const open = await rows.openTasks(tx, actor.id, [...actor.roles]);
      return {
        tasks: open.map((t) => ({ id: t.id, title: t.title, dueAt: t.due_at.toISOString(), kind: t.kind, ...(t.case_number ? { caseNumber: t.case_number } : {}) })),
      };
    },

    /** The number of the case a contact belongs to, for the contact's own counsellor's screen. */
    async numberOfContact(tx: Tx, contactId: string): Promise<string | null> {
      return (await rows.caseOfContact(tx, contactId))?.number ?? null;
    },
    /** A case's number by its id, for features that keep the id. */
    async numberOf(tx: Tx, caseId: string): Promise<string> {
      return (await rows.caseById(tx, caseId))?.number ?? '';
    },
    async assignedTo(tx: Tx, caseId: string): Promise<string[]> {
      return (await rows.caseById(tx, caseId))?.assigned ?? [];
    },
  };
}
