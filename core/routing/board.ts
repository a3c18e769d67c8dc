/**
 * The board: who waits, who is there, and the next assignment. In memory and without a clock of its own, so that the server and the
 * simulation decide by the same code.
 *
 * The line's order is one number a contact: when it came, less its credit (danger, a child calling). A credit is at most
 * `CREDIT_AT_MOST` seconds, so nobody is ever overtaken by somebody who came more than that later: nobody starves. A supervisor may pull
 * a contact before all others by hand; each such act stands in the log with its reason.
 */
import { CAME_BACK_SECONDS, Line, PASS_SECONDS, WANTED_SECONDS } from './line.ts';
import type { Entry, Waits } from './line.ts';
export { CAME_BACK_SECONDS, CREDIT_AT_MOST, PASS_SECONDS, placeInLine, WANTED_SECONDS } from './line.ts';
export type { Need, Waits } from './line.ts';

/** A caller for whom a speaker of the language would take longer than this is given a counsellor and an interpreter at once. */
export const PAIR_SECONDS = 60;
/** The least fit of a language that counts as speaking it; 1 can talk it, 2 works in it, 3 grew up with it. */
const SPEAKS = 1;

export interface Seat {
  staffId: string;
  /** Languages and other skills with their level, 1 to 3. */
  skills: ReadonlyMap<string, number>;
  /** The telephone engine where their softphone is, of several. */
  engine?: string | null | undefined;
  /** Since when they have been ready: since they came, or since their last contact was finished. Milliseconds. */
  since: number;
  calls: number;
  chats: number;
  /** Chats beside each other at most. */
  chatsAtMost: number;
  /** In wrap-up, before an offer, at a break: nothing is put before them. */
  busy: boolean;
  /** Nothing before then: a pause after a hard contact. Milliseconds. */
  notBefore?: number | undefined;
  /** The centre accepts for them (demonstration, measurements): asked after people. */
  autoAccept?: boolean | undefined;
}
export interface Interpreter { staffId: string; languages: ReadonlySet<string>; busy: boolean }
export interface Assigned {
  contactId: string;
  staffId: string;
  autoAccept: boolean;
  /** Of a contact that nobody speaks with alone. */
  interpreterId?: string;
  because: Because;
}
/** Why these two: how long they waited, by how much they were moved forward, how many stood in front, who else was free for them, and how many wishes had fallen away. */
export interface Because { waitedSeconds: number; credit: number; pulled: boolean; passedOver: number; candidates: number; by: 'wanted' | 'came-back' | 'first-free' | 'interpreter'; widened: number }
export interface BoardOptions {
  /** How long a contact of a language takes, seconds; for the choice between a speaker and an interpreter. Default 840. */
  handling?: (language: string) => number;
}

/** With what is looked up often: the skills that count, and whether it is in the index of those who have room. */
interface Held extends Seat { speaks: readonly string[]; free: boolean }
type Speakers = Map<string, Set<Seat>>;
const into = (index: Speakers, key: string, seat: Seat): void => void (index.get(key) ?? index.set(key, new Set()).get(key)!).add(seat);

export class Board {
  readonly #line = new Line();
  readonly #seats = new Map<string, Held>();
  /** By language: who has room for anything, and who is there at all. */
  readonly #free: Speakers = new Map();
  readonly #there: Speakers = new Map();
  readonly #interpreters = new Map<string, Interpreter>();
  readonly #handling: (language: string) => number;

  constructor({ handling = () => 840 }: BoardOptions = {}) { this.#handling = handling; }

  /** A contact waits, or what is known of it changed. */
  put(w: Waits): void { this.#line.put(w); }
  /** It waits no longer: offered, answered, gone. */
  drop(contactId: string): void { this.#line.drop(contactId); }
  /** Somebody is there, or what is known of them changed. */
  seat(seat: Seat): void {
    this.leave(seat.staffId);
    const held: Held = { ...seat, speaks: [...seat.skills].flatMap(([skill, level]) => (level >= SPEAKS ? [skill] : [])), free: false };
    this.#seats.set(seat.staffId, held);
    for (const skill of held.speaks) into(this.#there, skill, held);
    this.#list(held);
    if (seat.notBefore !== undefined) this.#line.lookAt(seat.notBefore);
  }
  /** What they have in hand changed; `since`: ready since then. */
  works(staffId: string, calls: number, chats: number, since: number): void {
    const held = this.#seats.get(staffId);
    if (!held) return;
    held.calls = calls;
    held.chats = chats;
    held.since = since;
    this.#list(held);
  }
  #list(held: Held): void {
    const free = hasRoom(held, 'phone') || hasRoom(held, 'chat');
    if (free === held.free) return;
    held.free = free;
    for (const skill of held.speaks) {
      if (free) into(this.#free, skill, held);
      else this.#free.get(skill)?.delete(held);
    }
  }
  /** They are not there any more. */
  leave(staffId: string): void {
    const held = this.#seats.get(staffId);
    if (!held) return;
    this.#seats.delete(staffId);
    for (const skill of held.speaks) {
      this.#there.get(skill)?.delete(held);
      this.#free.get(skill)?.delete(held);
    }
  }
  /** An interpreter is there, busy or not; null: not any more. */
  interpreter(staffId: string, is: Interpreter | null): void {
    if (is) this.#interpreters.set(staffId, is);
    else this.#interpreters.delete(staffId);
  }
  get waiting(): number { return this.#line.size; }
  /** When something will be possible that is not now, by time alone; milliseconds, undefined: never. */
  nextLook(now: number): number | undefined { return this.#line.nextLook(now); }

  /** The best that can be done now, or undefined. Changes nothing: whoever acts on it says so by `drop` and `seat`. */
  next(now: number): Assigned | undefined {
    this.#line.widen(now);
    let best: { entry: Entry; found: Found; over: number } | undefined;
    for (const group of this.#line.groups()) {
      const free = this.#free.get(group.language);
      const able = free !== undefined && some(free, (seat) => hasRoom(seat, group.channel) && meets(seat, group.needs));
      if (!able && this.#interpreters.size === 0) continue;
      for (let n = 0; n < group.entries.length; n += 1) {
        const entry = group.entries[n]!;
        if (best && this.#line.before(best.entry, entry)) break;
        const found = (able ? this.#among(free, group.channel, entry, now) : undefined) ?? this.#pair(entry, group.channel, now);
        if (found) {
          best = { entry, found, over: n };
          break;
        }
        // Whoever waits for one person alone, or was passed on, does not hold up those behind.
        if (!able && this.#onlyFor(entry.w, now) === undefined && (entry.w.passed?.size ?? 0) === 0) break;
      }
    }
    if (!best) return undefined;
    const { entry: { w, stage }, found, over } = best;
    return {
      contactId: w.contactId, staffId: found.seat.staffId, autoAccept: found.seat.autoAccept === true, ...(found.interpreterId === undefined ? {} : { interpreterId: found.interpreterId }),
      because: {
        waitedSeconds: (now - w.since) / 1000, credit: w.credit ?? 0, pulled: w.pulled !== undefined, passedOver: over, candidates: found.candidates, widened: stage,
        by: found.interpreterId !== undefined ? 'interpreter' : found.seat.staffId === w.wanted ? 'wanted' : found.seat.staffId === w.known || found.seat.staffId === w.last ? 'came-back' : 'first-free',
      },
    };
  }

  #among(free: ReadonlySet<Seat>, channel: Waits['channel'], { w, needs }: Entry, now: number, but?: string): Found | undefined {
    const only = this.#onlyFor(w, now);
    let best: Seat | undefined;
    let candidates = 0;
    for (const seat of free) {
      if ((only !== undefined && seat.staffId !== only) || seat.staffId === but) continue;
      if ((seat.notBefore ?? 0) > now || !hasRoom(seat, channel) || !meets(seat, needs)) continue;
      if (now - passedAt(w, seat.staffId) < PASS_SECONDS * 1000) continue;
      candidates += 1;
      if (!best || better(seat, best, w)) best = seat;
    }
    return best && { seat: best, candidates };
  }
  /** A counsellor and an interpreter who have a language in common, of a call where a speaker would take too long. */
  #pair({ w, needs }: Entry, channel: Waits['channel'], now: number): Found | undefined {
    if (channel !== 'phone' || this.#interpreters.size === 0 || this.#onlyFor(w, now) !== undefined) return undefined;
    const speakers = this.#there.get(w.language)?.size ?? 0;
    if (speakers > 0 && ((this.#line.ahead(w.contactId) + 1) * this.#handling(w.language)) / speakers <= PAIR_SECONDS) return undefined;
    const others = needs.filter((need) => need.skill !== w.language);
    for (const one of this.#interpreters.values()) {
      if (one.busy || !one.languages.has(w.language) || now - passedAt(w, one.staffId) < PASS_SECONDS * 1000) continue;
      for (const common of one.languages) {
        const free = common === w.language ? undefined : this.#free.get(common);
        const found = free && this.#among(free, channel, { w, needs: others, stage: 0, rank: 0 }, now, one.staffId);
        if (found) return { ...found, interpreterId: one.staffId };
      }
    }
    return undefined;
  }
  /** For whom alone they wait now, if for somebody: a colleague they were passed on to, or who talked with them before and is at work. */
  #onlyFor(w: Waits, now: number): string | undefined {
    if (w.wanted !== undefined) {
      let passedOn = 0;
      for (const at of w.passed?.values() ?? []) passedOn = Math.max(passedOn, at);
      return now - passedOn < WANTED_SECONDS * 1000 ? w.wanted : undefined;
    }
    if (w.known === undefined || now - w.since >= CAME_BACK_SECONDS * 1000 || w.passed?.has(w.known)) return undefined;
    return this.#there.get(w.language)?.has(this.#seats.get(w.known)!) ? w.known : undefined;
  }
}

interface Found { seat: Seat; candidates: number; interpreterId?: string }
const some = <T>(all: Iterable<T>, holds: (one: T) => boolean): boolean => {
  for (const one of all) if (holds(one)) return true;
  return false;
};
/** Room for one more: one call at a time and nothing beside it; up to their number of chats. */
const hasRoom = (s: Seat, channel: Waits['channel']): boolean => !s.busy && s.calls === 0 && (channel === 'phone' ? s.chats === 0 : s.chats < s.chatsAtMost);
const meets = (s: Seat, needs: Entry['needs']): boolean => {
  for (const need of needs) if ((s.skills.get(need.skill) ?? 0) < need.level) return false;
  return true;
};
const passedAt = (w: Waits, staffId: string): number => w.passed?.get(staffId) ?? Number.NEGATIVE_INFINITY;
/** Somebody at a desk before an automatic one; who talked with them before; who did not pass; least to do; who speaks it best; who is needed least elsewhere; within one engine, so that a talk does not depend on two; ready longest. */
function better(a: Seat, b: Seat, w: Waits): boolean {
  const order = Number(a.autoAccept === true) - Number(b.autoAccept === true)
    || Number(isTheirs(b, w)) - Number(isTheirs(a, w))
    || Math.sign(passedAt(w, a.staffId) - passedAt(w, b.staffId) || 0)
    || a.chats - b.chats
    || (b.skills.get(w.language) ?? 0) - (a.skills.get(w.language) ?? 0)
    || a.skills.size - b.skills.size
    || (w.engine === undefined ? 0 : Number(b.engine === w.engine) - Number(a.engine === w.engine))
    || a.since - b.since;
  return order < 0 || (order === 0 && a.staffId < b.staffId);
}
const isTheirs = (s: Seat, w: Waits): boolean => s.staffId === (w.wanted ?? w.known ?? w.last);
