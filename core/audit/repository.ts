import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

// Any constant will do; it only has to be the same on every server.
const SEQUENCER = 4_718_240_210;

export interface Pending { id: string; at: Date; commitment: string }
export interface EntryRow { seq: number; id: string; at: Date; leaf: string; salt: Buffer | null; details: string | null; erasedAt: Date | null; detailThere: boolean }
export interface CheckpointRow { size: number; root: Buffer; note: string }

/** One entry, waiting for its place. */
export async function insertPending(tx: Tx, row: { id: string; at: string; commitment: string; salt: Buffer; details: string }): Promise<void> {
  await sql`with said as (insert into log_detail (id, salt, details) values (${row.id}::uuid, ${row.salt}::bytea, ${row.details}) returning id)
    insert into log_pending (id, at, commitment) select id, ${row.at}::timestamptz, ${row.commitment} from said`.execute(tx);
}

/** Waits until this transaction is the only sequencer. */
export async function becomeSequencer(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEQUENCER}::bigint)`.execute(tx);
}

/** The oldest waiting entries, in the order they will have. */
export async function pending(tx: Tx, limit: number): Promise<Pending[]> {
  const { rows } = await sql<Pending>`select id, at, commitment from log_pending order by at, id limit ${limit}`.execute(tx);
  return rows;
}

/** How many entries have a place. */
export async function size(tx: Tx): Promise<number> {
  const { rows } = await sql<{ size: string | number }>`select coalesce(max(seq) + 1, 0) as size from log_entry`.execute(tx);
  return Number(rows[0]!.size);
}

/** Gives entries their places and takes them out of the waiting ones. */
export async function place(tx: Tx, entries: readonly { seq: number; id: string; at: string; leaf: string }[]): Promise<void> {
  const ids = entries.map((e) => e.id);
  await sql`insert into log_entry (seq, id, at, leaf) select * from unnest(${entries.map((e) => e.seq)}::bigint[], ${ids}::uuid[], ${entries.map((e) => e.at)}::timestamptz[], ${entries.map((e) => e.leaf)}::text[])`.execute(tx);
  await sql`delete from log_pending where id = any(${ids}::uuid[])`.execute(tx);
}

/** A tile's hashes, or none. */
export async function tile(tx: Tx, level: number, idx: number): Promise<Buffer[]> {
  const { rows } = await sql<{ hashes: Buffer }>`select hashes from log_tile where level = ${level} and idx = ${idx}::bigint`.execute(tx);
  const bytes = rows[0]?.hashes ?? Buffer.alloc(0);
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(i * 32, i * 32 + 32));
}

/** Writes a tile, or the same tile with more hashes. */
export async function saveTile(tx: Tx, level: number, idx: number, hashes: readonly Buffer[]): Promise<void> {
  await sql`insert into log_tile (level, idx, hashes) values (${level}, ${idx}::bigint, ${Buffer.concat(hashes)}::bytea)
    on conflict (level, idx) do update set hashes = excluded.hashes`.execute(tx);
}

export async function saveCheckpoint(tx: Tx, row: CheckpointRow & { at: string }): Promise<void> {
  await sql`insert into log_checkpoint (size, root, note, at) values (${row.size}::bigint, ${row.root}::bytea, ${row.note}, ${row.at}::timestamptz)`.execute(tx);
}

/** All checkpoints, or only the latest. */
export async function checkpoints(tx: Tx, which: 'all' | 'latest' = 'all'): Promise<CheckpointRow[]> {
  const { rows } = which === 'latest'
    ? await sql<CheckpointRow>`select size, root, note from log_checkpoint order by size desc limit 1`.execute(tx)
    : await sql<CheckpointRow>`select size, root, note from log_checkpoint order by size`.execute(tx);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

const ENTRY = sql.raw('e.seq, e.id, e.at, e.leaf, d.salt, d.details, d.erased_at as "erasedAt", d.id is not null as "detailThere" from log_entry e left join log_detail d on d.id = e.id');

/** Entries from a place on, in order. */
export async function entriesFrom(tx: Tx, seq: number, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`select ${ENTRY} where e.seq >= ${seq}::bigint order by e.seq limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Entries before a place (or the newest), newest first. */
export async function entriesBefore(tx: Tx, before: number | undefined, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`select ${ENTRY} where e.seq < ${before ?? Number.MAX_SAFE_INTEGER}::bigint order by e.seq desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Takes away what an entry said; the entry itself stays. */
export async function eraseDetail(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update log_detail set salt = null, details = null, erased_at = ${at}::timestamptz where id = ${id}::uuid and erased_at is null`.execute(tx);
}

/** Reads of one moment, so that a log that grows meanwhile does not look damaged. */
export async function freezeMoment(tx: Tx): Promise<void> {
  await sql`set transaction isolation level repeatable read read only`.execute(tx);
}
