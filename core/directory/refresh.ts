/**
 * Reads a source anew by its schedule. A reading never changes the directory: what differs waits for a person; the one before, if it still waits, is overtaken by it.
 * A source that cannot be read is tried again three times within two hours, going on where reading stopped; then it is shown, and tried again on its next day.
 */
import { HavenlineError, invalid, newId, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { importsOf } from './imports.ts';
import type { DirectoryDeps } from './ports.ts';
import { instantOf, localTime } from './schedule.ts';
import * as rows from './source-repository.ts';

/** `weekday`: 1 Monday to 7 Sunday (ISO 8601), null: every day. `minute`: after midnight, where the centre is. */
export interface RefreshSchedule { weekday: number | null; minute: number }

const PURPOSE = 'system-operation';
const SELF: Actor = { kind: 'system', name: 'directory' };
/** Pauses before a source that failed is tried again, in seconds. */
export const RETRY_SECONDS = [300, 1800, 5400];

/** The next time of a schedule after `now`. Of an hour that is left out when clocks change the same time later, of one that comes twice the first. */
export function nextRefresh({ weekday, minute }: RefreshSchedule, now: Date, zone: string): Date {
  const today = localTime(now, zone).day;
  for (let day = today; ; day += 1) {
    // 1970-01-01 was a Thursday.
    if (weekday !== null && ((day + 3) % 7) + 1 !== weekday) continue;
    const at = instantOf(day, minute, zone);
    if (at > now) return at;
  }
}

export function refreshesOf(deps: DirectoryDeps, imports: ReturnType<typeof importsOf>) {
  const { db, clock, random, audit, access, jobs, openSource, timeZone } = deps;
  const manage = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: PURPOSE, action: 'directory.manage', subject: { type: 'Directory', id: 'directory' } });
  const note = (tx: Tx, actor: Actor, action: string, id: string) => audit.append(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Directory', id }, outcome: 'done' });
  const scheduleOf = (s: rows.ScheduledRow): RefreshSchedule | null => (s.refresh_minute === null ? null : { weekday: s.refresh_weekday, minute: s.refresh_minute });
  async function must(tx: Tx, id: string): Promise<rows.ScheduledRow> {
    const one = await rows.source(tx, id, true);
    if (!one) throw notFound();
    return one;
  }
  const enqueue = (tx: Tx, sourceId: string, at: Date): Promise<string> => jobs.enqueue(tx, 'directory.refresh', { sourceId }, { runAt: at });

  jobs.work('directory.refresh', async (tx: Tx, { sourceId }: { sourceId: string }, { id: jobId }: { id: string }) => {
    // Not locked while the source is asked, which may take minutes: reading writes by transactions of its own.
    const asked = await rows.source(tx, sourceId);
    if (!asked || asked.refresh_job !== jobId) return;
    let failure: string | null = null;
    try {
      await imports.read(db, SELF, asked.name, openSource(asked.address), { refresh: true });
    } catch (error) {
      // What is wrong with the source is shown; what is wrong with us is tried again by the worker.
      if (!(error instanceof HavenlineError)) throw error;
      failure = `${error.message} ${error.action}`;
    }
    const now = clock.now();
    const source = await must(tx, sourceId);
    if (failure === null) await rows.setRead(tx, sourceId, now);
    else await rows.setFailed(tx, sourceId, now, failure);
    await note(tx, SELF, failure === null ? 'directory.source.read' : 'directory.source.failed', sourceId);
    if (source.refresh_job === jobId) {
      const schedule = scheduleOf(source);
      const pause = failure === null ? undefined : RETRY_SECONDS[source.failures];
      const next = pause !== undefined ? plusSeconds(now, pause) : schedule ? nextRefresh(schedule, now, await timeZone(tx)) : null;
      await rows.setNext(tx, sourceId, next, next ? await enqueue(tx, sourceId, next) : null);
    }
    await publish(tx, 'directory');
  });

  return {
    /** The sources with their schedules, what waits for a person, and which could not be read. `shown`: it was tried often enough to say so loudly. */
    async sources(tx: Tx, actor: Actor) {
      await manage(tx, actor);
      return (await rows.sources(tx)).map((s) => ({
        id: s.id, name: s.name, kind: s.kind, address: s.address, schedule: scheduleOf(s), nextAt: s.refresh_next?.toISOString() ?? null, readAt: s.read_at?.toISOString() ?? null, appliedAt: s.last_applied?.toISOString() ?? null, waiting: s.waiting,
        failure: s.failure === null ? null : { message: s.failure, at: s.failed_at!.toISOString(), times: s.failures, shown: s.failures > RETRY_SECONDS.length },
      }));
    },
    /** Names a source that is read over the network. Files are brought in by the operator. @throws AddressUnusable, SourceThere */
    async addSource(tx: Tx, actor: Actor, given: { name: string; address: string }): Promise<{ id: string }> {
      await manage(tx, actor);
      const [name, address] = [given.name.trim(), given.address.trim()];
      if (!URL.canParse(address) || new URL(address).protocol !== 'https:' || new URL(address).username !== '' || name === '') throw invalid('AddressUnusable', 'A source has a name, and an address that begins with https, without a name or password in it.', 'Write the address of an HSDS 3 API, or of the datapackage.json of an HSDS data package.');
      const id = newId(clock, random);
      const there = !(await rows.insertSource(tx, { id, name, kind: openSource(address).kind, address, at: clock.now() }));
      if (there) throw invalid('SourceThere', `There is a source named "${name}" already.`, 'Give this one another name.');
      await note(tx, actor, 'directory.source.added', id);
      await publish(tx, 'directory');
      return { id };
    },
    /** Sets when a source is read; null: by hand alone. */
    async setSchedule(tx: Tx, actor: Actor, id: string, schedule: RefreshSchedule | null): Promise<void> {
      await manage(tx, actor);
      const source = await must(tx, id);
      if (source.refresh_job) await jobs.cancel(tx, source.refresh_job);
      const next = schedule ? nextRefresh(schedule, clock.now(), await timeZone(tx)) : null;
      await rows.setSchedule(tx, id, schedule, next, next ? await enqueue(tx, id, next) : null);
      await note(tx, actor, schedule ? 'directory.source.scheduled' : 'directory.source.unscheduled', id);
      await publish(tx, 'directory');
    },
    /** Reads a source now; its schedule goes on afterwards. */
    async readNow(tx: Tx, actor: Actor, id: string): Promise<void> {
      await manage(tx, actor);
      const source = await must(tx, id);
      if (source.refresh_job) await jobs.cancel(tx, source.refresh_job);
      await rows.setNext(tx, id, clock.now(), await enqueue(tx, id, clock.now()));
      await note(tx, actor, 'directory.source.asked', id);
      await publish(tx, 'directory');
    },
  };
}
