/**
 * What one server knows of the line and of who is there: a board, and the rows it was made from. The live events of the database come in the order of
 * the commits and say who changed; whoever they name is in doubt and is read again before the next decision. What is known may be behind by the time
 * an event takes, so that whoever is chosen is read once more in the transaction that makes the offer: being behind costs another try, never a wrong offer. Pure.
 */
import FlatQueue from 'flatqueue';
import type { LiveEvent } from '../kernel/index.ts';
import type { ReachRule } from '../reach/index.ts';
import { Board } from './board.ts';
import type { Interpreter } from './board.ts';
import type { InLine, ReadyRow } from './repository.ts';
import { DEFAULT_RULE, isSurge, seatOf, take, waitsOf } from './routing.ts';
import type { Assignment, Ready, RoutingRule } from './routing.ts';

/** So many offers are made in one transaction. */
export const AT_ONCE = 64;
/** Interpreters are few and depend on many things: all are read again after so many milliseconds while somebody waits. */
const HELPERS_MS = 500;
/** Wishes about when to be called are of minutes: looked at again after so many milliseconds. */
const CALLBACKS_MS = 1_000;

/** Moves after which a contact does not wait. */
const SETTLED = new Set(['arriving', 'offered', 'connecting', 'talking', 'wrap_up', 'closed', 'abandoned']);
/** What concerns a talk or a desk and not the line. */
const NOTHING = new Set(['message', 'typing', 'case', 'recording', 'heard', 'control', 'help', 'duress', 'emergency', 'emergency-not-sent', 'referral', 'disclosure', 'approval', 'sealed', 'wishes', 'calendar', 'swap']);

/** Who was read, by what was asked for. */
export interface Reading { staff: readonly string[]; contacts: readonly string[] }
export interface Read { ready: readonly ReadyRow[]; line: readonly InLine[] }

/** The same row, whenever it was read. */
export const same = (a: object | undefined, b: object | undefined): boolean => JSON.stringify({ ...a, until: null }) === JSON.stringify({ ...b, until: null });

export class Known {
  #board = new Board();
  readonly #people = new Map<string, Ready>();
  readonly #line = new Map<string, InLine>();
  readonly #helpers = new Map<string, Interpreter>();
  readonly #doubt = { staff: new Set<string>(), contacts: new Set<string>() };
  /** Who reads differently by time alone, and when. */
  readonly #turns = new FlatQueue<string>();
  readonly #callbacks = new Set<string>();
  #rule: RoutingRule = DEFAULT_RULE;
  #gone: readonly string[] = [];
  #surge = false;
  /** Everything has to be read: at the start, after a gap in the events, after an error. */
  #unread = true;
  /** A reading is on its way: whatever is told meanwhile may be newer than it. */
  #reading = 0;
  #helpersAt = Number.NEGATIVE_INFINITY;
  #callbacksAt = Number.NEGATIVE_INFINITY;

  get isUnread(): boolean { return this.#unread; }
  /** So many wait; callbacks too. */
  get waiting(): number { return this.#line.size; }
  forget(): void { this.#unread = true; }

  /** What a live event says about the line and the people. */
  hear({ topic, hint = '' }: LiveEvent): void {
    if (topic === 'hello' || (topic === 'routing' && hint === 'rule')) this.forget();
    else if (NOTHING.has(hint)) return;
    else if (topic.startsWith('staff:')) this.doubtStaff(topic.slice('staff:'.length));
    else if (topic.startsWith('contact:')) this.#told(topic.slice('contact:'.length), hint);
  }
  #told(contactId: string, hint: string): void {
    if (this.#reading > 0 || !SETTLED.has(hint)) return void this.#doubt.contacts.add(contactId);
    this.#doubt.contacts.delete(contactId);
    this.#drop(contactId);
  }
  doubtStaff(staffId: string): void {
    this.#doubt.staff.add(staffId);
    if (!this.#people.has(staffId) || this.#helpers.has(staffId)) this.#helpersAt = Number.NEGATIVE_INFINITY;
  }

  /** Who is to be read before the next decision; whatever is told from now on is a new doubt. Ends with `learn`, `learnAll` or `forget`. */
  asks(now: Date): Reading {
    while ((this.#turns.peekValue() ?? Infinity) <= now.getTime()) this.#doubt.staff.add(this.#turns.pop()!);
    const asked = { staff: [...this.#doubt.staff], contacts: [...this.#doubt.contacts] };
    this.#doubt.staff.clear();
    this.#doubt.contacts.clear();
    this.#reading += 1;
    return asked;
  }
  /** They were not read after all. */
  ask(again: Reading): void {
    this.#reading = Math.max(0, this.#reading - 1);
    for (const id of again.staff) this.#doubt.staff.add(id);
    for (const id of again.contacts) this.#doubt.contacts.add(id);
  }
  /** What a reading of these found. Who is not among the rows is not available, or does not wait. */
  learn(asked: Reading, { ready, line }: Read): void {
    this.#reading = Math.max(0, this.#reading - 1);
    for (const id of asked.staff) this.#leave(id);
    for (const id of asked.contacts) this.#drop(id);
    for (const row of ready) this.#seat(row);
    for (const row of line) this.#put(row);
  }
  /** Everything was read. */
  learnAll({ ready, line }: Read, settings: { rule: RoutingRule; gone: readonly string[] }): void {
    this.#reading = 0;
    this.#unread = false;
    this.#rule = settings.rule;
    this.#gone = settings.gone;
    this.#board = new Board();
    this.#people.clear();
    this.#line.clear();
    this.#callbacks.clear();
    this.#turns.clear();
    this.#surge = isSurge(this.#rule, line.filter((w) => w.reach === null).length);
    for (const row of ready) this.#seat(row);
    for (const row of line) this.#put(row);
    for (const one of this.#helpers.values()) this.#board.interpreter(one.staffId, one);
  }
  learnHelpers(all: readonly Interpreter[], now: Date): void {
    for (const id of this.#helpers.keys()) this.#board.interpreter(id, null);
    this.#helpers.clear();
    for (const one of all) {
      this.#helpers.set(one.staffId, one);
      this.#board.interpreter(one.staffId, one);
    }
    this.#helpersAt = now.getTime();
  }
  /** What is read with the lock. Another rule means another board; an engine that went or came back puts its people in doubt. */
  settings(rule: RoutingRule | null, gone: readonly string[]): void {
    if (rule !== null && !same(rule, this.#rule)) this.forget();
    const changed = new Set([...gone.filter((engine) => !this.#gone.includes(engine)), ...this.#gone.filter((engine) => !gone.includes(engine))]);
    this.#gone = gone;
    if (changed.size > 0) for (const one of this.#people.values()) if (one.engine != null && changed.has(one.engine)) this.#doubt.staff.add(one.staffId);
  }

  /** Interpreters are worth a reading now. */
  wantsHelpers(now: Date): boolean { return this.#line.size > 0 && Math.abs(now.getTime() - this.#helpersAt) >= HELPERS_MS; }
  /** There are callbacks whose time may have come or gone. */
  wantsCallbacks(now: Date): boolean { return this.#callbacks.size > 0 && Math.abs(now.getTime() - this.#callbacksAt) >= CALLBACKS_MS; }
  /** Nothing is in doubt and nothing can be decided. */
  isSettled(now: Date): boolean {
    return !this.#unread && this.#doubt.staff.size === 0 && this.#doubt.contacts.size === 0 && (this.#turns.peekValue() ?? Infinity) > now.getTime()
      && !this.wantsHelpers(now) && !this.wantsCallbacks(now) && this.#board.next(now.getTime()) === undefined;
  }

  /**
   * The best that can be done now. Those chosen are off the board until they are read again. `may`: which callbacks take part, where that is looked at anew.
   */
  choose(now: Date, may?: (wish: ReachRule) => boolean): Assignment[] {
    const surge = isSurge(this.#rule, this.#line.size - this.#callbacks.size);
    if (surge !== this.#surge) this.#anew(surge);
    if (may) this.#lookAtCallbacks(may, now);
    const made: Assignment[] = [];
    for (let next = this.#board.next(now.getTime()); next && made.length < AT_ONCE; next = this.#board.next(now.getTime())) {
      take(this.#board, next);
      made.push(next);
    }
    return made;
  }
  /** Whether these were chosen by what is true now. */
  holds(one: Assignment, ready: ReadyRow | undefined, w: InLine | undefined, helper: Interpreter | undefined): boolean {
    return ready !== undefined && w !== undefined && same(ready, this.#people.get(one.staffId)) && same(w, this.#line.get(one.contactId)) && (one.interpreterId === undefined || helper?.busy === false);
  }
  /** These were chosen, and of these contacts an offer was made; what became of the others is read before the next decision. */
  chosen(all: readonly Assignment[], offered: ReadonlySet<string>): void {
    for (const one of all) {
      if (offered.has(one.contactId)) this.#drop(one.contactId);
      else this.#doubt.contacts.add(one.contactId);
      this.#doubt.staff.add(one.staffId);
      if (one.interpreterId !== undefined) this.doubtStaff(one.interpreterId);
    }
  }

  /** Who is known with an id after `from`, up to `to` (null: to the end). */
  between(from: string, to: string | null, kind: 'staff' | 'contacts'): string[] {
    return [...(kind === 'staff' ? this.#people : this.#line).keys()].filter((id) => id > from && (to === null || id <= to));
  }
  /** Those of `ids` and of the rows who are known otherwise than the rows say; not those in doubt, nor whose time to read differently has come. */
  differing(ids: readonly string[], rows: readonly (ReadyRow | InLine)[], kind: 'staff' | 'contacts', now: Date): string[] {
    const known: ReadonlyMap<string, Ready | InLine> = kind === 'staff' ? this.#people : this.#line;
    const found = new Map(rows.map((row) => ['staffId' in row ? row.staffId : row.contactId, row]));
    const turns = (row: object | undefined): boolean => ((row as ReadyRow | undefined)?.until?.getTime() ?? Infinity) <= now.getTime();
    return [...new Set([...found.keys(), ...ids])].filter((id) => !this.#doubt[kind].has(id) && !turns(known.get(id)) && !same(found.get(id), known.get(id)));
  }

  #lookAtCallbacks(may: (wish: ReachRule) => boolean, now: Date): void {
    for (const id of this.#callbacks) {
      const w = this.#line.get(id)!;
      if (may(w.reach!)) this.#board.put(waitsOf(w, this.#rule, this.#surge));
      else this.#board.drop(id);
    }
    this.#callbacksAt = now.getTime();
  }
  #seat(row: ReadyRow): void {
    this.#people.set(row.staffId, row);
    this.#board.seat(seatOf(row, this.#rule, this.#surge));
    if (row.until !== null) this.#turns.push(row.staffId, row.until.getTime());
  }
  #leave(staffId: string): void {
    this.#people.delete(staffId);
    this.#board.leave(staffId);
  }
  #put(w: InLine): void {
    this.#line.set(w.contactId, w);
    if (w.reach === null) return this.#board.put(waitsOf(w, this.#rule, this.#surge));
    this.#callbacks.add(w.contactId);
    this.#callbacksAt = Number.NEGATIVE_INFINITY;
  }
  #drop(contactId: string): void {
    this.#line.delete(contactId);
    this.#callbacks.delete(contactId);
    this.#board.drop(contactId);
  }
  /** The rule reads differently when many wait. */
  #anew(surge: boolean): void {
    this.#surge = surge;
    for (const one of this.#people.values()) this.#board.seat(seatOf(one, this.#rule, surge));
    for (const w of this.#line.values()) if (w.reach === null) this.#board.put(waitsOf(w, this.#rule, surge));
    this.#callbacksAt = Number.NEGATIVE_INFINITY;
  }
}
