/** Rebuilds the log from its entries and names everything that is not as it was. */
import type { Tx } from '#core/kernel';
import { commitment, ERASE } from './audit.ts';
import type { Problem, Said, Say } from './audit.ts';
import { canonical } from './canonical.ts';
import type { VerifierKey } from './note.ts';
import * as repository from './repository.ts';
import type { EntryRow } from './repository.ts';
import { TILE } from './tiles.ts';
import { GrowingTree, leafHash, root } from './tlog.ts';
import { checkAgainst, checkCosignatures, checkPublished, MarkChain } from './verify-marks.ts';
import type { Witnessed } from './verify-marks.ts';

export interface VerifyOptions {
  /** The log's key; without it no signature of the log is checked. */
  readonly publicKey?: Buffer | undefined;
  /** Witnesses that are trusted; a cosignature of another one is named. */
  readonly witnessKeys?: readonly VerifierKey[] | undefined;
  /** Checkpoints that were kept elsewhere (signed notes): the log has to be these, grown or as they were. */
  readonly against?: readonly string[] | undefined;
  /** Told after each tile how many entries of how many were read. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
  /** Asked after each tile; true ends the check. */
  readonly stopped?: (() => boolean) | undefined;
}

export interface Verification {
  readonly entries: number;
  readonly root: string;
  readonly problems: readonly Problem[];
  /** True: it was ended before it had read everything. */
  readonly stopped: boolean;
  /** The newest checkpoint that each witness validly cosigned. */
  readonly witnessed: readonly Witnessed[];
}

export async function verifyLog(tx: Tx, options: VerifyOptions): Promise<Verification> {
  const problems: Problem[] = [];
  const say: Say = (code, seq, message) => void problems.push({ code, seq, message });
  const tree = new GrowingTree();
  const marks = new MarkChain(tx, options.publicKey, say);
  const tiles = new UpperTiles(tx, say);
  const erased = new Map<string, { seq: number; at: string }>();
  const erasures = new Map<string, string>();
  const strays: { seq: number; hash: string }[] = [];
  const wanted = new Map<string, number>();
  const rootsAt = new Map<number, Buffer>((options.against ?? []).map((note) => [Number(note.split('\n')[1]), root([])]));
  const whole = await repository.size(tx);
  let entries = 0;
  let stopped = false;
  for (let from = 0; ; from += TILE) {
    const rows = await repository.entriesFrom(tx, from, TILE);
    const within = rows.filter((row) => row.seq < from + TILE);
    const hashes = await repository.tile(tx, 0, from / TILE);
    const bySeq = new Map(within.map((row) => [row.seq, row]));
    const last = Math.max((within.at(-1)?.seq ?? from - 1) - from, hashes.length - 1);
    await marks.load(from, from + TILE);
    const kept: Buffer[] = [];
    for (let i = 0; i <= last; i++) {
      const seq = from + i;
      const row = bySeq.get(seq);
      const stored = hashes[i];
      if (!row) {
        say('EntryMissing', seq, `Entry ${seq} is missing: it was dropped after it had been written.`);
        // Where the tile is gone too, any other hash keeps the places right; the checkpoints then tell.
        tree.add(stored ?? leafHash(Buffer.alloc(0)));
      } else {
        entries++;
        const hash = leafHash(Buffer.from(row.leaf));
        tree.add(hash);
        checkEntry(row, say, erased, erasures);
        if (!stored) say('TileMissing', seq, `The tree holds no hash for entry ${seq}.`);
        else if (!stored.equals(hash)) {
          strays.push({ seq, hash: hash.toString('hex') });
          wanted.set(stored.toString('hex'), seq);
        }
      }
      kept.push(stored ?? leafHash(Buffer.from(row?.leaf ?? '')));
      if (rootsAt.has(seq + 1)) rootsAt.set(seq + 1, tree.root());
      marks.at(seq + 1, tree);
    }
    await tiles.add(from / TILE, kept);
    options.progress?.(entries, whole);
    stopped = options.stopped?.() === true;
    if (stopped || last < TILE - 1) break;
  }
  for (const stray of strays) {
    const was = wanted.get(stray.hash);
    // A checkpoint over it that the entries still give means that they are right and the tile is not.
    if (stray.seq < marks.proven) say('TileEdited', stray.seq, `The hash of entry ${stray.seq} in the tree was edited; the entry is as it was written.`);
    else if (was !== undefined) say('EntryMoved', stray.seq, `The entry at ${stray.seq} was written as entry ${was}: entries were reordered.`);
    else say('EntryEdited', stray.seq, `Entry ${stray.seq} is not what was written: it was edited.`);
  }
  let witnessed: Witnessed[] = [];
  if (!stopped) {
    await tiles.end(tree.size);
    await marks.end(tree.size);
    const [behind] = tree.size < whole ? await repository.entriesFrom(tx, tree.size, 1) : [];
    if (behind) say('EntryMissing', tree.size, `The entries from ${tree.size} to ${behind.seq - 1} are missing: they were dropped, or the places of those behind them were edited.`);
    await checkPending(tx, say, erased, erasures);
    for (const id of await repository.strayDetails(tx, 20)) say('DetailStray', -1, `What an act said (${id}) is there without its entry: the entry was dropped.`);
    for (const [id, { seq, at }] of erased) {
      if (erasures.get(id) !== at) say('ErasedWithoutEntry', seq, `What entry ${seq} said was taken away, and no entry of the log says that it was erased then.`);
    }
    await checkPublished(tx, options.publicKey, say);
    witnessed = await checkCosignatures(tx, options.witnessKeys, tree.size, say);
    await checkAgainst(tx, options, tree.size, rootsAt, say);
  }
  problems.sort((a, b) => a.seq - b.seq);
  return { entries, root: tree.root().toString('hex'), problems, stopped, witnessed };
}

type Erased = Map<string, { seq: number; at: string }>;

function checkEntry(row: EntryRow, say: Say, erased: Erased, erasures: Map<string, string>): void {
  let leaf: { v?: unknown; id?: unknown; at?: unknown; commit?: unknown };
  try {
    leaf = JSON.parse(row.leaf) as typeof leaf;
  } catch {
    return say('LeafUnreadable', row.seq, `Entry ${row.seq} cannot be read.`);
  }
  const at = row.at.toISOString();
  if (leaf.v !== 1 || leaf.id !== row.id || leaf.at !== at || canonical(leaf as never) !== row.leaf) {
    say('EntryEdited', row.seq, `Entry ${row.seq}: its number or time was edited beside its committed text.`);
  }
  if (!row.detailThere) return say('DetailMissing', row.seq, `What entry ${row.seq} said is gone without an erasure.`);
  if (row.erasedAt !== null) return void erased.set(row.id, { seq: row.seq, at: row.erasedAt.toISOString() });
  if (commitment(row.salt!, row.details!) !== leaf.commit) return say('DetailEdited', row.seq, `What entry ${row.seq} says was edited: it does not match its commitment.`);
  if (noteErasure(row.details!, erasures) !== undefined && JSON.parse(row.details!).at !== at) {
    say('EntryEdited', row.seq, `The time of entry ${row.seq} was edited before it got its place.`);
  }
}

/** Answers the moment that the entry binds, if it does, and keeps what it says to have erased. */
function noteErasure(details: string, erasures: Map<string, string>): string | undefined {
  const said = JSON.parse(details) as Said;
  if (said.action === ERASE) erasures.set(said.subject.id, String((said.details as { erasedAt?: unknown } | undefined)?.erasedAt));
  return said.at;
}

/** Entries that wait for their place: they have to be what their act wrote, too. */
async function checkPending(tx: Tx, say: Say, erased: Erased, erasures: Map<string, string>): Promise<void> {
  for (const row of await repository.pendingWithDetails(tx)) {
    const name = `An entry that waits for its place (${row.id})`;
    if (!row.detailThere) say('PendingEdited', -1, `${name} does not say what was done.`);
    else if (row.erasedAt !== null) erased.set(row.id, { seq: -1, at: row.erasedAt.toISOString() });
    else if (commitment(row.salt!, row.details!) !== row.commitment) say('PendingEdited', -1, `${name} was edited: what it says does not match its commitment.`);
    else {
      const at = noteErasure(row.details!, erasures);
      if (at !== undefined && at !== row.at.toISOString()) say('PendingEdited', -1, `${name} was given another time.`);
    }
  }
}

/** The tiles above the leaves: each hash has to be that of the tile below it, and no tile may be there that the tree does not have. */
class UpperTiles {
  readonly #tx: Tx;
  readonly #say: Say;
  readonly #rows: { idx: number; hashes: Buffer[] }[] = [];
  constructor(tx: Tx, say: Say) {
    this.#tx = tx;
    this.#say = say;
  }
  async add(idx: number, leaves: readonly Buffer[]): Promise<void> {
    if (leaves.length === TILE) await this.#push(1, idx, root(leaves));
  }
  async #push(level: number, place: number, hash: Buffer): Promise<void> {
    const row = (this.#rows[level] ??= { idx: Math.floor(place / TILE), hashes: [] });
    row.hashes.push(hash);
    if (row.hashes.length < TILE) return;
    await this.#compare(level, row);
    delete this.#rows[level];
    await this.#push(level + 1, row.idx, root(row.hashes));
  }
  async #compare(level: number, { idx, hashes }: { idx: number; hashes: Buffer[] }): Promise<void> {
    const stored = await repository.tile(this.#tx, level, idx);
    const seq = Math.min((idx * TILE + hashes.length) * TILE ** level, Number.MAX_SAFE_INTEGER) - 1;
    if (stored.length === 0) this.#say('TileMissing', seq, `The tile ${idx} of level ${level} is missing from the tree.`);
    else if (stored.length !== hashes.length || !stored.every((hash, i) => hash.equals(hashes[i]!))) this.#say('TileEdited', seq, `The tile ${idx} of level ${level} is not the hash of the tiles below it.`);
  }
  async end(size: number): Promise<void> {
    for (const [level, row] of this.#rows.entries()) if (row) await this.#compare(level, row);
    for (const { level, count, last } of await repository.tileCounts(this.#tx)) {
      const expected = Math.ceil(Math.floor(size / TILE ** level) / TILE);
      if (count > expected || last >= expected) this.#say('TileStray', -1, `Level ${level} of the tree has ${count} tiles up to number ${last}; a tree of ${size} entries has ${expected}.`);
    }
  }
}
