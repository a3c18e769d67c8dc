import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { createTestDatabase } from '#testing/postgres';
import { createWebCalls } from './web-calls.ts';

let db: ReturnType<typeof createKysely>;
let end = async () => {};
beforeAll(async () => {
  const database = await createTestDatabase();
  db = createKysely(database.appUrl, 4);
  end = async () => { await db.destroy(); await database.drop(); };
});
afterAll(() => end());

/** What the engine holds; several servers share it. */
const atEngine = new Set<string>();
let broken = false;
const problems: unknown[] = [];
const server = (engine = 'east') => createWebCalls({
  db, random: systemRandom, engine, path: '/web-call',
  telephony: {
    provisionWebCaller: async (endpoint) => void atEngine.add(endpoint),
    async removeSoftphone(endpoint) { if (broken) throw new Error('the engine is away'); atEngine.delete(endpoint); },
  },
  onError: (error) => void problems.push(error),
});
const secretOf = (path: string): string => path.slice('/web-call/'.length);
const rowsOf = async (endpoint: string): Promise<{ used: boolean; left: number }[]> =>
  (await sql<{ used: boolean; left: number }>`select used, extract(epoch from until - clock_timestamp())::float as left from web_call_account where endpoint = ${endpoint}`.execute(db)).rows;
const agone = (endpoint: string) => sql`update web_call_account set until = clock_timestamp() - interval '1 second' where endpoint = ${endpoint}`.execute(db);

test('an account from one server opens one websocket at any server of its engine, and none at another engine', async () => {
  const [first, second, west] = [server(), server(), server('west')];
  const given = await first.issue('es', false);
  expect(atEngine.has(given.endpoint)).toBe(true);
  expect(await west.admit(secretOf(given.path))).toBeNull();
  expect(await second.admit('another')).toBeNull();
  // Asked twenty times at the same moment: one gets it.
  const asked = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? first : second).admit(secretOf(given.path))));
  expect(asked.filter((left) => left !== null)).toHaveLength(1);
  expect(await rowsOf(given.endpoint)).toMatchObject([{ used: true }]);
  await first.stop();
  await second.stop();
});

test('of the secret the database has its hash alone, and nothing of who calls', async () => {
  const given = await server().issue('en', true);
  const { rows } = await sql<Record<string, unknown>>`select * from web_call_account where endpoint = ${given.endpoint}`.execute(db);
  expect(Object.keys(rows[0]!).toSorted()).toEqual(['endpoint', 'engine', 'secret_hash', 'until', 'used']);
  expect((rows[0]!['secret_hash'] as Buffer).equals(createHash('sha256').update(secretOf(given.path)).digest())).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(secretOf(given.path));
});

test('not used in two minutes, or given out by a server that died, it is good no more and any server takes it from the engine; an engine that was away is asked again', async () => {
  const [first, second] = [server(), server()];
  const given = await first.issue('es', false);
  expect((await rowsOf(given.endpoint))[0]!.left).toBeGreaterThan(110);
  await second.sweep();
  expect(atEngine.has(given.endpoint)).toBe(true);
  await agone(given.endpoint);
  expect(await second.admit(secretOf(given.path))).toBeNull();
  broken = true;
  await second.sweep();
  expect(problems).toHaveLength(1);
  expect((await rowsOf(given.endpoint))[0]!.left).toBeGreaterThan(30);
  expect(await second.admit(secretOf(given.path))).toBeNull();
  broken = false;
  await agone(given.endpoint);
  await server('west').sweep();
  expect(atEngine.has(given.endpoint)).toBe(true);
  await Promise.all([first.sweep(), second.sweep()]);
  expect(atEngine.has(given.endpoint)).toBe(false);
  expect(await rowsOf(given.endpoint)).toEqual([]);
});

test('with the end of its websocket an account has a few seconds left', async () => {
  const one = server();
  const given = await one.issue('es', false);
  const left = (await one.admit(secretOf(given.path)))!;
  expect((await rowsOf(given.endpoint))[0]!.left).toBeGreaterThan(60);
  left();
  await expect.poll(async () => (await rowsOf(given.endpoint))[0]!.left).toBeLessThan(6);
  await one.stop();
});
