/** What was told or sent of something passed on live, and the emergency centres that a place has. Rows of one disclosure at a time. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import { official } from './repository.ts';
import type { OfficialRow } from './repository.ts';

export interface SaidRow {
  id: string; request_id: string; at: Date; form: 'spoken' | 'eido'; sha256: string; ciphertext: Buffer; url: string | null;
  state: 'spoken' | 'queued' | 'failing' | 'delivered' | 'failed'; attempts: number; error: string | null;
}
async function within(tx: Tx, requestId: string): Promise<void> {
  await sql`select set_config('havenline.disclosure', ${requestId}, true)`.execute(tx);
}
export async function insertSaid(tx: Tx, s: SaidRow): Promise<void> {
  await within(tx, s.request_id);
  await tx.insertInto('disclosure_said').values(s).execute();
}
export async function saidOf(tx: Tx, requestId: string): Promise<SaidRow[]> {
  await within(tx, requestId);
  return (await sql<SaidRow>`select * from disclosure_said where request_id = ${requestId} order by at, id`.execute(tx)).rows;
}
export async function lockSaid(tx: Tx, requestId: string, id: string): Promise<SaidRow | undefined> {
  await within(tx, requestId);
  return (await sql<SaidRow>`select * from disclosure_said where id::text = ${id} for update`.execute(tx)).rows[0];
}
export async function saveSaid(tx: Tx, s: SaidRow): Promise<void> {
  await within(tx, s.request_id);
  await sql`update disclosure_said set state = ${s.state}, attempts = ${s.attempts}, error = ${s.error} where id = ${s.id}`.execute(tx);
}
/** Emergency centres of these areas, whether they may be called or still need a check. */
export async function centresOf(tx: Tx, areas: readonly string[]): Promise<OfficialRow[]> {
  return (await sql<OfficialRow>`${official} where o.kind = 'emergency' and o.retired_at is null and o.area = any (${areas}) order by o.name, o.id limit 100`.execute(tx)).rows;
}
/** The numbers of the disclosures that came from this conversation with an emergency centre called. */
export async function emergenciesOf(tx: Tx, contactId: string): Promise<string[]> {
  await sql`select set_config('havenline.contact', ${contactId}, true)`.execute(tx);
  return (await sql<{ number: string }>`select number from disclosure_request where contact_id::text = ${contactId} and official_id is not null order by asked_at desc`.execute(tx)).rows.map((r) => r.number);
}
