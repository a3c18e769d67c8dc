/** The SQL of what search reads: one entry for each service at a place, written again whenever something it is made of changed. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

/** A service at a place as search reads it. Schedules are the place's own where there are some, else the service's, else the location's. */
export interface EntryDoc {
  service: string; alternate: string | null; organization: string; organizationAlternate: string | null; organizationId: string; parentId: string | null; about: string | null;
  serviceAtLocationId: string | null; locationId: string | null; location: string | null; city: string | null; state: string | null; at: [latitude: number, longitude: number] | null; residential: boolean;
  refers: boolean | null; capacity: string | null; minimum: number | null; maximum: number | null; fees: string | null; costs: (number | null)[]; interpretation: string | null;
  languages: [code: string | null, name: string | null][]; terms: string[]; areas: [name: string | null, extent: string | null, uri: string | null][];
  schedules: Record<string, string | number | null>[]; assured: string | null; checkedAt: string | null;
}
export interface EntryRow { id: string; service_id: string; revision: number; doc: EntryDoc | null }

const SCHEDULE = sql.raw(`jsonb_agg(jsonb_strip_nulls(to_jsonb(h) - '{id,service_id,location_id,service_at_location_id,extra,source_id,hash,gone_at,schedule_link,attending_type,notes,description}'::text[]) order by h.id)`);

/** Writes the entries of these services (null: of all) again. Only what differs gets the new revision; `tag` names it. */
export async function rebuildEntries(tx: Tx, services: readonly string[] | null, tag: string): Promise<void> {
  if (services !== null && services.length === 0) return;
  // Whoever writes entries waits for whoever does: revisions are seen in their order.
  await sql`select pg_advisory_xact_lock(4718240119)`.execute(tx);
  const revision = (await sql<{ revision: number }>`insert into directory_revision (revision, tag) select coalesce(max(revision), 0) + 1, ${tag} from directory_revision returning revision`.execute(tx)).rows[0]!.revision;
  await sql`delete from directory_revision where revision < ${revision - 1000}`.execute(tx);
  const these = services === null ? sql`true` : sql`s.id = any(${services}::uuid[])`;
  const those = services === null ? sql`true` : sql`service_id = any(${services}::uuid[])`;
  await sql`with doc as materialized (
    select coalesce(sal.id, s.id) as id, s.id as service_id, jsonb_build_object(
      'service', s.name, 'alternate', s.alternate_name, 'organization', o.name, 'organizationAlternate', o.alternate_name, 'organizationId', o.id, 'parentId', o.parent_organization_id, 'about', left(s.description, 400),
      'serviceAtLocationId', sal.id, 'locationId', l.id, 'location', case when not l.confidential then l.name end, 'city', a.city, 'state', a.state_province,
      'at', case when l.latitude between -90 and 90 and l.longitude between -180 and 180 and not l.confidential and not s.residential then jsonb_build_array(l.latitude, l.longitude) end, 'residential', s.residential or coalesce(l.confidential, false),
      'refers', s.accepts_referrals, 'capacity', s.capacity, 'minimum', s.minimum_age, 'maximum', s.maximum_age, 'fees', coalesce(s.fees_description, s.fees), 'interpretation', s.interpretation_services,
      'costs', coalesce((select jsonb_agg(c.amount order by c.id) from hsds.cost_option c where c.service_id = s.id and c.gone_at is null), '[]'),
      'languages', coalesce((select jsonb_agg(distinct jsonb_build_array(g.code, g.name)) from (
          select code, name from hsds.language where service_id = s.id and gone_at is null union all select code, name from hsds.language where location_id = l.id and gone_at is null
          union all select g.code, g.name from hsds.phone p join hsds.language g on g.phone_id = p.id and g.gone_at is null where p.service_id = s.id and p.gone_at is null) g), '[]'),
      'terms', coalesce((select jsonb_agg(distinct t.taxonomy_term_id) from hsds.attribute t where t.link_id in (s.id, sal.id) and t.taxonomy_term_id is not null and t.gone_at is null), '[]'),
      'areas', coalesce((select jsonb_agg(jsonb_build_array(r.name, case when length(r.extent) < 200 then r.extent end, r.uri) order by r.id) from hsds.service_area r where r.service_id = s.id and r.gone_at is null), '[]'),
      'schedules', coalesce(s.hours, (select ${SCHEDULE} from hsds.schedule h where h.service_at_location_id = sal.id and h.gone_at is null),
        (select ${SCHEDULE} from hsds.schedule h where h.service_id = s.id and h.gone_at is null), (select ${SCHEDULE} from hsds.schedule h where h.location_id = l.id and h.gone_at is null), '[]'),
      'assured', s.assured_date, 'checkedAt', s.checked_at) as doc
    from hsds.service s join hsds.organization o on o.id = s.organization_id and o.gone_at is null
      left join hsds.service_at_location sal on sal.service_id = s.id and sal.gone_at is null
      left join hsds.location l on l.id = sal.location_id and l.gone_at is null
      left join lateral (select city, state_province from hsds.address where location_id = l.id and gone_at is null and not l.confidential order by address_type = 'physical' desc, id limit 1) a on true
    where s.status = 'active' and s.gone_at is null and ${these}
  ), written as (
    insert into directory_entry (id, service_id, revision, doc) select d.id, d.service_id, ${revision}, d.doc from doc d left join directory_entry e on e.id = d.id where e.doc is distinct from d.doc
    on conflict (id) do update set service_id = excluded.service_id, revision = excluded.revision, doc = excluded.doc
  ) update directory_entry e set doc = null, revision = ${revision} where e.doc is not null and ${those} and not exists (select from doc d where d.id = e.id)`.execute(tx);
}
export async function latestRevision(tx: Tx): Promise<{ revision: number; tag: string } | undefined> {
  return (await sql<{ revision: number; tag: string }>`select revision, tag from directory_revision order by revision desc limit 1`.execute(tx)).rows[0];
}
/** Whether that revision is in this database's past: after a restore it may not be. */
export async function knowsRevision(tx: Tx, revision: number, tag: string): Promise<boolean> {
  return (await sql`select 1 from directory_revision where revision = ${revision} and tag = ${tag}`.execute(tx)).rows.length > 0;
}
export async function entriesAfter(tx: Tx, revision: number, afterId: string | null, limit: number): Promise<EntryRow[]> {
  return (await sql<EntryRow>`select id, service_id, revision, doc from directory_entry where revision > ${revision} and (${afterId}::uuid is null or id > ${afterId}::uuid) order by id limit ${limit}`.execute(tx)).rows;
}
export async function entriesById(tx: Tx, ids: readonly string[]): Promise<Map<string, EntryDoc>> {
  const { rows } = await sql<{ id: string; doc: EntryDoc }>`select id, doc from directory_entry where id = any(${ids}::uuid[]) and doc is not null`.execute(tx);
  return new Map(rows.map((r) => [r.id, r.doc]));
}
/** Taxonomy terms by id, with the code and name a person knows and the broader term. */
export async function terms(tx: Tx): Promise<{ id: string; code: string | null; name: string; parent_id: string | null; taxonomy: string | null }[]> {
  return (await sql<{ id: string; code: string | null; name: string; parent_id: string | null; taxonomy: string | null }>`select id, code, name, parent_id, taxonomy from hsds.taxonomy_term where gone_at is null`.execute(tx)).rows;
}
