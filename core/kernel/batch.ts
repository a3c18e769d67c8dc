import { inTx } from './tx.ts';
import type { Db, Tx } from './tx.ts';

/** One transaction does not grow beyond this. */
const AT_MOST = 64;

/**
 * Small acts that come at the same time share a transaction: while one is on its way to the disk, those that come meanwhile gather for the
 * next. They read in one go and write in one go, each still with its row and its log entries, and each is told only after the commit. If one
 * fails, all of that transaction are done again each in its own, so that it fails alone; an act must therefore do nothing outside its transaction.
 */
export function createBatch(db: Db): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  interface Act { work: (tx: Tx) => Promise<unknown>; done: (value: any) => void; fail: (error: unknown) => void }
  const gathered: Act[] = [];
  let running = false;

  const alone = ({ work, done, fail }: Act): Promise<void> => inTx(db, work).then(done, fail);
  async function all(acts: readonly Act[]): Promise<void> {
    let values: unknown[];
    try {
      values = await inTx(db, async (tx) => {
        const found = await Promise.allSettled(acts.map(({ work }) => work(tx)));
        return found.map((one) => { if (one.status === 'rejected') throw one.reason; return one.value; });
      });
    } catch {
      await Promise.all(acts.map(alone));
      return;
    }
    acts.forEach(({ done }, n) => done(values[n]));
  }
  async function run(): Promise<void> {
    running = true;
    while (gathered.length > 0) {
      const acts = gathered.splice(0, AT_MOST);
      await (acts.length === 1 ? alone(acts[0]!) : all(acts));
    }
    running = false;
  }
  return (work) => new Promise((done, fail) => {
    gathered.push({ work, done, fail });
    if (!running) void run();
  });
}
