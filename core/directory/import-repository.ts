/** The SQL of imports: rows read from a source wait here, are compared with the directory, applied set by set, and taken back the same way. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#core/kernel';
import { HSDS, POINTS_TO } from './hsds.ts';
import type { Batch, ImportCounts, ImportState } from './import.ts';
import type { RowProblem } from './rows.ts';

export interface SourceRow { id: string; name: string; kind: 'package' | 'json' | 'api'; address: string }
export interface ImportRow {
  id: string; source_id: string; source: string; kind: SourceRow['kind']; address: string; state: ImportState; whole: boolean; cursor: unknown; fingerprint: string | null; problem: string | null;
  begun_by: string; begun_at: Date; checked_at: Date | null; services_before: number; services_gone: number; same: number; approved_by: string | null; applied_at: Date | null; undone_at: Date | null; sequence: number;
}
const select = sql`select i.*, s.name as source, s.kind, s.address from directory_import i join directory_source s on s.id = i.source_id`;
const ref = (table: string) => sql.table(`hsds.${table}`);
const list = (names: readonly string[], make: (name: string) => RawBuilder<unknown>) => sql.join(names.map(make));
/** The columns an import writes: the standard's, what is beside them, and where they come from. */
const columnsOf = (table: string): string[] => [...HSDS.get(table)!.columns.keys(), 'extra'];

export async function upsertSource(tx: Tx, s: { id: string; name: string; kind: SourceRow['kind']; address: string; at: Date }): Promise<SourceRow> {
  return (await sql<SourceRow>`insert into directory_source (id, name, kind, address, created_at) values (${s.id}, ${s.name}, ${s.kind}, ${s.address}, ${s.at})
    on conflict (name) do update set kind = excluded.kind, address = excluded.address returning *`.execute(tx)).rows[0]!;
}
export async function insertImport(tx: Tx, i: { id: string; sourceId: string; whole: boolean; fingerprint: string | null; by: string; at: Date }): Promise<void> {
  await sql`insert into directory_import (id, source_id, state, whole, fingerprint, begun_by, begun_at) values (${i.id}, ${i.sourceId}, 'reading', ${i.whole}, ${i.fingerprint}, ${i.by}, ${i.at})`.execute(tx);
}
export async function importById(tx: Tx, id: string, lock = false): Promise<ImportRow | undefined> {
  if (lock) await sql`select 1 from directory_import where id::text = ${id} for update`.execute(tx);
  return (await sql<ImportRow>`${select} where i.id::text = ${id}`.execute(tx)).rows[0];
}
/** One that is being read from this source, to be gone on with. */
export async function unfinished(tx: Tx, sourceId: string): Promise<ImportRow | undefined> {
  return (await sql<ImportRow>`${select} where i.source_id = ${sourceId} and i.state = 'reading' order by i.sequence desc limit 1`.execute(tx)).rows[0];
}
export async function imports(tx: Tx): Promise<ImportRow[]> {
  return (await sql<ImportRow>`${select} order by i.sequence desc limit 50`.execute(tx)).rows;
}
export async function setImport(tx: Tx, id: string, state: ImportState, who: string | null, at: Date): Promise<void> {
  await sql`update directory_import set state = ${state}, problem = null, checked_at = case when ${state} = 'checked' then ${at} else checked_at end,
    approved_by = case when ${state} = 'applied' then ${who} else approved_by end, applied_at = case when ${state} = 'applied' then ${at} else applied_at end,
    undone_by = case when ${state} = 'undone' then ${who} else undone_by end, undone_at = case when ${state} = 'undone' then ${at} else undone_at end where id = ${id}`.execute(tx);
}
export async function setProblem(tx: Tx, id: string, problem: string): Promise<void> {
  await sql`update directory_import set problem = ${problem} where id = ${id}`.execute(tx);
}

/** Keeps a batch and the place it ends at. Answers the rows whose id was there before: of a table's file that is a mistake, of JSON a second sighting, which is merged. */
export async function keepBatch(tx: Tx, importId: string, batch: Batch, merge: boolean): Promise<Set<string>> {
  const json = JSON.stringify(batch.rows.map(({ table, data, file, line }) => ({ tbl: table, id: data.id, data, file, line })));
  const onConflict = merge
    ? sql`update set data = directory_import_row.data || excluded.data, hash = md5((directory_import_row.data || excluded.data)::text)`
    : sql`nothing`;
  const kept = await sql<{ key: string }>`insert into directory_import_row (import_id, tbl, id, data, hash, file, line)
    select ${importId}, x.tbl, x.id, x.data, md5(x.data::text), x.file, x.line from jsonb_to_recordset(${json}::jsonb) as x(tbl text, id uuid, data jsonb, file text, line integer)
    on conflict (import_id, tbl, id) do ${onConflict} returning tbl || ' ' || id as key`.execute(tx);
  await sql`update directory_import set cursor = ${JSON.stringify(batch.cursor)}::jsonb, problem = null where id = ${importId}`.execute(tx);
  const there = new Set(kept.rows.map((r) => r.key));
  return new Set(batch.rows.map((r) => `${r.table} ${r.data.id}`).filter((key) => !there.has(key)));
}
export async function insertProblems(tx: Tx, importId: string, problems: readonly RowProblem[]): Promise<void> {
  if (problems.length === 0) return;
  await sql`insert into directory_import_problem (import_id, severity, file, line, code, message, action)
    select ${importId}, x.severity, x.file, x.line, x.code, x.message, x.action from jsonb_to_recordset(${JSON.stringify(problems)}::jsonb) as x(severity text, file text, line integer, code text, message text, action text)`.execute(tx);
}
export async function problemsOf(tx: Tx, importId: string, limit: number, offset = 0): Promise<RowProblem[]> {
  return (await sql<RowProblem>`select severity, file, line, code, message, action from directory_import_problem where import_id = ${importId} order by severity desc, file, line nulls first, number limit ${limit} offset ${offset}`.execute(tx)).rows;
}

/** Rows that were just written have no statistics yet: left alone, the planner takes them for few and compares each with each. */
async function joinBySets(tx: Tx, on: boolean): Promise<void> {
  await sql`select set_config('enable_nestloop', ${on ? 'off' : 'on'}, true)`.execute(tx);
}
/** Compares what was read with the directory: new, changed, the same, gone; and notes what points nowhere. */
export async function compare(tx: Tx, importId: string, sourceId: string, whole: boolean): Promise<void> {
  await joinBySets(tx, true);
  for (const table of HSDS.keys()) {
    await sql`update directory_import_row r set change = case when t.gone_at is not null then 'new' when t.hash = r.hash and t.source_id = ${sourceId} then 'same' else 'changed' end
      from ${ref(table)} t where r.import_id = ${importId} and r.tbl = ${table} and t.id = r.id`.execute(tx);
    if (whole) {
      await sql`insert into directory_import_row (import_id, tbl, id, file, change) select ${importId}, ${table}, t.id, '', 'gone' from ${ref(table)} t
        where t.source_id = ${sourceId} and t.gone_at is null and not exists (select from directory_import_row r where r.import_id = ${importId} and r.tbl = ${table} and r.id = t.id)`.execute(tx);
    }
  }
  // One pass over the rows for all that points: what is neither read nor here is noted, as many as a person can still look at.
  const points = [...HSDS].flatMap(([table, spec]) => [...spec.columns.keys()].flatMap((column) => (POINTS_TO[column] ? [{ tbl: table, col: column, to: POINTS_TO[column] }] : [])));
  const here = sql.join([...new Set(points.map((one) => one.to))].map((to) => sql`select ${to}::text as tbl, id from ${ref(to)} where gone_at is null`), sql` union all `);
  await sql`insert into directory_import_problem (import_id, severity, file, line, code, message, action)
    select ${importId}, 'note', r.file, r.line, 'PointsNowhere', replace(r.tbl, '_', ' ') || ' ' || r.id || ': ' || k.col || ' points to ' || (r.data ->> k.col) || ', which is not here.', 'It is kept as it is; ask the source for the missing row.'
    from directory_import_row r join jsonb_to_recordset(${JSON.stringify(points)}::jsonb) as k(tbl text, col text, "to" text) on k.tbl = r.tbl and r.data ? k.col
    where r.import_id = ${importId} and r.change is distinct from 'gone'
      and not exists (select from directory_import_row p where p.import_id = ${importId} and p.tbl = k.to and p.id = (r.data ->> k.col)::uuid and p.data is not null)
      and not exists (select from (${here}) h where h.tbl = k.to and h.id = (r.data ->> k.col)::uuid) order by r.tbl, r.file, r.line limit 50000`.execute(tx);
  await sql`update directory_import set same = (select count(*) from directory_import_row where import_id = ${importId} and change = 'same'),
    services_gone = (select count(*) from directory_import_row where import_id = ${importId} and tbl = 'service' and change = 'gone'),
    services_before = (select count(*) from hsds.service where source_id = ${sourceId} and gone_at is null) where id = ${importId}`.execute(tx);
  await joinBySets(tx, false);
}
/** Counted from its rows; of those that did not differ the number is kept when the rows are let go of. */
export async function counts(tx: Tx, importId: string): Promise<ImportCounts & { refused: number; tables: { table: string; new: number; changed: number; same: number; gone: number }[] }> {
  const tables = (await sql<{ table: string; new: number; changed: number; same: number; gone: number }>`select tbl as table, count(*) filter (where coalesce(change, 'new') = 'new')::int as new,
    count(*) filter (where change = 'changed')::int as changed, count(*) filter (where change = 'same')::int as same, count(*) filter (where change = 'gone')::int as gone
    from directory_import_row where import_id = ${importId} group by tbl order by tbl`.execute(tx)).rows;
  const p = (await sql<{ rejected: number; notes: number }>`select count(*) filter (where severity = 'rejected')::int as rejected, count(*) filter (where severity = 'note')::int as notes from directory_import_problem where import_id = ${importId}`.execute(tx)).rows[0]!;
  const kept = (await sql<{ same: number; refused: number }>`select same, (select count(*)::int from directory_import_row where import_id = i.id and change = 'refused') as refused from directory_import i where id = ${importId}`.execute(tx)).rows[0]!;
  const sum = (key: 'new' | 'changed' | 'same' | 'gone') => tables.reduce((n, t) => n + t[key], 0);
  const same = Math.max(sum('same'), kept.same);
  return { read: sum('new') + sum('changed') + same, new: sum('new'), changed: sum('changed'), same, gone: sum('gone'), refused: kept.refused, ...p, tables };
}
/** What would change, row by row, with what stands there now. */
export async function differences(tx: Tx, importId: string, limit: number) {
  const found = (await sql<{ table: string; id: string; change: string; data: Record<string, unknown> | null }>`select tbl as table, id, coalesce(change, 'new') as change, data from directory_import_row
    where import_id = ${importId} and coalesce(change, 'new') not in ('same', 'refused') order by array_position(array['gone', 'changed', 'new'], coalesce(change, 'new')), tbl, id limit ${limit}`.execute(tx)).rows;
  const out = [];
  for (const one of found) {
    const now = one.change === 'new' ? undefined : (await sql<{ row: Record<string, unknown> }>`select to_jsonb(t) as row from ${ref(one.table)} t where id = ${one.id}`.execute(tx)).rows[0]?.row;
    out.push(differenceOf(one, now));
  }
  return out;
}
/** One row beside what stands there now, field by field. */
export function differenceOf(one: { table: string; id: string; change: string; data: Record<string, unknown> | null }, now: Record<string, unknown> | null | undefined) {
  const names = one.data ? columnsOf(one.table).filter((c) => JSON.stringify(now?.[c] ?? null) !== JSON.stringify(one.data![c] ?? null)) : [];
  const from = one.data ?? now;
  return { table: one.table, id: one.id, change: one.change, name: String(from?.name ?? from?.number ?? from?.code ?? from?.address_1 ?? ''), fields: names.filter((n) => n !== 'id').map((field) => ({ field, before: plain(now?.[field]), after: plain(one.data![field]) })) };
}
const plain = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Writes what was approved into the directory, and keeps what stood there. */
export async function applyRows(tx: Tx, importId: string, sourceId: string, at: Date): Promise<void> {
  await joinBySets(tx, true);
  for (const table of HSDS.keys()) {
    const columns = columnsOf(table);
    await sql`update directory_import_row r set before = to_jsonb(t) from ${ref(table)} t where r.import_id = ${importId} and r.tbl = ${table} and t.id = r.id and r.change in ('new', 'changed', 'gone')`.execute(tx);
    await sql`insert into ${ref(table)} as ${sql.ref(table)} (${list(columns, (c) => sql.ref(c))}, source_id, hash, gone_at)
      select ${list(columns, (c) => sql`p.${sql.ref(c)}`)}, ${sourceId}, r.hash, null from directory_import_row r cross join lateral jsonb_populate_record(null::${ref(table)}, r.data) p
      where r.import_id = ${importId} and r.tbl = ${table} and (r.change is null or r.change in ('new', 'changed'))
      on conflict (id) do update set ${list(columns.filter((c) => c !== 'id'), (c) => sql`${sql.ref(c)} = excluded.${sql.ref(c)}`)}, source_id = excluded.source_id, hash = excluded.hash, gone_at = null`.execute(tx);
    if (table === 'location') await sql`update hsds.location set confidential = true where not confidential and id in (select location_id from confidential_mark)`.execute(tx);
    await sql`update ${ref(table)} t set gone_at = ${at} from directory_import_row r where r.import_id = ${importId} and r.tbl = ${table} and r.id = t.id and r.change = 'gone'`.execute(tx);
  }
  await joinBySets(tx, false);
}
/** A later import, not taken back, that wrote one of the same rows. */
export async function laterImport(tx: Tx, importId: string, sequence: number): Promise<ImportRow | undefined> {
  return (await sql<ImportRow>`${select} where i.state = 'applied' and i.sequence > ${sequence} and exists (
    select from directory_import_row a join directory_import_row b on b.tbl = a.tbl and b.id = a.id where a.import_id = i.id and b.import_id = ${importId}
      and coalesce(a.change, 'new') not in ('same', 'refused') and coalesce(b.change, 'new') not in ('same', 'refused')) order by i.sequence desc limit 1`.execute(tx)).rows[0];
}
/** Puts back what stood there before; what was new goes. */
export async function undoRows(tx: Tx, importId: string, at: Date): Promise<void> {
  await joinBySets(tx, true);
  for (const table of HSDS.keys()) {
    const back = [...columnsOf(table).filter((c) => c !== 'id'), 'source_id', 'hash', 'gone_at'];
    await sql`update ${ref(table)} t set ${list(back, (c) => sql`${sql.ref(c)} = p.${sql.ref(c)}`)} from directory_import_row r cross join lateral jsonb_populate_record(null::${ref(table)}, r.before) p
      where r.import_id = ${importId} and r.tbl = ${table} and r.id = t.id and r.before is not null`.execute(tx);
    await sql`update ${ref(table)} t set gone_at = ${at}, hash = null from directory_import_row r where r.import_id = ${importId} and r.tbl = ${table} and r.id = t.id and r.before is null and coalesce(r.change, 'new') = 'new'`.execute(tx);
  }
  await joinBySets(tx, false);
}
/** Services that an import touches, by themselves or by what hangs on them; null when they are so many that all are looked at. */
export async function touchedServices(tx: Tx, importId: string): Promise<string[] | null> {
  const many = (await sql<{ n: number }>`select count(*)::int as n from (select 1 from directory_import_row where import_id = ${importId} and change is distinct from 'same' limit 2001) x`.execute(tx)).rows[0]!.n;
  if (many > 2000) return null;
  const ids = sql`select id from directory_import_row where import_id = ${importId} and change is distinct from 'same'`;
  // `coalesce(data, before)`: of a row that is gone, what it pointed to.
  const pointed = (column: string) => sql`select (j.v ->> ${column})::uuid from directory_import_row r cross join lateral (values (r.data), (r.before)) j(v) where r.import_id = ${importId} and r.change is distinct from 'same' and j.v ? ${column}`;
  const { rows } = await sql<{ id: string }>`select distinct s.id from hsds.service s left join hsds.service_at_location l on l.service_id = s.id
    left join hsds.phone p on p.service_id = s.id or p.location_id = l.location_id
    where s.id in (${ids}) or s.organization_id in (${ids}) or s.id in (${pointed('service_id')}) or s.id in (${pointed('link_id')}) or l.id in (${ids}) or l.id in (${pointed('service_at_location_id')})
      or l.location_id in (${ids}) or l.location_id in (${pointed('location_id')}) or p.id in (${pointed('phone_id')})
      or s.id in (select link_id from hsds.attribute where taxonomy_term_id in (${ids}))`.execute(tx);
  return rows.map((r) => r.id);
}
