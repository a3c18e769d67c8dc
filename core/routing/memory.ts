/**
 * Whom to ask first. Routing remembers what it last read of who is available, so that a step reads a few rows and not those of hundreds;
 * nobody is chosen by memory alone: whoever gets an offer was read in the transaction that makes it. Pure.
 */
import { byTurn, hasRoom } from './routing.ts';
import type { Ready } from './routing.ts';

/** So many of each language at each engine are read for one step. */
const AHEAD = 6;
/** Everything is read again after this long, whatever was told (milliseconds). */
const OLD_MS = 5_000;
/** After this long already, when somebody would be left in the line by what is known; longer where reading everybody takes long: it is at most one part in fifty of the time. */
const FRESH_MS = 500;
const SHARE = 50;

export function createMemory() {
  const known = new Map<string, Ready>();
  const doubtful = new Set<string>();
  let readAt: number | null = null;
  let freshMs = FRESH_MS;
  return {
    /** Something about this member of staff may be different now. */
    doubt: (staffId: string): void => void doubtful.add(staffId),
    forget: (): void => void (readAt = null),
    isOld: (now: Date): boolean => readAt === null || Math.abs(now.getTime() - readAt) >= OLD_MS,
    isFresh: (now: Date): boolean => readAt !== null && Math.abs(now.getTime() - readAt) < freshMs,
    /** Who is worth reading for a step: those in doubt, and the first in turn of each language at each engine. Whatever is told from now on is a new doubt. */
    candidates(): string[] {
      const found = new Set(doubtful);
      doubtful.clear();
      const left = new Map<string, number>();
      for (const one of [...known.values()].filter((s) => hasRoom(s, 'phone') || hasRoom(s, 'chat')).sort((a, b) => byTurn(a, b))) {
        for (const language of one.languages) {
          const group = `${language} ${one.engine ?? ''}`;
          const more = left.get(group) ?? AHEAD;
          if (more > 0) found.add(one.staffId);
          left.set(group, more - 1);
        }
      }
      return Array.from(found);
    },
    /** What a reading of these found; who is not among the rows is not available. */
    learn(asked: readonly string[], rows: readonly Ready[]): void {
      for (const id of asked) known.delete(id);
      for (const row of rows) known.set(row.staffId, row);
    },
    /** `took`: how long the reading took, milliseconds. */
    learnAll(rows: readonly Ready[], now: Date, took: number): void {
      freshMs = Math.min(OLD_MS, Math.max(FRESH_MS, took * SHARE));
      known.clear();
      for (const row of rows) known.set(row.staffId, row);
      readAt = now.getTime();
    },
  };
}
export type Memory = ReturnType<typeof createMemory>;
