import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgeRoot, grow, parseTilePath, prove, proveGrowth, rangeRoot, rightEdge, TILE, tileNumber, tilesOf } from './tiles.ts';
import { consistencyProof, inclusionProof, leafHash, provesSubtree, root } from './tlog.ts';

const leaves = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const SIZES = [1, 2, 255, 256, 257, 511, 700, 65_536, 65_537, 66_000];

test('a tree grown by parts has the tiles and the root of the whole, and its edge can be read back from the tiles', async () => {
  const all = leaves(66_000);
  const stored = new Map<string, Buffer[]>();
  let edge: Buffer[][] = [];
  let size = 0;
  for (const to of SIZES) {
    for (const tile of grow(edge, size, all.slice(size, to))) stored.set(`${tile.level}/${tile.idx}`, [...tile.hashes]);
    size = to;
    expect(edgeRoot(edge).equals(root(all.slice(0, to)))).toBe(true);
    edge = (await rightEdge((level, idx) => Promise.resolve(stored.get(`${level}/${idx}`) ?? []), size))!;
  }
  const whole = tilesOf(all);
  for (const [name, hashes] of stored) {
    const [level, idx] = name.split('/').map(Number) as [number, number];
    expect(Buffer.concat(hashes).equals(Buffer.concat([...(await whole(level, idx))]))).toBe(true);
  }
  // c2sp.org/tlog-tiles: a tree of 256 has a full tile of level 0 and one of width 1 above.
  expect((await tilesOf(all.slice(0, 256))(1, 0)).length).toBe(1);
});

test('proofs read from tiles are those of RFC 6962', async () => {
  const all = leaves(1_500);
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1_500 }), fc.nat(), fc.nat(), async (n, a, b) => {
    const read = tilesOf(all.slice(0, n));
    const [i, m] = [a % n, (b % n) + 1];
    expect(await prove(read, i, n)).toEqual(inclusionProof(all.slice(0, n), i));
    expect(await proveGrowth(read, m, n)).toEqual(consistencyProof(all.slice(0, n), m));
    expect((await rangeRoot(read, 0, n)).equals(root(all.slice(0, n)))).toBe(true);
  }), { numRuns: 60 });
});

test('a tree is a subtree of what it grew into', () => {
  const all = leaves(70);
  fc.assert(fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (n, a) => {
    const m = (a % n) + 1;
    expect(provesSubtree(0, m, root(all.slice(0, m)), n, root(all.slice(0, n)), consistencyProof(all.slice(0, n), m))).toBe(true);
    expect(provesSubtree(0, m, leafHash(Buffer.from('another')), n, root(all.slice(0, n)), consistencyProof(all.slice(0, n), m))).toBe(false);
  }));
});

test('a tile has one name', () => {
  expect(tileNumber(1_234_067)).toBe('x001/x234/067');
  expect(tileNumber(0)).toBe('000');
  expect(parseTilePath('2/x001/x234/067.p/8')).toEqual({ level: 2, idx: 1_234_067, width: 8 });
  expect(parseTilePath('entries/005')).toEqual({ level: 'entries', idx: 5, width: TILE });
  fc.assert(fc.property(fc.nat({ max: 2 ** 40 }), (idx) => parseTilePath(`0/${tileNumber(idx)}`)?.idx === idx));
  for (const wrong of ['0/5', '00/005', '64/000', '0/x000/005', '0/005.p/0', '0/005.p/256', '0/005.p/08', 'entries/../005', '0/005/', '', '1/x00a/001']) expect(parseTilePath(wrong), wrong).toBeNull();
});
