/** What keeps the log going: places a moment after their commit, a public leaf a period, and witnesses that are asked by a job. */
import type { AskWitness } from '#adapters/witness';
import { parseKey } from '#core/audit';
import type { Audit, VerifierKey, WitnessState } from '#core/audit';
import type { Jobs } from '#core/jobs';
import { inTx, plusSeconds, publish } from '#core/kernel';
import type { Clock, Db, Tx } from '#core/kernel';
import type { Problems } from './problems.ts';

export interface LogKeeperOptions {
  db: Db;
  clock: Clock;
  audit: Audit;
  jobs: Jobs;
  problems: Problems;
  /** Where each witness is asked, and its key (`name+hash+key`). */
  witnesses: readonly { url: string; key: string }[];
  ask: AskWitness;
  /** The name of the public log, fixed with its first leaf, and how long its periods are in seconds. */
  publicLog: { origin: string; seconds: number };
}

export interface LogKeeper {
  start(): void;
  stop(): Promise<void>;
  /** Sequences, publishes what is due, and puts down a job for each witness that has not seen the newest checkpoint. */
  tick(): Promise<void>;
  /** Whether the last attempt to sequence worked. */
  healthy(): boolean;
  witnessKeys: readonly VerifierKey[];
  states(tx: Tx): Promise<WitnessState[]>;
}

const JOB = 'log.witness';
/** Witnesses are asked this often while the log grows, in seconds. */
const RHYTHM = 10;
/** Seconds after a failed attempt: 5, 10, 20 … at most 5 minutes. */
const pause = (attempts: number): number => Math.min(5 * 2 ** Math.max(attempts - 1, 0), 300);

export function createLogKeeper({ db, clock, audit, jobs, problems, witnesses, ask, publicLog }: LogKeeperOptions): LogKeeper {
  const known = witnesses.map(({ url, key }) => ({ url, key: parseKey(key)! }));
  let works = true;
  let nextPeriod = 0;
  let nextWitness = 0;

  jobs.work<{ witness: string; origin: string }>(JOB, async (tx, { witness, origin }) => {
    const at = known.find((one) => one.key.name === witness);
    const job = await audit.witnessing.job(tx, witness, origin);
    // One that was taken out of the configuration is asked no more.
    if (!at) return job.set(null);
    for (let again = true; again;) {
      const request = await audit.witnessing.requestFor(tx, witness, origin);
      if (!request) break;
      const answer = await ask(at.url, request.text).catch(() => null);
      if (answer) again = await audit.witnessing.take(tx, at.key, request, answer);
      else {
        await audit.witnessing.failed(tx, witness, origin, 'WitnessAway');
        break;
      }
    }
    const { attempts } = await audit.witnessing.job(tx, witness, origin);
    // A witness that fails is asked again for as long as it takes; how long it has been away stands in its state.
    await job.set(attempts === 0 ? null : await jobs.enqueue(tx, JOB, { witness, origin }, { runAt: plusSeconds(clock.now(), pause(attempts)) }));
    if (attempts !== job.attempts) await publish(tx, 'log');
  });

  const askWitnesses = (): Promise<void> => inTx(db, async (tx) => {
    for (const origin of await audit.witnessing.origins(tx)) for (const { key } of known) {
      const job = await audit.witnessing.job(tx, key.name, origin);
      if (job.jobId === null && (await audit.witnessing.requestFor(tx, key.name, origin)) !== null) await job.set(await jobs.enqueue(tx, JOB, { witness: key.name, origin }));
    }
  });

  const tick = async (): Promise<void> => {
    try {
      await audit.sequence(db);
      const now = clock.now().getTime() / 1000;
      if (now >= nextPeriod) {
        await audit.publish(db, publicLog);
        nextPeriod = (Math.floor(now / publicLog.seconds) + 1) * publicLog.seconds;
      }
      if (known.length > 0 && now >= nextWitness) {
        await askWitnesses();
        nextWitness = now + RHYTHM;
      }
      works = true;
    } catch (error) {
      if (works) problems.tell('log sequencing', error);
      works = false;
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let busy: Promise<unknown> = Promise.resolve();
  return {
    start: () => void (timer = setInterval(() => void (busy = busy.then(tick)), 1_000)),
    stop: async () => {
      clearInterval(timer);
      await busy;
      await tick();
    },
    tick,
    healthy: () => works,
    witnessKeys: known.map((one) => one.key),
    states: (tx) => audit.witnessing.states(tx, known.map((one) => one.key.name)),
  };
}
