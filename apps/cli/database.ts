/** The database of a data directory: embedded, or the operator's own. */
import { prepareExternalDatabase, startEmbeddedPostgres } from '#adapters/postgres';
import type { StartConfig } from './config.ts';
import { keepUp } from './keeper.ts';

export interface OpenedDatabase {
  ownerUrl: string;
  appUrl: string;
  /** What is running, for the operator. */
  what: string;
  /** Stops what was started; a server of the operator's own is left alone. */
  stop(): Promise<void>;
}

/** Brings the database up, and again if it ends by itself (`kept`). @throws PostgresUnavailable with what to do */
export async function bringUpDatabase(config: StartConfig, dataDir: string, log: (line: string) => void, kept = true): Promise<OpenedDatabase> {
  if (config.databaseUrl !== null) {
    const urls = await prepareExternalDatabase({
      url: config.databaseUrl,
      dataDir,
      log,
      ...(config.databaseAppUrl === null ? {} : { appUrl: config.databaseAppUrl }),
    });
    return { ...urls, what: 'PostgreSQL of DATABASE_URL', stop: async () => {} };
  }
  let postgres = await startEmbeddedPostgres({ dataDir, log });
  const keeper = kept ? keepUp({ what: 'PostgreSQL', log, running: () => postgres.running(), start: async () => { postgres = await startEmbeddedPostgres({ dataDir, log }); } }) : null;
  return {
    ownerUrl: postgres.ownerUrl,
    appUrl: postgres.appUrl,
    what: postgres.adopted ? 'embedded PostgreSQL, taken over from an earlier start' : 'embedded PostgreSQL',
    async stop() {
      await keeper?.stop();
      await postgres.stop();
    },
  };
}

/**
 * For a verb beside a running centre: uses its database, or brings the embedded one up for as long as the work takes.
 * The postmaster of a running Havenline is left running.
 */
export async function withDatabase<T>(
  config: StartConfig,
  dataDir: string,
  running: boolean,
  work: (urls: { ownerUrl: string; appUrl: string }) => Promise<T>,
): Promise<T> {
  // Whoever started it keeps it: a verb beside a running centre looks and leaves.
  const database = await bringUpDatabase(config, dataDir, () => {}, false);
  try {
    return await work(database);
  } finally {
    if (!running) await database.stop();
  }
}
