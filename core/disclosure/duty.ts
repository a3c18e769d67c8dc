/**
 * The duty to report child abuse or neglect: whom a report goes to, by when, and how it stands. Pure.
 * open -> told -> acknowledged; an open one may turn out not to be needed. What leaves is a disclosure of its own (disclosure.ts), with a second person.
 * Numbers and clocks are data (duty-table.json), each with its source; without one the strictest is assumed, and it is said that nobody checked.
 */
import { conflict, invalid, plusSeconds } from '#core/kernel';
import table from './duty-table.json' with { type: 'json' };

export type ReportState = 'open' | 'told' | 'acknowledged' | 'not_needed';
export type ReportMove = 'tell' | 'acknowledge' | 'drop';
const MOVES: Record<ReportState, Partial<Record<ReportMove, ReportState>>> = {
  open: { tell: 'told', drop: 'not_needed' },
  told: { acknowledge: 'acknowledged' },
  acknowledged: {}, not_needed: {},
};
/** @throws ReportMoved */
export function reportMove(state: ReportState, by: ReportMove): ReportState {
  const next = MOVES[state][by];
  if (next) return next;
  throw conflict('ReportMoved', `"${by}" is not possible: this report is ${state.replace('_', ' ')}.`, 'Load it again and look at its state.');
}

interface Row {
  state: string; body: string; number: string | null; hours: string | null; hoursEs: string | null; numberSource: string | null; numberAsOf: string | null;
  oral: 'at once' | number | null; writtenHours: number | null; writtenFrom: 'call' | 'contact' | null; law: string | null; clockSource: string | null; read: string | null; note: string | null; noteEs: string | null;
}
const ROWS = new Map((table.rows as Row[]).map((row) => [row.state, row]));
export const STATES: readonly string[] = [...ROWS.keys()];
/** Where a state's own number is not known. */
export const NATIONAL = table.national;
/** A source that bears a date older than this is said to be old. */
const OLD_YEARS = 5;

export interface Duty extends Row {
  /** What the desk says loudly: the number was not found, the source is old or bears no date, the clock was not checked. */
  warnings: ('no-number' | 'old-number' | 'undated-number' | 'no-clock')[];
}
/** The body of a state by its postal code; undefined: not a state of the table. */
export function dutyOf(state: string, now: Date): Duty | undefined {
  const row = ROWS.get(state);
  if (!row) return undefined;
  const age = row.numberAsOf === null ? null : now.getUTCFullYear() - Number(row.numberAsOf.slice(0, 4));
  return {
    ...row,
    warnings: [
      ...(row.number === null ? ['no-number' as const] : age === null ? ['undated-number' as const] : age > OLD_YEARS ? ['old-number' as const] : []),
      ...(row.oral === null ? ['no-clock' as const] : []),
    ],
  };
}

/** "At once" is an hour here: long enough to find a second person, short enough that somebody looks. Where nobody checked the clock, it is at once. */
export const AT_ONCE_SECONDS = 3600;
/** The body should have given its number within this time after it was told. */
export const ACKNOWLEDGE_SECONDS = 24 * 3600;
/** By when the body has to be told, and from when on a supervisor has a task: a quarter of the time before, at least a quarter of an hour. */
export function callClock(oral: Row['oral'], since: Date): { dueAt: Date; warnAt: Date } {
  const seconds = typeof oral === 'number' ? oral * 3600 : AT_ONCE_SECONDS;
  return { dueAt: plusSeconds(since, seconds), warnAt: plusSeconds(since, Math.min(seconds * 0.75, seconds - 900)) };
}
/** By when the written form is due, or the body's number where no form is asked for. */
export const writtenDue = (duty: Pick<Row, 'writtenHours' | 'writtenFrom'>, since: Date, toldAt: Date): Date =>
  duty.writtenHours === null ? plusSeconds(toldAt, ACKNOWLEDGE_SECONDS) : plusSeconds(duty.writtenFrom === 'contact' ? since : toldAt, duty.writtenHours * 3600);

/** Words about papers and status, in the two languages of the desk: they have no place in a report, whoever writes them. */
const PAPERS = /\b(undocumented|illegal(ly)? (alien|immigrant|in (the|this) (country|us|united states))|illegals?|immigration|immigrant status|deport(ed|ation|able)?|green card|overstay(ed)?|(no|without|false) papers|ins status|indocumentad[oa]s?|sin papeles|ilegal(es)?|inmigraci[oó]n|migratori[oa]|deportad[oa]s?|deportaci[oó]n|la migra)\b/i;
const AGENCY = /\bICE\b|\bCBP\b/;
/** @throws NoPapersInReport */
export function checkReportWords(text: string | undefined): void {
  const found = text && (PAPERS.exec(text) ?? AGENCY.exec(text));
  if (found) throw invalid('NoPapersInReport', `A report says nothing about anybody’s papers: "${found[0]}".`, 'Say what happened to the child, and what they need.');
}
