import type { Kysely, Transaction } from 'kysely';

/** A database transaction; the first argument of everything that reads or writes. Each repository names its own tables with `withTables`. */
// biome-ignore lint: the tables are named by each repository
export type Tx = Transaction<any>;
/** The database, only to begin a transaction with. */
export type Db = Kysely<any>;

/** Runs `work` in one transaction: its rows, its log entries and its jobs commit together, or none does. */
export function inTx<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}
