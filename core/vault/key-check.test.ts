import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openKeys } from '#adapters/keys';
import type { Keys } from '#adapters/keys';
import { createKysely } from '#adapters/postgres';
import { HavenlineError } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { createKeyCheck } from './key-check.ts';

let db: Kysely<any>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const home = mkdtempSync(join(tmpdir(), 'havenline-key-check-'));
const opened: Keys[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  db = createKysely(database.appUrl, 2);
});
beforeEach(async () => { await db.deleteFrom('key_check').execute(); });
afterAll(async () => {
  for (const keys of opened) keys.close();
  await db.destroy();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

const open = (folder: string): Keys['store'] => {
  const keys = openKeys({ dataDir: join(home, folder) });
  opened.push(keys);
  return keys.store;
};
const problems: unknown[] = [];
const server = (name: string, keys: Keys['store']) => createKeyCheck({ db, keys, server: name, onError: (error) => void problems.push(error) });
const DIFFERS = { code: 'KeyStoreDiffers' };

test('servers that share a key store pass, again and again; one with another store is refused and leaves nothing behind', async () => {
  const [first, second] = [server('one', open('shared')), server('two', open('shared'))];
  for (const one of [first, second, first, second]) await one.check();
  const stranger = open('another');
  await expect(server('three', stranger).check()).rejects.toMatchObject(DIFFERS);
  expect(await stranger.get('check', 'three')).toBeNull();
  expect((await db.selectFrom('key_check').select('server').orderBy('server').execute()).map((row) => row.server)).toEqual(['one', 'two']);
  await first.check();
});

test('a copy of the key store is noticed as soon as a server was added to either: the one that runs says so, the other does not start again', async () => {
  const original = open('original');
  await server('one', original).check();
  cpSync(join(home, 'original'), join(home, 'copy'), { recursive: true });
  const copy = open('copy');
  await server('two', copy).check();
  await expect(server('one', original).check()).rejects.toMatchObject(DIFFERS);
  await expect(server('one', original).start()).rejects.toMatchObject(DIFFERS);
});

test('a store with the same name and another key is refused too', async () => {
  await server('one', open('here')).check();
  await expect(server('one', open('there')).check()).rejects.toMatchObject(DIFFERS);
});

test('a key service that is away does not keep a server from starting: calls go on', async () => {
  const away = new HavenlineError('KeyServiceAway', 503, 'The key service does not answer.', 'Wait.');
  const one = server('one', { create: async () => { throw away; }, get: async () => { throw away; } } as unknown as Keys['store']);
  await one.start();
  one.stop();
  expect(problems).toEqual([away]);
});
