/** Two servers share one database and one Asterisk; the one that drives it is killed. Nobody who talks notices, who waits keeps place and music, and the other takes over in time. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine } from '#telephony';
import { createTestDatabase } from '#testing/postgres';
import type { TestDatabase } from '#testing/postgres';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Agent, Callers } from '#testing/sip';
import { ASTERISK_CACHE, until } from '../scenarios/centre.ts';

const TAKEOVER_MS = 5_000;
let home: string;
let database: TestDatabase;
let engine: Engine;
let callers: Callers;
let helper: AsteriskTelephony;
let db: pg.Client;
let agents: Agent[];
const servers: ChildProcess[] = [];

async function serve(): Promise<ChildProcess> {
  const options = {
    ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir: join(home, 'data'), port: await freePort(), host: '127.0.0.1', publicName: 'localhost',
    telephony: { ari: { url: engine.httpUrl, user: 'havenline', password: 'secret' } }, lines: { 200: 'en' },
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await until('a server is up', () => {
    if (child.exitCode !== null) throw new Error(said);
    return said.includes('up http');
  }, 60);
  servers.push(child);
  return child;
}
const one = async <T>(text: string, values: unknown[] = []): Promise<T> => (await db.query(text, values)).rows[0] as T;
const holder = async (): Promise<string | undefined> => (await one<{ holder: string } | undefined>('select holder from engine_lease where until > clock_timestamp()'))?.holder;
async function hire(n: number): Promise<void> {
  const id = `00000000-0000-7000-8000-00000000000${n}`;
  await db.query(`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values ($1, 'staff', $2, '{counsellor}', '{en}', now())`, [id, `Synthetic ${n}`]);
  await db.query('insert into staff_routing (staff_id, auto_accept) values ($1, true)', [id]);
  await helper.provisionContact(`agent-${id}`, agents[n - 1]!.uri);
  await db.query(`insert into staff_presence values ($1, 'available', now())`, [id]);
  await db.query(`select pg_notify('havenline_live', '{"topic":"routing"}')`);
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'havenline-takeover-'));
  chmodSync(home, 0o755);
  database = await createTestDatabase();
  db = new pg.Client({ connectionString: database.adminUrl });
  await db.connect();
  const runtime = await ensureAsterisk({ dataDir: home, cacheDir: ASTERISK_CACHE, log: () => undefined });
  engine = await startAsterisk({ runtime, runDir: join(home, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [26000, 26600], bindAddress: '127.0.0.1' });
  callers = await startCallers({ runtime, runDir: join(home, 'callers') });
  agents = await callers.registerAgents(2, { tone: 1200, prefix: 'takeover' });
  helper = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret', app: 'helper', leased: true });
  await serve();
}, 180_000);
afterAll(async () => {
  for (const one of servers) one.kill('SIGKILL');
  helper?.close();
  await callers?.stop();
  await engine?.stop();
  await db?.end();
  await database?.drop();
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
});

test('of two servers one drives the engine; killed, the other takes over within five seconds, the talk goes on and who waits is answered from the same place', { timeout: 120_000 }, async () => {
  const first = (await until('the first server drives', holder))!;
  const second = await serve();
  await hire(1);
  const talks = await callers.placeCall({ toPort: engine.sipPort, line: '200', tone: 600 });
  await until('the first caller talks', () => talks.hearsTone(1200, 400));
  const waits = await callers.placeCall({ toPort: engine.sipPort, line: '200', tone: 600 });
  await until('the second caller waits', async () => (await one<{ n: number }>(`select count(*)::int as n from contact where state = 'waiting'`)).n === 1);
  const place = await one<{ id: string; waiting_since: Date }>(`select id, waiting_since from contact where state = 'waiting'`);

  expect(await holder()).toBe(first);
  servers[0]!.kill('SIGKILL');
  const killed = performance.now();
  await until('another server drives', async () => { const now = await holder(); return now !== undefined && now !== first; });
  const took = performance.now() - killed;
  expect(took).toBeLessThan(TAKEOVER_MS);
  expect(await talks.hearsTone(1200, 400)).toBe(true);
  expect(await waits.hearsSilence(800)).toBe(false);

  await hire(2);
  await until('the second caller is answered', () => waits.hearsTone(1200, 400));
  expect(await one(`select state, waiting_since from contact where id = $1`, [place.id])).toEqual({ state: 'talking', waiting_since: place.waiting_since });
  const third = await callers.placeCall({ toPort: engine.sipPort, line: '200', tone: 600 });
  await third.answered;
  for (const party of [talks, waits, third]) await party.hangup();
  await until('all of them are over for us too', async () => (await one<{ n: number }>(`select count(*)::int as n from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).n === 0);
  second.stdin!.end();
  await until('a server that is stopped gives the engine back', async () => (await holder()) === undefined);
});
