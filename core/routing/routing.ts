/** A picture of the database on the board, and what the board decides of it. Pure: the same picture gives the same answer. */
import { Board } from './board.ts';
import type { Assigned, Interpreter, Seat, Waits } from './board.ts';
import type { Need } from './line.ts';

export interface Waiting {
  contactId: string;
  /** The telephone engine where the call is, of several. */
  engine?: string | undefined;
  channel: 'phone' | 'chat';
  language: string;
  waitingSince: Date;
  /** Seconds forward: danger, a child calling. */
  credit?: number | undefined;
  needs?: readonly Need[] | undefined;
  pulled?: Date | undefined;
  passed: { staffId: string; at: Date }[];
  /** Who talked with them before the line between them broke: it is theirs again if they are ready. */
  last?: string | undefined;
  /** Who talked with the caller of an earlier contact, of which they brought the words. */
  known?: string | undefined;
  /** A colleague passed them on to this person: nobody else is asked for the first `WANTED_SECONDS`. */
  wanted?: string | undefined;
}
export interface Ready {
  staffId: string;
  /** Where their softphone is, of several engines. */
  engine?: string | null | undefined;
  languages: string[];
  /** Levels, 1 to 3, of languages and other skills. */
  skills: Record<string, number>;
  since: Date;
  calls: number;
  chats: number;
  chatsAtMost: number;
  /** Contacts they took within the last hour. */
  lately: number;
  busy: boolean;
  /** Nothing before then. */
  pausedUntil: Date | null;
  autoAccept: boolean;
}
export interface Assignment { contactId: string; staffId: string; autoAccept: boolean; interpreterId?: string | undefined; because?: Assigned['because'] | undefined }

/** What a centre wants of routing beside its order; a page changes it. */
export interface RoutingRule {
  /** Seconds without an offer after a hard contact. */
  pauseSeconds: number;
  /** Contacts an hour that one person takes at most; null: no cap. Lifted in a surge. */
  hourlyAtMost: number | null;
  surge: 'off' | 'auto' | 'on';
  /** From so many waiting on it is a surge by itself. */
  surgeFrom: number;
  /** So many seconds a call is for the people of the site where it arrived; null: sites do not matter. */
  overflowSeconds: number | null;
  /** Sites that are closed: their callers go to the others at once, nothing is put before their people. */
  closedSites: string[];
  wishes: Wish[];
}
/** Callers of a language and channel (null: of any) get somebody with this skill; for so many seconds (null: only such). */
export interface Wish { language: string | null; channel: 'phone' | 'chat' | null; skill: string; level: number; seconds: number | null }
export const DEFAULT_RULE: RoutingRule = { pauseSeconds: 300, hourlyAtMost: null, surge: 'auto', surgeFrom: 20, overflowSeconds: null, closedSites: [], wishes: [] };

/** Skills beside languages. */
export const SKILLS = ['children', 'trauma', 'legal'] as const;
/** A language that an account names without a level: they work in it. */
const LEVEL = 2;
/** In a surge wishes fall away in this share of their time. Needs, pauses after a hard contact and breaks stand. */
const SURGE_SHARE = 0.25;

export const isSurge = (rule: RoutingRule, waiting: number): boolean => rule.surge === 'on' || (rule.surge === 'auto' && waiting >= rule.surgeFrom);

const siteSkill = (engine: string): string => `site:${engine}`;
/** Their languages with levels, their other skills, and their site where sites matter. */
export function skillsOf(s: Pick<Ready, 'languages' | 'skills' | 'engine'>, rule: Pick<RoutingRule, 'overflowSeconds'> = DEFAULT_RULE): Map<string, number> {
  const skills = new Map(s.languages.map((language) => [language, s.skills[language] ?? LEVEL]));
  for (const skill of SKILLS) if (s.skills[skill] !== undefined) skills.set(skill, s.skills[skill]);
  if (rule.overflowSeconds !== null && s.engine) skills.set(siteSkill(s.engine), 1);
  return skills;
}
/** What a contact needs now: what was marked, what the centre wishes for its callers, and its site. */
export function needsOf(w: Pick<Waiting, 'channel' | 'language' | 'engine' | 'needs'>, rule: RoutingRule, surge: boolean): Need[] {
  const until = (seconds: number): number => (surge ? seconds * SURGE_SHARE : seconds);
  const needs = new Map<string, Need>();
  const add = ({ skill, level, until: ends }: Need): void => {
    const known = needs.get(skill);
    // Of two the stricter: the higher level, and the one that lasts.
    if (!known || level > known.level || (level === known.level && (ends ?? Infinity) > (known.until ?? Infinity))) needs.set(skill, { skill, level, ...(ends === undefined ? {} : { until: until(ends) }) });
  };
  for (const need of w.needs ?? []) add(need);
  for (const wish of rule.wishes) {
    if ((wish.language ?? w.language) === w.language && (wish.channel ?? w.channel) === w.channel) add({ skill: wish.skill, level: wish.level, until: wish.seconds ?? undefined });
  }
  if (rule.overflowSeconds !== null && w.channel === 'phone' && w.engine !== undefined && !rule.closedSites.includes(w.engine)) add({ skill: siteSkill(w.engine), level: 1, until: rule.overflowSeconds });
  return [...needs.values()];
}

/** Somebody who is ready, as the board seats them. */
export function seatOf(s: Ready, rule: RoutingRule, surge: boolean): Seat {
  const capped = rule.hourlyAtMost !== null && !surge && s.lately >= rule.hourlyAtMost;
  return {
    staffId: s.staffId, engine: s.engine, skills: skillsOf(s, rule), since: s.since.getTime(), calls: s.calls, chats: s.chats, chatsAtMost: s.chatsAtMost, autoAccept: s.autoAccept,
    busy: s.busy || capped || (s.engine != null && rule.closedSites.includes(s.engine)), ...(s.pausedUntil === null ? {} : { notBefore: s.pausedUntil.getTime() }),
  };
}
/** Who waits, as the board puts them into the line. */
export function waitsOf(w: Waiting, rule: RoutingRule, surge: boolean): Waits {
  const last = new Map<string, number>();
  for (const { staffId, at } of w.passed) last.set(staffId, Math.max(last.get(staffId) ?? 0, at.getTime()));
  return {
    contactId: w.contactId, channel: w.channel, language: w.language, engine: w.engine, credit: w.credit, last: w.last, known: w.known, wanted: w.wanted,
    since: w.waitingSince.getTime(), passed: last, needs: needsOf(w, rule, surge), ...(w.pulled === undefined ? {} : { pulled: w.pulled.getTime() }),
  };
}
/** What was decided, done on the board: at most one new offer a counsellor, one conversation an interpreter. */
export function take(board: Board, made: Assigned): void {
  board.drop(made.contactId);
  for (const staffId of [made.staffId, made.interpreterId]) {
    if (staffId === undefined) continue;
    board.leave(staffId);
    board.interpreter(staffId, null);
  }
}

/** Who waits, who is ready and what the centre wants, at one moment. */
export interface Picture { waiting: readonly Waiting[]; ready: readonly Ready[]; interpreters?: readonly Interpreter[]; rule?: RoutingRule; /** How many count for a surge; without it all who wait. */ count?: number }
/** Everything that a board made anew decides of this picture. */
export function assign({ waiting, ready, interpreters = [], rule = DEFAULT_RULE, count = waiting.length }: Picture, now: Date): Assignment[] {
  const board = new Board();
  const surge = isSurge(rule, count);
  for (const s of ready) board.seat(seatOf(s, rule, surge));
  for (const one of interpreters) board.interpreter(one.staffId, one);
  for (const w of waiting) board.put(waitsOf(w, rule, surge));
  const made: Assignment[] = [];
  for (let next = board.next(now.getTime()); next; next = board.next(now.getTime())) {
    take(board, next);
    made.push(next);
  }
  return made;
}
