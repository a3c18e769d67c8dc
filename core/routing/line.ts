/** The line in its order: contacts of one channel, language and set of needs stand together, first come first. Needs that are only wishes fall away with the wait. */

import FlatQueue from 'flatqueue';

/** The most that danger and a child calling may move somebody forward, seconds. */
export const CREDIT_AT_MOST = 900;
/** Who declined or missed a contact is not asked again for it before this long, so that a lone counsellor is still asked again. */
export const PASS_SECONDS = 30;
/** How long a caller who was passed on to one person waits for that person alone. */
export const WANTED_SECONDS = 40;
/** How long at most somebody who came back by their own words waits for who talked with them before, if they are at work. */
export const CAME_BACK_SECONDS = 20;
/** Whoever a supervisor pulled forward stands before everybody else, in the order of the pulls; milliseconds. */
const FORWARD = 1e12;
/** The moment by which a contact stands in the line, milliseconds: when it came, less its credit (seconds), or far before when it was pulled forward. */
export const placeInLine = (since: number, credit = 0, pulled?: number): number => (pulled === undefined ? since - Math.min(CREDIT_AT_MOST, Math.max(0, credit)) * 1000 : pulled - FORWARD);

export interface Need {
  skill: string;
  /** At least this level, 1 to 3. */
  level: number;
  /** After so many seconds of waiting it is not needed any more; undefined: always. */
  until?: number | undefined;
}
export interface Waits {
  contactId: string;
  channel: 'phone' | 'chat';
  language: string;
  /** The telephone engine where the call is, of several. */
  engine?: string | undefined;
  /** Since when, milliseconds. */
  since: number;
  /** Seconds forward in the line: danger, a child calling. At most `CREDIT_AT_MOST`. */
  credit?: number | undefined;
  needs?: readonly Need[] | undefined;
  /** Who declined or missed it, and when, milliseconds. */
  passed?: ReadonlyMap<string, number> | undefined;
  /** Who talked with them before: theirs again if ready. */
  last?: string | undefined;
  /** Who talked with the caller of an earlier contact, of which they brought the words. */
  known?: string | undefined;
  /** A colleague passed them on to this person. */
  wanted?: string | undefined;
  /** When a supervisor pulled it forward, milliseconds. */
  pulled?: number | undefined;
}
export interface Entry { w: Waits; rank: number; /** Needs that have fallen away. */ stage: number; needs: readonly Need[] }
interface Group { channel: Waits['channel']; language: string; needs: readonly Need[]; entries: Entry[] }

export class Line {
  readonly #entries = new Map<string, { entry: Entry; group: Group }>();
  readonly #groups = new Map<string, Group>();
  /** Moments at which time alone changes something. */
  readonly #looks = new FlatQueue<null>();
  readonly #widenings = new FlatQueue<string>();

  get size(): number { return this.#entries.size; }
  groups(): Iterable<Group> { return this.#groups.values(); }
  before(a: Entry, b: Entry): boolean { return a.rank < b.rank || (a.rank === b.rank && a.w.contactId < b.w.contactId); }

  put(w: Waits, now = Number.NEGATIVE_INFINITY): void {
    this.drop(w.contactId);
    const wishes = (w.needs ?? []).filter((need) => need.until !== undefined);
    const fallen = wishes.filter((need) => w.since + need.until! * 1000 <= now);
    const needs = fallen.length === 0 ? (w.needs ?? []) : w.needs!.filter((need) => !fallen.includes(need));
    const entry: Entry = { w, rank: placeInLine(w.since, w.credit, w.pulled), stage: fallen.length, needs };
    const key = needs.length === 0 ? `${w.channel} ${w.language}` : `${w.channel} ${w.language} ${needs.map((need) => `${need.skill}:${need.level}`).sort().join()}`;
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = { channel: w.channel, language: w.language, needs, entries: [] }));
    group.entries.splice(this.#place(group, entry), 0, entry);
    this.#entries.set(w.contactId, { entry, group });
    for (const need of wishes) {
      const at = w.since + need.until! * 1000;
      if (at <= now) continue;
      this.#widenings.push(w.contactId, at);
      this.lookAt(at);
    }
    for (const at of w.passed?.values() ?? []) this.lookAt(at + PASS_SECONDS * 1000);
    if (w.known !== undefined) this.lookAt(w.since + CAME_BACK_SECONDS * 1000);
    if (w.wanted !== undefined) this.lookAt(Math.max(0, ...(w.passed?.values() ?? [])) + WANTED_SECONDS * 1000);
  }
  drop(contactId: string): void {
    const known = this.#entries.get(contactId);
    if (!known) return;
    this.#entries.delete(contactId);
    known.group.entries.splice(this.#place(known.group, known.entry), 1);
    if (known.group.entries.length === 0) for (const [key, group] of this.#groups) if (group === known.group) this.#groups.delete(key);
  }
  /** How many of the same language and channel stand in front. */
  ahead(contactId: string): number {
    const known = this.#entries.get(contactId);
    if (!known) return 0;
    let count = 0;
    for (const group of this.#groups.values()) if (group.language === known.group.language && group.channel === known.group.channel) count += this.#place(group, known.entry);
    return count;
  }
  /** Puts those whose wishes fell away by now where they stand without them. */
  widen(now: number): void {
    while ((this.#widenings.peekValue() ?? Infinity) <= now) {
      const known = this.#entries.get(this.#widenings.pop()!);
      if (known) this.put(known.entry.w, now);
    }
  }
  lookAt(at: number): void { this.#looks.push(null, at); }
  nextLook(now: number): number | undefined {
    while ((this.#looks.peekValue() ?? Infinity) <= now) this.#looks.pop();
    return this.#looks.peekValue();
  }
  /** Where the entry stands, or would. */
  #place(group: Group, entry: Entry): number {
    let [low, high] = [0, group.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.before(group.entries[middle]!, entry)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
