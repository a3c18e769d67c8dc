import type { CompiledQuery } from 'kysely';
/** Routing: brings whoever waits longest to somebody who is ready and speaks the language. */
import { inTx, together } from '../kernel/index.ts';
import type { Clock, Db, Tx } from '../kernel/index.ts';
import { mayCall } from '../reach/index.ts';
import { createMemory } from './memory.ts';
import * as rows from './repository.ts';
import { assign, hasRoom } from './routing.ts';
import type { Assignment, Picture, Ready, RoutingRule, Waiting } from './routing.ts';

export { Board, CAME_BACK_SECONDS, CREDIT_AT_MOST, PASS_SECONDS, placeInLine } from './board.ts';
export type { Assigned, Because, BoardOptions, Interpreter, Need, Seat, Waits } from './board.ts';
export { assign, SKILLS } from './routing.ts';
export type { Assignment, Picture, Ready, RoutingRule, Waiting, Wish } from './routing.ts';

export { createSupervision, WHY_WAITING } from './supervision.ts';
export type { Supervision } from './supervision.ts';

/** `Accepted`: a contact for whose counsellor the centre accepted, its row as the contacts know it; routing only hands it on. */
export interface RoutingDeps<Accepted> {
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

type LockRow = { locked: boolean; waiting: number | null } & RoutingRule;
/** Builds the routing engine; any number of servers may run one. */
export function createRouting<Accepted>({ db, clock, contacts, timeZone, mayDialNow, accepted, onError }: RoutingDeps<Accepted>): Routing {
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
  /** Somebody is meant for it, or has passed it on: another than whom memory put forward may be the right one. */
  const isMeantForAnother = (w: Waiting, staffId: string): boolean => (w.wanted ?? w.known ?? w.last ?? (w.passed.length > 0 ? null : staffId)) !== staffId;
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
      const [[head], first, read] = await together<[LockRow, rows.WaitingRow, Ready]>(tx, rows.lockRouting.with(rows.FROZEN_MS), rows.waitingRows.with(now, rows.FIRST), all ? rows.ready.with(now) : rows.readyOf.with(now, asked));
      const { locked, waiting: count, ...rule } = head!;
      if (!locked) return { made: 0, left: 0, accepted: [] };
      if (all) memory.learnAll(read, now, 0);
      else memory.learn(asked, read);
      let waiting = await takingPart(tx, first, now);
      const lengths = new Map<string, number>();
      for (const w of first) lengths.set(`${w.channel} ${w.language}`, (lengths.get(`${w.channel} ${w.language}`) ?? 0) + 1);
      const truncated = [...lengths.values()].some((n) => n >= rows.FIRST);
      const picture = (of: Partial<Picture>): Picture => ({ waiting, ready: read, rule, ...(count === null ? {} : { count }), ...of });
      let chosen = assign(picture({}), now);
      const others = (): boolean => chosen.some((one) => isMeantForAnother(waiting.find((w) => w.contactId === one.contactId)!, one.staffId));
      if ((chosen.length < waiting.length && (careful || all || !memory.isFresh(now))) || (!all && others())) {
        const [helpers, everybody] = await together<[rows.InterpreterRow, Ready]>(tx, rows.interpreters.with(now), ...((all ? [] : [rows.ready.with(now)]) as [CompiledQuery<Ready>]));
        if (!all) memory.learnAll(everybody, now, clock.now().getTime() - now.getTime());
        const known = { ready: all ? read : everybody, interpreters: helpers.map((one) => ({ ...one, languages: new Set(one.languages) })) };
        chosen = assign(picture(known), now);
        // Those in front may all need somebody special, and whoever is free may be for somebody behind them.
        if (truncated && chosen.length === 0 && known.ready.some((s) => hasRoom(s, 'phone') || hasRoom(s, 'chat'))) {
          waiting = await takingPart(tx, await rows.waitingRows.rows(tx, now, null), now);
          chosen = assign(picture(known), now);
        }
      }
      const { offered, accepted } = chosen.length === 0 ? { offered: [], accepted: [] } : await contacts.assign(tx, chosen);
      for (const one of chosen) memory.doubt(one.staffId);
      return { made: offered.length, left: waiting.length - chosen.length + (truncated ? 1 : 0), accepted };
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
      if (due) await inTx(db, async (tx) => { if ((await rows.lockRouting.first(tx, rows.FROZEN_MS))!.locked) await contacts.endDue(tx); });
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
