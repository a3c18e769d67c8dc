/** What is unusual in who opens what, brought before the data protection officer. */
import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import type { Jobs } from '#core/jobs';
import { conflict, inTx, newId, notFound, plusSeconds, publish, refused } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Staff } from '#core/staff';
import { NEW, see, seenIn, THRESHOLDS } from './oversight.ts';
import type { Kind, Raised, Shift, Worker } from './oversight.ts';
import * as repository from './repository.ts';
import { thresholdsOf } from './thresholds.ts';
import type { Values } from './thresholds.ts';

export type { Kind } from './oversight.ts';

export interface Item {
  id: string; kind: Kind; staffId: string; deskName: string; from: string; to: string; count: number;
  /** What is usual in a shift, where it was asked. */
  usual: number | null;
  state: 'open' | 'closed'; note: string | null; closedBy: string | null; closedAt: string | null;
  /** It is about whoever reads it: another officer closes it. */
  own: boolean;
}

export interface Oversight {
  /** Puts the job down that follows the log, once for all servers; it goes on where it stopped. */
  start(): Promise<void>;
  /** Open items first, the newest of each first, 200 at most. @throws HavenlineError Refused */
  list(tx: Tx, actor: Actor): Promise<{ items: Item[]; thresholds: Awaited<ReturnType<ReturnType<typeof thresholdsOf>['shown']>> }>;
  /** Proposes what is to count as unusual; it is in use once another officer agreed. @throws HavenlineError Refused, ThresholdsProposed */
  proposeThresholds(tx: Tx, actor: Actor, values: Values): Promise<void>;
  /** Agrees to what is proposed, or refuses it. @throws HavenlineError Refused (also to who proposed it and would agree), NotFound */
  decideThresholds(tx: Tx, actor: Actor, agree: boolean): Promise<void>;
  /** @throws HavenlineError Refused (also to whom it is about), NotFound, UnusualClosed */
  close(tx: Tx, actor: Actor, id: string, note: string): Promise<void>;
}

const JOB = 'oversight.follow';
/** Seconds between two looks at the log. */
const RHYTHM = 300;
const BATCH = 1_000;
const LIST = 200;
const PURPOSE = 'quality-supervision';
const SELF: Actor = { kind: 'system', name: 'oversight' };

export interface OversightDeps { db: Db; clock: Clock; random: Random; audit: Audit; access: Access; jobs: Jobs; staff: Pick<Staff, 'deskNames'> }

export function createOversight({ db, clock, random, audit, access, jobs, staff }: OversightDeps): Oversight {
  const thresholds = thresholdsOf({ clock, random, audit, access, staff });
  /** Follows up to `BATCH` entries. Answers the place to go on from, and whether there may be more. */
  async function follow(tx: Tx, from: number): Promise<{ next: number; more: boolean }> {
    const entries = await audit.follow(tx, from, BATCH);
    const using = await thresholds.inUse(tx);
    const seen = entries.map(seenIn).filter((one) => one !== null);
    const workers = await repository.workersOf(tx, [...new Set(seen.map((one) => one.staffId))]);
    const shifts = seen.length === 0 ? [] : await repository.shiftsSince(tx, plusSeconds(new Date(seen[0]!.at), -THRESHOLDS.lookBack));
    const now = clock.now();
    const tooOld = plusSeconds(now, -THRESHOLDS.lookBack).getTime();
    const touched = new Map<string, { worker: Worker; at: number; shifts: Map<number, Shift> }>();
    const raised = new Map<string, Raised>();
    for (const one of seen) {
      const before = workers.get(one.staffId) ?? NEW;
      const { worker, raised: some } = see(before, one, () => ({ own: shifts.filter((s) => s.staffId === one.staffId), team: shifts }), using);
      workers.set(one.staffId, worker);
      const mine = touched.get(one.staffId) ?? { worker, at: one.at, shifts: new Map<number, Shift>() };
      if (worker.shift !== null && worker.shift !== before.shift) {
        mine.shifts.set(worker.shift.beganAt, worker.shift);
        const { beganAt, opened } = worker.shift;
        const at = shifts.findIndex((s) => s.staffId === one.staffId && s.beganAt === beganAt);
        shifts.splice(at < 0 ? shifts.length : at, 1, { staffId: one.staffId, beganAt, opened });
      }
      touched.set(one.staffId, { ...mine, worker, at: one.at });
      // What is longer past than is looked back says what was usual, and is brought before nobody any more.
      for (const item of some) if (item.to > tooOld) raised.set(`${item.kind} ${item.staffId} ${item.from}`, item);
    }
    for (const [staffId, { worker, at, shifts: changed }] of touched) await repository.saveWorker(tx, staffId, new Date(at), worker, [...changed.values()]);
    for (const item of raised.values()) {
      const id = newId(clock, random);
      if (await repository.putItem(tx, id, item)) {
        await audit.append(tx, { actor: SELF, purpose: PURPOSE, action: 'unusual-raised', subject: { type: 'Oversight', id }, outcome: 'done', details: { kind: item.kind, staff: item.staffId, count: item.count } });
        await publish(tx, 'unusual', 'new');
      }
    }
    await repository.forget(tx, plusSeconds(now, -THRESHOLDS.shift), plusSeconds(now, -THRESHOLDS.lookBack - THRESHOLDS.shift));
    return { next: (entries.at(-1)?.seq ?? from - 1) + 1, more: entries.length === BATCH };
  }

  jobs.work(JOB, async (tx) => {
    const { nextSeq } = await repository.lockFollower(tx);
    const { next, more } = await follow(tx, nextSeq);
    await repository.saveFollower(tx, next, await jobs.enqueue(tx, JOB, {}, { runAt: more ? clock.now() : plusSeconds(clock.now(), RHYTHM) }));
  });

  return {
    start: () => inTx(db, async (tx) => {
      const { nextSeq, jobId } = await repository.lockFollower(tx);
      if (jobId === null) await repository.saveFollower(tx, nextSeq, await jobs.enqueue(tx, JOB, {}));
    }),
    async list(tx, actor) {
      await access.authorize(tx, { actor, purpose: PURPOSE, action: 'unusual.read', subject: { type: 'Oversight', id: 'all' } });
      const rows = await repository.items(tx, LIST);
      const shown = await thresholds.shown(tx, actor);
      const names = await staff.deskNames(tx, [...new Set(rows.flatMap((row) => [row.staffId, ...(row.closedBy === null ? [] : [row.closedBy])]))]);
      return {
        thresholds: shown,
        items: rows.map(({ fromAt, toAt, closedBy, closedAt, ...row }) => ({
          ...row, deskName: names.get(row.staffId) ?? '', from: fromAt.toISOString(), to: toAt.toISOString(),
          closedBy: closedBy === null ? null : (names.get(closedBy) ?? ''), closedAt: closedAt?.toISOString() ?? null, own: actor.kind === 'staff' && actor.id === row.staffId,
        })),
      };
    },
    async close(tx, actor, id, note) {
      const row = await repository.lockItem(tx, id);
      await access.authorize(tx, { actor, purpose: PURPOSE, action: 'unusual.close', subject: { type: 'Oversight', id, attrs: { about: row?.staffId ?? 'nobody' } } });
      if (actor.kind !== 'staff') throw refused();
      if (!row) throw notFound();
      if (row.state === 'closed') throw conflict('UnusualClosed', 'Somebody closed this already.', 'Look at the list again.');
      await repository.closeItem(tx, id, actor.id, note.trim(), clock.now());
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'unusual-closed', subject: { type: 'Oversight', id }, outcome: 'done', details: { kind: row.kind } });
      await publish(tx, 'unusual');
    },
    proposeThresholds: thresholds.propose,
    decideThresholds: thresholds.decide,
  };
}
