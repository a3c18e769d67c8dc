/** Keeps the finder in memory at the revision of the database: all of it once, then what changed. */
import type { Tx } from '#core/kernel';
import type { Areas } from './areas.ts';
import { entriesAfter, knowsRevision, latestRevision, terms } from './entry-repository.ts';
import { Finder } from './finder.ts';

const PAGE = 2000;
/** Lets calls and live updates through between two pages. */
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

export function followEntries(areas: Areas): { current(tx: Tx): Promise<Finder> } {
  let finder = new Finder(areas);
  let seen: { revision: number; tag: string } | null = null;
  let termsSeen = '';
  let turn: Promise<unknown> = Promise.resolve();

  async function catchUp(tx: Tx, latest: { revision: number; tag: string }): Promise<void> {
    const all = await terms(tx);
    const termsNow = JSON.stringify(all);
    // A term that moved changes what many entries mean, and after a restore our revision may never have been.
    const anew = !seen || termsNow !== termsSeen || !(await knowsRevision(tx, seen.revision, seen.tag));
    const next = anew ? new Finder(areas) : finder;
    if (anew) next.setTerms(all);
    let after: string | null = null;
    for (;;) {
      const rows = await entriesAfter(tx, anew ? 0 : seen!.revision, after, PAGE);
      for (const row of rows) if (row.doc) next.put(row.id, row.doc); else next.remove(row.id);
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.id;
      await breathe();
    }
    finder = next;
    seen = latest;
    termsSeen = termsNow;
  }

  return {
    /** The finder as of this transaction. */
    async current(tx) {
      const latest = await latestRevision(tx);
      if (!latest || (seen?.revision === latest.revision && seen.tag === latest.tag)) return finder;
      // One catches up; the others wait for it and look again.
      const mine = turn.then(async () => {
        if (seen?.revision !== latest.revision || seen.tag !== latest.tag) await catchUp(tx, latest);
      });
      turn = mine.catch(() => {});
      await mine;
      return finder;
    },
  };
}
