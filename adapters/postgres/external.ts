/** A PostgreSQL server of the operator's own, named by DATABASE_URL. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PostgresUnavailable } from './errors.ts';
import { APP_ROLE, ensureAppRole, quoteIdentifier } from './roles.ts';

export interface ExternalOptions {
  /** Address with the role that owns the database. */
  url: string;
  /** Address with the role the server works with, if the operator made it. */
  appUrl?: string;
  /** Where the password of a role that we make is kept. */
  dataDir: string;
  /** Where it is said loudly that the server writes down more than it should. */
  log?: (line: string) => void;
}

/** What a server has to be told so that no statement, and with it no value, reaches its log; and what each means otherwise. */
const QUIET: Record<string, RegExp> = {
  log_error_verbosity: /^terse$/, log_min_error_statement: /^panic$/, log_statement: /^none$/, log_min_duration_statement: /^-1$/, log_min_duration_sample: /^-1$/,
  log_parameter_max_length_on_error: /^0$/, log_transaction_sample_rate: /^0$/,
};

/** The settings of a server by which its own log could hold what somebody told us, as the role sees them. */
export async function leakySettings(client: Pick<pg.Client, 'query'>): Promise<string[]> {
  const { rows } = await client.query('select name, setting from pg_settings where name = any($1)', [Object.keys(QUIET)]);
  return (rows as { name: string; setting: string }[]).filter((row) => !QUIET[row.name]!.test(row.setting)).map((row) => `${row.name} = ${row.setting}`).sort();
}

/**
 * Reaches the server, checks its version, and sees to it that the role havenline_app exists.
 * @throws PostgresUnavailable with what to do
 */
export async function prepareExternalDatabase(options: ExternalOptions): Promise<{ ownerUrl: string; appUrl: string }> {
  const client = await connect(options.url, 'DATABASE_URL');
  try {
    const { rows } = await client.query(
      `select current_setting('server_version_num')::int as version, current_database() as database,
              coalesce((select rolcreaterole or rolsuper from pg_roles where rolname = current_user), false) as may_create,
              exists (select 1 from pg_roles where rolname = $1) as there`,
      [APP_ROLE],
    );
    const server = rows[0] as { version: number; database: string; may_create: boolean; there: boolean };
    if (server.version < 150000) {
      throw new PostgresUnavailable(
        `The server of DATABASE_URL is PostgreSQL ${Math.floor(server.version / 10000)}; Havenline needs 15 or newer. Upgrade it, or start without DATABASE_URL.`,
      );
    }
    const leaky = await leakySettings(client);
    if (leaky.length > 0) {
      options.log?.(`WARNING: the log of the server of DATABASE_URL can hold what callers told us (${leaky.join(', ')}). As its administrator: ` +
        'alter system set log_error_verbosity = terse; alter system set log_min_error_statement = panic; alter system set log_statement = none; alter system set log_min_duration_statement = -1; ' +
        'alter system set log_parameter_max_length_on_error = 0; select pg_reload_conf();');
    }
    if (options.appUrl !== undefined) {
      await (await connect(options.appUrl, 'DATABASE_APP_URL')).end();
      return { ownerUrl: options.url, appUrl: options.appUrl };
    }
    return { ownerUrl: options.url, appUrl: await appAddress(client, options, server) };
  } finally {
    await client.end().catch(() => {});
  }
}

async function appAddress(
  client: pg.Client,
  options: ExternalOptions,
  server: { database: string; may_create: boolean; there: boolean },
): Promise<string> {
  const file = join(options.dataDir, 'database-app-password');
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  if (known !== null) {
    const url = withRole(options.url, known);
    if (await works(url)) return url;
  }
  const byHand =
    `run "create role ${APP_ROLE} login nobypassrls password '...'; grant connect on database ${server.database} to ${APP_ROLE};" ` +
    'as an administrator of the server and give its address as DATABASE_APP_URL.';
  if (server.there) {
    // Setting a new password here would cut off another Havenline server that works with this role.
    throw new PostgresUnavailable(
      `The role ${APP_ROLE} is there already, and its password is not known here. Give its address as DATABASE_APP_URL, ` +
        `or copy ${file} from the server that made it.`,
    );
  }
  if (!server.may_create) {
    throw new PostgresUnavailable(`The role of DATABASE_URL may not create roles. Either ${byHand}`);
  }
  const password = known ?? randomBytes(24).toString('base64url');
  mkdirSync(options.dataDir, { recursive: true });
  writeFileSync(`${file}.tmp`, `${password}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  await ensureAppRole(client, password);
  await client.query(`grant connect, temporary on database ${quoteIdentifier(server.database)} to ${APP_ROLE}`);
  const url = withRole(options.url, password);
  if (!(await works(url))) {
    throw new PostgresUnavailable(`The role ${APP_ROLE} was made but may not sign in: let pg_hba.conf of the server accept it like the role of DATABASE_URL.`);
  }
  return url;
}

function withRole(url: string, password: string): string {
  const address = new URL(url);
  address.username = APP_ROLE;
  address.password = password;
  address.searchParams.delete('user');
  address.searchParams.delete('password');
  return address.toString();
}

async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => {});
    const error = cause as Error & { code?: string };
    throw new PostgresUnavailable(
      `The database of ${name} cannot be reached: ${error.message || error.code || 'no answer'}. ` +
        'Check host, port, user and password in that address, and that the server runs; or start without DATABASE_URL to use the embedded one.',
      { cause },
    );
  }
}

async function works(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
