/** PostgreSQL brought along: a private cluster under the data directory, reached over a unix socket with SCRAM. */
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { PostgresUnavailable } from './errors.ts';
import { findPostmaster, initCluster, isAlive, startPostmaster, stopPostmaster } from './postmaster.ts';
import { APP_ROLE, ensureAppRole, quoteIdentifier, quoteLiteral } from './roles.ts';
import { installRuntime, postgresAccount, postgresMayPass } from './runtime.ts';

export const ADMIN_ROLE = 'havenline_admin';
export const OWNER_ROLE = 'havenline_owner';
export const DATABASE = 'havenline';

/** One line to whoever starts us. */
export type Log = (line: string) => void;

export interface EmbeddedOptions {
  dataDir: string;
  log?: Log;
  /** For tests: nothing has to survive a power cut, so fsync is off. */
  ephemeral?: boolean;
  /** How long PostgreSQL may take to answer, recovery after a crash included. Default 120 s. */
  startTimeoutMs?: number;
}

export interface EmbeddedPostgres {
  /** Owns the database and its schema; for migrations alone. */
  ownerUrl: string;
  /** What the server works with: owns nothing, row policies hold for it. */
  appUrl: string;
  /** The cluster's superuser; for making databases. */
  adminUrl: string;
  /** True if a postmaster left behind by an earlier start was taken over. */
  adopted: boolean;
  /** False once it has ended, whoever ended it. */
  running(): boolean;
  /** URL of the same role on another database of this cluster. */
  urlFor(role: 'owner' | 'app' | 'admin', database: string): string;
  stop(): Promise<void>;
}

interface Secrets {
  admin: string;
  owner: string;
  app: string;
}

/**
 * Starts the cluster under `dataDir`/postgres, or takes over the one that an earlier start left running.
 * @throws PostgresUnavailable with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const home = join(resolve(options.dataDir), 'postgres');
  const account = postgresAccount();
  mkdirSync(home, { recursive: true });
  if (account !== null && !postgresMayPass(home)) {
    throw new PostgresUnavailable(
      `PostgreSQL does not run as root, and the account it runs as (uid ${account.uid}) cannot pass through to ${home}. ` +
        'Choose another folder with --data, for instance /var/lib/havenline.',
    );
  }
  const cluster = join(home, 'cluster');
  const secrets = readSecrets(home);
  const sockets = socketFolder(home);
  const runtime = await installRuntime(home);

  if (!existsSync(cluster)) createCluster(runtime, home, cluster, secrets.admin, options.ephemeral === true, log);

  const url = (role: keyof Secrets, database: string): string =>
    `postgresql://${{ admin: ADMIN_ROLE, owner: OWNER_ROLE, app: APP_ROLE }[role]}:${secrets[role]}@localhost:5432/${database}?host=${encodeURIComponent(sockets)}`;

  let pid = findPostmaster(cluster);
  let adopted = pid !== null;
  const timeout = options.startTimeoutMs ?? 120_000;
  if (pid !== null) {
    log('Found PostgreSQL still running from an earlier start; taking it over.');
    if (!(await answers(url('admin', 'postgres'), pid, 15_000))) {
      log('It does not answer; stopping it and starting again.');
      await stopPostmaster(pid, 5_000);
      findPostmaster(cluster);
      pid = null;
      adopted = false;
    }
  }
  const logFile = join(home, 'postgres.log');
  if (pid === null) {
    pid = startPostmaster(runtime, cluster, logFile, settings(sockets, options.ephemeral === true));
    if (!(await answers(url('admin', 'postgres'), pid, timeout))) {
      const gone = !isAlive(pid);
      await stopPostmaster(pid, 5_000);
      throw new PostgresUnavailable(
        `PostgreSQL ${gone ? 'ended while starting' : `did not answer within ${timeout / 1000} s`}. ` +
          `The last lines of ${logFile}:\n${tail(logFile)}`,
      );
    }
  }
  const running = pid;
  await ensureRolesAndDatabase(url, secrets);
  return {
    ownerUrl: url('owner', DATABASE),
    appUrl: url('app', DATABASE),
    adminUrl: url('admin', 'postgres'),
    adopted,
    urlFor: url,
    running: () => isAlive(running),
    stop: () => stopPostmaster(running),
  };
}

/** Settings given on the command line, so that an upgrade of ours reaches clusters made earlier. */
function settings(sockets: string, ephemeral: boolean): Record<string, string> {
  return {
    listen_addresses: '',
    unix_socket_directories: `"${sockets}"`,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '200',
    shared_buffers: ephemeral ? '64MB' : '128MB',
    password_encryption: 'scram-sha-256',
    // No statement, and with it no value somebody typed, ever reaches the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    timezone: 'UTC',
    // After a crash the files are brought to disk in one go and not one by one: the telephone waits for it.
    recovery_init_sync_method: 'syncfs',
    ...(ephemeral
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', autovacuum: 'off' }
      : {}),
  };
}

function createCluster(runtime: string, home: string, cluster: string, password: string, ephemeral: boolean, log: Log): void {
  log('Making a new PostgreSQL cluster ...');
  const account = postgresAccount();
  // initdb makes its folder as the account that will own it; that account may write in `home` only meanwhile.
  const passwordFile = join(home, 'initdb.password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (account !== null) {
      chownSync(passwordFile, account.uid, account.gid);
      chownSync(home, account.uid, account.gid);
    }
    initCluster(runtime, cluster, ADMIN_ROLE, passwordFile, ephemeral);
  } finally {
    rmSync(passwordFile, { force: true });
    if (account !== null) chownSync(home, 0, 0);
  }
}

/** The passwords are made once, before the cluster, and stay with the account that starts us. */
function readSecrets(home: string): Secrets {
  const file = join(home, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  if (existsSync(join(home, 'cluster'))) {
    throw new PostgresUnavailable(
      `The cluster in ${home} is there but its passwords (${file}) are not. Restore that file from the backup, or choose another folder with --data.`,
    );
  }
  const word = (): string => randomBytes(24).toString('base64url');
  const secrets: Secrets = { admin: word(), owner: word(), app: word() };
  writeFileSync(`${file}.tmp`, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  return secrets;
}

/** A socket's path may have 107 bytes at most; a deep data directory gets a folder with a short name instead. */
function socketFolder(home: string): string {
  const near = join(home, 'run');
  const fits = Buffer.byteLength(join(near, '.s.PGSQL.5432.lock')) <= 100 && !near.includes('"') && !near.includes(',');
  const folder = fits ? near : join(tmpdir(), `havenline-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const account = postgresAccount();
  if (account !== null) chownSync(folder, account.uid, account.gid);
  chmodSync(folder, 0o700);
  return folder;
}

async function answers(url: string, pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  let wait = 10;
  while (performance.now() < deadline && isAlive(pid)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      await delay(wait);
      wait = Math.min(wait * 1.5, 250);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}

/** Every start sets the roles right again, so that a crash between two of these steps heals itself. */
async function ensureRolesAndDatabase(url: (role: keyof Secrets, database: string) => string, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: url('admin', 'postgres') });
  await client.connect();
  try {
    const owner = await client.query('select 1 from pg_roles where rolname = $1', [OWNER_ROLE]);
    await client.query(
      `${owner.rowCount === 0 ? 'create' : 'alter'} role ${OWNER_ROLE} with login nosuperuser nocreatedb nocreaterole nobypassrls password ${quoteLiteral(secrets.owner)}`,
    );
    await ensureAppRole(client, secrets.app);
    const database = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`);
    await client.query(`revoke all on database ${quoteIdentifier(DATABASE)} from public`);
    await client.query(`grant connect, temporary on database ${quoteIdentifier(DATABASE)} to ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n') : '(no log)';
}
