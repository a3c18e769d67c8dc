/** The SQL of the register of checked numbers. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

export type NumberOf = 'official' | 'phone';
/** `number`: the one that was checked. */
export interface CheckRow { number: string; first_by: string; first_at: Date; second_by: string | null; second_at: Date | null }

export async function lockCheck(tx: Tx, of: NumberOf, id: string): Promise<CheckRow | undefined> {
  return (await sql<CheckRow>`select number, first_by, first_at, second_by, second_at from number_check where subject = ${of} and subject_id = ${id} for update`.execute(tx)).rows[0];
}
export async function putCheck(tx: Tx, of: NumberOf, id: string, c: CheckRow): Promise<void> {
  await sql`insert into number_check (subject, subject_id, number, first_by, first_at, second_by, second_at) values (${of}, ${id}, ${c.number}, ${c.first_by}, ${c.first_at}, ${c.second_by}, ${c.second_at})
    on conflict (subject, subject_id) do update set number = excluded.number, first_by = excluded.first_by, first_at = excluded.first_at, second_by = excluded.second_by, second_at = excluded.second_at`.execute(tx);
}
/** Phones of the directory with a check that only one made or that is older than this, the oldest first. */
export async function phonesDue(tx: Tx, before: Date): Promise<(CheckRow & { id: string; shown: string; service: string | null; organization: string | null })[]> {
  return (await sql<CheckRow & { id: string; shown: string; service: string | null; organization: string | null }>`select p.id, p.number as shown, n.number, n.first_by, n.first_at, n.second_by, n.second_at, s.name as service, o.name as organization
    from number_check n join hsds.phone p on p.id = n.subject_id and p.gone_at is null
      left join hsds.service_at_location sal on sal.id = p.service_at_location_id left join hsds.service s on s.id = coalesce(p.service_id, sal.service_id) left join hsds.location l on l.id = p.location_id
      left join hsds.organization o on o.id = coalesce(p.organization_id, s.organization_id, l.organization_id)
    where n.subject = 'phone' and (n.second_at is null or least(n.first_at, n.second_at) < ${before} or n.number <> p.number) order by least(n.first_at, n.second_at), p.id limit 200`.execute(tx)).rows;
}
