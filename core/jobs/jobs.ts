/**
 * Durable jobs and timers: enqueued in the transaction of the act, run later by a worker of any server.
 * States: waiting (run_at ahead) -> due -> done (row gone) or waiting again with a pause that doubles.
 */
import { atCommit, inTx, newId, plusSeconds, publish, writeNow } from '../kernel/index.ts';
import type { Clock, Db, Random, Tx } from '../kernel/index.ts';
import { claimJob, deleteJob, insertJobs, postponeJob, selectFailures, upsertFailure } from './repository.ts';

/** Runs in the transaction that also takes the job away: its rows and the job's end commit together. Throwing means "again later". */
export type JobHandler<P = any> = (tx: Tx, payload: P, job: { id: string; attempt: number }) => Promise<void>;

export interface JobFailure { jobId: string; name: string; attempts: number; errorCode: string; since: Date }

export interface Jobs {
  /** Puts a job down in `tx`; with `runAt` it is a timer. Answers its id. */
  enqueue(tx: Tx, name: string, payload: unknown, options?: { runAt?: Date }): Promise<string>;
  /** Takes a job or timer back; nothing happens when it already ran. */
  cancel(tx: Tx, id: string): Promise<void>;
  /** Says who does jobs of this name. Once a name. */
  work<P = any>(name: string, handler: JobHandler<P>): void;
  /** Runs everything that is due by the clock until nothing is. For tests and for stopping. Answers how many ran. */
  drain(): Promise<number>;
  /** Jobs that failed three times or more and are still tried. */
  failures(tx: Tx): Promise<JobFailure[]>;
  start(options?: { workers?: number; pollMs?: number }): void;
  /** Looks for due jobs at once (called on NOTIFY havenline_jobs). */
  wake(): void;
  /** Waits for running jobs and ends. */
  stop(): Promise<void>;
}

export interface JobsDeps {
  db: Db;
  clock: Clock;
  random: Random;
  /** Told about every failed attempt: name, attempt and error code, never the payload. */
  onFailure?: (failure: { name: string; attempt: number; errorCode: string }) => void;
}

/** Failures from this attempt on are shown to supervisors. */
const VISIBLE_FROM = 3;
/** 2 s, 4 s, 8 s ... at most 10 minutes: an unreachable mail server is tried all night without flooding it. */
const pause = (attempt: number): number => Math.min(2 ** attempt, 600);

/** Builds the durable job runner. */
export function createJobs({ db, clock, random, onFailure }: JobsDeps): Jobs {
  const handlers = new Map<string, JobHandler>();
  let loops: Promise<void>[] = [];
  let running = false;
  const sleepers = new Set<() => void>();

  const runOne = async (): Promise<boolean> => {
    if (handlers.size === 0) return false;
    let claimed: { id: string; name: string; attempts: number } | undefined;
    try {
      return await inTx(db, async (tx) => {
        const job = await claimJob(tx, [...handlers.keys()], clock.now());
        if (!job) return false;
        claimed = job;
        await handlers.get(job.name)!(tx, job.payload, { id: job.id, attempt: job.attempts + 1 });
        await deleteJob(tx, job.id);
        if (job.attempts >= VISIBLE_FROM) await publish(tx, 'tasks', 'job');
        return true;
      });
    } catch (error) {
      if (!claimed) throw error;
      const { id, name, attempts } = claimed;
      const attempt = attempts + 1;
      const errorCode = String((error as { code?: unknown }).code ?? (error as Error).name ?? 'Error').slice(0, 80);
      await inTx(db, async (tx) => {
        const now = clock.now();
        await postponeJob(tx, id, attempt, plusSeconds(now, pause(attempt)));
        if (attempt < VISIBLE_FROM) return;
        await upsertFailure(tx, { job_id: id, name, attempts: attempt, error_code: errorCode, first_failed_at: now, last_failed_at: now });
        await publish(tx, 'tasks', 'job');
      });
      onFailure?.({ name, attempt, errorCode });
      return true;
    }
  };

  const loop = async (pollMs: number): Promise<void> => {
    while (running) {
      let worked = false;
      try {
        worked = await runOne();
      } catch {
        // The database is away; the pause below is the retry.
      }
      if (worked || !running) continue;
      await new Promise<void>((done) => {
        const wakeUp = (): void => {
          clearTimeout(timer);
          sleepers.delete(wakeUp);
          done();
        };
        const timer = setTimeout(wakeUp, pollMs);
        sleepers.add(wakeUp);
      });
    }
  };
  const wake = (): void => {
    for (const one of Array.from(sleepers)) one();
  };

  return {
    async enqueue(tx, name, payload, options = {}) {
      const now = clock.now();
      const id = newId(clock, random);
      await atCommit(tx, insertJobs, { id, name, payload, run_at: options.runAt ?? now, created_at: now });
      return id;
    },
    async cancel(tx, id) {
      await writeNow(tx, insertJobs);
      await deleteJob(tx, id);
    },
    work(name, handler) {
      if (handlers.has(name)) throw new Error(`Two workers for the job ${name}.`);
      handlers.set(name, handler);
    },
    async drain() {
      let ran = 0;
      while (await runOne()) ran += 1;
      return ran;
    },
    async failures(tx) {
      return (await selectFailures(tx)).map((f) => ({ jobId: f.job_id, name: f.name, attempts: f.attempts, errorCode: f.error_code, since: f.first_failed_at }));
    },
    start({ workers = 4, pollMs = 500 } = {}) {
      if (running) return;
      running = true;
      loops = Array.from({ length: workers }, () => loop(pollMs));
    },
    wake,
    async stop() {
      running = false;
      wake();
      await Promise.all(loops);
      loops = [];
    },
  };
}
