/** HSDS as a JSON file: one object, a list, a page as the API gives it, or one object of lists named after the tables (tabular.json). */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { flatten, HSDS, readRow } from '#core/directory';
import type { Batch, HsdsSource, RowProblem } from '#core/directory';
import { HavenlineError } from '#core/kernel';

type Json = Record<string, unknown>;
const BATCH = 50;

/** What kind of object this is, by what only one kind has. Null when nothing tells. */
export function tableOf(o: Json): string | null {
  if ('taxonomy_detail' in o || 'term_uri' in o || ('taxonomy' in o && 'code' in o)) return 'taxonomy_term';
  if ('status' in o && 'name' in o) return 'service';
  if ('location_type' in o || 'addresses' in o) return 'location';
  if ('location' in o || ('service_id' in o && 'location_id' in o) || 'service' in o) return 'service_at_location';
  const organization = ['services', 'locations', 'programs', 'organization_identifiers', 'legal_status', 'tax_status', 'website', 'year_incorporated', 'email', 'funding', 'contacts', 'phones'];
  if ('name' in o && 'description' in o) return organization.some((key) => key in o) ? 'organization' : 'version' in o || 'uri' in o ? 'taxonomy' : 'organization';
  return null;
}

export function openJson(path: string): HsdsSource {
  const bad = (what: string): HavenlineError => new HavenlineError('SourceUnreadable', 422, what, 'Give a JSON file of HSDS 3: an object, a list or a page of them.');
  if (!existsSync(path)) throw bad(`There is no file ${path}.`);
  const text = readFileSync(path, 'utf8');
  const file = basename(path);
  let given: unknown;
  try { given = JSON.parse(text); } catch (error) { throw bad(`${file} is not JSON: ${(error as Error).message}.`); }
  return { kind: 'json', address: path, fingerprint: async () => createHash('sha256').update(text).digest('hex'), read: (cursor) => readObjects(given, file, (cursor as number | null) ?? 0) };
}

/** Objects into batches, from the `from`th on. */
export async function* readObjects(given: unknown, file: string, from: number): AsyncGenerator<Batch> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given) && Object.keys(given).some((key) => key.endsWith('.csv'))) return yield* readTabular(given as Record<string, Json[]>, from);
  const page = typeof given === 'object' && given !== null && Array.isArray((given as Json).contents) ? ((given as Json).contents as unknown[]) : Array.isArray(given) ? given : [given];
  for (let at = from; at < page.length; at += BATCH) {
    const batch: Batch = { rows: [], problems: [], cursor: Math.min(at + BATCH, page.length) };
    page.slice(at, at + BATCH).forEach((one, i) => {
      const line = at + i + 1;
      const table = typeof one === 'object' && one !== null ? tableOf(one as Json) : null;
      if (!table) batch.problems.push({ severity: 'rejected', file, line, code: 'UnknownKind', message: 'This is not an object of HSDS that can be told.', action: 'Give organizations, services, services at locations, locations, taxonomies or taxonomy terms.' });
      else take(batch, table, one as Json, file, line);
    });
    yield batch;
  }
}
export function take(batch: { rows: Batch['rows']; problems: RowProblem[] }, table: string, object: Json, file: string, line: number | null): void {
  const { rows, problems } = flatten(table, object, { file, line });
  batch.rows.push(...rows.map((r) => ({ ...r, file, line })));
  batch.problems.push(...problems);
}
async function* readTabular(given: Record<string, Json[]>, from: number): AsyncGenerator<Batch> {
  const tables = [...HSDS.values()].filter((t) => Array.isArray(given[t.file]));
  for (let at = from; at < tables.length; at += 1) {
    const { name, file } = tables[at]!;
    const batch: Batch = { rows: [], problems: [], cursor: at + 1 };
    given[file]!.forEach((raw, i) => {
      const read = readRow(name, raw, { file, line: i + 1 }, true);
      batch.problems.push(...read.problems);
      if (read.row) batch.rows.push({ ...read.row, file, line: i + 1 });
    });
    yield batch;
  }
}
