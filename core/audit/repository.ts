import { sql } from 'kysely';
import { statement } from '#core/kernel';
import type { Tx } from '#core/kernel';

// Any constants will do; they only have to be the same on every server.
const SEQUENCER = 4_718_240_210;
const PUBLISHER = 4_718_240_211;

export interface Pending { id: string; at: Date; commitment: string }
export interface EntryRow { seq: number; id: string; at: Date; leaf: string; salt: Buffer | null; details: string | null; erasedAt: Date | null; detailThere: boolean }
export interface CheckpointRow { size: number; root: Buffer; note: string; at: Date; n: number; chain: Buffer; seal: Buffer | null }

const insertAll = statement(`with entry as (select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bytea[], $5::text[]) as e (id, at, commitment, salt, details)),
    said as (insert into log_detail (id, salt, details) select id, salt, details from entry returning id)
  insert into log_pending (id, at, commitment) select id, at, commitment from entry`);
/** Entries of one transaction, waiting for their places. */
export async function insertPending(tx: Tx, rows: readonly { id: string; at: string; commitment: string; salt: Buffer; details: string }[]): Promise<void> {
  await insertAll.later(tx, rows.map((r) => r.id), rows.map((r) => r.at), rows.map((r) => r.commitment), rows.map((r) => r.salt), rows.map((r) => r.details));
}

/** Waits until this transaction is the only sequencer. */
export async function becomeSequencer(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEQUENCER}::bigint)`.execute(tx);
}

/** Waits until this transaction is the only one that publishes. */
export async function becomePublisher(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PUBLISHER}::bigint)`.execute(tx);
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

/** How many tiles each level has, and the number of its last one. */
export async function tileCounts(tx: Tx): Promise<{ level: number; count: number; last: number }[]> {
  const { rows } = await sql<{ level: number; count: number; last: number }>`select level, count(*) as count, max(idx) as last from log_tile group by level order by level`.execute(tx);
  return rows.map((row) => ({ level: row.level, count: Number(row.count), last: Number(row.last) }));
}

const MARK = sql.raw('size, root, note, at, n, chain, seal');
const mark = (row: CheckpointRow): CheckpointRow => ({ ...row, size: Number(row.size), n: Number(row.n) });

export async function saveCheckpoint(tx: Tx, row: CheckpointRow): Promise<void> {
  await sql`insert into log_checkpoint (size, root, note, at, n, chain, seal) values (${row.size}::bigint, ${row.root}::bytea, ${row.note}, ${row.at.toISOString()}::timestamptz, ${row.n}::bigint, ${row.chain}::bytea, ${row.seal}::bytea)`.execute(tx);
}

export async function latestCheckpoint(tx: Tx): Promise<CheckpointRow | undefined> {
  const { rows } = await sql<CheckpointRow>`select ${MARK} from log_checkpoint order by size desc limit 1`.execute(tx);
  return rows.map(mark)[0];
}

export async function checkpointAt(tx: Tx, at: number): Promise<CheckpointRow | undefined> {
  const { rows } = await sql<CheckpointRow>`select ${MARK} from log_checkpoint where size = ${at}::bigint`.execute(tx);
  return rows.map(mark)[0];
}

/** Checkpoints of more than `after` entries and at most `to`, in order. */
export async function checkpointsBetween(tx: Tx, after: number, to: number, limit: number): Promise<CheckpointRow[]> {
  const { rows } = await sql<CheckpointRow>`select ${MARK} from log_checkpoint where size > ${after}::bigint and size <= ${to}::bigint order by size limit ${limit}`.execute(tx);
  return rows.map(mark);
}

const ENTRY = sql.raw('e.seq, e.id, e.at, e.leaf, d.salt, d.details, d.erased_at as "erasedAt", d.id is not null as "detailThere" from log_entry e left join log_detail d on d.id = e.id');
const entry = (row: EntryRow): EntryRow => ({ ...row, seq: Number(row.seq) });

/** Entries from a place on, in order. */
export async function entriesFrom(tx: Tx, seq: number, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`select ${ENTRY} where e.seq >= ${seq}::bigint order by e.seq limit ${limit}`.execute(tx);
  return rows.map(entry);
}

/** The entry with this id, or at this place. */
export async function findEntry(tx: Tx, which: { id: string } | { seq: number }): Promise<EntryRow | undefined> {
  const { rows } = 'id' in which
    ? await sql<EntryRow>`select ${ENTRY} where e.id = ${which.id}::uuid`.execute(tx)
    : await sql<EntryRow>`select ${ENTRY} where e.seq = ${which.seq}::bigint`.execute(tx);
  return rows.map(entry)[0];
}

export interface EntryFilter {
  purpose?: string | undefined; action?: string | undefined; outcome?: string | undefined; from?: string | undefined; to?: string | undefined;
  kind?: string | undefined; role?: string | undefined; actor?: string | undefined; subjects?: readonly string[] | undefined;
}

/** Entries before a place (or the newest) that say this, newest first. */
export async function entriesBefore(tx: Tx, before: number | undefined, limit: number, filter: EntryFilter = {}): Promise<EntryRow[]> {
  const said = sql.raw('d.details::jsonb');
  const same = (path: string, value: string | undefined) => (value === undefined ? [] : [sql`${said} #>> ${path}::text[] = ${value}`]);
  const wanted = [
    sql`e.seq < ${before ?? Number.MAX_SAFE_INTEGER}::bigint`,
    ...(filter.from === undefined ? [] : [sql`e.at >= ${filter.from}::timestamptz`]),
    ...(filter.to === undefined ? [] : [sql`e.at < ${filter.to}::timestamptz`]),
    ...same('{purpose}', filter.purpose), ...same('{action}', filter.action), ...same('{outcome}', filter.outcome), ...same('{actor,kind}', filter.kind), ...same('{actor,id}', filter.actor),
    ...(filter.role === undefined ? [] : [sql`${said} #> '{actor,roles}' @> ${JSON.stringify([filter.role])}::jsonb`]),
    ...(filter.subjects === undefined ? [] : [sql`${said} #>> '{subject,id}' = any(${[...filter.subjects]}::text[])`]),
  ];
  const { rows } = await sql<EntryRow>`select ${ENTRY} where ${sql.join(wanted, sql` and `)} order by e.seq desc limit ${limit}`.execute(tx);
  return rows.map(entry);
}

/** Takes away what an entry said; the entry itself stays. Answers whether there was something to take. */
export async function eraseDetail(tx: Tx, id: string, at: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update log_detail set salt = null, details = null, erased_at = ${at}::timestamptz where id = ${id}::uuid and erased_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

/** Entries that wait for their place, with what they say. */
export async function pendingWithDetails(tx: Tx): Promise<(Pending & { salt: Buffer | null; details: string | null; erasedAt: Date | null; detailThere: boolean })[]> {
  const { rows } = await sql<Pending & { salt: Buffer | null; details: string | null; erasedAt: Date | null; detailThere: boolean }>`
    select p.id, p.at, p.commitment, d.salt, d.details, d.erased_at as "erasedAt", d.id is not null as "detailThere" from log_pending p left join log_detail d on d.id = p.id order by p.at, p.id`.execute(tx);
  return rows;
}

/** Words of entries that are neither in the log nor wait for a place. */
export async function strayDetails(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select d.id from log_detail d where not exists (select from log_entry e where e.id = d.id) and not exists (select from log_pending p where p.id = d.id) limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

export interface PublishedRow { seq: number; period: Date; size: number; salt: Buffer; leaf: string; note: string }
const PUBLISHED = sql.raw('seq, period, size, salt, leaf, note from log_published');
const publishedRow = (row: PublishedRow): PublishedRow => ({ ...row, seq: Number(row.seq), size: Number(row.size) });

export async function published(tx: Tx): Promise<PublishedRow[]> {
  const { rows } = await sql<PublishedRow>`select ${PUBLISHED} order by seq`.execute(tx);
  return rows.map(publishedRow);
}

export async function latestPublished(tx: Tx): Promise<PublishedRow | undefined> {
  const { rows } = await sql<PublishedRow>`select ${PUBLISHED} order by seq desc limit 1`.execute(tx);
  return rows.map(publishedRow)[0];
}

export async function publishedAt(tx: Tx, seq: number): Promise<PublishedRow | undefined> {
  const { rows } = await sql<PublishedRow>`select ${PUBLISHED} where seq = ${seq}::bigint`.execute(tx);
  return rows.map(publishedRow)[0];
}

export async function savePublished(tx: Tx, row: PublishedRow): Promise<void> {
  await sql`insert into log_published (seq, period, size, salt, leaf, note) values (${row.seq}::bigint, ${row.period.toISOString()}::timestamptz, ${row.size}::bigint, ${row.salt}::bytea, ${row.leaf}, ${row.note})`.execute(tx);
}

export interface CosignatureRow { origin: string; size: number; witness: string; line: string }

export async function saveCosignature(tx: Tx, row: CosignatureRow): Promise<void> {
  await sql`insert into log_cosignature (origin, size, witness, line) values (${row.origin}, ${row.size}::bigint, ${row.witness}, ${row.line}) on conflict do nothing`.execute(tx);
}

/** The cosignatures under one checkpoint. */
export async function cosignaturesAt(tx: Tx, origin: string, at: number): Promise<CosignatureRow[]> {
  const { rows } = await sql<CosignatureRow>`select origin, size, witness, line from log_cosignature where origin = ${origin} and size = ${at}::bigint order by witness`.execute(tx);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** Cosignatures of a log after a size, a page at a time, each with the note it stands under. */
export async function cosignatures(tx: Tx, after: { origin: string; size: number; witness: string }, limit: number): Promise<(CosignatureRow & { note: string | null })[]> {
  const { rows } = await sql<CosignatureRow & { note: string | null }>`
    select s.origin, s.size, s.witness, s.line, case when s.origin = 'havenline/log' then c.note else p.note end as note
    from log_cosignature s left join log_checkpoint c on c.size = s.size left join log_published p on p.seq = s.size - 1
    where (s.origin, s.size, s.witness) > (${after.origin}, ${after.size}::bigint, ${after.witness}) order by s.origin, s.size, s.witness limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

export interface WitnessRow { witness: string; origin: string; size: number; answeredAt: Date | null; failingSince: Date | null; attempts: number; error: string | null; jobId: string | null }

/** How it stands with a witness, locked; a new one has seen nothing. */
export async function witnessState(tx: Tx, witness: string, origin: string): Promise<WitnessRow> {
  await sql`insert into witness_state (witness, origin) values (${witness}, ${origin}) on conflict do nothing`.execute(tx);
  const { rows } = await sql<WitnessRow>`select witness, origin, size, answered_at as "answeredAt", failing_since as "failingSince", attempts, error_code as error, job_id as "jobId"
    from witness_state where witness = ${witness} and origin = ${origin} for update`.execute(tx);
  return { ...rows[0]!, size: Number(rows[0]!.size) };
}

/** How it stands with all witnesses there ever were. */
export async function witnessStates(tx: Tx): Promise<WitnessRow[]> {
  const { rows } = await sql<WitnessRow>`select witness, origin, size, answered_at as "answeredAt", failing_since as "failingSince", attempts, error_code as error, job_id as "jobId" from witness_state`.execute(tx);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

export async function saveWitnessState(tx: Tx, row: WitnessRow): Promise<void> {
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  await sql`update witness_state set size = ${row.size}::bigint, answered_at = ${iso(row.answeredAt)}::timestamptz, failing_since = ${iso(row.failingSince)}::timestamptz, attempts = ${row.attempts},
    error_code = ${row.error}, job_id = ${row.jobId}::uuid where witness = ${row.witness} and origin = ${row.origin}`.execute(tx);
}

/** Reads of one moment, so that a log that grows meanwhile does not look damaged. */
export async function freezeMoment(tx: Tx): Promise<void> {
  await sql`set transaction isolation level repeatable read read only`.execute(tx);
}
