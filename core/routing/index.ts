/** Routing: brings whoever waits longest to somebody who is ready and speaks the language. */
import { inTx, together } from '../kernel/index.ts';
import type { Clock, Db, Tx } from '../kernel/index.ts';
import { mayCall } from '../reach/index.ts';
import { createMemory } from './memory.ts';
import * as rows from './repository.ts';
import { assign } from './routing.ts';
export { Board, CREDIT_AT_MOST, PASS_SECONDS } from './board.ts';
export type { Assigned, BoardOptions, Interpreter, Need, Seat, Waits } from './board.ts';
import type { Assignment, Ready, Waiting } from './routing.ts';
export { assign } from './routing.ts';
export type { Assignment, Ready, Waiting } from './routing.ts';

/** A contact for whose counsellor the centre accepted: its row, as the contacts know it. */
type Accepted = any;
export interface RoutingDeps {
  db: Db;
  clock: Clock;
  /** The contacts, which come after routing in the order of the features. */
  contacts: {
    assign(tx: Tx, all: readonly Assignment[]): Promise<{ offered: string[]; accepted: Accepted[] }>;
    endDue(tx: Tx): Promise<void>;
  };
  /** The centre's time zone, of which the wishes of callers are. */
  timeZone: (tx: Tx) => Promise<string>;
  /** Whether calls can go out at all now. */
  mayDialNow: () => boolean;
  /** After an automatic acceptance committed: the telephone connects. */
  accepted?: (contact: Accepted) => void;
  onError?: (error: unknown) => void;
}
export interface Routing {
  /** Ends what is due, then makes every offer that can be made: all that can be made at once in one transaction under the routing lock. Answers how many offers it made. */
  tick(): Promise<number>;
  /** Looks at the line at once (on the live topic `routing`). */
  wake(): void;
  /** Something about this member of staff may be different now. */
  doubt(staffId: string): void;
  start(options?: { pollMs?: number }): void;
  stop(): Promise<void>;
}

/** Builds the routing engine; any number of servers may run one. */
export function createRouting({ db, clock, contacts, timeZone, mayDialNow, accepted, onError }: RoutingDeps): Routing {
  let running = false;
  let stopping = false;
  let again = false;
  let wakeUp: (() => void) | null = null;
  let loop: Promise<void> = Promise.resolve();

  const memory = createMemory();

  /** A callback takes part when a line out is there and its caller's wish allows it now. */
  async function takingPart(tx: Tx, line: readonly rows.WaitingRow[], now: Date): Promise<Waiting[]> {
    const waiting = line.map(rows.waitingOf);
    if (waiting.every((w) => w.reach === null)) return waiting;
    const zone = await timeZone(tx);
    const out = mayDialNow();
    return waiting.filter((w) => w.reach === null || (out && mayCall(w.reach, now, zone) === null));
  }
  const isSpecial = (w: Waiting): boolean => w.last !== undefined || w.passed.length > 0;
  /**
   * Takes a picture and makes all the offers that it allows. Who waits and who gets an offer was read in this transaction, under the lock.
   * `careful`: nobody is left in the line by what is only remembered.
   */
  async function step(careful: boolean): Promise<{ made: number; left: number }> {
    const now = clock.now();
    const all = memory.isOld(now);
    const asked = all ? [] : memory.candidates();
    if (!all && !careful && asked.length === 0 && memory.isFresh(now)) return { made: 0, left: 0 };
    const { accepted: connects, ...done } = await inTx(db, async (tx) => {
      const [[lock], line, read] = await together<[{ locked: boolean }, rows.WaitingRow, Ready]>(tx, rows.lockRouting.with(), rows.waitingRows.with(now), all ? rows.ready.with() : rows.readyOf.with(asked));
      if (!lock!.locked) return { made: 0, left: 0, accepted: [] };
      if (all) memory.learnAll(read, now);
      else memory.learn(asked, read);
      const waiting = await takingPart(tx, line, now);
      let chosen = assign(waiting, read, now);
      if (!all && (waiting.some(isSpecial) || (chosen.length < waiting.length && (careful || !memory.isFresh(now))))) {
        const everybody = await rows.ready.rows(tx);
        memory.learnAll(everybody, now);
        chosen = assign(waiting, everybody, now);
      }
      const { offered, accepted } = chosen.length === 0 ? { offered: [], accepted: [] } : await contacts.assign(tx, chosen);
      for (const one of chosen) memory.doubt(one.staffId);
      return { made: offered.length, left: waiting.length - chosen.length, accepted };
    }).catch((error: unknown) => {
      memory.forget();
      throw error;
    });
    for (const row of connects) accepted?.(row);
    return done;
  }
  async function tick(): Promise<number> {
    for (let made = 0; ; ) {
      // A telephone that went away first gives every offer back: without this a stop would wait for an end that never comes.
      const { line, due } = stopping ? { line: false, due: false } : await rows.lookFor(db, clock.now());
      if (!line && !due) return made;
      if (due) await inTx(db, async (tx) => { if ((await rows.lockRouting.first(tx))!.locked) await contacts.endDue(tx); });
      const more = (await step(true)).made;
      made += more;
      if (more === 0) return made;
    }
  }
  /** Somebody came to the line, or a counsellor may be free: no look at anything else. */
  async function serve(): Promise<void> {
    for (;;) {
      const { made, left } = await step(false);
      if (made === 0 || left === 0 || stopping) return;
    }
  }
  return {
    tick,
    wake() {
      again = true;
      wakeUp?.();
    },
    doubt: memory.doubt,
    start({ pollMs = 500 } = {}) {
      if (running) return;
      running = true;
      loop = (async () => {
        for (let woken = false; running; ) {
          again = false;
          await (woken ? serve() : tick()).catch((error) => onError?.(error));
          woken = again;
          if (again || !running) continue;
          await new Promise<void>((done) => {
            const timer = setTimeout(done, pollMs);
            wakeUp = () => (clearTimeout(timer), (woken = true), done());
          });
        }
      })();
    },
    async stop() {
      running = false;
      stopping = true;
      wakeUp?.();
      await loop;
    },
  };
}
