import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

/** Remembers that somebody opened something on this day; once each. */
export async function noteOpened(tx: Tx, row: { at: string; staffId: string; type: string; id: string }): Promise<void> {
  await sql`insert into access_opened (day, staff_id, subject_type, subject_id)
    values ((${row.at}::timestamptz at time zone 'UTC')::date, ${row.staffId}, ${row.type}, ${row.id}) on conflict do nothing`.execute(tx);
}

/** Whether somebody who says to be an official is on the line with them now. */
export async function inOfficialCall(tx: Tx, staffId: string): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(staffId)) return false;
  return (await sql<{ yes: boolean }>`select in_official_call(${staffId}::uuid) as yes`.execute(tx)).rows[0]!.yes;
}

/** How many cases and persons each member of staff opened since a day. */
export async function openedSince(tx: Tx, since: string): Promise<{ staffId: string; opened: number }[]> {
  const { rows } = await sql<{ staffId: string; opened: number }>`select staff_id as "staffId", count(distinct (subject_type, subject_id))::int as opened
    from access_opened where day >= (${since}::timestamptz at time zone 'UTC')::date group by 1 order by 2 desc, 1`.execute(tx);
  return rows;
}
