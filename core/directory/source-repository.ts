/** The SQL of sources and their schedules. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { SourceRow } from './import-repository.ts';
import type { RefreshSchedule } from './refresh.ts';

export interface ScheduledRow extends SourceRow {
  refresh_weekday: number | null; refresh_minute: number | null; refresh_next: Date | null; refresh_job: string | null; read_at: Date | null; failures: number; failed_at: Date | null; failure: string | null;
}
export async function source(tx: Tx, id: string, lock = false): Promise<ScheduledRow | undefined> {
  if (lock) await sql`select 1 from directory_source where id::text = ${id} for update`.execute(tx);
  return (await sql<ScheduledRow>`select * from directory_source where id::text = ${id}`.execute(tx)).rows[0];
}
export async function sources(tx: Tx): Promise<(ScheduledRow & { last_applied: Date | null; waiting: string | null })[]> {
  return (await sql<ScheduledRow & { last_applied: Date | null; waiting: string | null }>`select s.*, (select max(applied_at) from directory_import i where i.source_id = s.id and i.state = 'applied') as last_applied,
    (select i.id from directory_import i where i.source_id = s.id and i.state = 'checked' order by i.sequence desc limit 1) as waiting from directory_source s order by s.name`.execute(tx)).rows;
}
export async function insertSource(tx: Tx, s: { id: string; name: string; kind: SourceRow['kind']; address: string; at: Date }): Promise<boolean> {
  return (await sql`insert into directory_source (id, name, kind, address, created_at) values (${s.id}, ${s.name}, ${s.kind}, ${s.address}, ${s.at}) on conflict (name) do nothing returning 1`.execute(tx)).rows.length > 0;
}
export async function setSchedule(tx: Tx, id: string, schedule: RefreshSchedule | null, next: Date | null, job: string | null): Promise<void> {
  await sql`update directory_source set refresh_weekday = ${schedule?.weekday ?? null}, refresh_minute = ${schedule?.minute ?? null}, refresh_next = ${next}, refresh_job = ${job} where id = ${id}`.execute(tx);
}
export async function setNext(tx: Tx, id: string, next: Date | null, job: string | null): Promise<void> {
  await sql`update directory_source set refresh_next = ${next}, refresh_job = ${job} where id = ${id}`.execute(tx);
}
export async function setRead(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update directory_source set read_at = ${at}, failures = 0, failed_at = null, failure = null where id = ${id}`.execute(tx);
}
export async function setFailed(tx: Tx, id: string, at: Date, failure: string): Promise<void> {
  await sql`update directory_source set failures = failures + 1, failed_at = ${at}, failure = ${failure} where id = ${id}`.execute(tx);
}
/** Readings of this source that wait for a person, but for the newest. */
export async function overtaken(tx: Tx, sourceId: string, newest: string): Promise<string[]> {
  return (await sql<{ id: string }>`select id from directory_import where source_id = ${sourceId} and state = 'checked' and id <> ${newest} for update`.execute(tx)).rows.map((r) => r.id);
}
