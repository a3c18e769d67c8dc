/**
 * What the public sees of the log: a second C2SP log that grows by exactly one leaf a period, whatever happened in it. A leaf is a salted commitment
 * to the log as it stood then (its size and root), so neither how much was written nor when can be read from it (decision 0021).
 */
import { createHash } from 'node:crypto';
import type { Clock, Random, Tx } from '#core/kernel';
import { canonical } from './canonical.ts';
import { signCheckpoint, splitNote } from './note.ts';
import type { LogSigner } from './note.ts';
import * as repository from './repository.ts';
import { bundle, parseTilePath, TILE, tilesOf } from './tiles.ts';
import type { ReadTile, TileName } from './tiles.ts';
import { GrowingTree, leafHash, root } from './tlog.ts';

export interface Opening { readonly period: Date; readonly size: number; readonly root: Buffer; readonly salt: Buffer }

/** The bytes of a leaf of the public log. */
export function publishedLeaf({ period, size, root: hash, salt }: Opening): string {
  const commit = createHash('sha256').update(salt).update(canonical({ period: period.toISOString(), root: hash.toString('base64'), size })).digest('hex');
  return canonical({ v: 1, commit });
}

/** After a standstill longer than this many periods the rest of them stay out. */
const AT_MOST = 100_000;

/**
 * Appends a leaf for each period (seconds since 1970, in whole periods) that has begun since the last one. Answers how many.
 * The origin of the first leaf stays the origin for good.
 */
export async function publishPeriods(tx: Tx, clock: Clock, random: Random, signer: LogSigner, { origin, seconds }: { origin: string; seconds: number }): Promise<number> {
  const current = Math.floor(clock.now().getTime() / 1000 / seconds) * seconds;
  const newest = await repository.latestPublished(tx);
  if (newest && newest.period.getTime() / 1000 + seconds > current) return 0;
  await repository.becomePublisher(tx);
  const rows = await repository.published(tx);
  const last = rows.at(-1);
  const name = last ? splitNote(last.note)!.body.split('\n')[0]! : origin;
  const tree = new GrowingTree();
  for (const row of rows) tree.add(leafHash(Buffer.from(row.leaf)));
  const mark = await repository.latestCheckpoint(tx);
  let seq = rows.length;
  const first = last ? last.period.getTime() / 1000 + seconds : current;
  for (let at = first; at <= current && seq < rows.length + AT_MOST; at += seconds, seq++) {
    const opening = { period: new Date(at * 1000), size: mark?.size ?? 0, root: mark?.root ?? root([]), salt: random.bytes(32) };
    const leaf = publishedLeaf(opening);
    tree.add(leafHash(Buffer.from(leaf)));
    const note = await signCheckpoint({ origin: name, size: seq + 1, root: tree.root() }, signer);
    await repository.savePublished(tx, { seq, period: opening.period, size: opening.size, salt: opening.salt, leaf, note });
  }
  return seq - rows.length;
}

/** The public log as it is served: all of it immutable but its newest checkpoint. */
export interface PublicLog { readonly size: number; readonly leaves: readonly string[]; readonly read: ReadTile }

export async function readPublicLog(tx: Tx): Promise<PublicLog> {
  const leaves = (await repository.published(tx)).map((row) => row.leaf);
  return { size: leaves.length, leaves, read: tilesOf(leaves.map((leaf) => leafHash(Buffer.from(leaf)))) };
}

/** The bytes at `<prefix>/tile/<path>`, or null: no such tile, or one wider than the log. */
export async function publicTile(log: PublicLog, path: string): Promise<Buffer | null> {
  const name: TileName | null = parseTilePath(path);
  if (!name) return null;
  const from = name.idx * TILE;
  if (name.level === 'entries') {
    if (from + name.width > log.size) return null;
    return bundle(log.leaves.slice(from, from + name.width));
  }
  if (from + name.width > Math.floor(log.size / TILE ** name.level)) return null;
  return Buffer.concat((await log.read(name.level, name.idx)).slice(0, name.width));
}
