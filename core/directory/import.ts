/**
 * An import of the directory.
 * States: reading -> checked (a person looks at the difference) -> applied -> undone; reading and checked may be discarded.
 * Reading goes on where it stopped; what was read is kept with the place in the source, in one transaction.
 */
import { conflict } from '#core/kernel';
import type { Row } from './hsds.ts';
import type { RowProblem } from './rows.ts';

export type ImportState = 'reading' | 'checked' | 'applied' | 'undone' | 'discarded';
const MOVES: Record<string, { from: ImportState[]; to: ImportState }> = {
  check: { from: ['reading'], to: 'checked' }, apply: { from: ['checked'], to: 'applied' }, undo: { from: ['applied'], to: 'undone' }, discard: { from: ['reading', 'checked'], to: 'discarded' },
};
/** The state after a move. @throws ImportState when it is not possible now */
export function move(state: ImportState, what: 'check' | 'apply' | 'undo' | 'discard'): ImportState {
  const rule = MOVES[what]!;
  if (!rule.from.includes(state)) throw conflict('ImportState', `This import is ${state}; it cannot be ${{ check: 'checked', apply: 'applied', undo: 'undone', discard: 'discarded' }[what]} now.`, 'Look at the list of imports: somebody else may have been faster.');
  return rule.to;
}

/** Rows as read from a source, with how far reading is once they are kept. */
export interface Batch { rows: (Row & { file: string; line: number | null })[]; problems: RowProblem[]; cursor: unknown }
/** A source of HSDS data: a data package, a JSON file, another API. An adapter implements it. */
export interface HsdsSource {
  kind: 'package' | 'json' | 'api';
  address: string;
  /** Changes when the content did: reading a source that changed starts anew. Null when it cannot be told. */
  fingerprint(): Promise<string | null>;
  /** Reads from a cursor on, in a fixed order. @throws HavenlineError SourceUnreadable */
  read(cursor: unknown): AsyncIterable<Batch>;
}

export interface ImportCounts { read: number; new: number; changed: number; same: number; gone: number; rejected: number; notes: number }

/** A source that suddenly has a tenth fewer services is more likely broken than right. */
export const LARGE_DROP = 0.1;
export const isLargeDrop = (going: number, before: number): boolean => before > 0 && going / before > LARGE_DROP;
