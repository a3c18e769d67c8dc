/** Real databases for tests, cloned from a migrated template in some 30 ms each. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ENVIRONMENT, startSharedCluster, TEMPLATE } from './cluster.ts';
import type { SharedCluster } from './cluster.ts';

export interface TestDatabase {
  name: string;
  /** Owns the schema. */
  ownerUrl: string;
  /** What the server works with. */
  appUrl: string;
  /** The cluster's superuser, on this database: to look at what the others may not see. */
  adminUrl: string;
  /** Ends whatever is still connected and drops the database. */
  drop(): Promise<void>;
}

let own: Promise<{ shared: SharedCluster; stop(): Promise<void> }> | null = null;

async function cluster(): Promise<SharedCluster> {
  const given = process.env[ENVIRONMENT];
  if (given !== undefined) return JSON.parse(given) as SharedCluster;
  // Outside vitest (benchmarks, scripts) a cluster is started for this process; end it with stopOwnCluster.
  own ??= startSharedCluster();
  return (await own).shared;
}

/** Stops the cluster that `createTestDatabase` started outside vitest, if it did. */
export async function stopOwnCluster(): Promise<void> {
  await (await own)?.stop();
  own = null;
}

/** A database of one's own: migrated, or with `empty: true` without any table. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const shared = await cluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(shared, async (admin) => {
    // Cloning waits for nobody: PostgreSQL refuses while another clone reads the template.
    await admin.query('select pg_advisory_lock(7001)');
    await admin.query(`create database ${name} ${options.empty ? '' : `template ${TEMPLATE}`} owner havenline_owner`);
    await admin.query(`grant connect, temporary on database ${name} to havenline_app`);
  });
  return {
    name,
    ownerUrl: onDatabase(shared.owner, name),
    appUrl: onDatabase(shared.app, name),
    adminUrl: onDatabase(shared.admin, name),
    drop: () => asAdmin(shared, async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}

function onDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}

async function asAdmin(shared: SharedCluster, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: shared.admin });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
