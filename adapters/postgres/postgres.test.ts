import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createTestDatabase } from '#testing/postgres';
import { createKysely, listen, prepareExternalDatabase, startEmbeddedPostgres } from './index.ts';
import type { EmbeddedPostgres } from './index.ts';
import { sql } from 'kysely';

const home = mkdtempSync(join(tmpdir(), 'havenline postgres '));
chmodSync(home, 0o755);
let running: EmbeddedPostgres | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function ask<T>(url: string, text: string): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows[0] as T;
  } finally {
    await client.end();
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the condition did not come true in 15 s');
    await new Promise((done) => setImmediate(done));
  }
}

test('a cluster starts in a path with a space, keeps its data, and writes no statement to its log', async () => {
  const dataDir = join(home, 'a data directory');
  running = await startEmbeddedPostgres({ dataDir });
  expect(running.adopted).toBe(false);
  await ask(running.ownerUrl, 'create table note (text text)');
  await expect(ask(running.ownerUrl, "insert into nowhere values ('a synthetic secret')")).rejects.toThrow('nowhere');
  await running.stop();
  running = await startEmbeddedPostgres({ dataDir });
  expect(await ask(running.ownerUrl, 'select count(*)::int as n from note')).toEqual({ n: 0 });
  expect(readFileSync(join(dataDir, 'postgres', 'postgres.log'), 'utf8')).not.toContain('synthetic secret');
});

test('a data directory too deep for a socket path works as well', async () => {
  running = await startEmbeddedPostgres({ dataDir: join(home, 'deep'.repeat(40)), ephemeral: true });
  expect(await ask(running.appUrl, 'select current_user as who')).toEqual({ who: 'havenline_app' });
});

test('after kill -9 of the process that started it, the postmaster is taken over and stopped in the end', async () => {
  const dataDir = join(home, 'orphan');
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, ephemeral: true });
    console.log('up'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done) => child.stdout.once('data', done));
  child.kill('SIGKILL');
  await new Promise((done) => child.once('exit', done));
  running = await startEmbeddedPostgres({ dataDir, ephemeral: true });
  expect(running.adopted).toBe(true);
  expect(await ask(running.appUrl, 'select 1 as one')).toEqual({ one: 1 });
  await running.stop();
  expect(existsSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
});

test('LISTEN hears again after its connection was cut', async () => {
  const database = await createTestDatabase();
  const heard: string[] = [];
  let reconnected = 0;
  const listening = listen(database.appUrl, 'news', (text) => heard.push(text), { onReconnect: () => reconnected++, retryMs: 5 });
  const db = createKysely(database.appUrl, 1);
  try {
    await listening.ready;
    await sql`select pg_notify('news', 'one')`.execute(db);
    await until(() => heard.length === 1);
    await ask(database.adminUrl, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'havenline listen news'");
    await until(() => reconnected === 1);
    await sql`select pg_notify('news', 'two')`.execute(db);
    await until(() => heard.length === 2);
    expect(heard).toEqual(['one', 'two']);
  } finally {
    await listening.stop();
    await db.destroy();
    await database.drop();
  }
});

test('a connection cut between two statements of a transaction ends that transaction and not the process; the next one works', async () => {
  const database = await createTestDatabase();
  const db = createKysely(database.appUrl, 1);
  const lost = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await ask(database.adminUrl, `select pg_terminate_backend(${rows[0]!.pid})`);
    // Nobody asks anything of the connection when it breaks.
    await until(async () => (await ask<{ n: string }>(database.adminUrl, `select count(*) as n from pg_stat_activity where pid = ${rows[0]!.pid}`)).n === '0');
    await sql`select 1`.execute(tx);
  });
  await expect(lost).rejects.toThrow();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
  await database.drop();
});

test('an unreachable DATABASE_URL says what to check, without the password', async () => {
  const attempt = prepareExternalDatabase({ url: 'postgresql://someone:hidden@127.0.0.1:1/x', dataDir: home });
  await expect(attempt).rejects.toThrow(/DATABASE_URL cannot be reached.*Check host, port/);
  await expect(attempt).rejects.not.toThrow('hidden');
});

test('a DATABASE_URL whose app role is there with an unknown password asks for DATABASE_APP_URL', async () => {
  const database = await createTestDatabase();
  await expect(prepareExternalDatabase({ url: database.ownerUrl, dataDir: home })).rejects.toThrow('DATABASE_APP_URL');
  const urls = await prepareExternalDatabase({ url: database.ownerUrl, appUrl: database.appUrl, dataDir: home });
  expect(urls.appUrl).toBe(database.appUrl);
  await database.drop();
});
