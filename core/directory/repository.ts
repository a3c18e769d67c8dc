/** The SQL of the directory as the features after it read it. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import { HSDS } from './hsds.ts';
import type { Row } from './hsds.ts';
import type { CheckRow } from './number-repository.ts';

export interface ServiceRow { id: string; service_id: string; service: string; organization: string; organization_id: string; email: string | null; residential: boolean; refers: boolean | null; capacity: string | null }

export async function isEmpty(tx: Tx): Promise<boolean> {
  // Two servers that start together: the second waits and finds the directory filled.
  await sql`select pg_advisory_xact_lock(4718240118)`.execute(tx);
  return (await sql`select 1 from hsds.organization limit 1`.execute(tx)).rows.length === 0;
}
/** Writes rows that are not there yet, without a source: the synthetic directory. */
export async function insertRows(tx: Tx, rows: readonly Row[]): Promise<void> {
  for (const [table, spec] of HSDS) {
    const mine = rows.filter((r) => r.table === table).map((r) => r.data);
    if (mine.length === 0) continue;
    const columns = sql.join([...spec.columns.keys()].map((c) => sql.ref(c)));
    await sql`insert into ${sql.table(`hsds.${table}`)} (${columns}) select ${columns} from jsonb_populate_recordset(null::${sql.table(`hsds.${table}`)}, ${JSON.stringify(mine)}::jsonb) on conflict (id) do nothing`.execute(tx);
  }
}
export async function setOurs(tx: Tx, all: readonly { id: string; residential: boolean; refers: boolean; capacity: string | null }[], at: Date): Promise<void> {
  await sql`update hsds.service s set residential = x.residential, accepts_referrals = x.refers, capacity = x.capacity, capacity_at = case when x.capacity is not null then ${at}::timestamptz end, checked_at = ${at}
    from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, residential boolean, refers boolean, capacity text) where s.id = x.id`.execute(tx);
}
/** A service at a place, also one that is gone from its source: a referral to it still has its name. */
export async function byId(tx: Tx, serviceAtLocationId: string): Promise<ServiceRow | undefined> {
  return (await sql<ServiceRow>`select sal.id, s.id as service_id, s.name as service, o.name as organization, o.id as organization_id, coalesce(s.email, o.email) as email, s.residential or coalesce(l.confidential, false) as residential, s.accepts_referrals as refers, s.capacity
    from hsds.service_at_location sal join hsds.service s on s.id = sal.service_id join hsds.organization o on o.id = s.organization_id left join hsds.location l on l.id = sal.location_id where sal.id::text = ${serviceAtLocationId}`.execute(tx)).rows[0];
}
export async function needs(tx: Tx): Promise<{ code: string; name: string }[]> {
  return (await sql<{ code: string; name: string }>`select code, name from hsds.taxonomy_term where taxonomy = 'havenline-needs' and gone_at is null order by name`.execute(tx)).rows;
}
export async function organizations(tx: Tx): Promise<{ id: string; name: string }[]> {
  return (await sql<{ id: string; name: string }>`select id, name from hsds.organization where gone_at is null order by name`.execute(tx)).rows;
}
export async function organizationName(tx: Tx, id: string): Promise<string | undefined> {
  return (await sql<{ name: string }>`select name from hsds.organization where id::text = ${id}`.execute(tx)).rows[0]?.name;
}
export async function serviceOf(tx: Tx, serviceId: string): Promise<{ id: string; organization_id: string } | undefined> {
  return (await sql<{ id: string; organization_id: string }>`select id, organization_id from hsds.service where id::text = ${serviceId} and gone_at is null for update`.execute(tx)).rows[0];
}
export async function servicesAt(tx: Tx, locationId: string): Promise<string[]> {
  return (await sql<{ id: string }>`select distinct service_id as id from hsds.service_at_location where location_id::text = ${locationId} and service_id is not null`.execute(tx)).rows.map((r) => r.id);
}
export async function setCapacity(tx: Tx, serviceId: string, c: { capacity: string | null; refers: boolean | null }, by: string | null, at: Date): Promise<void> {
  await sql`update hsds.service set capacity = ${c.capacity}, accepts_referrals = ${c.refers}, capacity_at = ${at}, capacity_by = ${by} where id = ${serviceId}`.execute(tx);
}
/** Hours that a service says itself, as weekly schedules of HSDS; null: those of the source hold again. */
export async function setHours(tx: Tx, serviceId: string, hours: readonly { byday: string; opens_at: string; closes_at: string; freq: 'WEEKLY' }[] | null, by: string, at: Date): Promise<void> {
  await sql`update hsds.service set hours = ${hours === null ? null : JSON.stringify(hours)}::jsonb, hours_at = ${at}, hours_by = ${by} where id = ${serviceId}`.execute(tx);
}
export interface OwnService { id: string; name: string; capacity: 'open' | 'waiting_list' | 'full' | null; refers: boolean | null; capacity_at: Date | null; capacity_by: string | null; hours: { byday: string; opens_at: string; closes_at: string }[] | null; hours_at: Date | null }
export async function ownServices(tx: Tx, organizationId: string): Promise<OwnService[]> {
  return (await sql<OwnService>`select id, name, capacity, accepts_referrals as refers, capacity_at, capacity_by, hours, hours_at from hsds.service where organization_id = ${organizationId} and gone_at is null order by name, id`.execute(tx)).rows;
}
export async function setChecked(tx: Tx, serviceId: string, by: string, at: Date): Promise<void> {
  await sql`update hsds.service set checked_by = ${by}, checked_at = ${at} where id = ${serviceId}`.execute(tx);
}
/** What the register holds of a phone, beside it. */
interface CheckColumns { checked_number: string | null; first_by: string | null; first_at: Date | null; second_by: string | null; second_at: Date | null }
export interface PhoneRow { id: string; number: string; extension: string | null; type: string | null; description: string | null; check: CheckRow | null }
export async function phone(tx: Tx, id: string): Promise<PhoneRow | undefined> {
  return (await sql<PhoneRow>`select * from hsds.phone where id::text = ${id} and gone_at is null for update`.execute(tx)).rows[0];
}
/** Everything a detail page shows that the entry does not hold. */
export async function details(tx: Tx, serviceId: string, locationId: string | null, salId: string | null, organizationId: string) {
  const phones = (await sql<PhoneRow & CheckColumns>`select p.*, n.number as checked_number, n.first_by, n.first_at, n.second_by, n.second_at from hsds.phone p left join number_check n on n.subject = 'phone' and n.subject_id = p.id
    where p.gone_at is null and (p.service_id = ${serviceId} or p.service_at_location_id = ${salId} or p.location_id = ${locationId} or (p.organization_id = ${organizationId} and p.service_id is null and p.location_id is null and p.contact_id is null)) order by p.service_id is null, p.id limit 20`.execute(tx)).rows
    .map((p): PhoneRow => ({ ...p, check: p.checked_number === null ? null : { number: p.checked_number, first_by: p.first_by!, first_at: p.first_at!, second_by: p.second_by, second_at: p.second_at } }));
  const service = (await sql<Record<string, string | null> & { confidential: boolean; checked_at: Date | null; capacity_at: Date | null }>`select s.url, s.email, s.application_process, s.eligibility_description, s.wait_time, s.alert, s.fees_description, s.interpretation_services, s.assured_date, s.checked_at, s.capacity_at, o.website, o.email as organization_email, coalesce(l.confidential, false) as confidential, l.transportation
    from hsds.service s join hsds.organization o on o.id = s.organization_id left join hsds.location l on l.id = ${locationId} where s.id = ${serviceId}`.execute(tx)).rows[0]!;
  const addresses = (await sql<Record<string, string | null>>`select a.* from hsds.address a join hsds.location l on l.id = a.location_id and not l.confidential where a.location_id = ${locationId} and a.gone_at is null order by a.address_type = 'physical' desc, a.id`.execute(tx)).rows;
  const accessibility = (await sql<{ description: string | null; details: string | null }>`select description, details from hsds.accessibility where location_id = ${locationId} and gone_at is null order by id`.execute(tx)).rows;
  const documents = (await sql<{ document: string | null }>`select document from hsds.required_document where service_id = ${serviceId} and gone_at is null order by id`.execute(tx)).rows;
  return { phones, service, addresses, accessibility, documents };
}
