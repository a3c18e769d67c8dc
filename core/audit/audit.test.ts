import { generateKeyPairSync, sign } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock, systemRandom } from '#adapters/clock';
import { openDatabase } from '#adapters/postgres';
import { inTx } from '#core/kernel';
import type { Db } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import type { TestDatabase } from '#testing/postgres';
import { createAudit } from './index.ts';

const pair = generateKeyPairSync('ed25519');
const signer = { publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sign: (text: Buffer) => Promise.resolve(sign(null, text, pair.privateKey)) };
const audit = createAudit({ clock: systemClock, random: systemRandom, signer });

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.appUrl, max: 5 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const write = (n: number, from = 0) => inTx(db, async (tx) => {
  for (let i = 0; i < n; i++) {
    await audit.append(tx, { actor: { kind: 'system', name: 'test' }, purpose: 'system-operation', action: 'centre.manage', subject: { type: 'Centre', id: String(from + i) }, outcome: 'done' });
  }
});

/** What somebody with the superuser's password and no conscience does. */
async function tamper(...statements: string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query('set session_replication_role = replica');
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

const found = async () => (await audit.verify(db)).problems.map((p) => `${p.code} ${p.seq}`);

test('entries get places from 0 on without a gap, over several tiles, and the log verifies', async () => {
  await write(300);
  await audit.sequence(db);
  await write(230, 300);
  const { size, root } = await audit.sequence(db);
  expect(size).toBe(530);
  expect(await audit.verify(db)).toEqual({ entries: 530, root, problems: [], stopped: false, witnessed: [] });
  const newest = await inTx(db, (tx) => audit.list(tx, { limit: 2 }));
  expect(newest.map((e) => e.seq)).toEqual([529, 528]);
  expect(newest[0]!.said).toMatchObject({ actor: { kind: 'system', id: 'test' }, action: 'centre.manage', outcome: 'done' });
});

test('an entry of an act that was rolled back is not in the log', async () => {
  await expect(inTx(db, async (tx) => {
    await audit.append(tx, { actor: { kind: 'system', name: 'test' }, purpose: 'system-operation', action: 'centre.manage', subject: { type: 'Centre', id: '1' }, outcome: 'done' });
    throw new Error('the act failed');
  })).rejects.toThrow('the act failed');
  expect((await audit.sequence(db)).size).toBe(0);
});

test('two sequencers at once give every entry one place', async () => {
  await write(40);
  await Promise.all([audit.sequence(db), audit.sequence(db), audit.sequence(db)]);
  expect(await audit.verify(db)).toMatchObject({ entries: 40, problems: [] });
});

test('what an edited entry says is named', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper(`update log_detail set details = replace(details, '"done"', '"refused"') where id = (select id from log_entry where seq = 2)`);
  expect(await found()).toEqual(['DetailEdited 2']);
});

test('an edited leaf is named', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper(`update log_entry set leaf = replace(leaf, '"v":1', '"v":2') where seq = 3`);
  expect(await found()).toEqual(expect.arrayContaining(['EntryEdited 3', 'CheckpointRootDiffers 4']));
});

test('a dropped entry is named', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper('delete from log_entry where seq = 1');
  expect(await found()).toEqual(['DetailStray -1', 'EntryMissing 1']);
});

test('a dropped entry is named even where its hash was dropped too', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper('delete from log_entry where seq = 1', 'delete from log_tile');
  expect(await found()).toEqual(expect.arrayContaining(['EntryMissing 1', 'CheckpointRootDiffers 4']));
});

test('reordered entries are named', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper('update log_entry set seq = 99 where seq = 1', 'update log_entry set seq = 1 where seq = 2', 'update log_entry set seq = 2 where seq = 99');
  expect(await found()).toEqual(expect.arrayContaining(['EntryMoved 1', 'EntryMoved 2']));
});

test('a log that was rolled back behind its checkpoint is named, and is not extended', async () => {
  await write(5);
  await audit.sequence(db);
  await tamper('delete from log_entry where seq >= 3', `update log_tile set hashes = substr(hashes, 1, 96) where level = 0`);
  expect(await found()).toContain('LogShorterThanCheckpoint 3');
  await write(1);
  await expect(audit.sequence(db)).rejects.toMatchObject({ code: 'LogDamaged' });
});

test('a checkpoint that another key signed is named', async () => {
  await write(2);
  await audit.sequence(db);
  await tamper(`update log_checkpoint set note = replace(note, '— havenline/log A', '— havenline/log B')`, `update log_checkpoint set note = overlay(note placing 'AAAAAAAA' from length(note) - 20)`);
  expect(await found()).toEqual(['CheckpointSignatureWrong 1', 'CheckpointEdited 1']);
});

test('what an entry said can be erased, and the log still verifies', async () => {
  await write(3);
  await audit.sequence(db);
  await inTx(db, async (tx) => audit.eraseDetail(tx, (await audit.list(tx, { limit: 1 }))[0]!.id, { actor: { kind: 'system', name: 'test' }, purpose: 'system-operation' }));
  expect(await found()).toEqual([]);
  await audit.sequence(db);
  expect(await found()).toEqual([]);
  expect((await inTx(db, (tx) => audit.list(tx, { limit: 2 }))).map((entry) => entry.said?.action)).toEqual(['log.erase', undefined]);
});

test('neither the app nor the owner of the tables can change an entry', async () => {
  await write(1);
  await audit.sequence(db);
  for (const url of [database.appUrl, database.ownerUrl]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await expect(client.query(`update log_entry set leaf = ''`)).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('delete from log_entry')).rejects.toMatchObject({ code: '42501' });
    await client.end();
  }
});
