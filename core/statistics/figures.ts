/**
 * The figures of a line, and how they are reckoned. A contact belongs to the quarter hour in which it came into the line; what took time belongs to
 * the one in which it was finished. Pure; nothing here is about a person.
 * Sources: N. Gans, G. Koole, A. Mandelbaum, "Telephone Call Centers: Tutorial, Review, and Research Prospects", M&SOM 5 (2003); the shares answered
 * within 20 seconds and the mean time to answer as in ETSI EG 202 057-1 (response time for operator services).
 */

export const QUARTER_SECONDS = 900;
/** Answered within so many seconds counts as in time. */
export const IN_TIME_SECONDS = 20;
/** Whoever gives up sooner than this was hardly waiting: a wrong number, a second thought. Counted apart. */
export const SHORT_SECONDS = 5;
/** Counts below this and above zero are not shown outside the centre. */
export const SMALL_CELL = 11;

export interface Counts {
  /** Came into the line. */
  offered: number;
  answered: number;
  inTime: number;
  /** Gave up before anybody answered; `abandonedShort` of them within `SHORT_SECONDS`. */
  abandoned: number;
  abandonedShort: number;
  /** Asked to be called back: neither answered nor given up. */
  callbacks: number;
  /** Of those who were answered, seconds in all. */
  waitSeconds: number;
  waitLongest: number;
  /** Finished with wrap-up, and their talk and wrap-up in seconds in all. */
  handled: number;
  handleSeconds: number;
}
export interface Quarter extends Counts { at: Date; language: string; channel: 'phone' | 'chat' }
/** Seconds in which counsellors were available, and in how many of them they were in a contact, all of them together; of a language, and of all under ''. */
export interface People { at: Date; language: string; thereSeconds: number; busySeconds: number }

export const NONE: Counts = { offered: 0, answered: 0, inTime: 0, abandoned: 0, abandonedShort: 0, callbacks: 0, waitSeconds: 0, waitLongest: 0, handled: 0, handleSeconds: 0 };

/** All of them together. */
export function sum(all: Iterable<Counts>): Counts {
  const into = { ...NONE };
  for (const one of all) for (const key of Object.keys(NONE) as (keyof Counts)[]) into[key] = key === 'waitLongest' ? Math.max(into[key], one[key]) : into[key] + one[key];
  return into;
}

export interface Rates {
  /** Answered in time, of all who were to be answered: who came, without those who gave up at once or asked to be called back. */
  serviceLevel: number | null;
  /** Gave up, of all who came and did not ask to be called back; with those who gave up at once, and without. */
  abandonment: number | null;
  abandonmentLong: number | null;
  /** Average speed of answer, seconds, of who was answered. */
  averageAnswer: number | null;
  /** Average handle time, talk and wrap-up, seconds. */
  averageHandle: number | null;
}
const share = (part: number, of: number): number | null => (of <= 0 ? null : part / of);
export function ratesOf(c: Counts): Rates {
  const line = c.offered - c.callbacks;
  return {
    serviceLevel: share(c.inTime, line - c.abandonedShort), abandonment: share(c.abandoned, line), abandonmentLong: share(c.abandoned - c.abandonedShort, line - c.abandonedShort),
    averageAnswer: share(c.waitSeconds, c.answered), averageHandle: share(c.handleSeconds, c.handled),
  };
}
/** The share of the time at work that contacts took: talk and wrap-up, several chats beside each other counted once. */
export const occupancyOf = (people: Iterable<People>): number | null => {
  let [there, busy] = [0, 0];
  for (const one of people) [there, busy] = [there + one.thereSeconds, busy + one.busySeconds];
  return share(busy, there);
};

const PARTS = ['answered', 'inTime', 'abandoned', 'abandonedShort', 'callbacks'] as const;
export type Outside = { offered: number | null; averageAnswer: number | null; averageHandle: number | null } & Record<(typeof PARTS)[number], number | null>;
/**
 * What of a cell may leave the centre: no count from 1 to 10, nor one that could be reckoned from the others. Parts of a whole are shown together or
 * not at all; a mean of few is not shown.
 */
export function outside(c: Counts): Outside {
  const small = (n: number): boolean => n > 0 && n < SMALL_CELL;
  const rest = c.offered - c.answered - c.abandoned - c.callbacks;
  const whole = [c.answered, c.abandoned, c.callbacks, rest].some(small);
  const late = small(c.inTime) || small(c.answered - c.inTime);
  const long = small(c.abandonedShort) || small(c.abandoned - c.abandonedShort);
  const shown = (n: number, hidden: boolean): number | null => (hidden || small(n) ? null : n);
  return {
    offered: shown(c.offered, false), answered: shown(c.answered, whole), inTime: shown(c.inTime, whole || late), abandoned: shown(c.abandoned, whole),
    abandonedShort: shown(c.abandonedShort, whole || long), callbacks: shown(c.callbacks, whole),
    averageAnswer: c.answered < SMALL_CELL || whole ? null : Math.round(c.waitSeconds / c.answered), averageHandle: c.handled < SMALL_CELL ? null : Math.round(c.handleSeconds / c.handled),
  };
}

const HEAD = 'from,language,channel,offered,answered,answered_in_20_s,gave_up,gave_up_within_5_s,asked_for_callback,average_answer_s,average_handle_s';
/** Quarter hours as CSV (RFC 4180), for use outside: an empty cell is not shown. */
export function csv(quarters: readonly Quarter[]): string {
  const lines = quarters.map((q) => {
    const o = outside(q);
    return [q.at.toISOString(), q.language, q.channel, o.offered, o.answered, o.inTime, o.abandoned, o.abandonedShort, o.callbacks, o.averageAnswer, o.averageHandle].map((one) => one ?? '').join(',');
  });
  return `${[HEAD, ...lines].join('\r\n')}\r\n`;
}
