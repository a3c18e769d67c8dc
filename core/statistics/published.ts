/**
 * The public report of a quarter of a year, three months late. Pure. A count from 1 to 10 is not shown, nor one from which such a count could be worked
 * out: `few` stands for 1 to 10, `hidden` for what would give a small count away. Rows have no totals, quarters do not overlap, and nothing in a
 * published quarter changes afterwards, so no difference of two tables gives anything away either.
 */
import { SMALL_CELL } from './figures.ts';

export type Cell = number | 'few' | 'hidden';
/** A quarter of a year, as 2026-1; UTC. */
export interface Period { name: string; from: Date; to: Date }

export const periodOf = (year: number, quarter: number): Period => ({ name: `${year}-${quarter}`, from: new Date(Date.UTC(year, 3 * (quarter - 1), 1)), to: new Date(Date.UTC(year, 3 * quarter, 1)) });
/** What a period said later than this does not change its report: three months after its end. */
export const closesAt = (p: Period): Date => new Date(Date.UTC(p.to.getUTCFullYear(), p.to.getUTCMonth() + 3, 1));
/** The periods that may be shown now, the newest first, `most` at most. */
export function publishedPeriods(first: Date, now: Date, most = 8): Period[] {
  const out: Period[] = [];
  for (let n = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3); out.length < most; n--) {
    const p = periodOf(Math.floor(n / 4), (n % 4) + 1);
    if (p.to <= first) break;
    if (closesAt(p) <= now) out.push(p);
  }
  return out;
}

const small = (n: number): boolean => n > 0 && n < SMALL_CELL;
/** A count that stands alone. */
export const cell = (n: number): Cell => (small(n) ? 'few' : n);
/** Some out of a whole: `part` is hidden where it, or what is left of the whole, is small. */
export function cells(whole: number, part: number): { whole: Cell; part: Cell } {
  return { whole: cell(whole), part: small(part) || small(whole - part) ? 'hidden' : part };
}

/** Why something left, in the order of the report. */
export const LEFT = ['service-referral', 'mandated-report', 'threat-to-life', 'legal-representation', 'data-subject-request', 'legal-demand'] as const;
export const DEMANDS = ['subpoena', 'court_order', 'warrant', 'other'] as const;
export interface Counted { left: readonly { purpose: string; count: number }[]; demands: readonly { kind: string; came: number; given: number }[] }
/** The tables of a period. What counsel decided otherwise than to give is one thing here too: nobody learns from it whether anything is held. */
export function tables({ left, demands }: Counted) {
  return {
    left: LEFT.map((purpose) => ({ purpose, times: cell(left.find((one) => one.purpose === purpose)?.count ?? 0) })),
    demands: DEMANDS.map((kind) => {
      const { came, given } = demands.find((one) => one.kind === kind) ?? { came: 0, given: 0 };
      const { whole, part } = cells(came, given);
      return { kind, came: whole, given: part };
    }),
  };
}
