/** Routing: brings whoever waits longest to somebody who is ready and speaks the language. */
import { inTx } from '../kernel/index.ts';
import type { Clock, Db, Tx } from '../kernel/index.ts';
import { mayCall } from '../reach/index.ts';
import * as rows from './repository.ts';
import { assign } from './routing.ts';
export { Board, CREDIT_AT_MOST } from './board.ts';
export type { Assigned, BoardOptions, Interpreter, Need, Seat, Waits } from './board.ts';
export { assign, PASS_SECONDS } from './routing.ts';
export type { Assignment, Ready, Waiting } from './routing.ts';

export interface RoutingDeps {
  db: Db;
  clock: Clock;
  /** The contacts, which come after routing in the order of the features. */
  contacts: {
    offer(tx: Tx, contactId: string, staffId: string): Promise<string>;
    expire(tx: Tx, offerId: string): Promise<void>;
    acceptFor(tx: Tx, offerId: string): Promise<string>;
  };
  /** The centre's time zone, of which the wishes of callers are. */
  timeZone: (tx: Tx) => Promise<string>;
  /** Whether calls can go out at all now. */
  mayDialNow: () => boolean;
  /** After an automatic acceptance committed: the telephone connects. */
  accepted?: (contactId: string) => void;
  onError?: (error: unknown) => void;
}
export interface Routing {
  /** Ends what is due, then makes every offer that can be made. Each is a transaction of its own under the routing lock. Answers how many offers it made. */
  tick(): Promise<number>;
  /** Looks at once (on the live topic `routing`). */
  wake(): void;
  start(options?: { pollMs?: number }): void;
  stop(): Promise<void>;
}

/** So many who hung up in the moment of their offer are no fault; more in one go are told. */
const MOVED_AT_MOST = 100;

/** Builds the routing engine; any number of servers may run one. */
export function createRouting({ db, clock, contacts, timeZone, mayDialNow, accepted, onError }: RoutingDeps): Routing {
  let running = false;
  let stopping = false;
  let again = false;
  let wakeUp: (() => void) | null = null;
  let loop: Promise<void> = Promise.resolve();

  /** One assignment: the picture is taken again each time, so that no offer stands on an old one. */
  const step = (): Promise<string | 'made' | null> => inTx(db, async (tx) => {
    if (!(await rows.lockRouting(tx))) return null;
    const now = clock.now();
    for (const id of await rows.dueOffers(tx, now)) await contacts.expire(tx, id);
    const zone = await timeZone(tx);
    const out = mayDialNow();
    // A callback takes part when a line out is there and its caller's wish allows it now.
    const waiting = (await rows.waiting(tx, now)).filter((w) => w.reach === null || (out && mayCall(w.reach, now, zone) === null));
    const one = waiting.length === 0 ? undefined : assign(waiting, await rows.ready(tx), now)[0];
    if (!one) return null;
    const offerId = await contacts.offer(tx, one.contactId, one.staffId);
    return one.autoAccept ? contacts.acceptFor(tx, offerId) : 'made';
  });
  async function tick(): Promise<number> {
    let moved = 0;
    for (let made = 0; ; made += 1) {
      // A telephone that went away first gives every offer back: without this a stop would wait for an end that never comes.
      if (stopping || !(await rows.anythingToDo(db, clock.now()))) return made;
      // Somebody hung up between the picture and the offer: nothing was written, and the next picture is without them.
      const done = await step().catch((error: unknown) => {
        if ((error as { code?: string }).code === 'ContactMoved' && ++moved <= MOVED_AT_MOST) return 'made';
        throw error;
      });
      if (done === null) return made;
      if (done !== 'made') accepted?.(done);
    }
  }
  return {
    tick,
    wake() {
      again = true;
      wakeUp?.();
    },
    start({ pollMs = 500 } = {}) {
      if (running) return;
      running = true;
      loop = (async () => {
        while (running) {
          again = false;
          await tick().catch((error) => onError?.(error));
          if (again || !running) continue;
          await new Promise<void>((done) => {
            const timer = setTimeout(done, pollMs);
            wakeUp = () => (clearTimeout(timer), done());
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
