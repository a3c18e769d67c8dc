/** One throw-away PostgreSQL for a whole test run, with a migrated template in it. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#adapters/postgres';
import { migrate } from '#database';
import { sweepAfterwards } from '../sweeper.ts';

const PREFIX = 'havenline-test-postgres-';
export const TEMPLATE = 'havenline_template';
export const ENVIRONMENT = 'HAVENLINE_TEST_POSTGRES';

/** What a test worker has to know to make databases of its own. */
export interface SharedCluster {
  /** Addresses of the maintenance database, one a role; the name of the database is exchanged in them. */
  admin: string;
  owner: string;
  app: string;
}

/** Starts the cluster and migrates the template; `stop` takes everything away again. */
export async function startSharedCluster(): Promise<{ shared: SharedCluster; stop(): Promise<void> }> {
  await sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o755);
  sweepAfterwards(dataDir);
  mkdirSync(join(dataDir, 'postgres'));
  const postgres = await startEmbeddedPostgres({ dataDir, ephemeral: true });
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE} owner havenline_owner`);
  await admin.end();
  await migrate(postgres.urlFor('owner', TEMPLATE));
  return {
    shared: { admin: postgres.adminUrl, owner: postgres.urlFor('owner', 'postgres'), app: postgres.urlFor('app', 'postgres') },
    async stop() {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A run that was killed leaves its cluster behind; the next run takes it away. */
async function sweep(): Promise<void> {
  const { findPostmaster, stopPostmaster } = await import('../../adapters/postgres/postmaster.ts');
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (!Number.isInteger(owner) || existsSync(`/proc/${owner}`)) continue;
    const dataDir = join(tmpdir(), name);
    try {
      const pid = findPostmaster(join(dataDir, 'postgres', 'cluster'));
      if (pid !== null) await stopPostmaster(pid, 2_000);
      rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // It belongs to another account of this machine, which will sweep it itself.
    }
  }
}
