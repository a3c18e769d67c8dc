/** The one sequencer: gives waiting entries their places and extends the tree by them. */
import { HavenlineError } from '#core/kernel';
import type { Clock, Tx } from '#core/kernel';
import { leafText } from './audit.ts';
import { signCheckpoint } from './note.ts';
import type { LogSigner } from './note.ts';
import * as repository from './repository.ts';
import { foldPeaks, leafHash, peaks, root } from './tlog.ts';

const TILE = 256;

/** The right edge of the tree: at each level the hashes of the tile that is not full yet. */
async function rightEdge(tx: Tx, size: number): Promise<Buffer[][]> {
  const edge: Buffer[][] = [];
  for (let level = 0, n = size; n > 0; level++, n = Math.floor(n / TILE)) {
    const width = n % TILE;
    const hashes = width === 0 ? [] : await repository.tile(tx, level, Math.floor(n / TILE));
    if (hashes.length !== width) throw damaged();
    edge.push(hashes);
  }
  return edge;
}

const edgeRoot = (edge: readonly Buffer[][]): Buffer => foldPeaks([...edge].reverse().flatMap((row) => peaks(row)));

function damaged(): HavenlineError {
  return new HavenlineError('LogDamaged', 500, 'The log does not match its own last checkpoint, so nothing is added to it.', 'Run `havenline log verify`; it names what was changed.');
}

/** Moves one batch. Answers how many entries moved and the tree after it. */
export async function sequenceBatch(tx: Tx, clock: Clock, signer: LogSigner, limit: number): Promise<{ moved: number; size: number; root: Buffer }> {
  await repository.becomeSequencer(tx);
  let size = await repository.size(tx);
  const edge = await rightEdge(tx, size);
  const [last] = await repository.checkpoints(tx, 'latest');
  // Extending a log that was tampered with would sign the tampering.
  if ((last?.size ?? 0) !== size || (last && !last.root.equals(edgeRoot(edge)))) throw damaged();
  const waiting = await repository.pending(tx, limit);
  if (waiting.length === 0) return { moved: 0, size, root: edgeRoot(edge) };
  const entries = waiting.map((one, i) => {
    const at = one.at.toISOString();
    return { seq: size + i, id: one.id, at, leaf: leafText({ id: one.id, at, commit: one.commitment }) };
  });
  const changed = new Map<string, { level: number; idx: number; hashes: Buffer[] }>();
  for (const entry of entries) {
    let hash = leafHash(Buffer.from(entry.leaf));
    for (let level = 0, n = entry.seq; ; level++, n = Math.floor(n / TILE)) {
      const row = (edge[level] ??= []);
      row.push(hash);
      const idx = Math.floor(n / TILE);
      changed.set(`${level}/${idx}`, { level, idx, hashes: row });
      if (row.length < TILE) break;
      hash = root(row);
      edge[level] = [];
    }
  }
  size += entries.length;
  await repository.place(tx, entries);
  for (const one of changed.values()) await repository.saveTile(tx, one.level, one.idx, one.hashes);
  const after = edgeRoot(edge);
  await repository.saveCheckpoint(tx, { size, root: after, note: await signCheckpoint(size, after, signer), at: clock.now().toISOString() });
  return { moved: entries.length, size, root: after };
}
