/** The tree in tiles of 256 hashes (c2sp.org/tlog-tiles): how it grows, how proofs are read from it, how a tile is named. Pure but for the reading. */
import { foldPeaks, nodeHash, peaks, root } from './tlog.ts';

export const TILE = 256;

/** The hashes of a tile, as many as there are. */
export type ReadTile = (level: number, idx: number) => Promise<readonly Buffer[]>;

export interface ChangedTile { readonly level: number; readonly idx: number; readonly hashes: Buffer[] }

/** The right edge of the tree of `size` leaves: at each level the hashes of the tile that is not full yet; null where a tile is not as wide as it has to be. */
export async function rightEdge(read: ReadTile, size: number): Promise<Buffer[][] | null> {
  const edge: Buffer[][] = [];
  for (let level = 0, n = size; n > 0; level++, n = Math.floor(n / TILE)) {
    const width = n % TILE;
    const hashes = width === 0 ? [] : await read(level, Math.floor(n / TILE));
    if (hashes.length !== width) return null;
    edge.push([...hashes]);
  }
  return edge;
}

/** The root of the tree with this right edge. */
export const edgeRoot = (edge: readonly (readonly Buffer[])[]): Buffer => foldPeaks([...edge].reverse().flatMap((row) => peaks(row)));

/** Puts leaf hashes behind a tree of `size` leaves; changes `edge`, answers the tiles that changed. */
export function grow(edge: Buffer[][], size: number, leaves: readonly Buffer[]): ChangedTile[] {
  const changed = new Map<string, ChangedTile>();
  leaves.forEach((leaf, i) => {
    let hash = leaf;
    for (let level = 0, n = size + i; ; level++, n = Math.floor(n / TILE)) {
      const row = (edge[level] ??= []);
      row.push(hash);
      const idx = Math.floor(n / TILE);
      changed.set(`${level}/${idx}`, { level, idx, hashes: row });
      if (row.length < TILE) break;
      hash = root(row);
      edge[level] = [];
    }
  });
  return [...changed.values()];
}

/** A reader over leaves that are at hand. */
export function tilesOf(leaves: readonly Buffer[]): ReadTile {
  const row = (level: number, from: number, to: number): Buffer[] => {
    if (level === 0) return leaves.slice(from, to);
    const out: Buffer[] = [];
    for (let i = from; i < to && (i + 1) * TILE ** level <= leaves.length; i++) out.push(root(row(level - 1, i * TILE, (i + 1) * TILE)));
    return out;
  };
  return (level, idx) => Promise.resolve(row(level, idx * TILE, (idx + 1) * TILE));
}

const split = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** The hash over the leaves [from, to) (RFC 6962, 2.1), where `from` is a multiple of the largest power of two that fits. @throws RangeError where a tile is missing */
export async function rangeRoot(read: ReadTile, from: number, to: number): Promise<Buffer> {
  const width = to - from;
  if (width === 0) return root([]);
  const height = Math.log2(width);
  if (Number.isInteger(height)) {
    const level = Math.floor(height / 8);
    const first = from / TILE ** level;
    const count = width / TILE ** level;
    const hashes = (await read(level, Math.floor(first / TILE))).slice(first % TILE, (first % TILE) + count);
    if (hashes.length !== count) throw new RangeError(`The tree holds no hash for the entries ${from} to ${to - 1}.`);
    return root(hashes);
  }
  const k = split(width);
  return nodeHash(await rangeRoot(read, from, from + k), await rangeRoot(read, from + k, to));
}

/** What proves that the leaf at `index` is in the tree of `size`. */
export async function prove(read: ReadTile, index: number, size: number): Promise<Buffer[]> {
  if (index < 0 || index >= size) throw new RangeError('This entry is not in that tree.');
  const path = async (from: number, to: number): Promise<Buffer[]> => {
    if (to - from === 1) return [];
    const k = from + split(to - from);
    return index < k ? [...(await path(from, k)), await rangeRoot(read, k, to)] : [...(await path(k, to)), await rangeRoot(read, from, k)];
  };
  return path(0, size);
}

/** What proves that the tree of `before` leaves grew into the one of `size` (0 < before <= size). */
export async function proveGrowth(read: ReadTile, before: number, size: number): Promise<Buffer[]> {
  if (before <= 0 || before > size) throw new RangeError('The earlier tree has to have at least one entry and no more than the later one.');
  const sub = async (from: number, to: number, whole: boolean): Promise<Buffer[]> => {
    if (before === to) return whole ? [] : [await rangeRoot(read, from, to)];
    const k = from + split(to - from);
    return before <= k ? [...(await sub(from, k, whole)), await rangeRoot(read, k, to)] : [...(await sub(k, to, false)), await rangeRoot(read, from, k)];
  };
  return sub(0, size, true);
}

/** Entries one after the other, each behind its length in two bytes. */
export function bundle(leaves: readonly string[]): Buffer {
  return Buffer.concat(leaves.flatMap((leaf) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(leaf));
    return [length, Buffer.from(leaf)];
  }));
}

/** A tile's number as path elements of three digits: 1234067 is x001/x234/067. */
export function tileNumber(idx: number): string {
  const parts = [String(idx % 1000).padStart(3, '0')];
  for (let rest = Math.floor(idx / 1000); rest > 0; rest = Math.floor(rest / 1000)) parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return parts.join('/');
}

export interface TileName { readonly level: number | 'entries'; readonly idx: number; /** How many of its 256 are asked for. */ readonly width: number }

/** What a path below `tile/` asks for, or null: `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`, in their one spelling. */
export function parseTilePath(path: string): TileName | null {
  const [, level, number, width] = /^(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
  if (level === undefined || number === undefined) return null;
  const idx = Number(number.replace(/[x/]/g, ''));
  const wide = width === undefined ? TILE : Number(width);
  if (!Number.isSafeInteger(idx) || tileNumber(idx) !== number || (width !== undefined && wide >= TILE)) return null;
  if (level === 'entries') return { level, idx, width: wide };
  return String(Number(level)) === level && Number(level) <= 63 ? { level: Number(level), idx, width: wide } : null;
}
