/** A server that dies or stands still at any step of an assignment: another goes on within two seconds, nobody is lost and nobody doubled (decision 0048). */
import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createJobs } from '#core/jobs';
import { inTx } from '#core/kernel';
import type { Db } from '#core/kernel';
import { createLines } from '#core/reach';
import { createRouting } from '#core/routing';
import { createTestDatabase } from '#testing/postgres';
import { createContacts } from './index.ts';

const clock = { now: () => new Date() };
const random = { bytes: (n: number) => randomBytes(n), below: (n: number) => randomInt(n) };
const TAKEOVER_MS = 2_000;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createKysely(database.appUrl, 4);
  access = createAccess({ db, audit, clock, random, policyDir: join(import.meta.dirname, '../../policies') });
  for (let n = 0; n < 3; n += 1) {
    const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    await inTx(db, async (tx) => {
      await sql`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values (${id}, 'staff', 'Synthetic', '{counsellor}', '{en}', now())`.execute(tx);
      await sql`insert into staff_presence (account_id, state, since) values (${id}, 'available', now())`.execute(tx);
    });
  }
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const audit = createAudit({ clock, random });
let access: ReturnType<typeof createAccess>;
function server(own: Db) {
  const contacts = createContacts({ db: own, clock, random, audit, access, jobs: createJobs({ db: own, clock, random }), timeZone: async () => 'UTC', lines: createLines({ clock, random, audit, access }), codeKey: randomBytes(32), vault: {} as never, recorder: {} as never });
  return { contacts, routing: createRouting({ db: own, clock, contacts, timeZone: async () => 'UTC', mayDialNow: () => true }) };
}
/** A server whose connection ends after so many statements: cut, or open and silent. Answers how many there were. */
async function failsAfter(statements: number, how: 'cut' | 'silent'): Promise<{ sent: number; end: () => void }> {
  let sent = 0;
  const sockets: { destroy(): void }[] = [];
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 1, pipeline: true } as pg.PoolConfig);
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
    sockets.push(stream);
    client.on('error', () => {});
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    (client as unknown as { query: unknown }).query = (...args: unknown[]) => {
      if (sent === statements) {
        if (how === 'cut') stream.destroy();
        return how === 'cut' ? Promise.reject(new Error('cut')) : new Promise(() => {});
      }
      sent += 1;
      return query(...args);
    };
  });
  const ticked = server(new Kysely<any>({ dialect: new PostgresDialect({ pool }) })).routing.tick().catch(() => {});
  if (how === 'cut' || statements > 100) await ticked;
  else await expect.poll(() => sent, { timeout: 5_000, interval: 5 }).toBe(statements);
  return { sent, end: () => sockets.forEach((one) => one.destroy()) };
}
const offers = async () => (await sql<{ contact_id: string; staff_id: string }>`select contact_id, staff_id from offer where state = 'pending'`.execute(db)).rows;

test('wherever the server that assigns dies or stands still, another goes on within two seconds: nobody is lost, nobody doubled', { timeout: 120_000 }, async () => {
  const other = server(db);
  const fresh = async (): Promise<void> => {
    await sql`update offer set state = 'withdrawn' where state = 'pending'`.execute(db);
    await sql`update contact set state = 'closed'`.execute(db);
    for (let n = 0; n < 3; n += 1) await inTx(db, (tx) => other.contacts.arrive(tx, { channel: 'chat', language: 'en', waits: { chosen: [] } }));
  };
  await fresh();
  const { sent: all } = await failsAfter(1_000, 'cut');
  expect(await offers()).toHaveLength(3);
  expect(all).toBeGreaterThan(8);
  const took = { cut: 0, silent: 0 };
  const steps = [...Array(all).keys()];
  for (const [how, points] of [['cut', steps], ['silent', [1, 3, 5, all >> 1, all - 2, all - 1]]] as const) {
    for (const point of points) {
      await fresh();
      other.routing.hear({ topic: 'staff:00000000-0000-7000-8000-000000000000' });
      const { end } = await failsAfter(point, how);
      const began = performance.now();
      await expect.poll(async () => (await other.routing.tick(), (await offers()).length), { timeout: 10_000, interval: 20 }).toBe(3);
      took[how] = Math.max(took[how], performance.now() - began);
      const made = await offers();
      expect(new Set(made.map((o) => o.contact_id)).size, `${how} after ${point}`).toBe(3);
      expect(new Set(made.map((o) => o.staff_id)).size, `${how} after ${point}`).toBe(3);
      end();
    }
  }
  process.stdout.write(`an assignment of three is ${all} statements; another went on after at most ${Math.round(took.cut)} ms (cut) and ${Math.round(took.silent)} ms (silent)\n`);
  expect(Math.max(took.cut, took.silent)).toBeLessThan(TAKEOVER_MS);
});
