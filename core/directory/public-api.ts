/** The directory as HSDS 3 gives it to the public: read only, without confidential places. Names and envelope are those of the HSDS API reference. */
import { invalid, notFound } from '#core/kernel';
import type { Tx } from '#core/kernel';
import { HSDS } from './hsds.ts';
import { flat, nest } from './nesting.ts';
import type { Shelf } from './nesting.ts';
import * as rows from './public-repository.ts';
import type { PublicQuery } from './public-repository.ts';
import { isUuid } from './rows.ts';

type Json = Record<string, unknown>;
export interface Page { total_items: number; total_pages: number; page_number: number; size: number; first_page: boolean; last_page: boolean; empty: boolean; contents: Json[] }
export type PublicTable = 'organization' | 'service' | 'service_at_location' | 'taxonomy' | 'taxonomy_term';
const MOST = 100;

/** What a list shows of a row: its own values, and single objects beside it. */
function brief(shelf: Shelf, table: string, row: Json): Json {
  const out = flat(table, row);
  const beside = (key: string, to: string, column: string): void => {
    const found = row[column] ? shelf.byId(to, row[column]) : undefined;
    if (found) out[key] = to === 'service' ? brief(shelf, 'service', found) : flat(to, found);
  };
  if (table === 'service') { beside('organization', 'organization', 'organization_id'); beside('program', 'program', 'program_id'); }
  if (table === 'service_at_location') { beside('location', 'location', 'location_id'); beside('service', 'service', 'service_id'); }
  if (table === 'taxonomy_term') beside('taxonomy_detail', 'taxonomy', 'taxonomy_id');
  return out;
}

/** Services inside an organization: only who they are, unless all of them was asked for. */
function withServices(organization: Json, full: boolean): Json {
  if (full || !Array.isArray(organization.services)) return organization;
  return { ...organization, services: (organization.services as Json[]).map((s) => ({ id: s.id, name: s.name, status: s.status, ...(s.description === undefined ? {} : { description: s.description }) })) };
}

export function publicApi() {
  return {
    /** A page of a table. @throws Invalid for a page that is none */
    async page(tx: Tx, table: PublicTable, q: PublicQuery): Promise<Page> {
      const size = Math.min(Math.max(1, q.per_page ?? 20), q.minimal ? 100_000 : MOST);
      const number = q.page ?? 1;
      if (number < 1) throw invalid('Invalid', 'The first page is 1.', 'Ask for page 1 or a later one.');
      const { total, rows: found } = await rows.pageOf(tx, table, q, size, (number - 1) * size);
      const full = q.full === true || (table === 'organization' && q.full_service === true);
      let contents: Json[];
      if (q.minimal) contents = found.map((r) => ({ id: r.id, modified_date: r.last_modified ?? null }));
      else {
        const shelf = await rows.shelfOf(tx, table, found, full);
        contents = found.map((r) => (full ? withServices(nest(shelf, table, r), table !== 'organization' || q.full_service === true) : brief(shelf, table, r)));
      }
      const pages = Math.max(1, Math.ceil(total / size));
      return { total_items: total, total_pages: pages, page_number: number, size: contents.length, first_page: number === 1, last_page: number >= pages, empty: contents.length === 0, contents };
    },
    /** One row with everything that hangs on it. @throws NotFound */
    async one(tx: Tx, table: PublicTable, id: string, options: { fullService?: boolean } = {}): Promise<Json> {
      const row = isUuid(id) ? await rows.one(tx, table, id) : undefined;
      if (!row) throw notFound();
      return withServices(nest(await rows.shelfOf(tx, table, [row], true), table, row), table !== 'organization' || options.fullService !== false);
    },
    /** One location, as it nests elsewhere. */
    async location(tx: Tx, id: string): Promise<Json> {
      const row = isUuid(id) ? await rows.one(tx, 'location', id) : undefined;
      if (!row) throw notFound();
      return nest(await rows.shelfOf(tx, 'location', [row], true), 'location', row);
    },
    /** Every table of the package, row by row, with the standard's columns; what a source said beside them follows. */
    async *tables(tx: Tx): AsyncGenerator<{ table: string; file: string; columns: string[]; rows: Json[] }> {
      for (const [table, spec] of HSDS) {
        const all: Json[] = [];
        for (let after: string | null = null; ;) {
          const found = await rows.tableRows(tx, table, after, 5000);
          all.push(...found.map(({ extra, ...row }) => ({ ...row, ...(extra as Json | null) })));
          if (found.length < 5000) break;
          after = String(found.at(-1)!.id);
        }
        const extra = new Set(all.flatMap((row) => Object.keys(row)).filter((name) => !spec.columns.has(name)));
        yield { table, file: spec.file, columns: [...spec.columns.keys(), ...extra], rows: all };
      }
    },
  };
}
