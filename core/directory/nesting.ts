/** HSDS as nested JSON, taken apart into rows and put together again. Both ways keep everything: what has no place in a table stays under `extra`. */
import { BY_NESTING, HSDS, MANY, ONE, SINGLE } from './hsds.ts';
import type { Row } from './hsds.ts';
import { isUuid, readRow } from './rows.ts';
import type { Place, RowProblem } from './rows.ts';

type Json = Record<string, unknown>;
const isObject = (x: unknown): x is Json => typeof x === 'object' && x !== null && !Array.isArray(x);

/** Takes one object of a table apart. The same row nested in several places is one row that knows all its parents. */
export function flatten(table: string, object: Json, at: Place): { rows: Row[]; problems: RowProblem[] } {
  const rows = new Map<string, Row>();
  const problems: RowProblem[] = [];
  const walk = (name: string, given: Json, pointers: Json): void => {
    const raw: Json = { ...pointers };
    const children: (() => void)[] = [];
    for (const [key, value] of Object.entries(given)) {
      const many = MANY[key];
      const parent = many?.[1][name];
      if (Array.isArray(value) && parent) {
        for (const one of value) if (isObject(one)) children.push(() => walk(many![0], one, { [parent]: given.id }));
      } else if (Array.isArray(value) && key === 'attributes') {
        for (const one of value) if (isObject(one)) children.push(() => walk('attribute', one, { link_id: given.id }));
      } else if (Array.isArray(value) && key === 'metadata') {
        for (const one of value) if (isObject(one)) children.push(() => walk('metadata', one, { resource_id: given.id }));
      } else if (isObject(value) && SINGLE[name]?.includes(key)) {
        const [to, column] = ONE[key]!;
        raw[column] = value.id;
        children.push(() => walk(to, value, name === 'service' && key === 'program' && given.organization_id !== undefined ? { organization_id: given.organization_id } : {}));
      } else raw[key] = value;
    }
    const read = readRow(name, raw, at, false);
    // Inside a big object a line says little: the path to the row says where.
    problems.push(...read.problems.map((p) => ({ ...p, message: `${name.replaceAll('_', ' ')}${isUuid(given.id) ? ` ${given.id}` : ''}: ${p.message}` })));
    if (read.row) {
      const key = `${name} ${read.row.data.id}`;
      const had = rows.get(key);
      rows.set(key, had ? { table: name, data: mergeData(had.data, read.row.data) } : read.row);
    }
    for (const child of children) child();
  };
  walk(table, object, {});
  return { rows: [...rows.values()], problems };
}

/** What two sightings of one row know together; of a value that both have, the later. */
export function mergeData(a: Row['data'], b: Row['data']): Row['data'] {
  return { ...a, ...b, ...(a.extra || b.extra ? { extra: { ...(a.extra as object), ...(b.extra as object) } } : {}) };
}

/** Where rows are found when an object is put together. */
export interface Shelf {
  byId(table: string, id: unknown): Json | undefined;
  children(table: string, column: string, id: string): readonly Json[];
}
const CHILDREN: Record<string, readonly string[]> = Object.fromEntries([...HSDS.keys()].map((table) => [table, Object.entries(MANY).filter(([, [, parents]]) => parents[table]).map(([key]) => key)]));

/** The columns of a row as JSON has them: without what nesting says, without what is empty. */
export function flat(table: string, row: Json): Json {
  const out: Json = {};
  for (const column of HSDS.get(table)!.columns.keys()) if (!BY_NESTING.has(column) && row[column] !== null && row[column] !== undefined) out[column] = row[column];
  return { ...out, ...(row.extra as Json | null) };
}

/**
 * Puts a row together with all that hangs on it, as the full representation of HSDS 3 has it: an organization with its services, a service with its
 * organization and places, a service at a location with both. What one came from is not nested again.
 */
export function nest(shelf: Shelf, table: string, row: Json, above: readonly string[] = []): Json {
  const out = flat(table, row);
  const inside = [...above, table];
  for (const key of CHILDREN[table]!) {
    const [child, parents] = MANY[key]!;
    // Services are listed by an organization that was asked for itself; places by a service that was not reached from a place.
    if (above.includes(child) || (key === 'services' && above.length > 0)) continue;
    const found = shelf.children(child, parents[table]!, String(row.id));
    if (found.length > 0) out[key] = found.map((one) => nest(shelf, child, one, inside));
  }
  for (const key of SINGLE[table] ?? []) {
    const [to, column] = ONE[key]!;
    if (above.includes(to)) continue;
    const found = row[column] ? shelf.byId(to, row[column]) : undefined;
    if (found) out[key] = nest(shelf, to, found, inside);
  }
  if (table !== 'attribute' && table !== 'metadata' && table !== 'taxonomy_term' && table !== 'taxonomy') {
    const attributes = shelf.children('attribute', 'link_id', String(row.id));
    if (attributes.length > 0) out.attributes = attributes.map((one) => nest(shelf, 'attribute', one, inside));
  }
  if (table !== 'metadata') {
    const metadata = shelf.children('metadata', 'resource_id', String(row.id));
    if (metadata.length > 0) out.metadata = metadata.map((one) => nest(shelf, 'metadata', one, inside));
  }
  return out;
}
