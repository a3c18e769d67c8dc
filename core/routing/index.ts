/** Routing: brings whoever waits longest to somebody who is ready and speaks the language, by a board that live events feed (decision 0066). */
import { inTx } from '../kernel/index.ts';
import type { Clock, Db, LiveEvent, Tx } from '../kernel/index.ts';
import { mayCall } from '../reach/index.ts';
import type { ReachRule } from '../reach/index.ts';
import type { Interpreter } from './board.ts';
import { createComparison } from './comparison.ts';
import { AT_ONCE, Known } from './known.ts';
import * as rows from './repository.ts';
import type { Assignment } from './routing.ts';

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
    /** Locks those of them that nobody moves at this moment; their rows. */
    lockFree(tx: Tx, contactIds: readonly string[]): Promise<Accepted[]>;
    assign(tx: Tx, all: readonly Assignment[], locked: readonly Accepted[]): Promise<{ offered: string[]; accepted: Accepted[] }>;
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
  /** Reads everything, ends what is due, then makes every offer that can be made, under the routing lock. Answers how many offers it made. */
  tick(): Promise<number>;
  /** The same by what this server knows already. */
  look(): Promise<number>;
  /** One live event of the database. Whoever starts routing hands it all of them, in their order; `hello` says that some may be missing before it. */
  hear(event: LiveEvent): void;
  /** No event comes until the next `hello`: the connection that brings them is gone. */
  deaf(): void;
  /** Compares a part of what is known with the database; answers how many differences this found. While routing runs it does so by itself. */
  compare(): Promise<number>;
  /** Differences found since the start that no event had told of; after each everything was read anew. */
  differences(): number;
  start(options?: { pollMs?: number }): void;
  stop(): Promise<void>;
}

/** A part of what is known is compared this often, milliseconds. */
const COMPARE_MS = 2_000;
/** Moves after which nobody is more free than before and nobody more waits. */
const QUIET = new Set(['offered', 'connecting', 'talking', 'wrap_up', 'control']);

/** Builds the routing engine; any number of servers may run one. */
export function createRouting<Accepted>({ db, clock, contacts, timeZone, mayDialNow, accepted, onError }: RoutingDeps<Accepted>): Routing {
  let running = false;
  let stopping = false;
  let again = false;
  let wakeUp: (() => void) | null = null;
  let loop: Promise<void> = Promise.resolve();
  let comparing: Promise<unknown> = Promise.resolve();
  let compareTimer: NodeJS.Timeout | undefined;
  /** Events do not come: everything is read at each look. */
  let deaf = false;
  const known = new Known();
  const comparison = createComparison(db, clock, known);

  /** A callback takes part when a line out is there and its caller's wish allows it now. */
  async function wishes(tx: Tx, now: Date): Promise<(wish: ReachRule) => boolean> {
    const zone = await timeZone(tx);
    const out = mayDialNow();
    return (wish) => out && mayCall(wish, now, zone) === null;
  }
  /** What was just read, under the lock. */
  interface Fresh { people: Map<string, rows.ReadyRow>; line: Map<string, rows.InLine> }
  const fresh = (ready: readonly rows.ReadyRow[], line: readonly rows.WaitingRow[]): Fresh => ({ people: new Map(ready.map((row) => [row.staffId, row])), line: new Map(line.map((row) => [row.id, rows.waitingOf(row)])) });

  /** Locks the contacts of those chosen and looks once more at whoever was not read in this transaction; answers those whose choice still holds. */
  async function confirm(tx: Tx, chosen: readonly Assignment[], read: Fresh, now: Date): Promise<{ right: Assignment[]; locked: Accepted[] }> {
    const staff = chosen.map((one) => one.staffId).filter((id) => !read.people.has(id));
    const line = chosen.map((one) => one.contactId).filter((id) => !read.line.has(id));
    const [locked, people, waiting, helpers] = await Promise.all([
      contacts.lockFree(tx, chosen.map((one) => one.contactId)),
      staff.length > 0 ? rows.readyOnly.rows(tx, now, staff) : [],
      line.length > 0 ? rows.waitingOnly.rows(tx, line) : [],
      chosen.some((one) => one.interpreterId !== undefined) ? interpreters(tx, now) : [],
    ]);
    const looked = fresh(people, waiting);
    const right = chosen.filter((one) => known.holds(one, read.people.get(one.staffId) ?? looked.people.get(one.staffId), read.line.get(one.contactId) ?? looked.line.get(one.contactId), helpers.find((helper) => helper.staffId === one.interpreterId)));
    return { right, locked };
  }
  const interpreters = async (tx: Tx, now: Date): Promise<Interpreter[]> => (await rows.interpreters.rows(tx, now)).map((one) => ({ ...one, languages: new Set(one.languages) }));

  /**
   * One transaction under the routing lock: reads whoever is in doubt, chooses, confirms, and makes the offers. `more`: something was chosen by what
   * is not true any more, or there is more to do than one transaction does.
   */
  async function step(whole: boolean): Promise<{ made: number; more: boolean }> {
    const now = clock.now();
    const all = whole || deaf || known.isUnread;
    if (!all && known.isSettled(now)) return { made: 0, more: false };
    const asked = known.asks(now);
    const { accepted: connects, ...done } = await inTx(db, async (tx) => {
      const none = { made: 0, more: false, accepted: [] as Accepted[] };
      const [head, ready, line, helpers] = await Promise.all([
        rows.lockRouting.first(tx, rows.FROZEN_MS),
        all ? rows.ready.rows(tx, now) : asked.staff.length > 0 ? rows.readyOnly.rows(tx, now, asked.staff) : [],
        all ? rows.wholeLine.rows(tx) : asked.contacts.length > 0 ? rows.waitingOnly.rows(tx, asked.contacts) : [],
        all || known.wantsHelpers(now) ? interpreters(tx, now) : null,
      ]);
      const { locked, gone, bounded: _, ...rule } = head!;
      if (!locked) {
        known.ask(asked);
        return none;
      }
      const read = fresh(ready, line);
      if (all) known.learnAll({ ready, line: [...read.line.values()] }, { rule, gone });
      else known.learn(asked, { ready, line: [...read.line.values()] });
      if (helpers) known.learnHelpers(helpers, now);
      known.settings(rule, gone);
      if (known.isUnread) return { ...none, more: true };
      const chosen = known.choose(now, known.wantsCallbacks(now) ? await wishes(tx, now) : undefined);
      if (chosen.length === 0) return none;
      const { right, locked: free } = await confirm(tx, chosen, read, now);
      const { offered, accepted } = right.length === 0 ? { offered: [], accepted: [] } : await contacts.assign(tx, right, free);
      known.chosen(chosen, new Set(offered));
      return { made: offered.length, more: right.length < chosen.length || chosen.length === AT_ONCE, accepted };
    }).catch((error: unknown) => {
      known.forget();
      throw error;
    });
    for (const row of connects) accepted?.(row);
    return done;
  }
  /** Ends what is due, then makes offers until none is left to make. */
  async function tick(whole: boolean): Promise<number> {
    for (let made = 0; ; ) {
      // A telephone that went away first gives every offer back: without this a stop would wait for an end that never comes.
      if (stopping) return made;
      const { line, due, gone } = await rows.lookFor(db, clock.now());
      if (!line && !due) return made;
      if (due) await inTx(db, async (tx) => { if ((await rows.lockRouting.first(tx, rows.FROZEN_MS))!.locked) await contacts.endDue(tx); });
      known.settings(null, gone);
      const done = await step(whole);
      made += done.made;
      if (done.made === 0 && !done.more) return made;
    }
  }
  /** Somebody came to the line, or a counsellor may be free: no look at anything else. */
  async function serve(): Promise<void> {
    while ((await step(false)).more && !stopping);
  }
  /** Beside the loop: no offer waits for a comparison. */
  function compareLater(): void {
    compareTimer = setTimeout(() => {
      comparing = (deaf ? Promise.resolve() : compare()).catch((error: unknown) => onError?.(error)).finally(() => { if (running) compareLater(); });
    }, COMPARE_MS);
  }
  async function compare(): Promise<number> {
    const found = await comparison.look();
    if (found > 0) wake();
    return found;
  }
  function wake(): void {
    again = true;
    wakeUp?.();
  }
  return {
    tick: () => tick(true),
    look: () => tick(false),
    hear(event) {
      const { topic, hint } = event;
      if (topic === 'hello') deaf = false;
      known.hear(event);
      comparison.hear(event);
      if ((topic === 'routing' && !QUIET.has(hint ?? '')) || topic === 'hello' || hint === 'presence') wake();
    },
    deaf: () => void (deaf = true),
    compare,
    differences: comparison.count,
    start({ pollMs = 500 } = {}) {
      if (running) return;
      running = true;
      loop = (async () => {
        for (let woken = false; running; ) {
          again = false;
          await (woken ? serve() : tick(false)).catch((error) => onError?.(error));
          woken = again;
          if (again || !running) continue;
          await new Promise<void>((done) => {
            const timer = setTimeout(done, pollMs);
            wakeUp = () => (clearTimeout(timer), (woken = true), done());
          });
        }
      })();
      compareLater();
    },
    async stop() {
      running = false;
      stopping = true;
      clearTimeout(compareTimer);
      wakeUp?.();
      await loop;
      await comparing;
    },
  };
}
