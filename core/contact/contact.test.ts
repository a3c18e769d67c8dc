import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeys } from '#adapters/keys';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createJobs } from '#core/jobs';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createLines } from '#core/reach';
import { createRouting } from '#core/routing';
import { createVault } from '#core/vault';
import { createTestDatabase } from '#testing/postgres';
import { createContacts, next } from './index.ts';
import { CONTACT_STATES } from './contact.ts';
import { createChannel, DEFAULT_FLOW } from '../channel/index.ts';
import { FakeTelephony } from '../channel/testing.ts';
import { createRecorder } from '#telephony';

const recorder = createRecorder(mkdtempSync(join(tmpdir(), 'contact-recorder-')));
let time = new Date('2026-03-01T10:00:00Z');
const clock = { now: () => time };
const random = { bytes: (n: number) => randomBytes(n), below: (n: number) => randomInt(n) };
let end = async () => {};
let made: Awaited<ReturnType<typeof build>>;
async function build() {
  const database = await createTestDatabase();
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: database.appUrl, max: 8, pipeline: true }) }) });
  const keys = openKeys({ dataDir: mkdtempSync(join(tmpdir(), 'contact-')) });
  const audit = createAudit({ clock, random, signer: keys.signer });
  const access = createAccess({ db, audit, clock, random, policyDir: join(import.meta.dirname, '../../policies') });
  const vault = createVault({ keys: keys.store, random, clock, audit });
  const jobs = createJobs({ db, clock, random });
  const contacts = createContacts({ db, clock, random, audit, access, vault, jobs, timeZone: async () => 'UTC', lines: createLines({ clock, random, audit, access }), recorder, codeKey: randomBytes(32) });
  end = async () => { await db.destroy(); keys.close(); await database.drop(); };
  return { db, contacts, jobs, routing: createRouting({ db, clock, contacts, timeZone: async () => 'UTC', mayDialNow: () => true }), database };
}
let made2 = 0;
async function counsellor(languages: string[]): Promise<Actor & { kind: 'staff' }> {
  made2 += 1;
  const id = `00000000-0000-7000-8000-${String(made2).padStart(12, '0')}`;
  const admin = new pg.Client({ connectionString: made.database.adminUrl });
  await admin.connect();
  await admin.query(`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values ($1, 'staff', 'Synthetic', '{counsellor}', $2, now())`, [id, languages]);
  await admin.query(`insert into staff_presence values ($1, 'available', now())`, [id]);
  await admin.end();
  return { kind: 'staff', id, roles: ['counsellor'], deskName: 'Synthetic' };
}
beforeAll(async () => void (made = await build()));
afterAll(() => end());

test('an illegal move is a named error, whatever the state', () => {
  fc.assert(fc.property(fc.constantFrom(...CONTACT_STATES), fc.constantFrom('wait', 'offer', 'pass', 'accept', 'connected', 'fail', 'lose', 'end', 'close', 'hang_up', 'call_back', 'dial'), (state, move) => {
    try {
      expect(CONTACT_STATES).toContain(next(state, move as 'wait'));
    } catch (error) {
      expect((error as { code: string }).code).toBe('ContactMoved');
    }
  }));
});

test('a chat is offered, taken by exactly one, written once, recorded and closed', async () => {
  const { db, contacts, routing } = made;
  const anna = await counsellor(['en']);
  const chat = await inTx(db, (tx) => contacts.beginChat(tx, { language: 'en' }));
  const caller = (await contacts.chatActor(chat.secret))!;
  const first = { clientId: 'client-0001', text: 'hello, is somebody there?' };
  const one = await inTx(db, (tx) => contacts.sendAsCaller(tx, caller, first));
  expect((await inTx(db, (tx) => contacts.sendAsCaller(tx, caller, first))).seq).toBe(one.seq);
  expect(await routing.tick()).toBe(1);
  const offer = (await inTx(db, (tx) => contacts.now(tx, anna))).offer!;
  // Not answered in time: back in the line at the same place, and asked again later.
  time = new Date(time.getTime() + 21_000);
  await routing.tick();
  await expect(inTx(db, (tx) => contacts.accept(tx, anna, offer.id))).rejects.toMatchObject({ code: 'OfferGone' });
  time = new Date(time.getTime() + 31_000);
  await routing.tick();
  const again = (await inTx(db, (tx) => contacts.now(tx, anna))).offer!;
  expect(again.waitedSeconds).toBe(52);
  const both = await Promise.allSettled([1, 2].map(() => inTx(db, (tx) => contacts.accept(tx, anna, again.id))));
  expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1);
  expect(both.find((b) => b.status === 'rejected')).toMatchObject({ reason: { code: 'OfferGone' } });
  expect((await inTx(db, (tx) => contacts.messages(tx, anna, chat.contactId, 0))).messages.map((m) => m.text)).toEqual([first.text]);
  const form = { reasons: ['bullying'], safety: {}, notes: [{ at: 3, text: 'a synthetic note' }] };
  expect((await inTx(db, (tx) => contacts.saveDraft(tx, anna, chat.contactId, 0, form))).revision).toBe(1);
  await expect(inTx(db, (tx) => contacts.saveDraft(tx, anna, chat.contactId, 0, form))).rejects.toMatchObject({ code: 'DraftMoved' });
  expect((await inTx(db, (tx) => contacts.read(tx, anna, chat.contactId))).form).toEqual(form);
  expect((await inTx(db, (tx) => contacts.endChat(tx, caller))).words).toHaveLength(4);
  time = new Date(time.getTime() + 121_000);
  await routing.tick();
  expect((await inTx(db, (tx) => contacts.byId(tx, chat.contactId)))!.state).toBe('closed');
});

test('a call waits, survives a restart of ours, is answered, and ends in wrap-up', async () => {
  const { db, contacts, routing } = made;
  const engine = new FakeTelephony();
  const deps = { db, clock, random, telephony: engine, recorder, contacts, flow: () => ({ flow: DEFAULT_FLOW, timeZone: 'UTC' }) };
  const before = createChannel(deps);
  await before.start();
  await engine.arrive('call-1');
  await engine.digit('call-1', '2');
  const row = (await inTx(db, (tx) => contacts.byCall(tx, 'call-1')))!;
  expect(row).toMatchObject({ state: 'waiting', language: 'es' });
  await before.stop();
  const after = createChannel(deps);
  await after.start();
  const luz = await counsellor(['es']);
  await routing.tick();
  await inTx(db, async (tx) => contacts.accept(tx, luz, (await contacts.now(tx, luz)).offer!.id));
  await after.settle(row.id);
  await expect.poll(async () => (await inTx(db, (tx) => contacts.byId(tx, row.id)))!.state).toBe('talking');
  await inTx(db, (tx) => contacts.end(tx, luz, row.id));
  await after.settle(row.id);
  expect(engine.live.size).toBe(0);
  expect((await inTx(db, (tx) => contacts.byId(tx, row.id)))!.state).toBe('wrap_up');
  await after.stop();
});
