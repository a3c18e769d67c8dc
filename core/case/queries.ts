import { either } from '#core/access';
import { notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { SealedState } from '#core/vault';
import { PROTECTED_FIELDS } from './case.ts';
import type { caseCommands } from './commands.ts';
import type { CaseDeps } from './ports.ts';
import { documentsOf } from './document-repository.ts';
import * as rows from './repository.ts';

/** What is read of cases. A list shows only what its reader could open one by one. */
export function caseQueries(deps: CaseDeps, commands: ReturnType<typeof caseCommands>) {
  const stateOf = (row: Pick<rows.CaseRow, 'closed_at'>) => (row.closed_at ? 'closed' : 'open');
  return {
    async list(tx: Tx, actor: Actor) {
      if (actor.kind !== 'staff') throw notFound();
      const mine = await rows.casesWhere(tx, actor.id, await deps.access.filter(tx, actor, 'care-continuity', 'case.read', { type: 'Case', id: 'cases', columns: rows.CASE_COLUMNS }));
      return {
        cases: mine.map((c) => ({ number: c.number, openedAt: c.opened_at.toISOString(), state: stateOf(c), openTasks: c.open_tasks, lastEventAt: (c.last_at ?? c.opened_at).toISOString() })),
      };
    },

    /** One case with its protected fields masked; the grant to read it is in the log. */
    async read(tx: Tx, actor: Actor, number: string) {
      const { found } = await commands.authorizeCase(tx, actor, number, 'case.read');
      // Asked in one go: what is of the case travels together.
      const [persons, papers, tasks, timeline, names] = await Promise.all([
        rows.personsOf(tx, found.id), documentsOf(tx, found.id), rows.tasksOf(tx, found.id), rows.eventsOf(tx, found.id), Promise.all(found.assigned.map((id) => deps.staff.account(tx, id))),
      ]);
      const assignedTo = found.assigned.map((id, n) => ({ id, deskName: names[n]?.deskName ?? '' }));
      const places = new Map((await deps.vault.sealedStates(tx, 'person', persons.map((p) => p.id), actor.kind === 'staff' ? actor.id : '')).map((s) => [s.id, s]));
      return {
        id: found.id,
        number: found.number,
        state: stateOf(found),
        openedAt: found.opened_at.toISOString(),
        assignedTo,
        persons: persons.map((p) => ({
          id: p.id, role: p.role, languages: p.languages,
          ...(p.age_band ? { ageBand: p.age_band } : {}),
          fields: PROTECTED_FIELDS.map((name) => ({ name, state: p[name] ? ('masked' as const) : ('empty' as const) })),
          place: placeShown(places.get(p.id)),
          documents: papers.filter((d) => d.person_id === p.id).map((d) => ({ id: d.id, kind: d.kind, addedAt: d.added_at.toISOString() })),
        })),
        tasks: tasks.map((t) => ({
          id: t.id, title: t.title, dueAt: t.due_at.toISOString(), kind: t.kind, ...(t.done_at ? { doneAt: t.done_at.toISOString() } : {}),
        })),
        timeline: timeline.map((e) => ({ at: e.at.toISOString(), kind: e.kind, text: e.text, by: e.by_name })),
      };
    },

    async tasks(tx: Tx, actor: Actor) {
      if (actor.kind !== 'staff') throw notFound();
      const list = { type: 'Task', id: 'tasks', columns: rows.TASK_COLUMNS };
      const open = await rows.openTasksWhere(tx, actor.id, either([await deps.access.filter(tx, actor, 'care-continuity', 'task.read', list), await deps.access.filter(tx, actor, 'quality-supervision', 'task.read', list)]));
      return {
        tasks: open.map((t) => ({ id: t.id, title: t.title, dueAt: t.due_at.toISOString(), kind: t.kind, ...(t.case_number ? { caseNumber: t.case_number } : {}) })),
      };
    },

    /** The number of the case a contact belongs to, for the contact's own counsellor's screen. */
    async numberOfContact(tx: Tx, contactId: string): Promise<string | null> {
      return (await rows.caseOfContact(tx, contactId))?.number ?? null;
    },
    /** What the log calls this case and its people; nothing for a number that nobody has. For the data protection officer's log alone. */
    async subjectsOf(tx: Tx, number: string): Promise<string[]> {
      const found = await rows.caseByNumber(tx, number);
      return found ? [found.id, ...(await rows.personsOf(tx, found.id)).map((p) => p.id)] : [];
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

/** How far the reader is with somebody's place; nothing of the place. */
function placeShown(state: SealedState | undefined) {
  if (!state) return { state: 'empty' as const };
  if (state.askId === null) return { state: 'sealed' as const };
  return { state: state.agreed ? ('agreed' as const) : ('asked' as const), askId: state.askId, until: state.expiresAt!.toISOString() };
}
