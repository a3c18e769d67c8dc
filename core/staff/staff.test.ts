import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createStaff } from '#core/staff';
import type { Staff } from '#core/staff';
import { createTestDatabase } from '#testing/postgres';
import type { TestDatabase } from '#testing/postgres';

const SETUP: Actor = { kind: 'system', name: 'setup' };
let database: TestDatabase;
let db: Kysely<any>;
let staff: Staff;
let at = Date.parse('2026-03-02T15:00:00Z');
let talking = false;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createKysely(database.appUrl, 4);
  staff = createStaff({
    db, clock: { now: () => new Date(at) }, random: systemRandom, audit: { append: async () => '' }, access: { authorize: async () => ({}) },
    relyingParty: { id: 'localhost', name: 'Test', origins: ['http://localhost'] }, inConversation: async () => talking,
  });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
const enter = (): Promise<string> => inTx(db, async (tx) => staff.beginSession(tx, (await staff.invite(tx, SETUP, { deskName: 'Ana', roles: ['counsellor'], languages: ['en'] })).id));
const present = (secret: string, touch = true): Promise<boolean> => inTx(db, async (tx) => (await staff.authenticate(tx, secret, { touch })) !== null);

test('a session outlives any idleness during a conversation, and ends when idle after it', async () => {
  const secret = await enter();
  talking = true;
  at += 3600_000;
  expect(await present(secret, false)).toBe(true);
  talking = false;
  expect(await present(secret)).toBe(false);
  talking = true;
  expect(await present(secret)).toBe(false);
  talking = false;
});
test('what a screen asks by itself does not keep a session awake', async () => {
  const secret = await enter();
  at += 14 * 60_000;
  expect(await present(secret, false)).toBe(true);
  at += 2 * 60_000;
  expect(await present(secret)).toBe(false);
});
test('no secret of a link or a session stands in the database', async () => {
  const secret = await enter();
  const link = await inTx(db, (tx) => staff.firstAdministratorLink(tx));
  const rows = JSON.stringify([await db.selectFrom('staff_session').selectAll().execute(), await db.selectFrom('staff_link').selectAll().execute()]);
  for (const one of [secret, link!]) {
    expect(rows).not.toContain(one);
    expect(rows).not.toContain(JSON.stringify([...Buffer.from(one, 'base64url')]).slice(1, -1));
  }
});
test('a new link for the first administrator takes the place of the one before', async () => {
  const first = await inTx(db, (tx) => staff.firstAdministratorLink(tx));
  const second = await inTx(db, (tx) => staff.firstAdministratorLink(tx));
  await expect(inTx(db, (tx) => staff.beginEnrolment(tx, first!))).rejects.toMatchObject({ code: 'LinkNotValid' });
  expect((await inTx(db, (tx) => staff.beginEnrolment(tx, second!))).deskName).toBe('Administrator');
});
