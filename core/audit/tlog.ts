/** The Merkle tree of RFC 6962 (section 2.1): hashes, roots and proofs. Pure; sizes up to 2^53. */
import { createHash } from 'node:crypto';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** The hash of an entry's bytes. */
export function leafHash(entry: Uint8Array): Buffer {
  return sha256(LEAF, entry);
}

/** The hash of two subtrees side by side. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(NODE, left, right);
}

/** The largest power of two below `n` (n > 1): where RFC 6962 splits a tree. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The root over leaf hashes; of an empty tree, the hash of nothing. */
export function root(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

/** The roots of the complete subtrees that a row of equal subtrees amounts to, the largest first. */
export function peaks(row: readonly Buffer[]): Buffer[] {
  const out: Buffer[] = [];
  let from = 0;
  while (from < row.length) {
    let width = 1;
    while (from + width * 2 <= row.length) width *= 2;
    out.push(root(row.slice(from, from + width)));
    from += width;
  }
  return out;
}

/** The root of a tree from its complete subtrees, the largest first. */
export function foldPeaks(all: readonly Buffer[]): Buffer {
  if (all.length === 0) return root([]);
  return all.slice(0, -1).reduceRight<Buffer>((right, left) => nodeHash(left, right), all.at(-1)!);
}

/** Grows a tree leaf by leaf while holding only its complete subtrees. */
export class GrowingTree {
  #peaks: { size: number; hash: Buffer }[] = [];
  size = 0;
  add(leaf: Buffer): void {
    this.size++;
    let top = { size: 1, hash: leaf };
    while (this.#peaks.at(-1)?.size === top.size) {
      const left = this.#peaks.pop()!;
      top = { size: left.size * 2, hash: nodeHash(left.hash, top.hash) };
    }
    this.#peaks.push(top);
  }
  root(): Buffer {
    return foldPeaks(this.#peaks.map((peak) => peak.hash));
  }
}

/** What proves that the leaf at `index` is in the tree over `leaves`. */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (index < 0 || index >= leaves.length) throw new RangeError('This leaf is not in the tree.');
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(leaves.slice(0, k), index), root(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), index - k), root(leaves.slice(0, k))];
}

/** Whether `proof` shows that `leaf` stands at `index` of the tree of `size` with this root (RFC 9162, 2.1.3.2). */
export function provesInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], expected: Buffer): boolean {
  if (index < 0 || index >= size || leaf.length !== 32) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const next of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(next, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, next);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.equals(expected);
}

/**
 * Whether `proof` shows that the subtree over the leaves [start, end) of a tree is the one with `before` in the tree (size, after).
 * Subtrees as in Merkle Tree Certificates (draft-ietf-plants-merkle-tree-certs, 4.4): start is a multiple of the power of two that holds end - start.
 */
export function provesSubtree(start: number, end: number, before: Buffer, size: number, after: Buffer, proof: readonly Buffer[]): boolean {
  // An empty subtree is in every tree; it says nothing of it.
  if (start === end && end <= size) return start >= 0 && proof.length === 0 && before.equals(root([]));
  const holds = 2 ** Math.ceil(Math.log2(Math.max(end - start, 1)));
  if (start < 0 || start >= end || end > size || start % holds !== 0) return false;
  const path = [...proof];
  let [first, at, last] = [start, end - 1, size - 1];
  const down = (): void => void ([first, at, last] = [Math.floor(first / 2), Math.floor(at / 2), Math.floor(last / 2)]);
  // The largest whole subtree at the right edge of [start, end); where that is all of it, its own hash begins the proof.
  if (at === last) while (first !== at) down();
  else while (first !== at && at % 2 === 1) down();
  let [old, now] = first === at ? [before, before] : [path[0], path.shift()];
  if (!old || !now) return false;
  for (const next of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      if (first < at) old = nodeHash(next, old);
      now = nodeHash(next, now);
      while (at % 2 === 0 && at !== 0) down();
    } else {
      now = nodeHash(now, next);
    }
    down();
  }
  return last === 0 && old.equals(before) && now.equals(after);
}

/** What proves that the tree of the first `size` leaves grew into the tree over all of them. */
export function consistencyProof(leaves: readonly Buffer[], size: number): Buffer[] {
  if (size <= 0 || size > leaves.length) throw new RangeError('The earlier tree has to have at least one leaf and no more than the later one.');
  const sub = (row: readonly Buffer[], m: number, whole: boolean): Buffer[] => {
    if (m === row.length) return whole ? [] : [root(row)];
    const k = split(row.length);
    return m <= k ? [...sub(row.slice(0, k), m, whole), root(row.slice(k))] : [...sub(row.slice(k), m - k, false), root(row.slice(0, k))];
  };
  return sub(leaves, size, true);
}

/** Whether `proof` shows that the tree (m, before) grew into the tree (n, after) (RFC 9162, 2.1.4.2). */
export function provesConsistency(m: number, before: Buffer, n: number, after: Buffer, proof: readonly Buffer[]): boolean {
  if (m <= 0 || m > n) return false;
  if (m === n) return proof.length === 0 && before.equals(after);
  const path = [...proof];
  if (Number.isInteger(Math.log2(m))) path.unshift(before);
  if (path.length === 0) return false;
  let [at, last] = [m - 1, n - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [old, now] = [path[0]!, path[0]!];
  for (const next of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, now] = [nodeHash(next, old), nodeHash(next, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      now = nodeHash(now, next);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && old.equals(before) && now.equals(after);
}
