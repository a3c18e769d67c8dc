/** Rebuilds the log from its entries and names everything that is not as it was. */
import type { Tx } from '#core/kernel';
import { commitment } from './audit.ts';
import type { Problem, ProblemCode } from './audit.ts';
import { canonical } from './canonical.ts';
import { isCheckpointOf } from './note.ts';
import * as repository from './repository.ts';
import type { EntryRow } from './repository.ts';
import { GrowingTree, leafHash } from './tlog.ts';

export interface Verification { readonly entries: number; readonly root: string; readonly problems: readonly Problem[] }

const TILE = 256;

export async function verifyLog(tx: Tx, publicKey: Buffer | undefined): Promise<Verification> {
  const problems: Problem[] = [];
  const say = (code: ProblemCode, seq: number, message: string): void => void problems.push({ code, seq, message });
  const marks = await repository.checkpoints(tx);
  const latest = marks.at(-1)?.size ?? 0;
  const bySize = new Map(marks.map((mark) => [mark.size, mark]));
  const tree = new GrowingTree();
  const strays: { seq: number; hash: string }[] = [];
  const wanted = new Map<string, number>();
  let entries = 0;
  let from = 0;
  for (;;) {
    const rows = (await repository.entriesFrom(tx, from, TILE)).filter((row) => row.seq < from + TILE);
    const hashes = await repository.tile(tx, 0, from / TILE);
    const bySeq = new Map(rows.map((row) => [row.seq, row]));
    const end = Math.max(rows.at(-1)?.seq ?? -1, from + hashes.length - 1);
    for (let seq = from; seq <= end; seq++) {
      const row = bySeq.get(seq);
      const stored = hashes[seq - from];
      if (!row) {
        say('EntryMissing', seq, `Entry ${seq} is missing: it was dropped after it had been written.`);
        // Where the tile is gone too, any other hash keeps the places right; the checkpoints then tell.
        tree.add(stored ?? leafHash(Buffer.alloc(0)));
      } else {
        entries++;
        const hash = leafHash(Buffer.from(row.leaf));
        tree.add(hash);
        checkEntry(row, say);
        if (!stored) say('TileMissing', seq, `The tree holds no hash for entry ${seq}.`);
        else if (!stored.equals(hash)) {
          strays.push({ seq, hash: hash.toString('hex') });
          wanted.set(stored.toString('hex'), seq);
        }
      }
      const mark = bySize.get(seq + 1);
      if (mark) checkMark(mark, tree.root(), publicKey, say);
    }
    if (end < from + TILE - 1) {
      if ((await repository.entriesFrom(tx, from + TILE, 1)).length === 0 && tree.size >= latest) break;
      if (rows.length === 0 && hashes.length === 0) break;
    }
    from += TILE;
    if (tree.size < from) break;
  }
  for (const stray of strays) {
    const was = wanted.get(stray.hash);
    if (was !== undefined) say('EntryMoved', stray.seq, `The entry at ${stray.seq} was written as entry ${was}: entries were reordered.`);
    else say('EntryEdited', stray.seq, `Entry ${stray.seq} is not what was written: it was edited.`);
  }
  if (tree.size < latest) say('LogShorterThanCheckpoint', tree.size, `The log has ${tree.size} entries, but a signed checkpoint covers ${latest}: it was rolled back or cut.`);
  if (tree.size > latest) say('CheckpointMissing', latest, `Entries from ${latest} on are covered by no checkpoint.`);
  problems.sort((a, b) => a.seq - b.seq);
  return { entries, root: tree.root().toString('hex'), problems };
}

function checkEntry(row: EntryRow, say: (code: ProblemCode, seq: number, message: string) => void): void {
  let leaf: { v?: unknown; id?: unknown; at?: unknown; commit?: unknown };
  try {
    leaf = JSON.parse(row.leaf) as typeof leaf;
  } catch {
    return say('LeafUnreadable', row.seq, `Entry ${row.seq} cannot be read.`);
  }
  if (leaf.v !== 1 || leaf.id !== row.id || leaf.at !== row.at.toISOString() || canonical(leaf as never) !== row.leaf) {
    say('EntryEdited', row.seq, `Entry ${row.seq}: its number or time was edited beside its committed text.`);
  }
  if (!row.detailThere) say('DetailMissing', row.seq, `What entry ${row.seq} said is gone without an erasure.`);
  else if (row.erasedAt === null && commitment(row.salt!, row.details!) !== leaf.commit) {
    say('DetailEdited', row.seq, `What entry ${row.seq} says was edited: it does not match its commitment.`);
  }
}

function checkMark(mark: repository.CheckpointRow, root: Buffer, publicKey: Buffer | undefined, say: (code: ProblemCode, seq: number, message: string) => void): void {
  if (!mark.root.equals(root)) say('CheckpointRootDiffers', mark.size - 1, `The first ${mark.size} entries do not give the root of their checkpoint: something among them was changed.`);
  if (publicKey && !isCheckpointOf(mark.note, mark.size, mark.root, publicKey)) {
    say('CheckpointSignatureWrong', mark.size - 1, `The checkpoint over ${mark.size} entries is not signed by this log's key, or says something else.`);
  }
}
