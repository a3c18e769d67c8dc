/** The schema: forward-only migrations in numbered .sql files, and a dump of what they amount to. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
export { dumpSchema, SCHEMA_FILE } from './dump.ts';

/** Where the numbered files are. */
export const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

// One number for all servers on a database: only one migrates, the others wait.
const LOCK = 4_718_240_117;

export interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

export class MigrationError extends Error {
  override name = 'MigrationError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Reads and checks the files of a folder, in order. */
export function readMigrations(folder: string = MIGRATIONS): Migration[] {
  const seen = new Map<number, string>();
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const match = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file);
      if (!match) {
        throw new MigrationError('migration_name', `The migration ${file} has to be named like 0002_what_it_does.sql.`);
      }
      const number = Number(match[1]);
      const twin = seen.get(number);
      if (twin !== undefined) {
        throw new MigrationError('migration_number', `The migrations ${twin} and ${file} have the same number. Give the newer one the next free number.`);
      }
      seen.set(number, file);
      const sql = readFileSync(join(folder, file), 'utf8');
      return { number, name: file, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Applies what is missing, each file in a transaction of its own, and answers the names of what it applied.
 * @throws MigrationError if an applied file was changed or removed, or if a file fails (its transaction is rolled back)
 */
export async function migrate(ownerUrl: string, folder: string = MIGRATIONS): Promise<string[]> {
  const files = readMigrations(folder);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'havenline migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create table if not exists schema_migration (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ number: number; name: string; checksum: string }>('select number, name, checksum from schema_migration order by number');
    for (const applied of rows) checkApplied(applied, files);
    const latest = rows.at(-1)?.number ?? 0;
    const done = new Set(rows.map((row) => row.number));
    const applied: string[] = [];
    for (const file of files) {
      if (done.has(file.number)) continue;
      if (file.number < latest) {
        throw new MigrationError(
          'migration_order',
          `The migration ${file.name} is older than the latest one applied here (${latest}). Migrations only go forward: give it a number above ${latest}.`,
        );
      }
      await apply(client, file);
      applied.push(file.name);
    }
    return applied;
  } finally {
    await client.end().catch(() => {});
  }
}

function checkApplied(applied: { number: number; name: string; checksum: string }, files: Migration[]): void {
  const file = files.find((candidate) => candidate.number === applied.number);
  if (!file) {
    throw new MigrationError(
      'migration_missing',
      `This database has the migration ${applied.name}, which this version of Havenline does not know. Start the version that applied it, or a newer one.`,
    );
  }
  if (file.checksum !== applied.checksum) {
    throw new MigrationError(
      'migration_changed',
      `The migration ${file.name} was changed after it had been applied to this database. Restore the file as it was, and put the change into a new migration.`,
    );
  }
}

async function apply(client: pg.Client, file: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(file.sql);
    await client.query('reset role; reset search_path');
    await client.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [file.number, file.name, file.checksum]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => {});
    const error = cause as pg.DatabaseError;
    const line = error.position === undefined ? '' : ` (line ${file.sql.slice(0, Number(error.position)).split('\n').length})`;
    throw new MigrationError('migration_failed', `The migration ${file.name} failed${line}: ${error.message}. Nothing of it was kept.`, { cause });
  }
}
