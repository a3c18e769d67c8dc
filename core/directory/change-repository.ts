/** The SQL of changes: rows of a reading that hang together, what a person decided of each, and what was refused before. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import { HSDS } from './hsds.ts';
import { differenceOf } from './import-repository.ts';

export type Decision = 'approved' | 'refused';
export interface ChangeKey { table: string; id: string }
export interface ChangeRow {
  table: string; id: string; change: 'new' | 'changed' | 'gone' | 'refused'; decision: Decision | null; decided_by: string | null; decided_at: Date | null; name: string | null; organization: string | null; rows: number;
}
const ref = (table: string) => sql.table(`hsds.${table}`);
/** Rows that differ. */
const DIFFERS = sql`coalesce(r.change, 'new') <> 'same'`;

/** Through what a row hangs on a service, a place or an organization when it does not name it itself. */
const THROUGH: Record<string, [column: string, table: string]> = {
  contact: ['service_at_location_id', 'service_at_location'], phone: ['contact_id', 'contact'], schedule: ['service_at_location_id', 'service_at_location'], language: ['phone_id', 'phone'], attribute: ['link_id', 'service_at_location'],
};
const ALONE = new Set(['taxonomy', 'taxonomy_term', 'metadata', 'meta_table_description']);

/**
 * Names for each row that differs the change it is a part of: its service, else its place, else its organization. Of an organization that is new or gone everything is one change.
 * Rows are joined by sets: the caller's transaction has nested loops off.
 */
export async function setRoots(tx: Tx, importId: string): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  for (const table of HSDS.keys()) {
    if (ALONE.has(table)) {
      await sql`update directory_import_row r set root_tbl = r.tbl, root_id = r.id where r.import_id = ${importId} and r.tbl = ${table} and ${DIFFERS}`.execute(tx);
      continue;
    }
    const through = THROUGH[table];
    const up = through
      ? sql`left join directory_import_row pr on pr.import_id = ${importId} and pr.tbl = ${through[1]} and pr.id = (d.d ->> ${through[0]})::uuid and pr.data is not null left join ${ref(through[1])} pt on pt.id = (d.d ->> ${through[0]})::uuid`
      : sql``;
    const p = through ? sql`coalesce(pr.data, to_jsonb(pt))` : sql`null::jsonb`;
    const own = (column: string, of: string) => (table === of ? sql`d.id` : table === 'attribute' ? sql`(case when d.d ->> 'link_entity' = ${of} then d.d ->> 'link_id' end)` : sql`(d.d ->> ${column})`);
    await sql`with doc as (
      select r.id, coalesce(r.data, to_jsonb(t)) as d from directory_import_row r left join ${ref(table)} t on t.id = r.id and r.data is null where r.import_id = ${importId} and r.tbl = ${table} and ${DIFFERS}
    ), linked as (
      select d.id, coalesce(${own('service_id', 'service')}::uuid, (${p} ->> 'service_id')::uuid) as service, coalesce(${own('location_id', 'location')}::uuid, (${p} ->> 'location_id')::uuid) as location,
        coalesce((d.d ->> 'organization_id')::uuid, ${own('organization_id', 'organization')}::uuid, (${p} ->> 'organization_id')::uuid) as organization from doc d ${up}
    ), placed as (
      select k.id, k.service, k.location, coalesce(k.organization, (sr.data ->> 'organization_id')::uuid, st.organization_id, (lr.data ->> 'organization_id')::uuid, lt.organization_id) as organization from linked k
        left join directory_import_row sr on sr.import_id = ${importId} and sr.tbl = 'service' and sr.id = k.service and sr.data is not null left join hsds.service st on st.id = k.service
        left join directory_import_row lr on lr.import_id = ${importId} and lr.tbl = 'location' and lr.id = k.location and lr.data is not null left join hsds.location lt on lt.id = k.location
    ) update directory_import_row r set
        root_tbl = case when f.id is not null then 'organization' when k.service is not null then 'service' when k.location is not null then 'location' when k.organization is not null then 'organization' else r.tbl end,
        root_id = coalesce(f.id, k.service, k.location, k.organization, r.id)
      from placed k left join directory_import_row f on f.import_id = ${importId} and f.tbl = 'organization' and f.id = k.organization and coalesce(f.change, 'new') in ('new', 'gone')
      where r.import_id = ${importId} and r.tbl = ${table} and r.id = k.id`.execute(tx);
  }
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(tx);
}

/** A change that was refused in the reading before, and is the same word by word, stays refused. */
export async function carryRefusals(tx: Tx, importId: string): Promise<void> {
  await sql`with before as (
    select b.id from directory_import i join directory_import b on b.source_id = i.source_id and b.sequence < i.sequence and b.checked_at is not null where i.id = ${importId} order by b.sequence desc limit 1
  ), held as (
    select r.root_tbl, r.root_id, min(p.decided_by) as decided_by, min(p.decided_at) as decided_at from directory_import_row r
      left join directory_import_row p on p.import_id = (select id from before) and p.tbl = r.tbl and p.id = r.id and p.decision = 'refused' and p.hash is not distinct from r.hash
    where r.import_id = ${importId} and ${DIFFERS} group by 1, 2 having bool_and(p.id is not null)
  ) update directory_import_row r set decision = 'refused', decided_by = h.decided_by, decided_at = h.decided_at from held h where r.import_id = ${importId} and r.root_tbl = h.root_tbl and r.root_id = h.root_id and ${DIFFERS}`.execute(tx);
}

/** Says what becomes of a change; null takes a decision back. Answers how many rows it is of: none means that there is no such change. */
export async function decide(tx: Tx, importId: string, of: ChangeKey | null, decision: Decision | null, who: string, at: Date): Promise<number> {
  const these = of === null ? sql`r.decision is null` : sql`r.root_tbl = ${of.table} and r.root_id::text = ${of.id}`;
  const { numAffectedRows } = await sql`update directory_import_row r set decision = ${decision}, decided_by = ${decision === null ? null : who}, decided_at = ${decision === null ? null : at} where r.import_id = ${importId} and ${DIFFERS} and ${these}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** What is gone first, then what changed, then what is new; each with its rows beside what stands there now. */
export async function changes(tx: Tx, importId: string, limit: number, offset: number) {
  const found = (await sql<ChangeRow>`select g.*, coalesce(x.data ->> 'name', s.name, l.name, o.name, t.name) as name, coalesce(org.name, orgrow.data ->> 'name') as organization from (
      select r.root_tbl as table, r.root_id as id, case when bool_or(r.change = 'refused') then 'refused' else coalesce(max(coalesce(r.change, 'new')) filter (where r.tbl = r.root_tbl and r.id = r.root_id), 'changed') end as change,
        min(r.decision) as decision, min(r.decided_by) as decided_by, min(r.decided_at) as decided_at, count(*)::int as rows
      from directory_import_row r where r.import_id = ${importId} and r.root_id is not null and ${DIFFERS} group by 1, 2
      order by array_position(array['gone', 'changed', 'new', 'refused'], case when bool_or(r.change = 'refused') then 'refused' else coalesce(max(coalesce(r.change, 'new')) filter (where r.tbl = r.root_tbl and r.id = r.root_id), 'changed') end), 1 desc, 2 limit ${limit} offset ${offset}) g
    left join directory_import_row x on x.import_id = ${importId} and x.tbl = g.table and x.id = g.id and x.data is not null
    left join hsds.service s on g.table = 'service' and s.id = g.id left join hsds.location l on g.table = 'location' and l.id = g.id
    left join hsds.organization o on g.table = 'organization' and o.id = g.id left join hsds.taxonomy_term t on g.table = 'taxonomy_term' and t.id = g.id
    left join hsds.organization org on g.table <> 'organization' and org.id = coalesce((x.data ->> 'organization_id')::uuid, s.organization_id, l.organization_id)
    left join directory_import_row orgrow on orgrow.import_id = ${importId} and orgrow.tbl = 'organization' and g.table <> 'organization' and orgrow.id = coalesce((x.data ->> 'organization_id')::uuid, s.organization_id, l.organization_id)
    order by array_position(array['gone', 'changed', 'new', 'refused'], g.change), g.table desc, g.id`.execute(tx)).rows;
  const all = await rowsOf(tx, importId, found);
  return found.map((one) => ({
    table: one.table, id: one.id, change: one.change, decision: one.decision, decidedBy: one.decided_by, decidedAt: one.decided_at?.toISOString() ?? null, name: one.name ?? '', organization: one.organization, rows: one.rows, parts: all.get(`${one.table} ${one.id}`) ?? [],
  }));
}
/** The rows of these changes, at most 40 each: more than that nobody reads one by one. */
async function rowsOf(tx: Tx, importId: string, of: readonly ChangeKey[]) {
  const out = new Map<string, ReturnType<typeof differenceOf>[]>();
  const { rows } = await sql<{ root: string; table: string; id: string; change: string; data: Record<string, unknown> | null }>`select root, "table", id, change, data from (
    select r.root_tbl || ' ' || r.root_id as root, r.tbl as table, r.id, case when r.change = 'refused' then case when r.data is null then 'gone' else 'changed' end else coalesce(r.change, 'new') end as change, r.data,
      row_number() over (partition by r.root_tbl, r.root_id order by r.tbl = r.root_tbl desc, r.tbl, r.id) as n
    from directory_import_row r where r.import_id = ${importId} and ${DIFFERS} and r.root_tbl || ' ' || r.root_id = any(${of.map((k) => `${k.table} ${k.id}`)})) x where n <= 40 order by n`.execute(tx);
  const now = new Map<string, Record<string, unknown>>();
  for (const table of new Set(rows.map((r) => r.table))) {
    const ids = rows.filter((r) => r.table === table).map((r) => r.id);
    for (const one of (await sql<{ row: Record<string, unknown> & { id: string } }>`select to_jsonb(t) as row from ${ref(table)} t where id = any(${ids}::uuid[])`.execute(tx)).rows) now.set(`${table} ${one.row.id}`, one.row);
  }
  for (const row of rows) {
    const list = out.get(row.root) ?? [];
    list.push(differenceOf(row, row.change === 'new' ? null : now.get(`${row.table} ${row.id}`)));
    out.set(row.root, list);
  }
  return out;
}
/** How many changes there are, by what was decided. */
export async function decided(tx: Tx, importId: string): Promise<{ all: number; approved: number; refused: number; open: number }> {
  return (await sql<{ all: number; approved: number; refused: number; open: number }>`select count(*)::int as all, count(*) filter (where d = 'approved')::int as approved, count(*) filter (where d = 'refused')::int as refused, count(*) filter (where d is null)::int as open
    from (select min(r.decision) as d from directory_import_row r where r.import_id = ${importId} and r.root_id is not null and ${DIFFERS} group by r.root_tbl, r.root_id) g`.execute(tx)).rows[0]!;
}
/** Takes out of what will be written all that was refused, and, with `undecided`, what nobody decided. */
export async function leaveOut(tx: Tx, importId: string, undecided: boolean): Promise<void> {
  await sql`update directory_import_row r set change = 'refused' where r.import_id = ${importId} and ${DIFFERS} and (r.decision = 'refused' or (${undecided} and r.decision is null))`.execute(tx);
}
export async function servicesGoing(tx: Tx, importId: string): Promise<number> {
  return (await sql<{ n: number }>`select count(*)::int as n from directory_import_row where import_id = ${importId} and tbl = 'service' and change = 'gone'`.execute(tx)).rows[0]!.n;
}
/** Rows that did not differ have done their work; their number stays. `all`: of a reading that nobody needs, but what was refused in it. */
export async function letGo(tx: Tx, importId: string, all: boolean): Promise<void> {
  await sql`delete from directory_import_row where import_id = ${importId} and (change = 'same' or (${all} and decision is distinct from 'refused'))`.execute(tx);
}
