/** A centre run on a clock of its own, event by event, by the routing that the running centre uses. Times are seconds from the beginning. */
import FlatQueue from 'flatqueue';
import { Board } from '../routing/index.ts';
import type { BoardOptions, Interpreter, Need, Seat } from '../routing/index.ts';

/** Somebody who will call or write. */
export interface Caller {
  at: number;
  channel: 'phone' | 'chat';
  language: string;
  /** How long they wait before they give up. */
  patience: number;
  /** Talk and wrap-up together. */
  handling: number;
  credit?: number;
  needs?: readonly Need[];
}
/** Somebody at work from one moment to another. */
export interface Shift { staffId: string; skills: ReadonlyMap<string, number>; from: number; to: number; chatsAtMost?: number; interprets?: ReadonlySet<string> }
export interface Model {
  /** In the order of their times. */
  callers: Iterable<Caller>;
  /** In the order of their beginnings. */
  shifts: Iterable<Shift>;
  /** Answered within so many seconds counts as in time. */
  target: number;
  /** What begins before this is not counted. */
  warmUp?: number;
  board?: BoardOptions;
  /** From the offer to the answer, seconds: the counsellor is taken, the caller waits on and may give up. Default 0. */
  ring?: number;
  /** Told of each caller who is answered, and when. */
  answered?: (caller: Caller, at: number) => void;
}
export interface Tally { calls: number; answered: number; within: number; abandoned: number; wait: number; answerWait: number; handled: number }
export interface Outcome {
  total: Tally;
  byLanguage: Map<string, Tally>;
  /** By the hour in which they came. */
  byHour: Tally[];
  /** Seconds at work and in contacts, of all counsellors. */
  atWork: number;
  busy: number;
  /** Who waited when everything ended, which is nobody's loss and nobody's success. */
  left: number;
}

const empty = (): Tally => ({ calls: 0, answered: 0, within: 0, abandoned: 0, wait: 0, answerWait: 0, handled: 0 });
type What = { kind: 'begin'; desk: Desk } | { kind: 'end'; desk: Desk } | { kind: 'done'; desk: Desk; channel: Caller['channel'] } | { kind: 'give-up'; id: string } | { kind: 'freed'; interpreter: string };
interface Desk { seat: Seat; until: number; hands: number; chats: number; shift: Shift }

/** Runs it to the end of the callers. */
export function simulate({ callers, shifts, target, warmUp = 0, board: options, ring = 0, answered }: Model): Outcome {
  const board = new Board(options);
  const events = new FlatQueue<What>();
  const waiting = new Map<string, Caller>();
  const desks = new Map<string, Desk>();
  const total = empty();
  const byLanguage = new Map<string, Tally>();
  const byHour: Tally[] = [];
  let [now, number, busy, atWork] = [0, 0, 0, 0];

  const put = (desk: Desk): void => board.works(desk.seat.staffId, desk.hands, desk.chats, desk.seat.since);
  const count = (caller: Caller, change: (tally: Tally) => void): void => {
    if (caller.at < warmUp) return;
    change(total);
    let own = byLanguage.get(caller.language);
    if (!own) byLanguage.set(caller.language, (own = empty()));
    change(own);
    change((byHour[Math.floor(caller.at / 3600)] ??= empty()));
  };
  const coming = shifts[Symbol.iterator]();
  // One ahead at a time: a year has a hundred thousand of them.
  const comes = (): void => {
    const { value: shift, done } = coming.next();
    if (done === true) return;
    const seat: Seat = { staffId: shift.staffId, skills: shift.skills, since: shift.from * 1000, calls: 0, chats: 0, chatsAtMost: shift.chatsAtMost ?? 3, busy: false };
    events.push({ kind: 'begin', desk: { seat, until: shift.to, hands: 0, chats: 0, shift } }, shift.from);
  };
  comes();
  const interpreter = (shift: Shift, is: Omit<Interpreter, 'staffId'> | null): void => board.interpreter(shift.staffId, is && { staffId: shift.staffId, ...is });
  const assign = (): void => {
    for (let made = board.next(now * 1000); made; made = board.next(now * 1000)) {
      const caller = waiting.get(made.contactId)!;
      waiting.delete(made.contactId);
      board.drop(made.contactId);
      const [desk, answer, leaves] = [desks.get(made.staffId)!, now + ring, caller.at + caller.patience];
      if (caller.channel === 'phone') desk.hands += 1;
      else desk.chats += 1;
      put(desk);
      const helper = made.interpreterId === undefined ? undefined : desks.get(made.interpreterId)!;
      if (helper) interpreter(helper.shift, { languages: helper.shift.interprets!, busy: true });
      const over = (at: number): void => {
        if (helper) events.push({ kind: 'freed', interpreter: made.interpreterId! }, at);
        events.push({ kind: 'done', desk, channel: caller.channel }, at);
      };
      if (leaves < answer) {
        count(caller, (tally) => {
          tally.abandoned += 1;
          tally.wait += caller.patience;
        });
        over(leaves);
        continue;
      }
      const waited = answer - caller.at;
      answered?.(caller, answer);
      count(caller, (tally) => {
        tally.answered += 1;
        tally.within += Number(waited <= target);
        tally.wait += waited;
        tally.answerWait += waited;
        tally.handled += caller.handling;
      });
      busy += Math.max(0, caller.handling - Math.max(0, warmUp - answer));
      over(answer + caller.handling);
    }
  };
  const happens = (what: What): void => {
    if (what.kind === 'give-up') {
      const caller = waiting.get(what.id);
      if (!caller) return;
      waiting.delete(what.id);
      board.drop(what.id);
      count(caller, (tally) => {
        tally.abandoned += 1;
        tally.wait += caller.patience;
      });
    } else if (what.kind === 'freed') {
      const helper = desks.get(what.interpreter);
      if (helper) interpreter(helper.shift, { languages: helper.shift.interprets!, busy: false });
    } else if (what.kind === 'begin') {
      const { desk } = what;
      comes();
      events.push({ kind: 'end', desk }, desk.until);
      desks.set(desk.seat.staffId, desk);
      if (desk.shift.interprets) interpreter(desk.shift, { languages: desk.shift.interprets, busy: false });
      else board.seat(desk.seat);
    } else if (what.kind === 'end') {
      // A talk that goes on is finished; nothing new comes.
      const { staffId } = what.desk.seat;
      atWork += Math.max(0, what.desk.until - Math.max(warmUp, what.desk.shift.from));
      // Their next shift has begun already.
      if (desks.get(staffId) !== what.desk) return;
      desks.delete(staffId);
      board.leave(staffId);
      interpreter(what.desk.shift, null);
    } else {
      const { desk } = what;
      if (what.channel === 'phone') desk.hands -= 1;
      else desk.chats -= 1;
      desk.seat.since = now * 1000;
      if (desks.get(desk.seat.staffId) === desk) put(desk);
    }
  };
  const until = (at: number): void => {
    for (;;) {
      const look = board.nextLook(now * 1000);
      const next = Math.min(events.peekValue() ?? Infinity, look === undefined ? Infinity : look / 1000);
      if (next > at) return;
      now = next;
      while ((events.peekValue() ?? Infinity) <= now) happens(events.pop()!);
      assign();
    }
  };
  for (const caller of callers) {
    until(caller.at);
    now = caller.at;
    const contactId = String(number++);
    waiting.set(contactId, caller);
    count(caller, (tally) => void (tally.calls += 1));
    board.put({ contactId, channel: caller.channel, language: caller.language, since: now * 1000, credit: caller.credit, needs: caller.needs });
    assign();
    if (waiting.has(contactId)) events.push({ kind: 'give-up', id: contactId }, now + caller.patience);
  }
  for (const desk of desks.values()) atWork += Math.max(0, Math.min(desk.until, now) - Math.max(warmUp, desk.shift.from));
  for (const caller of waiting.values()) count(caller, (tally) => void (tally.calls -= 1));
  return { total, byLanguage, byHour, atWork, busy, left: waiting.size };
}
