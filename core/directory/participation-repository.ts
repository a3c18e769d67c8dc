/** The SQL of published lists of agreements. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Agreement, Match } from './matching.ts';

export interface ListRow { id: string; published_on: string; file: string; imported_at: Date; imported_by: string; agreements: number; rejected: { line: number; message: string }[] }
export interface MatchRow { agreement_id: string; organization_id: string; organization: string; agency: string; state: string; county: string | null; ori: string | null; how: 'ori' | 'name' | 'person'; match: 'matched' | 'review' | 'refused'; score: number; since: string | null; decided_by: string | null }
const newest = sql`(select id from enforcement_list order by published_on desc, imported_at desc limit 1)`;

export async function lists(tx: Tx): Promise<ListRow[]> {
  return (await sql<ListRow>`select id, published_on::text, file, imported_at, imported_by, agreements, rejected from enforcement_list order by published_on desc, imported_at desc limit 60`.execute(tx)).rows;
}
export async function latestList(tx: Tx): Promise<ListRow | undefined> {
  return (await sql<ListRow>`select id, published_on::text, file, imported_at, imported_by, agreements, rejected from enforcement_list where id = ${newest}`.execute(tx)).rows[0];
}
export async function insertList(tx: Tx, l: { id: string; publishedOn: string; file: string; digest: string; at: Date; by: string; agreements: number; rejected: unknown }): Promise<void> {
  await sql`insert into enforcement_list (id, published_on, file, digest, imported_at, imported_by, agreements, rejected) values (${l.id}, ${l.publishedOn}, ${l.file}, ${l.digest}, ${l.at}, ${l.by}, ${l.agreements}, ${JSON.stringify(l.rejected)}::jsonb)`.execute(tx);
}
export async function insertAgreements(tx: Tx, listId: string, all: (Agreement & { id: string })[]): Promise<void> {
  await sql`insert into enforcement_agreement (id, list_id, line, agency, state, county, kind, model, signed_on, ori)
    select x.id, ${listId}, x.line, x.agency, x.state, x.county, x.kind, x.model, x."signedOn", x.ori from jsonb_to_recordset(${JSON.stringify(all)}::jsonb)
      as x(id uuid, line integer, agency text, state text, county text, kind text, model text, "signedOn" date, ori text)`.execute(tx);
}
export async function insertMatches(tx: Tx, all: (Omit<Match, 'how' | 'state'> & { agreementId: string; how: string; state: string; by?: string | null; at?: string | null })[]): Promise<void> {
  await sql`insert into enforcement_match (agreement_id, organization_id, how, state, score, decided_by, decided_at)
    select x."agreementId", x."organizationId", x.how, x.state, x.score, x.by, x.at from jsonb_to_recordset(${JSON.stringify(all)}::jsonb)
      as x("agreementId" uuid, "organizationId" uuid, how text, state text, score real, by text, at timestamptz) on conflict (agreement_id, organization_id) do nothing`.execute(tx);
}
/** What people decided on earlier lists, newest last: it holds again for the same agency and organization. */
export async function decisions(tx: Tx): Promise<{ agency: string; state: string; organization_id: string; match: 'matched' | 'refused'; decided_by: string; decided_at: Date }[]> {
  return (await sql<{ agency: string; state: string; organization_id: string; match: 'matched' | 'refused'; decided_by: string; decided_at: Date }>`select a.agency, a.state, m.organization_id, m.state as match, m.decided_by, m.decided_at
    from enforcement_match m join enforcement_agreement a on a.id = m.agreement_id where m.decided_by is not null order by m.decided_at`.execute(tx)).rows;
}
/** Organizations with their numbers, and where their addresses and areas say they are. */
export async function candidates(tx: Tx) {
  return (await sql<{ id: string; name: string; alternate: string | null; oris: string[]; states: string[]; areas: [string | null, string | null, string | null][] }>`
    with ori as (select organization_id as id, array_agg(identifier) as oris from hsds.organization_identifier where gone_at is null and (identifier_type ilike 'ori' or identifier_scheme ilike '%ori') group by 1),
      place as (select l.id as org, array_agg(distinct a.state_province) as states from (
          select organization_id as id, id as location from hsds.location where gone_at is null union select s.organization_id, x.location_id from hsds.service s join hsds.service_at_location x on x.service_id = s.id where s.gone_at is null
        ) l join hsds.address a on a.location_id = l.location and a.gone_at is null group by 1),
      area as (select s.organization_id as id, jsonb_agg(distinct jsonb_build_array(r.name, case when length(r.extent) < 200 then r.extent end, r.uri)) as areas from hsds.service s join hsds.service_area r on r.service_id = s.id where s.gone_at is null and r.gone_at is null group by 1)
    select o.id, o.name, o.alternate_name as alternate, coalesce(ori.oris, '{}') as oris, coalesce(place.states, '{}') as states, coalesce(area.areas, '[]') as areas
    from hsds.organization o left join ori using (id) left join place on place.org = o.id left join area on area.id = o.id where o.gone_at is null`.execute(tx)).rows;
}
const match = sql`select m.agreement_id, m.organization_id, o.name as organization, a.agency, a.state, a.county, a.ori, m.how, m.state as match, m.score, coalesce(a.signed_on, l.published_on)::text as since, m.decided_by
  from enforcement_match m join enforcement_agreement a on a.id = m.agreement_id join enforcement_list l on l.id = a.list_id join hsds.organization o on o.id = m.organization_id`;
export async function toReview(tx: Tx, limit: number): Promise<MatchRow[]> {
  return (await sql<MatchRow>`${match} where a.list_id = ${newest} and m.state = 'review' order by m.score desc, a.line limit ${limit}`.execute(tx)).rows;
}
export async function countMatches(tx: Tx): Promise<{ matched: number; review: number; unmatched: number }> {
  return (await sql<{ matched: number; review: number; unmatched: number }>`select count(distinct m.agreement_id) filter (where m.state = 'matched')::int as matched, count(distinct m.agreement_id) filter (where m.state = 'review')::int as review,
    (count(distinct a.id) - count(distinct m.agreement_id) filter (where m.state in ('matched', 'review')))::int as unmatched
    from enforcement_agreement a left join enforcement_match m on m.agreement_id = a.id where a.list_id = ${newest}`.execute(tx)).rows[0]!;
}
/** Everything of the newest list that concerns these organizations or what they are part of. */
export async function ofOrganizations(tx: Tx, ids: readonly string[]): Promise<{ organization_id: string; doubtful: boolean; since: string }[]> {
  return (await sql<{ organization_id: string; doubtful: boolean; since: string }>`select organization_id, doubtful, since::text from enforcement_concerned where organization_id = any(${ids}::uuid[])`.execute(tx)).rows;
}
/** All organizations the newest list concerns, surely or perhaps. */
export async function concerned(tx: Tx): Promise<{ organization_id: string; doubtful: boolean; since: string }[]> {
  return (await sql<{ organization_id: string; doubtful: boolean; since: string }>`select organization_id, doubtful, since::text from enforcement_concerned`.execute(tx)).rows;
}
/** The date of the last earlier list that an organization was on. */
export async function lastListed(tx: Tx, organizationId: string): Promise<string | null> {
  return (await sql<{ on: string | null }>`select max(l.published_on)::text as on from enforcement_match m join enforcement_agreement a on a.id = m.agreement_id join enforcement_list l on l.id = a.list_id where m.organization_id = ${organizationId} and m.state = 'matched'`.execute(tx)).rows[0]?.on ?? null;
}
/** Decides a doubtful match. Answers whether it was there to be decided. */
export async function decide(tx: Tx, agreementId: string, organizationId: string, state: 'matched' | 'refused', by: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update enforcement_match set state = ${state}, how = 'person', decided_by = ${by}, decided_at = ${at} where agreement_id::text = ${agreementId} and organization_id::text = ${organizationId} and state = 'review' returning 1`.execute(tx);
  return rows.length > 0;
}
/** Of one agreement, once it is decided whose it is, the other guesses fall away. */
export async function refuseOthers(tx: Tx, agreementId: string, organizationId: string, by: string, at: Date): Promise<void> {
  await sql`update enforcement_match set state = 'refused', how = 'person', decided_by = ${by}, decided_at = ${at} where agreement_id::text = ${agreementId} and organization_id::text <> ${organizationId} and state = 'review'`.execute(tx);
}
