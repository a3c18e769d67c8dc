/** Once a minute the quarter hours that are over are counted for good: the line, and the time at work and in contacts. */
import { inTx, plusSeconds } from '../kernel/index.ts';
import type { Clock, Db, Tx } from '../kernel/index.ts';
import type { Jobs } from '../jobs/index.ts';
import { QUARTER_SECONDS } from './figures.ts';
import * as rows from './repository.ts';

const JOB = 'statistics.minute';
const RHYTHM = 60;
/** A quarter hour is counted for good no sooner than this after its end, so that most talks of it are finished. */
const SETTLES_AFTER = 2 * 3600;
/** Whoever still waits then holds it up no longer. */
const AT_LATEST = 24 * 3600;
/** So much is counted in one go, where the centre was away for long. */
const AT_ONCE = 7 * 86_400;

export const quarterOf = (at: Date): Date => new Date(Math.floor(at.getTime() / (QUARTER_SECONDS * 1000)) * QUARTER_SECONDS * 1000);

/** Counts what is ready to be counted and answers how far it is. */
export async function settleDue(tx: Tx, from: Date | null, now: Date): Promise<Date | null> {
  const begin = from ?? (await rows.firstContact(tx));
  if (begin === null) return null;
  const start = quarterOf(begin);
  const waiting = await rows.firstWaiting(tx, now);
  const ready = Math.min(plusSeconds(now, -SETTLES_AFTER).getTime(), Math.max(plusSeconds(now, -AT_LATEST).getTime(), waiting?.getTime() ?? Infinity), plusSeconds(start, AT_ONCE).getTime());
  const end = quarterOf(new Date(ready));
  if (end <= start) return start;
  await rows.settle(tx, await rows.count(tx, start, end));
  await rows.settlePeople(tx, await rows.timeAtWork(tx, start, end, QUARTER_SECONDS));
  return end;
}

export function statisticsJobs({ db, clock, jobs }: { db: Db; clock: Clock; jobs: Jobs }): { start(): Promise<void> } {
  jobs.work(JOB, async (tx) => {
    const now = clock.now();
    const { settledTo } = await rows.lockClock(tx);
    const to = await settleDue(tx, settledTo, now);
    await rows.saveClock(tx, to, await jobs.enqueue(tx, JOB, {}, { runAt: plusSeconds(now, RHYTHM) }));
  });
  return {
    /** Puts the job down, once for all servers. */
    start: () => inTx(db, async (tx) => {
      const { settledTo, jobId } = await rows.lockClock(tx);
      if (jobId === null) await rows.saveClock(tx, settledTo, await jobs.enqueue(tx, JOB, {}));
    }),
  };
}
