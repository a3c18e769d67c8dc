/**
 * Whether what is known is what the database says, a slice of the staff and of the line at a time. An event that is on its way is no difference:
 * somebody found otherwise is read again at the next look, and counts when no event named them meanwhile. Then everything is read anew.
 */
import { inTx } from '../kernel/index.ts';
import type { Clock, Db, LiveEvent } from '../kernel/index.ts';
import type { Known } from './known.ts';
import * as rows from './repository.ts';

const SLICE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';
const KINDS = ['staff', 'contacts'] as const;

export function createComparison(db: Db, clock: Clock, known: Known) {
  let count = 0;
  const suspects = { staff: new Set<string>(), contacts: new Set<string>() };
  const from = { staff: FIRST, contacts: FIRST };
  return {
    count: (): number => count,
    hear({ topic }: LiveEvent): void {
      const [kind, id] = topic.split(':');
      if (id !== undefined) suspects[kind === 'staff' ? 'staff' : 'contacts'].delete(id);
    },
    /** Answers how many differences it found. */
    async look(): Promise<number> {
      if (known.isUnread) return 0;
      const now = clock.now();
      const [people, line, people2, line2] = await inTx(db, (tx) => Promise.all([
        rows.readyAfter.rows(tx, now, from.staff, SLICE), rows.waitingAfter.rows(tx, from.contacts, SLICE),
        rows.readyOnly.rows(tx, now, [...suspects.staff]), rows.waitingOnly.rows(tx, [...suspects.contacts]),
      ]));
      if (known.isUnread) return 0;
      const read = { staff: people, contacts: line.map(rows.waitingOf) };
      const again = { staff: people2, contacts: line2.map(rows.waitingOf) };
      let found = 0;
      for (const kind of KINDS) {
        // Those that an event named while they were read are no suspects any more.
        const still = new Set(known.differing([...suspects[kind]], again[kind], kind, now));
        found += still.size;
        suspects[kind].clear();
        const last = read[kind].length < SLICE ? null : idOf(read[kind].at(-1)!);
        for (const id of known.differing(known.between(from[kind], last, kind), read[kind], kind, now)) if (!still.has(id)) suspects[kind].add(id);
        from[kind] = last ?? FIRST;
      }
      if (found > 0) known.forget();
      count += found;
      return found;
    },
  };
}
const idOf = (row: rows.ReadyRow | rows.InLine): string => ('staffId' in row ? row.staffId : row.contactId);
