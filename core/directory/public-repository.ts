/** The SQL of the public reading of the directory. What is confidential, and where people live, is taken out here and nowhere later. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#core/kernel';
import { HSDS, MANY, ONE, SINGLE } from './hsds.ts';
import type { Shelf } from './nesting.ts';

type Json = Record<string, unknown>;
const ours = sql.raw(`'{source_id,hash,gone_at,residential,accepts_referrals,capacity,capacity_at,checked_by,checked_at,confidential}'::text[]`);
/** A place that may be known: not confidential, and no service stands there where people live. */
const openPlace = (id: RawBuilder<unknown>) => sql`exists (select from hsds.location pl where pl.id = ${id} and not pl.confidential) and not exists (select from hsds.service_at_location ps join hsds.service pv on pv.id = ps.service_id and pv.residential where ps.location_id = ${id})`;
const visible = (table: string): RawBuilder<unknown> =>
  table === 'location' ? sql`t.gone_at is null and ${openPlace(sql`t.id`)}`
    : table === 'service_at_location' ? sql`t.gone_at is null and ${openPlace(sql`t.location_id`)}`
      : ['address', 'accessibility'].includes(table) ? sql`t.gone_at is null and ${openPlace(sql`t.location_id`)}`
        : sql`t.gone_at is null`;

async function rowsWhere(tx: Tx, table: string, column: string, ids: readonly string[]): Promise<Json[]> {
  if (ids.length === 0) return [];
  return (await sql<{ row: Json }>`select to_jsonb(t) - ${ours} as row from ${sql.table(`hsds.${table}`)} t where ${sql.ref(`t.${column}`)} = any(${ids}::uuid[]) and ${visible(table)} order by t.id`.execute(tx)).rows.map((r) => r.row);
}

/** Loads everything that hangs on some rows, a table at a time. */
export async function shelfOf(tx: Tx, root: string, roots: readonly Json[], deep: boolean): Promise<Shelf> {
  const byId = new Map<string, Json>();
  const children = new Map<string, Json[]>();
  const asked = new Set<string>();
  const visit = async (table: string, all: readonly Json[]): Promise<void> => {
    for (const row of all) byId.set(`${table} ${String(row.id)}`, row);
    const fetchChildren = async (child: string, column: string): Promise<void> => {
      const ids = all.map((r) => String(r.id)).filter((id) => !asked.has(`${child} ${column} ${id}`));
      for (const id of ids) asked.add(`${child} ${column} ${id}`);
      const found = await rowsWhere(tx, child, column, ids);
      for (const row of found) { const key = `${child} ${column} ${String(row[column])}`; const had = children.get(key); if (had) had.push(row); else children.set(key, [row]); }
      if (found.length > 0) await visit(child, found);
    };
    if (deep) {
      for (const [key, [child, parents]] of Object.entries(MANY)) if (parents[table] && (key !== 'services' || table === root)) await fetchChildren(child, parents[table]!);
      if (!['attribute', 'metadata', 'taxonomy_term', 'taxonomy'].includes(table)) await fetchChildren('attribute', 'link_id');
      if (table !== 'metadata') await fetchChildren('metadata', 'resource_id');
    }
    for (const key of SINGLE[table] ?? []) {
      const [to, column] = ONE[key]!;
      const ids = [...new Set(all.flatMap((r) => (r[column] && !byId.has(`${to} ${String(r[column])}`) ? [String(r[column])] : [])))];
      const found = await rowsWhere(tx, to, 'id', ids);
      if (found.length > 0) await visit(to, found);
    }
  };
  await visit(root, roots);
  return { byId: (table, id) => byId.get(`${table} ${String(id)}`), children: (table, column, id) => children.get(`${table} ${column} ${id}`) ?? [] };
}

export interface PublicQuery {
  search?: string | undefined; page?: number | undefined; per_page?: number | undefined; full?: boolean | undefined; full_service?: boolean | undefined; minimal?: boolean | undefined; modified_after?: string | undefined;
  taxonomy_term_id?: string | undefined; taxonomy_id?: string | undefined; organization_id?: string | undefined; top_only?: boolean | undefined; parent_id?: string | undefined;
}
export async function pageOf(tx: Tx, table: string, q: PublicQuery, limit: number, offset: number): Promise<{ total: number; rows: Json[] }> {
  const conditions = [visible(table)];
  const words = (q.search ?? '').trim().split(/\s+/).filter(Boolean).slice(0, 8);
  const texts = ['name', 'alternate_name', 'description'].filter((c) => HSDS.get(table)!.columns.has(c));
  const like = (of: string, columns: readonly string[], word: string) => sql`(${sql.join(columns.map((c) => sql`${sql.ref(`${of}.${c}`)} ilike ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`), sql` or `)})`;
  for (const word of words) {
    conditions.push(table === 'service_at_location' ? sql`(${like('t', ['description'], word)} or exists (select from hsds.service s where s.id = t.service_id and ${like('s', ['name', 'alternate_name', 'description'], word)}))` : like('t', texts, word));
  }
  const service = table === 'service' ? sql`t.id` : sql`t.service_id`;
  if (q.taxonomy_term_id) conditions.push(sql`exists (select from hsds.attribute a where a.link_id in (t.id, ${service}) and a.taxonomy_term_id::text = ${q.taxonomy_term_id} and a.gone_at is null)`);
  if (q.taxonomy_id && table === 'taxonomy_term') conditions.push(sql`t.taxonomy_id::text = ${q.taxonomy_id}`);
  else if (q.taxonomy_id) conditions.push(sql`exists (select from hsds.attribute a join hsds.taxonomy_term x on x.id = a.taxonomy_term_id where a.link_id in (t.id, ${service}) and x.taxonomy_id::text = ${q.taxonomy_id} and a.gone_at is null)`);
  if (q.organization_id) conditions.push(table === 'service' ? sql`t.organization_id::text = ${q.organization_id}` : sql`exists (select from hsds.service s where s.id = t.service_id and s.organization_id::text = ${q.organization_id})`);
  if (q.modified_after) conditions.push(table === 'service' ? sql`t.last_modified >= ${q.modified_after}` : sql`exists (select from hsds.service s where s.id = t.service_id and s.last_modified >= ${q.modified_after})`);
  if (q.parent_id) conditions.push(sql`t.parent_id::text = ${q.parent_id}`);
  if (q.top_only) conditions.push(sql`t.parent_id is null`);
  const where = sql.join(conditions, sql` and `);
  const total = (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(`hsds.${table}`)} t where ${where}`.execute(tx)).rows[0]!.n;
  const { rows } = await sql<{ row: Json }>`select to_jsonb(t) - ${ours} as row from ${sql.table(`hsds.${table}`)} t where ${where} order by t.id limit ${limit} offset ${offset}`.execute(tx);
  return { total, rows: rows.map((r) => r.row) };
}
export async function one(tx: Tx, table: string, id: string): Promise<Json | undefined> {
  return (await rowsWhere(tx, table, 'id', [id]))[0];
}
/** All rows of a table for an export, in pages by id: what the public may see. Columns are the standard's. */
export async function tableRows(tx: Tx, table: string, afterId: string | null, limit: number): Promise<Json[]> {
  return (await sql<{ row: Json }>`select to_jsonb(t) - ${ours} as row from ${sql.table(`hsds.${table}`)} t where (${afterId}::uuid is null or t.id > ${afterId}::uuid) and ${visible(table)} order by t.id limit ${limit}`.execute(tx)).rows.map((r) => r.row);
}
