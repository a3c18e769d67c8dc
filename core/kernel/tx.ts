import { CompiledQuery } from 'kysely';
import type { Kysely, QueryResult, Transaction } from 'kysely';

/** A database transaction; the first argument of everything that reads or writes. Each repository names its own tables with `withTables`. */
// biome-ignore lint: the tables are named by each repository
export type Tx = Transaction<any>;
/** The database, only to begin a transaction with. */
export type Db = Kysely<any>;

type Write<T> = (tx: Tx, items: readonly T[]) => Promise<void>;
interface Open {
  /** Sent and not waited for. */
  sent: Promise<unknown>[];
  /** Written in one go before the commit. */
  kept: Map<Write<any>, unknown[]>;
}
const open = new WeakMap<object, Open>();

/**
 * Runs `work` in one transaction: its rows, its log entries and its jobs commit together, or none does. What was put down with `later` and
 * `atCommit` travels with the commit, so that a step costs one way to the database and back for what it reads and one for all it writes.
 */
export async function inTx<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const mine: Open = { sent: [], kept: new Map() };
  try {
    return await db.transaction().execute(async (tx) => {
      open.set(tx, mine);
      const result = await work(tx);
      for (const [write, items] of mine.kept) await write(tx, items);
      open.delete(tx);
      return result;
    });
  } catch (error) {
    // A statement that was not waited for says why; what came after it only says that the transaction is over.
    for (const one of await Promise.allSettled(mine.sent)) if (one.status === 'rejected') throw one.reason;
    throw error;
  }
}

/** Sends a statement whose answer nobody needs. What follows in this transaction sees what it did; if it fails, nothing commits. */
export async function later(tx: Tx, query: CompiledQuery): Promise<void> {
  const mine = open.get(tx);
  if (!mine) return void (await tx.executeQuery(query));
  await tx.getExecutor().provideConnection(async (connection) => {
    const sent = connection.executeQuery(query);
    sent.catch(() => {});
    mine.sent.push(sent);
  });
}

/** Puts `item` down for the end of the transaction, where `write` gets all that were put down for it. Without an `inTx` around, it is written at once. */
export async function atCommit<T>(tx: Tx, write: Write<T>, item: T): Promise<void> {
  const mine = open.get(tx);
  if (!mine) return write(tx, [item]);
  const items = mine.kept.get(write);
  if (items) items.push(item);
  else mine.kept.set(write, [item]);
}

/** Writes now what was put down for the end with `write`: for who has to read it in the same transaction. */
export async function writeNow<T>(tx: Tx, write: Write<T>): Promise<void> {
  const mine = open.get(tx);
  const items = mine?.kept.get(write) as T[] | undefined;
  if (!items) return;
  mine!.kept.delete(write);
  await write(tx, items);
}

/** Asks several questions in one go; the answers come in their order. */
export function together<R extends readonly unknown[]>(tx: Tx, ...queries: { [K in keyof R]: CompiledQuery<R[K]> }): Promise<{ [K in keyof R]: R[K][] }> {
  return tx.getExecutor().provideConnection(async (connection) =>
    (await Promise.all(queries.map((query) => connection.executeQuery(query as CompiledQuery) as Promise<QueryResult<unknown>>))).map((answer) => answer.rows)) as Promise<{ [K in keyof R]: R[K][] }>;
}

/** Asks, and lets others of the same transaction ask meanwhile. */
async function ask<R>(tx: Tx, query: CompiledQuery<R>): Promise<R[]> {
  if (!open.has(tx)) return (await tx.executeQuery(query)).rows;
  let answer: Promise<QueryResult<R>>;
  await tx.getExecutor().provideConnection(async (connection) => {
    answer = connection.executeQuery<R>(query);
    answer.catch(() => {});
  });
  return (await answer!).rows;
}

/** A statement of a way that is walked for every call: its text is made once. */
export interface Statement<R> {
  with(...values: readonly unknown[]): CompiledQuery<R>;
  rows(tx: Tx, ...values: readonly unknown[]): Promise<R[]>;
  first(tx: Tx, ...values: readonly unknown[]): Promise<R | undefined>;
  /** See `later`. */
  later(tx: Tx, ...values: readonly unknown[]): Promise<void>;
}
export function statement<R = unknown>(text: string): Statement<R> {
  const made = (values: readonly unknown[]): CompiledQuery<R> => CompiledQuery.raw(text, values as unknown[]) as CompiledQuery<R>;
  return {
    with: (...values) => made(values),
    rows: (tx, ...values) => ask(tx, made(values)),
    first: async (tx, ...values) => (await ask(tx, made(values)))[0],
    later: (tx, ...values) => later(tx, made(values)),
  };
}
