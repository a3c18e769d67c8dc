/** Pools and Kysely on top of them. */
import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver } from 'kysely';
import type { DatabaseConnection, PostgresDialectConfig, TransactionSettings } from 'kysely';
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

/** Statements kept prepared on a connection at most; texts that come later are planned each time. */
const PREPARED = 400;
const names = new Map<string, string>();
/** PostgreSQL plans a named statement once a connection. Texts are the same on all of them, so names are too. */
function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < PREPARED) names.set(text, (name = `s${names.size}`));
  return name;
}

/** Sends what is asked in one turn of the loop with one write, and keeps statements with values prepared. */
class PipelinedClient extends pg.Client {
  #corked = false;
  override query(...args: any[]): any {
    this.#cork();
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
    return (super.query as (...all: unknown[]) => unknown)(...(name === undefined ? args : [{ name, text, values }, ...rest]));
  }
  #cork(): void {
    const stream = (this as unknown as { connection?: { stream?: { cork(): void; uncork(): void } } }).connection?.stream;
    if (this.#corked || stream === undefined) return;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }
}

/** BEGIN travels with the first statement instead of being waited for; on a connection that works it cannot fail. */
class PipelinedDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel !== undefined || settings.accessMode !== undefined) return super.beginTransaction(connection, settings);
    connection.executeQuery(CompiledQuery.raw('begin')).catch(() => {});
  }
}
class PipelinedDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }
  override createDriver(): PostgresDriver {
    return new PipelinedDriver(this.#config);
  }
}

/** A pool that outlives broken connections: a lost one is replaced at the next query. */
export function openPool({ url, max = 20 }: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    pipeline: true,
    Client: PipelinedClient,
    application_name: 'havenline',
    connectionTimeoutMillis: 15_000,
    types: types as pg.CustomTypesConfig,
  });
  // A connection that breaks reports it here while it is idle, and by itself while somebody works on it, between two statements too: without a
  // listener that ends the process. Who works on it hears of it from the next statement.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Kysely on a pool of its own; `destroy()` ends the pool too. */
export function openDatabase<DB = any>(options: DatabaseOptions): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PipelinedDialect({ pool: openPool(options) }) });
}

/** The same with an address alone. */
export function createKysely<DB = any>(url: string, max?: number): Kysely<DB> {
  return openDatabase<DB>(max === undefined ? { url } : { url, max });
}
