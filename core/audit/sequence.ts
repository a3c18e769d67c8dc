/** The one sequencer: gives waiting entries their places and extends the tree by them. */
import { HavenlineError } from '#core/kernel';
import type { Clock, Tx } from '#core/kernel';
import { leafText } from './audit.ts';
import { ORIGIN, signCheckpoint } from './note.ts';
import type { LogSigner } from './note.ts';
import * as repository from './repository.ts';
import { linkOf, seal } from './seal.ts';
import { edgeRoot, grow, rightEdge } from './tiles.ts';
import { leafHash, root } from './tlog.ts';

function damaged(): HavenlineError {
  return new HavenlineError('LogDamaged', 500, 'The log does not match its own last checkpoint, so nothing is added to it.', 'Run `havenline log verify`; it names what was changed.');
}

export interface Sequenced { readonly moved: number; readonly size: number; readonly root: Buffer }

/** Where nothing waits: the tree as its last checkpoint has it, without becoming the sequencer; null where something waits. */
export async function nothingWaits(tx: Tx): Promise<Sequenced | null> {
  if ((await repository.pending(tx, 1)).length > 0) return null;
  const last = await repository.latestCheckpoint(tx);
  return { moved: 0, size: last?.size ?? 0, root: last?.root ?? root([]) };
}

/** Moves one batch. Answers how many entries moved and the tree after it. */
export async function sequenceBatch(tx: Tx, clock: Clock, signer: LogSigner, limit: number): Promise<Sequenced> {
  await repository.becomeSequencer(tx);
  const size = await repository.size(tx);
  const edge = await rightEdge((level, idx) => repository.tile(tx, level, idx), size);
  const last = await repository.latestCheckpoint(tx);
  // Extending a log that was tampered with would sign the tampering.
  if (!edge || (last?.size ?? 0) !== size || (last && !last.root.equals(edgeRoot(edge)))) throw damaged();
  const waiting = await repository.pending(tx, limit);
  if (waiting.length === 0) return { moved: 0, size, root: edgeRoot(edge) };
  const entries = waiting.map((one, i) => {
    const at = one.at.toISOString();
    return { seq: size + i, id: one.id, at, leaf: leafText({ id: one.id, at, commit: one.commitment }) };
  });
  const tiles = grow(edge, size, entries.map((entry) => leafHash(Buffer.from(entry.leaf))));
  await repository.place(tx, entries);
  for (const tile of tiles) await repository.saveTile(tx, tile.level, tile.idx, tile.hashes);
  const after = { origin: ORIGIN, size: size + entries.length, root: edgeRoot(edge) };
  const at = clock.now();
  const note = await signCheckpoint(after, signer);
  const n = last === undefined ? 0 : last.n + 1;
  const chain = linkOf(last?.chain ?? Buffer.alloc(0), at, note);
  await repository.saveCheckpoint(tx, { ...after, n, note, at, chain, seal: await seal(n, chain, signer) });
  return { moved: entries.length, size: after.size, root: after.root };
}
