/** The part of the check that looks at what was signed: checkpoints, cosignatures, the public log, and checkpoints that were kept elsewhere. */
import type { Tx } from '#core/kernel';
import type { Say } from './audit.ts';
import { cosignedAt, LOG_KEY, openCheckpoint, ORIGIN, parseCheckpoint, splitNote } from './note.ts';
import type { VerifierKey } from './note.ts';
import { publishedLeaf } from './published.ts';
import * as repository from './repository.ts';
import type { CheckpointRow } from './repository.ts';
import { isSealed, linkOf } from './seal.ts';
import { GrowingTree, leafHash, root } from './tlog.ts';

export interface Witnessed { readonly witness: string; readonly origin: string; readonly size: number; readonly at: string }

/** The chain of checkpoints beside the growing tree. */
export class MarkChain {
  readonly #tx: Tx;
  readonly #key: Buffer | undefined;
  readonly #say: Say;
  #window = new Map<number, CheckpointRow>();
  #last: CheckpointRow | undefined;
  #sealed = false;
  #covered = 0;
  /** The entries that a checkpoint proves: it has the root that they give. */
  proven = 0;

  constructor(tx: Tx, key: Buffer | undefined, say: Say) {
    this.#tx = tx;
    this.#key = key;
    this.#say = say;
  }

  /** Reads the checkpoints of more than `after` entries and at most `to`. */
  async load(after: number, to: number): Promise<void> {
    this.#window = new Map((await repository.checkpointsBetween(this.#tx, after, to, to - after)).map((row) => [row.size, row]));
  }

  /** Compares the checkpoint over the first `size` entries, if there is one. */
  at(size: number, tree: GrowingTree): void {
    const mark = this.#window.get(size);
    if (!mark) return;
    this.#covered = size;
    if (mark.root.equals(tree.root())) this.proven = size;
    else this.#say('CheckpointRootDiffers', size - 1, `The first ${size} entries do not give the root of their checkpoint: something among them was changed, or the checkpoint was.`);
    this.#checkRow(mark);
  }

  #checkRow(mark: CheckpointRow): void {
    const seq = mark.size - 1;
    const name = `The checkpoint over ${mark.size} entries`;
    const said = parseCheckpoint(splitNote(mark.note)?.body ?? '');
    if (this.#key ? !sameAs(openCheckpoint(mark.note, { name: ORIGIN, type: LOG_KEY, publicKey: this.#key }), mark) : !sameAs(said, mark)) {
      this.#say('CheckpointSignatureWrong', seq, `${name} is not signed by this log's key, or says something else.`);
    }
    const expected = (this.#last?.n ?? -1) + 1;
    if (mark.n !== expected) this.#say('CheckpointMissing', seq, `${name} has the number ${mark.n}, where ${expected} comes next: a checkpoint was dropped, or numbers were edited.`);
    if (!mark.chain.equals(linkOf(this.#last?.chain ?? Buffer.alloc(0), mark.at, mark.note))) {
      this.#say('CheckpointEdited', seq, `${name} does not follow from the one before: one of them was edited, dated otherwise, dropped or moved.`);
    }
    // Those from before seals were made are bound by the first seal after them.
    if (mark.seal === null ? this.#sealed : this.#key !== undefined && !isSealed(mark.n, mark.chain, mark.seal, this.#key)) {
      this.#say('CheckpointSealWrong', seq, `${name} is not sealed in its place in the chain.`);
    }
    this.#sealed ||= mark.seal !== null;
    this.#last = mark;
  }

  /** What lies beyond the entries. */
  async end(size: number): Promise<void> {
    const beyond = await repository.checkpointsBetween(this.#tx, size, Number.MAX_SAFE_INTEGER, 20);
    const latest = beyond.at(-1)?.size;
    if (latest !== undefined) this.#say('LogShorterThanCheckpoint', size, `The log has ${size} entries, but a signed checkpoint covers ${latest}: it was rolled back or cut, or the checkpoint is made up.`);
    for (const mark of beyond) this.#checkRow(mark);
    if (this.#covered < size && latest === undefined) this.#say('CheckpointMissing', this.#covered, `Entries from ${this.#covered} on are covered by no checkpoint.`);
  }
}

const sameAs = (said: { size: number; root: Buffer } | null, row: { size: number; root: Buffer }): boolean => said !== null && said.size === row.size && said.root.equals(row.root);

/** The public log: each leaf opens to the log as it stood, each checkpoint is that of the leaves before it. */
export async function checkPublished(tx: Tx, publicKey: Buffer | undefined, say: Say): Promise<void> {
  const rows = await repository.published(tx);
  const tree = new GrowingTree();
  const origin = splitNote(rows[0]?.note ?? '')?.body.split('\n')[0] ?? '';
  let before: repository.PublishedRow | undefined;
  for (const row of rows) {
    const name = `The published leaf ${row.seq}`;
    const expected = (before?.seq ?? -1) + 1;
    if (row.seq !== expected) say('PublishedMissing', -1, `${name} stands where ${expected} has to: a published leaf was dropped or moved.`);
    const mark = row.size === 0 ? { root: root([]) } : await repository.checkpointAt(tx, row.size);
    if (!mark) say('PublishedEdited', -1, `${name} commits to ${row.size} entries, and no checkpoint covers as many: the log was rolled back, or the leaf was edited.`);
    else if (publishedLeaf({ ...row, root: mark.root }) !== row.leaf) say('PublishedEdited', -1, `${name} does not open to what stands beside it: the leaf, its time, its size, its salt or the checkpoint was edited.`);
    if (before && (row.period <= before.period || row.size < before.size)) say('PublishedEdited', -1, `${name} is not later or not longer than the one before.`);
    tree.add(leafHash(Buffer.from(row.leaf)));
    const said = { size: tree.size, root: tree.root() };
    const note = publicKey ? openCheckpoint(row.note, { name: origin, type: LOG_KEY, publicKey }) : parseCheckpoint(splitNote(row.note)?.body ?? '');
    if (!sameAs(note, said)) say('PublishedSignatureWrong', -1, `The public checkpoint over ${tree.size} leaves is not signed by this log's key, or is one of other leaves.`);
    before = row;
  }
}

/** The cosignatures; answers the newest valid one of each witness and log. `trusted`: whose they may be; without it what they say is only counted. */
export async function checkCosignatures(tx: Tx, trusted: readonly VerifierKey[] | undefined, size: number, say: Say): Promise<Witnessed[]> {
  const newest = new Map<string, Witnessed>();
  const unknown = new Set<string>();
  let after = { origin: '', size: 0, witness: '' };
  for (;;) {
    const rows = await repository.cosignatures(tx, after, 1_000);
    for (const row of rows) {
      const seq = row.origin === ORIGIN ? row.size - 1 : -1;
      const name = `The cosignature of ${row.witness} under ${row.size} of ${row.origin}`;
      const body = row.note === null ? null : splitNote(row.note)?.body;
      if (body?.startsWith(`${row.origin}\n`) !== true) {
        say('CosignatureStray', seq, `${name} stands under a checkpoint that is not there${row.origin === ORIGIN && row.size > size ? ': the log was rolled back behind what was witnessed' : ''}.`);
        continue;
      }
      if (trusted === undefined) continue;
      const keys = trusted.filter((key) => key.name === row.witness);
      if (keys.length === 0) {
        unknown.add(row.witness);
        continue;
      }
      const at = keys.map((key) => cosignedAt(body, row.line, key)).find((one) => one !== null);
      if (!at) say('CosignatureWrong', seq, `${name} is not that witness's: it was edited or made up.`);
      else newest.set(`${row.witness} ${row.origin}`, { witness: row.witness, origin: row.origin, size: row.size, at: at.toISOString() });
    }
    if (rows.length < 1_000) break;
    after = rows.at(-1)!;
  }
  for (const name of unknown) say('WitnessUnknown', -1, `There are cosignatures of ${name}, which is none of the witnesses that are trusted.`);
  return [...newest.values()];
}

/** Checkpoints that somebody kept: what the log was then, it has to be still. `rootsAt` holds the roots of the rebuilt tree at their sizes. */
export async function checkAgainst(tx: Tx, { against = [], publicKey, witnessKeys = [] }: { against?: readonly string[] | undefined; publicKey?: Buffer | undefined; witnessKeys?: readonly VerifierKey[] | undefined }, size: number, rootsAt: ReadonlyMap<number, Buffer>, say: Say): Promise<void> {
  for (const note of against) {
    const body = splitNote(note)?.body ?? '';
    const kept = parseCheckpoint(body);
    const signed = kept && (publicKey === undefined || openCheckpoint(note, { name: kept.origin, type: LOG_KEY, publicKey }) || witnessKeys.some((key) => cosignedAt(body, note.slice(body.length + 1), key)));
    if (!kept || !signed) {
      say('CheckpointSignatureWrong', -1, 'The checkpoint that was given is not one, or neither the log nor a trusted witness signed it.');
      continue;
    }
    const isPublic = kept.origin !== ORIGIN;
    const rows = isPublic ? await repository.published(tx) : [];
    const have = isPublic ? rows.length : size;
    if (kept.size > have) {
      say('LogShorterThanCheckpoint', have, `The log ${kept.origin} has ${have} entries, but the checkpoint that was given covers ${kept.size}: it was rolled back or cut.`);
      continue;
    }
    const now = isPublic ? root(rows.slice(0, kept.size).map((row) => leafHash(Buffer.from(row.leaf)))) : kept.size === 0 ? root([]) : rootsAt.get(kept.size);
    if (!now?.equals(kept.root)) say('LogForked', kept.size - 1, `The first ${kept.size} entries of ${kept.origin} are not those of the checkpoint that was given: the log was written anew.`);
  }
}
