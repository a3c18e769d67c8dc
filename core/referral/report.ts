/**
 * The closed loop in figures: what was sent in a period, what was answered in time, what came of it. Pure.
 * No cell from 1 to 10 is shown, and none can be worked out from those that are: where one unknown is left in a sum, another goes with it.
 */
import loader from 'highs';
import { OUTCOMES } from './referral.ts';
import type { Urgency } from './referral.ts';

export const COLUMNS = ['sent', 'inTime', 'late', 'unanswered', 'accepted', 'declined', 'waitlisted', 'reported', ...OUTCOMES] as const;
export type Column = (typeof COLUMNS)[number];
export type Counts = Record<Column, number>;
export type Shown = Record<Column, number | null>;
export const ROWS = ['now', 'today', 'week', 'all'] as const;
export type RowName = (typeof ROWS)[number];

/** Counts from 1 to 10 are not shown. */
const SMALL = 10;
/** In each row the first is the sum of the others. "late" is answered after the deadline; accepted, declined and waitlisted count the first answer. */
const SUMS: readonly (readonly Column[])[] = [['sent', 'inTime', 'late', 'unanswered'], ['sent', 'accepted', 'declined', 'waitlisted', 'unanswered'], ['reported', ...OUTCOMES]];

export function total(rows: readonly Counts[]): Counts {
  return Object.fromEntries(COLUMNS.map((c) => [c, rows.reduce((n, r) => n + r[c], 0)])) as Counts;
}

type Cell = `${RowName} ${Column}`;
const rowOf = (cell: Cell): RowName => cell.split(' ')[0] as RowName;
const columnOf = (cell: Cell): Column => cell.split(' ')[1] as Column;
/** Every sum that holds between cells: the first is the sum of the others. */
const RELATIONS: readonly (readonly Cell[])[] = [
  ...ROWS.flatMap((r) => SUMS.map((sum) => sum.map((c): Cell => `${r} ${c}`))), ...COLUMNS.map((c) => (['all', 'now', 'today', 'week'] as const).map((r): Cell => `${r} ${c}`)),
];

/** What we use of the package, whose types name its CommonJS form. */
interface Highs { solve(program: string): { Columns: Record<string, { Primal: number }> } }
let solver: Promise<Highs> | undefined;

/**
 * Hidden cells that can only be nothing, because no count is less than nothing: where what is left of a sum is nothing, so is every part of it, and so on
 * through all sums together. One linear program tells all of them: of a solution with as many cells above nothing as there can be (each mark `t` is 1 for such a
 * cell; `s` scales the solution so that a mark may be whole), those without a mark are nothing in every solution.
 */
async function nothings(hidden: readonly Cell[], value: (cell: Cell) => number): Promise<Cell[]> {
  if (hidden.length === 0) return [];
  const at = new Map(hidden.map((cell, i) => [cell, i]));
  const term = (factor: number, name: string): string => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`;
  const sums = RELATIONS.filter((cells) => cells.some((cell) => at.has(cell))).map((cells) => {
    const shown = cells.reduce((n, cell, i) => n + (at.has(cell) ? 0 : (i === 0 ? 1 : -1) * value(cell)), 0);
    return `${cells.flatMap((cell, i) => (at.has(cell) ? [term(i === 0 ? 1 : -1, `x${at.get(cell)}`)] : [])).join(' ')} ${shown === 0 ? '' : term(shown, 's')} = 0`;
  });
  const program = `Maximize\n obj: ${hidden.map((_, i) => `+ t${i}`).join(' ')}\nSubject To\n${[...sums, ...hidden.map((_, i) => `x${i} - t${i} >= 0`), 's >= 1'].map((c, n) => ` c${n}: ${c}`).join('\n')}\nBounds\n${hidden.map((_, i) => ` 0 <= t${i} <= 1`).join('\n')}\nEnd\n`;
  const { Columns } = (await (solver ??= (loader as unknown as () => Promise<Highs>)())).solve(program);
  return hidden.filter((_, i) => Columns[`t${i}`]!.Primal < 0.5);
}

/** Hidden cells that follow from the shown ones: rows of the sums over the hidden cells that Gaussian elimination leaves with one cell. */
function determined(hidden: readonly Cell[]): Cell[] {
  const at = new Map(hidden.map((cell, i) => [cell, i]));
  const m = RELATIONS.map((cells) => {
    const row = Array.from({ length: hidden.length }, () => 0);
    cells.forEach((cell, i) => { const n = at.get(cell); if (n !== undefined) row[n] = i === 0 ? 1 : -1; });
    return row;
  });
  const zero = (v: number): boolean => Math.abs(v) < 1e-9;
  for (let col = 0, rank = 0; col < hidden.length && rank < m.length; col += 1) {
    const pivot = m.findIndex((row, i) => i >= rank && !zero(row[col]!));
    if (pivot < 0) continue;
    [m[rank], m[pivot]] = [m[pivot]!, m[rank]!];
    const p = m[rank]!;
    for (let i = 0; i < m.length; i += 1) {
      const f = m[i]![col]! / p[col]!;
      if (i !== rank && !zero(f)) m[i] = m[i]!.map((v, k) => v - f * p[k]!);
    }
    rank += 1;
  }
  return m.flatMap((row) => { const left = row.flatMap((v, i) => (zero(v) ? [] : [hidden[i]!])); return left.length === 1 ? left : []; });
}

/** Everything hidden that can be worked out: what can only be nothing, and what follows from the sums when that is known. */
async function workedOut(hidden: readonly Cell[], value: (cell: Cell) => number): Promise<Cell[]> {
  const none = await nothings(hidden, value);
  return [...none, ...determined(hidden.filter((cell) => !none.includes(cell)))];
}

/** What may be shown; null stands for "1 to 10, or not shown because one could be worked out by it". */
export async function suppressed(counts: Record<Urgency, Counts>): Promise<Record<RowName, Shown>> {
  const all = { ...counts, all: total(Object.values(counts)) };
  const value = (cell: Cell): number => all[rowOf(cell)][columnOf(cell)];
  const cells = ROWS.flatMap((r) => COLUMNS.map((c): Cell => `${r} ${c}`));
  const hidden = new Set(cells.filter((cell) => value(cell) > 0 && value(cell) <= SMALL));
  for (let found = await workedOut([...hidden], value); found.length > 0; found = await workedOut([...hidden], value)) {
    for (const cell of found) {
      // Another of a sum that it is in goes too: the smallest that says something; where all others are nothing, a nothing; where none is left there, one of elsewhere.
      const near = RELATIONS.filter((sum) => sum.includes(cell)).flatMap((sum) => sum.filter((c) => !hidden.has(c)));
      const others = near.length > 0 ? near : cells.filter((c) => !hidden.has(c));
      const next = others.toSorted((a, b) => Number(value(a) === 0) - Number(value(b) === 0) || value(a) - value(b))[0];
      if (next) hidden.add(next);
    }
  }
  return Object.fromEntries(ROWS.map((r) => [r, Object.fromEntries(COLUMNS.map((c) => [c, hidden.has(`${r} ${c}`) ? null : all[r][c]]))])) as Record<RowName, Shown>;
}

/** The table as CSV, with the words of the page; what is not shown is an empty cell. */
export function csv(shown: Record<RowName, Shown>, from: string, to: string): string {
  return [['from', 'to', 'urgency', ...COLUMNS].join(','), ...ROWS.map((r) => [from, to, r, ...COLUMNS.map((c) => shown[r][c] ?? '')].join(','))].join('\r\n') + '\r\n';
}
