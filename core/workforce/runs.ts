/**
 * What supervisors ask the centre to reckon: waiting -> running -> done | stopped | failed. A job takes it up; the work itself is done in a thread and
 * not in the job's transaction, which would be open for a minute. A run whose server died is taken up by another when it has been silent for a while.
 */
import { HavenlineError, inTx, newId, notFound, plusSeconds, publish } from '../kernel/index.ts';
import type { Actor, Clock, Db, Random, Tx } from '../kernel/index.ts';
import type { Jobs } from '../jobs/index.ts';
import * as rows from './run-repository.ts';
import type { RunKind, RunRow } from './run-repository.ts';
import { inThread } from './thread.ts';
import type { Working } from './thread.ts';
import type { Answer, Input, Kind } from './work.ts';

const JOB = 'workforce.run';
const BEAT_MS = 4_000;
/** Progress is written this often at most. */
const TOLD_MS = 500;
/** Silent for so long (seconds): its server is gone. */
const SILENT = 30;
const TRIES = 3;
/** So many runs of a kind are kept. */
const KEPT = 40;

/** How one kind of run reads what it needs, and what is kept of its answer beside the answer itself. */
export interface RunWay<K extends Kind = any> {
  work: K;
  input(tx: Tx, run: RunRow): Promise<Input<K>>;
  /** Writes what comes of it and answers what the run itself keeps. */
  finish(tx: Tx, run: RunRow, answer: Answer<K>): Promise<unknown>;
}
export interface RunsDeps { db: Db; clock: Clock; random: Random; jobs: Jobs; ways: { [K in RunKind]?: RunWay }; onError: (error: unknown) => void }

export function createRuns({ db, clock, random, jobs, ways, onError }: RunsDeps) {
  const working = new Map<string, Working<any>>();
  const open = new Set<Promise<void>>();
  let ended = false;

  async function end(id: string, state: 'done' | 'stopped' | 'failed', change: (tx: Tx, run: RunRow) => Promise<rows.Problem | null>): Promise<void> {
    await inTx(db, async (tx) => {
      const run = await rows.runById(tx, id, true);
      if (run?.state !== 'running') return;
      const problem = await change(tx, run);
      await rows.saveRun(tx, { ...run, state, progress: state === 'done' ? 1 : run.progress, problem, endedAt: clock.now() });
      await rows.forgetRuns(tx, run.kind, KEPT);
      await publish(tx, 'workforce', state);
    });
  }
  const failed = (id: string, error: unknown): Promise<void> => {
    const known = error instanceof HavenlineError;
    if (known && error.code === 'StoppedByYou') return end(id, 'stopped', async () => null);
    if (!known) onError(error);
    return end(id, 'failed', async () => (known ? { code: error.code, message: error.message, action: error.action } : { code: 'RunFailed', message: 'It ended with an error.', action: 'Start it again; if it fails again, tell the operator.' }));
  };
  /** Reads, works, and writes. The row's lock makes it wait for the transaction that took it up. */
  async function begin(id: string, attempt: number): Promise<void> {
    const ready = await inTx(db, async (tx) => {
      const run = await rows.runById(tx, id, true);
      if (run?.state !== 'running' || run.attempts !== attempt) return null;
      return { run, input: await ways[run.kind]!.input(tx, run) };
    });
    if (ready === null || ended) return;
    const { run, input } = ready;
    let [progress, told] = [0, 0];
    const tell = async (): Promise<void> => {
      told = performance.now();
      if (await inTx(db, async (tx) => {
        await publish(tx, 'workforce', 'progress');
        return rows.beat(tx, id, progress, clock.now());
      })) working.get(id)?.stop();
    };
    const thread = inThread(ways[run.kind]!.work as Kind, input, (share) => {
      progress = share;
      if (performance.now() - told > TOLD_MS) void tell().catch(onError);
    });
    working.set(id, thread);
    const heart = setInterval(() => void tell().catch(onError), BEAT_MS);
    try {
      const answer = await thread.answer;
      await end(id, 'done', async (tx) => {
        await rows.saveAnswer(tx, id, await ways[run.kind]!.finish(tx, run, answer));
        return null;
      });
    } catch (error) {
      // The server stops: whoever starts next takes it up.
      if (!ended) await failed(id, error);
    } finally {
      clearInterval(heart);
      working.delete(id);
    }
  }
  jobs.work<{ id: string }>(JOB, async (tx, { id }) => {
    const run = await rows.runById(tx, id, true);
    const now = clock.now();
    if (run === undefined || !['waiting', 'running'].includes(run.state) || ended) return;
    if (run.state === 'waiting' || (run.beatAt ?? now) < plusSeconds(now, -SILENT)) {
      const attempts = run.attempts + 1;
      if (attempts > TRIES) {
        await rows.saveRun(tx, { ...run, state: 'failed', problem: { code: 'RunFailed', message: 'It ended by itself several times.', action: 'Tell the operator.' }, endedAt: now });
        return publish(tx, 'workforce', 'failed');
      }
      await rows.saveRun(tx, { ...run, state: 'running', attempts, beatAt: now });
      await publish(tx, 'workforce', 'running');
      const done: Promise<void> = begin(id, attempts).catch((error: unknown) => failed(id, error)).catch(onError).finally(() => open.delete(done));
      open.add(done);
    }
    // It is looked after until it has ended.
    await jobs.enqueue(tx, JOB, { id }, { runAt: plusSeconds(now, SILENT + 5) });
  });

  return {
    /** Puts it down; a job takes it up at once. Answers its id. */
    async ask(tx: Tx, by: Actor, kind: RunKind, question: unknown): Promise<string> {
      const id = newId(clock, random);
      await rows.insertRun(tx, { id, kind, askedBy: by.kind === 'staff' ? by.id : null, askedAt: clock.now(), question });
      await jobs.enqueue(tx, JOB, { id });
      await publish(tx, 'workforce', 'waiting');
      return id;
    },
    /** Ends it where it is; nothing of it is kept. @throws NotFound */
    async stop(tx: Tx, id: string): Promise<void> {
      const run = await rows.runById(tx, id, true);
      if (run === undefined) throw notFound();
      if (run.state === 'waiting') await rows.saveRun(tx, { ...run, state: 'stopped', endedAt: clock.now() });
      else if (run.state === 'running') {
        await rows.saveRun(tx, { ...run, stopAsked: true });
        // Here at once; at another server when it next tells how far it is.
        working.get(id)?.stop();
      }
      await publish(tx, 'workforce', 'stopped');
    },
    /** Waits until no thread works here any more; for tests. */
    idle: async (): Promise<void> => { while (open.size > 0) await Promise.all(open); },
    /** Ends the threads of this server; their runs are taken up again. */
    async stopAll(): Promise<void> {
      ended = true;
      for (const one of working.values()) one.stop();
      await Promise.all(open);
    },
  };
}
export type Runs = ReturnType<typeof createRuns>;
