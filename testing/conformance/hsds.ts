/**
 * The Human Services Data Specification 3.0 (openreferral/specification): its examples go in and come out as they were, and what our public API answers over
 * HTTP is valid against the published schemas, for every path and envelope of the published OpenAPI.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openSource, readCsv } from '#adapters/sources';
import { HSDS, readRow } from '#core/directory';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { stopOwnCluster } from '#testing/postgres';

type Json = Record<string, any>;
const operator: Actor = { kind: 'system', name: 'operator' };
const PLACES: Record<string, string> = { organization: 'organizations', service: 'services', service_at_location: 'service_at_locations', taxonomy: 'taxonomies', taxonomy_term: 'taxonomy_terms', location: 'locations' };

/** Lists in the order of their ids and without what is empty: the standard gives neither a meaning. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null && v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, normal(v)]));
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(normal(a)) === JSON.stringify(normal(b));

export async function hsds(folder: string): Promise<{ counts: Record<string, number>; wrong: string[] }> {
  const counts = { 'examples in and out': 0, 'tables in and out': 0, 'answers valid': 0, 'paths of the OpenAPI': 0 };
  const wrong: string[] = [];
  const it = await startSystem();
  const get = async (path: string): Promise<Json> => {
    const response = await fetch(`${it.url}/hsds${path}`);
    if (response.status !== 200) wrong.push(`GET ${path} answered ${response.status}`);
    return (await response.json()) as Json;
  };
  try {
    await examples(it, join(folder, 'examples'), get, counts, wrong);
    await tables(it, join(folder, 'examples'), counts, wrong);
    await answers(it, folder, get, counts, wrong);
  } finally {
    await it.stop();
    await stopOwnCluster();
  }
  return { counts, wrong };
}

async function withImported(it: TestSystem, address: string, work: () => Promise<void>): Promise<void> {
  const { db, directory } = it.system;
  const importId = await directory.imports.read(db, operator, address, openSource(address));
  await inTx(db, (tx) => directory.imports.apply(tx, operator, importId));
  await work();
  await inTx(db, (tx) => directory.imports.undo(tx, operator, importId));
}

async function examples(it: TestSystem, folder: string, get: (path: string) => Promise<Json>, counts: Record<string, number>, wrong: string[]): Promise<void> {
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.json') && !['base.json', 'tabular.json'].includes(one))) {
    const given = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
    const table = file.replace(/(_full|_list)?\.json$/, '');
    await withImported(it, join(folder, file), async () => {
      if (Array.isArray(given.contents)) {
        for (const one of given.contents as Json[]) {
          let found: Json | undefined;
          for (let page = 1; !found; page += 1) { const answer = await get(`/${PLACES[table]}?per_page=100&page=${page}`); found = (answer.contents as Json[]).find((x) => x.id === one.id); if (answer.last_page) break; }
          if (!same(found, one)) wrong.push(`${file}: what came out differs`);
        }
      } else {
        const found = await get(`/${PLACES[table]}/${given.id}${table === 'organization' ? '?full_service=true' : ''}`);
        if (!same(found, given)) wrong.push(`${file}: what came out differs`);
      }
    });
    counts['examples in and out']! += 1;
  }
  const about = await get('');
  if (about.version !== (JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8')) as Json).version) wrong.push('base.json: another version');
}

/** The tables as sets of rows, typed as the standard types them. */
async function tables(it: TestSystem, folder: string, counts: Record<string, number>, wrong: string[]): Promise<void> {
  const compare = async (name: string, given: Map<string, Json[]>): Promise<void> => {
    await withImported(it, join(folder, name), async () => {
      await inTx(it.system.db, async (tx) => {
        for await (const { table, rows } of it.system.directory.api.tables(tx)) {
          const wanted = (given.get(table) ?? []).map((raw) => readRow(table, raw, { file: '', line: null }, true).row!.data).map(({ extra, ...data }) => ({ ...data, ...(extra as Json | undefined) }));
          const found = rows.filter((row) => wanted.some((w) => w.id === row.id));
          if (!same(found, wanted)) wrong.push(`${name}: the table ${table} differs`);
          counts['tables in and out']! += 1;
        }
      });
    });
  };
  const tabular = JSON.parse(readFileSync(join(folder, 'tabular.json'), 'utf8')) as Record<string, Json[]>;
  await compare('tabular.json', new Map([...HSDS].map(([table, { file }]) => [table, tabular[file] ?? []])));
  const csv = new Map<string, Json[]>();
  for (const [table, { file }] of HSDS) {
    let heads: string[] | null = null;
    const rows: Json[] = [];
    for await (const { cells } of readCsv(join(folder, 'csv', file))) if (!heads) heads = cells; else rows.push(Object.fromEntries(heads.map((h, i) => [h, cells[i]])));
    csv.set(table, rows);
  }
  await compare('csv', csv);
}

async function answers(it: TestSystem, folder: string, get: (path: string) => Promise<Json>, counts: Record<string, number>, wrong: string[]): Promise<void> {
  const read = (path: string): Json => JSON.parse(readFileSync(join(folder, 'schema', path), 'utf8')) as Json;
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false });
  (addFormats as unknown as (a: Ajv2020) => void)(ajv);
  const compiled = new Map<string, ValidateFunction>();
  for (const name of ['taxonomy.json', 'taxonomy_term.json', 'metadata.json']) ajv.addSchema(read(name), name);
  const schemaOf = (ref: string): ValidateFunction => {
    const name = ref.replace(/^.*\/schema\//, '');
    const had = compiled.get(name);
    if (had) return had;
    const made = ajv.getSchema(name) ?? ajv.compile(read(name));
    compiled.set(name, made);
    return made;
  };
  const api = read('openapi.json');
  const envelope = ajv.compile({ ...api.components.schemas.Page, required: Object.keys(api.components.schemas.Page.properties as Json) });
  const check = (validate: ValidateFunction, value: unknown, what: string): void => {
    counts['answers valid']! += 1;
    if (!validate(value)) wrong.push(`${what}: ${validate.errors?.[0]?.instancePath} ${validate.errors?.[0]?.message}`);
  };
  await withImported(it, join(folder, 'examples', 'organization_full.json'), async () => {
    const ids = new Map<string, string[]>();
    for (const [path, item] of Object.entries(api.paths as Json).sort(([a], [b]) => a.length - b.length)) {
      counts['paths of the OpenAPI']! += 1;
      const schema = item.get.responses['200'].content['application/json'].schema as Json;
      const name = path.split('/')[1]!;
      if (path === '/') check(ajv.compile({ ...schema, required: Object.keys(schema.properties as Json) }), await get(''), path);
      else if (!path.includes('{id}')) {
        const inner = schemaOf(String(schema.properties.contents.items.$ref));
        for (let page = 1; ; page += 1) {
          const answer = await get(`${path}?per_page=100&page=${page}`);
          check(envelope, answer, path);
          for (const one of answer.contents as Json[]) { check(inner, one, `${path} ${one.id}`); ids.set(name, [...(ids.get(name) ?? []), String(one.id)]); }
          if (answer.last_page) break;
        }
        // Every parameter of the reference is known here, or refused by name instead of being left out silently.
        for (const parameter of (item.get.parameters ?? []) as Json[]) {
          const called = String(parameter.name ?? String(parameter.$ref).split('/').pop());
          const value = { page: '1', per_page: '1', minimal: 'true', full: 'true', full_service: 'true', top_only: 'true', format: 'json', modified_after: '2020-01-01T00:00:00Z', search: 'example' }[called] ?? 'd9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610';
          const { status } = await fetch(`${it.url}/hsds${path}?${called}=${value}`);
          if (status !== (['postcode', 'proximity'].includes(called) ? 422 : 200)) wrong.push(`${path}?${called} answered ${status}`);
        }
      } else {
        const validate = schemaOf(name === 'service_at_locations' ? 'compiled/service_at_location.json' : String(schema.$ref));
        for (const id of (ids.get(name) ?? []).slice(-12)) check(validate, await get(path.replace('{id}', id)), `${path} ${id}`);
      }
    }
  });
}
