/** Transactions on real PostgreSQL: what is put down for the end, what is not waited for, and acts that share one. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createTestDatabase } from '#testing/postgres';
import { atCommit, createBatch, inTx, statement, together, writeNow } from './index.ts';
import type { Db, Tx } from './index.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  const owner = createKysely(database.ownerUrl, 1);
  await sql`create table thing (id int primary key, word text not null)`.execute(owner);
  await sql`grant select, insert, update on thing to public`.execute(owner);
  await owner.destroy();
  db = createKysely(database.appUrl, 4);
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const add = statement('insert into thing (id, word) values ($1, $2)');
const all = statement<{ id: number; word: string }>('select id, word from thing where id = any ($1) order by id');
const addMany = async (tx: Tx, items: readonly { id: number; word: string }[]): Promise<void> => { for (const one of items) await add.later(tx, one.id, one.word); };
const found = (...ids: number[]) => inTx(db, (tx) => all.rows(tx, ids));

test('what is not waited for is seen by what follows, and commits with it', async () => {
  await inTx(db, async (tx) => {
    await add.later(tx, 1, 'a');
    expect(await all.rows(tx, [1])).toEqual([{ id: 1, word: 'a' }]);
  });
  expect(await found(1)).toHaveLength(1);
});

test('if a statement that nobody waited for fails, nothing commits and its own error is the answer', async () => {
  await expect(inTx(db, async (tx) => {
    await add.later(tx, 10, 'stays out');
    await add.later(tx, 10, 'twice');
  })).rejects.toMatchObject({ code: '23505' });
  expect(await found(10)).toEqual([]);
  // The statement is prepared on that connection and works in the next transaction.
  await inTx(db, (tx) => add.later(tx, 10, 'now'));
  expect(await found(10)).toHaveLength(1);
});

test('what is put down for the end is written before the commit, once for all, or at once when it is needed', async () => {
  await inTx(db, async (tx) => {
    await atCommit(tx, addMany, { id: 20, word: 'x' });
    await atCommit(tx, addMany, { id: 21, word: 'y' });
    expect(await all.rows(tx, [20, 21])).toEqual([]);
    await writeNow(tx, addMany);
    expect(await all.rows(tx, [20, 21])).toHaveLength(2);
  });
  await expect(inTx(db, async (tx) => {
    await atCommit(tx, addMany, { id: 22, word: 'z' });
    throw new Error('no');
  })).rejects.toThrow('no');
  expect(await found(20, 21, 22)).toHaveLength(2);
});

test('several questions in one go are answered in their order', async () => {
  const [one, two] = await inTx(db, (tx) => together<[{ id: number }, { id: number }]>(tx, all.with([1]), all.with([20])));
  expect([one[0]!.id, two[0]!.id]).toEqual([1, 20]);
});

test('acts that come together share a transaction; the one that fails fails alone', async () => {
  const act = createBatch(db);
  const transaction = statement<{ id: string }>('select pg_current_xact_id()::text as id');
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => act(async (tx) => {
    await add.later(tx, 100 + n, 'batch');
    return (await transaction.first(tx))!.id;
  })));
  expect(new Set(ids).size).toBeLessThan(10);
  expect(await found(...Array.from({ length: 20 }, (_, n) => 100 + n))).toHaveLength(20);

  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => act((tx) => add.later(tx, n === 5 ? 100 : 200 + n, 'some'))));
  expect(outcomes.map((one) => one.status === 'rejected')).toEqual(Array.from({ length: 10 }, (_, n) => n === 5));
  expect(await found(...Array.from({ length: 10 }, (_, n) => 200 + n))).toHaveLength(9);
});
