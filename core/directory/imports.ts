/** Bringing in parts of the directory: read with a report, compare, approve, apply as a whole, undo as a whole. */
import { conflict, HavenlineError, inTx, newId, notFound, publish } from '#core/kernel';
import type { Actor, Db, Tx } from '#core/kernel';
import * as parts from './change-repository.ts';
import type { ConfidentialPlaces } from './confidential.ts';
import { rebuildEntries } from './entry-repository.ts';
import { isLargeDrop, move } from './import.ts';
import type { Batch, HsdsSource } from './import.ts';
import * as rows from './import-repository.ts';
import { mergeData } from './nesting.ts';
import type { DirectoryDeps } from './ports.ts';
import { overtaken } from './source-repository.ts';

const PURPOSE = 'system-operation';
/** Who brings something in, as the list of imports shows it. */
const nameOf = (actor: Actor): string => (actor.kind === 'staff' ? actor.deskName : actor.kind === 'system' ? actor.name : 'partner');

/** Asks for a batch while the one before is being kept: the source is parsed while the database writes. */
async function* ahead(source: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const from = source[Symbol.asyncIterator]();
  let next = from.next();
  try {
    for (;;) {
      const now = await next;
      if (now.done) return;
      next = from.next();
      // What goes wrong is thrown when its turn comes: the batch before is kept first.
      next.catch(() => {});
      yield now.value;
    }
  } finally {
    await next.catch(() => {});
    await from.return?.();
  }
}

export function importsOf({ clock, random, audit, access }: DirectoryDeps, confidential: ConfidentialPlaces) {
  const manage = async (tx: Tx, actor: Actor): Promise<void> => {
    await access.authorize(tx, { actor, purpose: PURPOSE, action: 'directory.manage', subject: { type: 'Directory', id: 'directory' } });
  };
  /** Reading changes nothing: the schedule may do it, where only a person may apply. */
  const fetch = async (tx: Tx, actor: Actor): Promise<void> => {
    await access.authorize(tx, { actor, purpose: PURPOSE, action: 'directory.fetch', subject: { type: 'Directory', id: 'directory' } });
  };
  const note = (tx: Tx, actor: Actor, action: string, id: string) => audit.append(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Directory', id }, outcome: 'done' });
  const found = async (tx: Tx, id: string): Promise<rows.ImportRow> => {
    const one = await rows.importById(tx, id, true);
    if (!one) throw notFound();
    return one;
  };

  /** Keeps one batch, what is wrong with it, and where reading goes on. A confidential address is encrypted before any of it is written. */
  async function keep(tx: Tx, actor: Actor, importId: string, kind: HsdsSource['kind'], given: Batch): Promise<void> {
    const batch = await confidential.takeOut(tx, actor, given);
    const once = new Map<string, Batch['rows'][number]>();
    const twice: Batch['rows'] = [];
    for (const row of batch.rows) {
      const key = `${row.table} ${row.data.id}`;
      const had = once.get(key);
      if (!had) once.set(key, row);
      else if (kind === 'package') twice.push(row);
      else once.set(key, { ...row, data: mergeData(had.data, row.data) });
    }
    const again = await rows.keepBatch(tx, importId, { ...batch, rows: [...once.values()] }, kind !== 'package');
    for (const key of again) twice.push(once.get(key)!);
    await rows.insertProblems(tx, importId, [...batch.problems, ...(kind === 'package' ? twice : []).map(({ file, line, table, data }) => ({
      severity: 'rejected' as const, file, line, code: 'Twice', message: `The id ${data.id} stands in this file more than once; the first ${table.replaceAll('_', ' ')} with it is kept.`, action: 'Give every row an id of its own.',
    }))]);
  }

  /** What a reading by the schedule leaves behind: itself when nothing differs, else those before it that still wait. */
  async function overtake(tx: Tx, actor: Actor, one: rows.ImportRow): Promise<void> {
    const differs = (await parts.decided(tx, one.id)).all > 0;
    for (const id of differs ? await overtaken(tx, one.source_id, one.id) : [one.id]) {
      await rows.setImport(tx, id, move('checked', 'discard'), null, clock.now());
      await parts.letGo(tx, id, true);
      await note(tx, actor, id === one.id ? 'directory.import.no-difference' : 'directory.import.overtaken', id);
    }
  }

  return {
    /**
     * Reads a source as far as it goes and compares it with the directory; nothing of the directory changes (this is the dry run). One that was cut off goes on where it
     * stopped. `whole`: what the source no longer has will be gone.
     * `refresh`: by the schedule; it overtakes a reading that still waits, and is let go of when nothing differs. @throws HavenlineError SourceUnreadable; the import stays, to be gone on with
     */
    async read(db: Db, actor: Actor, name: string, source: HsdsSource, options: { whole?: boolean; refresh?: boolean; onBatch?: (kept: number) => void } = {}): Promise<string> {
      const fingerprint = await source.fingerprint();
      const begun = await inTx(db, async (tx) => {
        await fetch(tx, actor);
        const { id: sourceId } = await rows.upsertSource(tx, { id: newId(clock, random), name, kind: source.kind, address: source.address, at: clock.now() });
        const stopped = await rows.unfinished(tx, sourceId);
        if (stopped && stopped.fingerprint === fingerprint && stopped.whole === (options.whole ?? true)) return stopped;
        if (stopped) await rows.setImport(tx, stopped.id, move(stopped.state, 'discard'), null, clock.now());
        const id = newId(clock, random);
        await rows.insertImport(tx, { id, sourceId, whole: options.whole ?? true, fingerprint, by: nameOf(actor), at: clock.now() });
        await note(tx, actor, 'directory.import.begun', id);
        return (await rows.importById(tx, id))!;
      });
      try {
        let kept = 0;
        for await (const batch of ahead(source.read(begun.cursor))) {
          await inTx(db, (tx) => keep(tx, actor, begun.id, source.kind, batch));
          options.onBatch?.((kept += batch.rows.length));
        }
      } catch (error) {
        await inTx(db, (tx) => rows.setProblem(tx, begun.id, error instanceof HavenlineError ? `${error.message} ${error.action}` : 'The source could not be read to its end. Begin again; reading goes on where it stopped.'));
        throw error;
      }
      await inTx(db, async (tx) => {
        const one = await found(tx, begun.id);
        await rows.compare(tx, one.id, one.source_id, one.whole);
        await parts.setRoots(tx, one.id);
        await parts.carryRefusals(tx, one.id);
        await rows.setImport(tx, one.id, move(one.state, 'check'), null, clock.now());
        await note(tx, actor, 'directory.import.checked', one.id);
        if (options.refresh) await overtake(tx, actor, one);
        await publish(tx, 'directory');
      });
      return begun.id;
    },

    /** Approves or refuses one change, or (`of` null) all that nobody decided yet; null takes a decision back. Nothing is written into the directory. */
    async decide(tx: Tx, actor: Actor, id: string, of: parts.ChangeKey | null, decision: parts.Decision | null): Promise<void> {
      await manage(tx, actor);
      const one = await found(tx, id);
      move(one.state, 'apply');
      const rowsDecided = await parts.decide(tx, id, of, decision, nameOf(actor), clock.now());
      if (of !== null && rowsDecided === 0) throw notFound();
      await note(tx, actor, `directory.import.${decision ?? 'undecided'}`, of?.id ?? id);
      await publish(tx, 'directory');
    },
    /** The changes of a reading, with their rows beside what stands there now. */
    async changes(tx: Tx, actor: Actor, id: string, limit: number, offset: number) {
      await manage(tx, actor);
      if (!(await rows.importById(tx, id))) throw notFound();
      return { decided: await parts.decided(tx, id), changes: await parts.changes(tx, id, Math.min(limit, 100), offset) };
    },

    /**
     * Applies what a person approved, in one transaction. `rest`: what nobody decided is approved with it, or left as it is and shown again by the next reading. What was refused is left out.
     * @throws HavenlineError LargeDrop when more than a tenth of the source's services would go and `despiteDrop` does not say that somebody looked
     */
    async apply(tx: Tx, actor: Actor, id: string, { rest = 'approve', despiteDrop = false }: { rest?: 'approve' | 'leave' | undefined; despiteDrop?: boolean | undefined } = {}): Promise<void> {
      await manage(tx, actor);
      const one = await found(tx, id);
      const state = move(one.state, 'apply');
      await parts.leaveOut(tx, id, rest === 'leave');
      const going = await parts.servicesGoing(tx, id);
      if (!despiteDrop && isLargeDrop(going, one.services_before)) throw conflict('LargeDrop', `${going} of the ${one.services_before} services of "${one.source}" would go.`, 'Ask the source whether it is whole. If it is right, apply it and say that you looked.');
      await rows.applyRows(tx, id, one.source_id, clock.now());
      await rows.setImport(tx, id, state, nameOf(actor), clock.now());
      await rebuildEntries(tx, await rows.touchedServices(tx, id), newId(clock, random));
      await parts.letGo(tx, id, false);
      await note(tx, actor, 'directory.import.applied', id);
      await publish(tx, 'directory');
    },

    /** Takes an import back as a whole. @throws HavenlineError UndoLaterFirst while a later one builds on it */
    async undo(tx: Tx, actor: Actor, id: string): Promise<void> {
      await manage(tx, actor);
      const one = await found(tx, id);
      const state = move(one.state, 'undo');
      const later = await rows.laterImport(tx, id, one.sequence);
      if (later) throw conflict('UndoLaterFirst', `A later import of "${later.source}" changed the same rows.`, 'Undo that one first, then this one.');
      const touched = await rows.touchedServices(tx, id);
      await rows.undoRows(tx, id, clock.now());
      await rows.setImport(tx, id, state, nameOf(actor), clock.now());
      await rebuildEntries(tx, touched, newId(clock, random));
      await note(tx, actor, 'directory.import.undone', id);
      await publish(tx, 'directory');
    },
    async discard(tx: Tx, actor: Actor, id: string): Promise<void> {
      await manage(tx, actor);
      const one = await found(tx, id);
      await rows.setImport(tx, id, move(one.state, 'discard'), nameOf(actor), clock.now());
      await parts.letGo(tx, id, false);
      await note(tx, actor, 'directory.import.discarded', id);
      await publish(tx, 'directory');
    },

    async list(tx: Tx, actor: Actor) {
      await manage(tx, actor);
      const all = [];
      for (const i of await rows.imports(tx)) all.push({ id: i.id, source: i.source, kind: i.kind, state: i.state, whole: i.whole, problem: i.problem, begunBy: i.begun_by, begunAt: i.begun_at.toISOString(), appliedAt: i.applied_at?.toISOString() ?? null, approvedBy: i.approved_by });
      return all;
    },
    /** The report of one import: counts by table, what was refused and why, what would change (at most 500 each). */
    async report(tx: Tx, actor: Actor, id: string, limit = 500) {
      await manage(tx, actor);
      const one = await rows.importById(tx, id);
      if (!one) throw notFound();
      return { id, source: one.source, state: one.state, problem: one.problem, drop: { going: one.services_gone, before: one.services_before, large: isLargeDrop(one.services_gone, one.services_before) }, decided: await parts.decided(tx, id), counts: await rows.counts(tx, id), problems: await rows.problemsOf(tx, id, limit), differences: await rows.differences(tx, id, Math.min(limit, 500)) };
    },
    /** Every refused row and every note, for a file: not cut. */
    problems: (tx: Tx, id: string, limit: number, offset: number) => rows.problemsOf(tx, id, limit, offset),
  };
}
