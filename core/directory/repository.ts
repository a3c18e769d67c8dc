/** The SQL of the directory. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import { NEEDS, syntheticId } from './synthetic.ts';
import type { SyntheticOrganization } from './synthetic.ts';

export interface ServiceRow {
  id: string; service: string; organization: string; organization_id: string; email: string | null; description: string; residential: boolean; since: string | null;
  needs: string[]; languages: string[]; hours: string;
}
const columns = sql`sal.id, s.name as service, o.name as organization, o.id as organization_id, coalesce(s.email, o.email) as email, s.description, s.residential,
  o.enforcement_participation_since::text as since,
  coalesce((select array_agg(t.name order by t.name) from service_taxonomy_term st join taxonomy_term t on t.id = st.taxonomy_term_id where st.service_id = s.id), '{}') as needs,
  coalesce((select array_agg(l.code order by l.code) from language l where l.service_id = s.id), '{}') as languages,
  coalesce((select string_agg(h.byday || ' ' || h.opens_at || '–' || h.closes_at, '; ') from schedule h where h.service_id = s.id), '') as hours`;
const from = sql`from service_at_location sal join service s on s.id = sal.service_id join organization o on o.id = s.organization_id`;

export async function isEmpty(tx: Tx): Promise<boolean> {
  // Two servers that start together: the second waits and finds the directory filled.
  await sql`select pg_advisory_xact_lock(4718240118)`.execute(tx);
  return (await sql`select 1 from organization limit 1`.execute(tx)).rows.length === 0;
}

export async function insertAll(tx: Tx, all: SyntheticOrganization[]): Promise<void> {
  const put = (table: string, rows: Record<string, unknown>[]) => tx.insertInto(table).values(rows).execute();
  const termId = (code: string) => syntheticId(`need/${code}`);
  await put('taxonomy_term', NEEDS.map((n) => ({ id: termId(n.code), code: n.code, name: n.name, taxonomy: 'havenline-needs' })));
  await put('organization', all.map((o) => ({ id: o.id, name: o.name, description: o.description, email: o.email, enforcement_participation_since: o.enforcementSince })));
  await put('service', all.map((o) => ({ id: o.service.id, organization_id: o.id, name: o.service.name, description: o.service.description, residential: o.service.residential })));
  await put('location', all.map((o) => ({ id: o.location.id, organization_id: o.id, name: o.location.name })));
  await put('service_at_location', all.map((o) => ({ id: o.serviceAtLocationId, service_id: o.service.id, location_id: o.location.id })));
  await put('service_taxonomy_term', all.flatMap((o) => o.service.needs.map((code) => ({ service_id: o.service.id, taxonomy_term_id: termId(code) }))));
  await put('language', all.flatMap((o) => o.service.languages.map((l) => ({ id: l.id, service_id: o.service.id, code: l.code, name: l.name }))));
  await put('phone', all.map((o) => ({ id: o.service.phone.id, service_id: o.service.id, number: o.service.phone.number })));
  await put('schedule', all.map(({ service: { schedule: h, id } }) => ({ id: h.id, service_id: id, byday: h.byday, opens_at: h.opens, closes_at: h.closes })));
}

export async function search(tx: Tx, q: { text?: string | undefined; need?: string | undefined; language?: string | undefined }): Promise<ServiceRow[]> {
  const like = q.text?.trim() ? `%${q.text.trim().replace(/[\\%_]/g, '\\$&')}%` : null;
  const { rows } = await sql<ServiceRow>`select ${columns} ${from}
    where s.status = 'active'
      and (${like}::text is null or o.name ilike ${like} or s.name ilike ${like} or s.description ilike ${like})
      and (${q.need || null}::text is null or exists (select from service_taxonomy_term st join taxonomy_term t on t.id = st.taxonomy_term_id where st.service_id = s.id and (t.code = ${q.need || null} or t.name = ${q.need || null})))
      and (${q.language || null}::text is null or exists (select from language l where l.service_id = s.id and l.code = ${q.language || null}))
    order by o.name limit 60`.execute(tx);
  return rows;
}
export async function byId(tx: Tx, serviceAtLocationId: string): Promise<ServiceRow | undefined> {
  return (await sql<ServiceRow>`select ${columns} ${from} where sal.id::text = ${serviceAtLocationId}`.execute(tx)).rows[0];
}
export async function needs(tx: Tx): Promise<{ code: string; name: string }[]> {
  return (await sql<{ code: string; name: string }>`select code, name from taxonomy_term where taxonomy = 'havenline-needs' order by name`.execute(tx)).rows;
}
export async function organizations(tx: Tx): Promise<{ id: string; name: string; since: string | null }[]> {
  return (await sql<{ id: string; name: string; since: string | null }>`select id, name, enforcement_participation_since::text as since from organization order by name`.execute(tx)).rows;
}
