import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

export async function insertTombstone(tx: Tx, row: { kind: string; id: string; at: string }): Promise<void> {
  await sql`insert into key_tombstone (kind, id, erased_at) values (${row.kind}, ${row.id}, ${row.at}::timestamptz) on conflict do nothing`.execute(tx);
}

export async function tombstones(tx: Tx): Promise<{ kind: string; id: string }[]> {
  return (await sql<{ kind: string; id: string }>`select kind, id from key_tombstone order by erased_at, kind, id`.execute(tx)).rows;
}
