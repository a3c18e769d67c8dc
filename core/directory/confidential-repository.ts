/** The SQL of confidential places. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

async function within(tx: Tx, locationId: string): Promise<void> {
  await sql`select set_config('havenline.location', ${locationId}, true)`.execute(tx);
}
export async function confidentialAmong(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  return new Set((await sql<{ id: string }>`select id from hsds.location where confidential and id = any(${ids}::uuid[]) union select location_id from confidential_mark where location_id = any(${ids}::uuid[])`.execute(tx)).rows.map((r) => r.id));
}
/** From now on confidential, also for a location that is only being read and not applied yet. */
export async function mark(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`insert into confidential_mark select unnest(${ids}::uuid[]) on conflict do nothing`.execute(tx);
  await sql`update hsds.location set confidential = true where id = any(${ids}::uuid[]) and not confidential`.execute(tx);
}
export async function put(tx: Tx, locationId: string, ciphertext: Buffer, at: Date): Promise<void> {
  await within(tx, locationId);
  await sql`insert into confidential_address (location_id, ciphertext, sealed_at) values (${locationId}, ${ciphertext}, ${at}) on conflict (location_id) do update set ciphertext = excluded.ciphertext, sealed_at = excluded.sealed_at`.execute(tx);
}
export async function get(tx: Tx, locationId: string): Promise<Buffer | null> {
  await within(tx, locationId);
  return (await sql<{ ciphertext: Buffer }>`select ciphertext from confidential_address where location_id::text = ${locationId}`.execute(tx)).rows[0]?.ciphertext ?? null;
}
/** What plain columns hold of a location's place. */
export async function plainOf(tx: Tx, locationId: string): Promise<{ location: unknown; addresses: unknown[] } | null> {
  return (await sql<{ location: unknown; addresses: unknown[] }>`select to_jsonb(l) as location, coalesce((select jsonb_agg(to_jsonb(a)) from hsds.address a where a.location_id = l.id and a.gone_at is null), '[]') as addresses from hsds.location l where l.id::text = ${locationId} and not l.confidential`.execute(tx)).rows[0] ?? null;
}
export async function blank(tx: Tx, locationId: string, columns: readonly string[]): Promise<void> {
  await sql`update hsds.location set ${sql.join(columns.map((c) => sql`${sql.ref(c)} = null`))}, extra = null, hash = null where id = ${locationId}`.execute(tx);
  await sql`delete from hsds.address where location_id = ${locationId}`.execute(tx);
  await sql`delete from directory_import_row where tbl = 'address' and ((data ->> 'location_id') = ${locationId} or (before ->> 'location_id') = ${locationId})`.execute(tx);
  await sql`update directory_import_row set data = data - ${columns}::text[], before = before - ${columns}::text[] where tbl = 'location' and id = ${locationId}`.execute(tx);
}
