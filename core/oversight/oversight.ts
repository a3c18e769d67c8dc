/**
 * What is unusual in who opens what, from the entries of the log. Pure. An item is open -> closed (with a note, by an officer whom it is not
 * about). It asks somebody to look; it says nothing against anybody, and nothing is locked because of it.
 */
import type { LogEntry } from '#core/audit';

/** `many_opened`: far more than usual in a shift. `no_assignment`: opened by a rule that asks for none. `many_refused`: refused again and again. `no_presence`: a counsellor who is not at work. */
export const KINDS = ['many_opened', 'no_assignment', 'many_refused', 'no_presence'] as const;
export type Kind = (typeof KINDS)[number];

/** All thresholds. Times in seconds. */
export const THRESHOLDS = {
  /** Whatever is usual: not more than this many people, cases and sealed places in a shift is never unusual, so that quiet weeks raise nothing. */
  floor: 30,
  /** How many robust standard deviations above the median are unusual (Iglewicz and Hoaglin, see `limit`). */
  deviations: 3.5,
  /** So many shifts have to be known before they say what is usual. */
  shiftsKnown: 5,
  shift: 8 * 3600,
  lookBack: 28 * 86_400,
  refusals: 10,
  refusalsWithin: 3600,
  /** After the end of work somebody finishes writing. */
  grace: 30 * 60,
} as const;
export type Thresholds = { readonly [K in keyof typeof THRESHOLDS]: number };

/** The rules that open something because the case was given to whoever asks. One that is not here is taken to ask for none. */
export const BY_ASSIGNMENT: readonly string[] = ['assigned-case', 'assigned-person', 'disclosure-fields', 'sealed-open'];
/** What opens something that was told to us, other than the conversation being handled. */
export const OPENS: readonly string[] = ['person.reveal', 'case.read', 'sealed.open', 'contact.read'];
/** The rule by which somebody reads the conversation they handle. */
export const HANDLED = 'counsellor-own-contact';

/** What of an entry matters here; `at` in milliseconds. */
export type Seen =
  | { readonly what: 'opened'; readonly staffId: string; readonly at: number; readonly thing: string; readonly assigned: boolean; readonly atDesk: boolean }
  | { readonly what: 'refused'; readonly staffId: string; readonly at: number }
  | { readonly what: 'here' | 'away'; readonly staffId: string; readonly at: number };

/** Reads an entry; null: it does not matter here (another actor, another act, or its words are erased). */
export function seenIn({ at, said }: LogEntry): Seen | null {
  if (said?.actor.kind !== 'staff') return null;
  const base = { staffId: said.actor.id, at: Date.parse(said.at ?? at) };
  if (said.outcome === 'refused') return { ...base, what: 'refused' };
  if (/^presence-(available|break|meal|training)$/.test(said.action)) return { ...base, what: 'here' };
  if (said.action === 'presence-off' || said.action === 'sign-out') return { ...base, what: 'away' };
  const { grant, rules } = (said.details ?? {}) as { grant?: string; rules?: string[] };
  if (grant === undefined || !OPENS.includes(said.action) || (rules ?? []).includes(HANDLED)) return null;
  const roles = said.actor.roles ?? [];
  // Only counsellors and interpreters say whether they are there; whoever has other work besides does not.
  const atDesk = roles.includes('counsellor') && roles.every((role) => role === 'counsellor' || role === 'interpreter');
  return { ...base, what: 'opened', thing: `${said.subject.type}:${said.subject.id}`, assigned: (rules ?? []).some((rule) => BY_ASSIGNMENT.includes(rule)), atDesk };
}

/** What is remembered of one member of staff. */
export interface Worker {
  /** What was opened within the last shift's length, and when last. */
  readonly opened: Readonly<Record<string, number>>;
  readonly refused: readonly number[];
  readonly here: boolean;
  /** Since when; 0: never said. */
  readonly since: number;
  readonly shift: Shift | null;
  readonly episodes: Readonly<Partial<Record<Kind, { from: number; count: number }>>>;
}
/** A shift begins with the first thing opened and lasts eight hours. `opened`: the most things in any eight hours that ended in it. */
export interface Shift { readonly beganAt: number; readonly opened: number }
export interface Raised { readonly kind: Kind; readonly staffId: string; readonly from: number; readonly to: number; readonly count: number; readonly usual: number | null }

export const NEW: Worker = { opened: {}, refused: [], here: false, since: 0, shift: null, episodes: {} };

/** The middle of some numbers. */
export function median(of: readonly number[]): number {
  const sorted = of.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * The most that is still usual after these counts: median + 3.5 robust standard deviations, the modified z-score of B. Iglewicz and D. C. Hoaglin,
 * How to Detect and Handle Outliers (ASQC, 1993). A robust standard deviation is 1.4826 times the median absolute deviation (P. J. Rousseeuw and
 * C. Croux, Alternatives to the Median Absolute Deviation, JASA 88, 1993), and here at least the square root of the median, as chance alone would
 * have it with a steady rate: equal shifts have no deviation at all. null: too few counts to say.
 */
export function limit(counts: readonly number[], { deviations, shiftsKnown }: Thresholds = THRESHOLDS): number | null {
  if (counts.length < shiftsKnown) return null;
  const middle = median(counts);
  const spread = Math.max(1.4826 * median(counts.map((one) => Math.abs(one - middle))), Math.sqrt(middle), 1);
  return middle + deviations * spread;
}

/**
 * Whether a count is unusual: above the floor, above what is usual for this worker and above what is usual for everybody. Somebody with few shifts
 * is held against the others alone; while nothing is known of anybody, in the first days of a centre, nothing is unusual.
 */
export function isMany(count: number, own: readonly number[], team: readonly number[], thresholds: Thresholds = THRESHOLDS): boolean {
  const limits = [limit(own, thresholds), limit(team, thresholds)].filter((one) => one !== null);
  return limits.length > 0 && count > Math.max(thresholds.floor, ...limits);
}

export interface History { readonly own: readonly Shift[]; readonly team: readonly Shift[] }

/** What one entry changes, and what it raises. `history`: the shifts that are known, of the worker and of everybody. */
export function see(worker: Worker, seen: Seen, history: () => History, thresholds: Thresholds = THRESHOLDS): { worker: Worker; raised: Raised[] } {
  const { at, staffId } = seen;
  const raised: Raised[] = [];
  const episodes = { ...worker.episodes };
  /** One item for what belongs together: it begins at `from` and lasts `seconds`; what comes meanwhile raises its count. */
  const raise = (kind: Kind, from: number, seconds: number, count?: number, usual: number | null = null): void => {
    const before = episodes[kind];
    const same = before !== undefined && at - before.from < seconds * 1000;
    const now = { from: same ? before.from : from, count: Math.max(same ? before.count : 0, count ?? (same ? before.count : 0) + 1) };
    episodes[kind] = now;
    raised.push({ kind, staffId, from: now.from, to: at, count: now.count, usual });
  };
  if (seen.what === 'refused') {
    const refused = [...worker.refused.filter((one) => one > at - thresholds.refusalsWithin * 1000), at];
    if (refused.length >= thresholds.refusals) raise('many_refused', refused[0]!, thresholds.refusalsWithin, refused.length);
    return { worker: { ...worker, refused, episodes }, raised };
  }
  if (seen.what !== 'opened') {
    const here = seen.what === 'here';
    return { worker: here === worker.here ? worker : { ...worker, here, since: at }, raised };
  }
  const length = thresholds.shift * 1000;
  const opened: Record<string, number> = { ...Object.fromEntries(Object.entries(worker.opened).filter(([, when]) => when > at - length)), [seen.thing]: at };
  const times = Object.values(opened);
  const old = worker.shift;
  const shift = old !== null && at - old.beganAt < length ? { ...old, opened: Math.max(old.opened, times.length) } : { beganAt: at, opened: times.length };
  if (times.length > thresholds.floor) {
    const known = (shifts: readonly Shift[]): number[] => shifts.filter((one) => one.beganAt > at - thresholds.lookBack * 1000 && one.beganAt <= at - length).map((one) => one.opened);
    const { own, team } = history();
    const [mine, all] = [known(own), known(team)];
    if (isMany(times.length, mine, all, thresholds)) {
      const usual = mine.length >= thresholds.shiftsKnown ? mine : all;
      raise('many_opened', Math.min(...times), thresholds.shift, times.length, usual.length > 0 ? Math.round(median(usual)) : null);
    }
  }
  if (!seen.assigned) raise('no_assignment', at, thresholds.shift);
  if (seen.atDesk && !worker.here && at - worker.since > thresholds.grace * 1000) raise('no_presence', at, thresholds.shift);
  return { worker: { ...worker, opened, shift, episodes }, raised };
}
