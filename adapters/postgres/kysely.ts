/** Pools and Kysely on top of them. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

// bigint and numeric counts come as numbers: none of ours gets near 2^53. numeric stays text.
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

export interface DatabaseOptions {
  url: string;
  /** Connections at most. Default 20. */
  max?: number;
}

/** A pool that outlives broken connections: a lost one is replaced at the next query. */
export function openPool({ url, max = 20 }: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'havenline',
    connectionTimeoutMillis: 15_000,
    types: types as pg.CustomTypesConfig,
  });
  // An idle connection that breaks reports here; without a listener that ends the process.
  pool.on('error', () => {});
  return pool;
}

/** Kysely on a pool of its own; `destroy()` ends the pool too. */
export function openDatabase<DB = any>(options: DatabaseOptions): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: openPool(options) }) });
}

/** The same with an address alone. */
export function createKysely<DB = any>(url: string, max?: number): Kysely<DB> {
  return openDatabase<DB>(max === undefined ? { url } : { url, max });
}
