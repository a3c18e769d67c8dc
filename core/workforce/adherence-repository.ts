import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { PresenceState } from '../staff/index.ts';

/** Everybody who answers or interprets; of one member of staff, or all. */
export async function atDesks(tx: Tx, staffId: string | null): Promise<string[]> {
  return (await sql<{ id: string }>`select id from staff_account where kind = 'staff' and disabled_at is null and roles && '{counsellor,interpreter}' and (${staffId === null} or id::text = ${staffId ?? ''}) order by created_at, id`.execute(tx)).rows.map((row) => row.id);
}
export async function breaks(tx: Tx, ids: readonly string[], from: Date, to: Date): Promise<{ staffId: string; state: PresenceState; from: Date; to: Date }[]> {
  return (await sql<{ staffId: string; state: PresenceState; from: Date; to: Date }>`select staff_id as "staffId", kind as state, starts_at as "from", ends_at as "to" from staff_break
    where staff_id = any (${ids}::uuid[]) and starts_at < ${to} and ends_at > ${from} order by starts_at`.execute(tx)).rows;
}
/** When they were in contacts, talk and wrap-up; not which. */
export async function contacts(tx: Tx, ids: readonly string[], from: Date, to: Date): Promise<{ staffId: string; from: Date; to: Date }[]> {
  return (await sql<{ staffId: string; from: Date; to: Date }>`
    select counsellor_id as "staffId", answered_at as "from", closed_at as "to" from contact where closed_at > ${from} and answered_at < ${to} and counsellor_id = any (${ids}::uuid[])
    union all select counsellor_id, answered_at, ${to}::timestamptz from contact where state in ('talking', 'wrap_up') and closed_at is null and answered_at < ${to} and counsellor_id = any (${ids}::uuid[])`.execute(tx)).rows;
}
