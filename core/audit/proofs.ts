/** Proofs from the tree as it is kept: that an entry is in it (c2sp.org/tlog-proof), and that it only grew. */
import type { Tx } from '#core/kernel';
import * as repository from './repository.ts';
import { bundle, prove, proveGrowth, rangeRoot, TILE } from './tiles.ts';
import type { ReadTile } from './tiles.ts';
import { leafHash, provesConsistency, provesInclusion } from './tlog.ts';

export interface InclusionProof {
  readonly seq: number;
  readonly id: string;
  /** The bytes that stand in the tree for the entry. */
  readonly leaf: string;
  readonly hashes: readonly Buffer[];
  readonly size: number;
  /** The signed checkpoint that it leads to. */
  readonly checkpoint: string;
  /** False: it does not lead there; the tree or the entry was changed. */
  readonly holds: boolean;
}
export interface ConsistencyProof {
  readonly from: { readonly size: number; readonly root: Buffer };
  readonly to: { readonly size: number; readonly root: Buffer };
  readonly hashes: readonly Buffer[];
  readonly holds: boolean;
}

/** Tiles are read once for a proof. */
function reader(tx: Tx): ReadTile {
  const read = new Map<string, Promise<Buffer[]>>();
  return (level, idx) => {
    const name = `${level}/${idx}`;
    const known = read.get(name) ?? repository.tile(tx, level, idx);
    read.set(name, known);
    return known;
  };
}

/** The proof for an entry, or null: there is none, or no checkpoint covers it yet. */
export async function inclusionOf(tx: Tx, which: { id: string } | { seq: number }): Promise<InclusionProof | null> {
  const entry = await repository.findEntry(tx, which);
  const mark = await repository.latestCheckpoint(tx);
  if (!entry || !mark || entry.seq >= mark.size) return null;
  const hashes = await prove(reader(tx), entry.seq, mark.size);
  const holds = provesInclusion(leafHash(Buffer.from(entry.leaf)), entry.seq, mark.size, hashes, mark.root);
  return { seq: entry.seq, id: entry.id, leaf: entry.leaf, hashes, size: mark.size, checkpoint: mark.note, holds };
}

/** The proof that one tree grew into the other, or null where there are no such two. */
export async function consistencyOf(tx: Tx, from: number, to: number): Promise<ConsistencyProof | null> {
  if (from < 1 || from > to || to > (await repository.size(tx))) return null;
  const read = reader(tx);
  const [before, after] = [await rangeRoot(read, 0, from), await rangeRoot(read, 0, to)];
  const hashes = await proveGrowth(read, from, to);
  // Where checkpoints were signed at these sizes, their roots have to be these.
  const kept = [[await repository.checkpointAt(tx, from), before], [await repository.checkpointAt(tx, to), after]] as const;
  const holds = provesConsistency(from, before, to, after, hashes) && kept.every(([mark, hash]) => !mark || mark.root.equals(hash));
  return { from: { size: from, root: before }, to: { size: to, root: after }, hashes, holds };
}

/** Every tile and every bundle of entries of the first `size` entries, one after the other. */
export async function exportTiles(tx: Tx, size: number, put: (level: number | 'entries', idx: number, width: number, bytes: Buffer) => void): Promise<void> {
  for (let level = 0, n = size; n > 0; level++, n = Math.floor(n / TILE)) {
    for (let idx = 0; idx * TILE < n; idx++) {
      const width = Math.min(TILE, n - idx * TILE);
      put(level, idx, width, Buffer.concat((await repository.tile(tx, level, idx)).slice(0, width)));
      if (level === 0) put('entries', idx, width, bundle((await repository.entriesFrom(tx, idx * TILE, width)).map((row) => row.leaf)));
    }
  }
}
