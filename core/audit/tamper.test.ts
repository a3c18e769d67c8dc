/** Whoever has the database and no key changes one thing: the check finds it and names it. The columns come from the database itself, so that a new one is not forgotten. */
import { generateKeyPairSync, sign } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemRandom } from '#adapters/clock';
import { openDatabase } from '#adapters/postgres';
import { inTx } from '#core/kernel';
import type { Db } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import type { TestDatabase } from '#testing/postgres';
import { createAudit } from './index.ts';
import type { Audit, LogSigner } from './index.ts';
import { cosign, ORIGIN, splitNote, WITNESS_KEY } from './note.ts';

const signerOf = (): LogSigner => {
  const pair = generateKeyPairSync('ed25519');
  return { publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sign: (text) => Promise.resolve(sign(null, text, pair.privateKey)) };
};
const PUBLIC = 'centre.example/figures/log';
const witness = signerOf();
const witnessKey = { name: 'witness.example/w', type: WITNESS_KEY, publicKey: witness.publicKey };
let at = Date.parse('2026-03-02T15:00:00Z');
const clock = { now: () => new Date(at) };
const system = { actor: { kind: 'system', name: 'test' }, purpose: 'system-operation' } as const;

let database: TestDatabase;
let db: Db;
let admin: pg.Client;
let audit: Audit;
const kept: string[] = [];

const write = (n: number) => inTx(db, async (tx) => {
  for (let i = 0; i < n; i++) await audit.append(tx, { ...system, action: 'centre.manage', subject: { type: 'Centre', id: String(++at) }, outcome: 'done' });
});
const checkpoint = () => inTx(db, async (tx) => (await audit.checkpoint(tx, 'own'))!);
const witnessed = (which: 'own' | 'public') => inTx(db, async (tx) => {
  const body = splitNote((await audit.checkpoint(tx, which))!)!.body;
  const origin = which === 'own' ? ORIGIN : PUBLIC;
  const request = (await audit.witnessing.requestFor(tx, witnessKey.name, origin))!;
  expect(await audit.witnessing.take(tx, witnessKey, request, { status: 200, text: await cosign(body, witnessKey.name, Math.floor(at / 1000), witness) })).toBe(false);
});

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.appUrl, max: 5 });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  // What somebody with the superuser's password and no conscience does.
  await admin.query('set session_replication_role = replica');
  audit = createAudit({ clock, random: systemRandom, signer: signerOf() });
  // More than two tiles, three checkpoints, two published leaves, an erasure, cosignatures on both logs, and one entry that waits.
  for (const n of [300, 40, 200]) {
    await write(n);
    at += 3_600_000;
    await audit.sequence(db);
    await audit.publish(db, { origin: PUBLIC, seconds: 3600 });
    await witnessed('own');
    await witnessed('public');
    kept.push(await checkpoint());
  }
  await inTx(db, async (tx) => audit.eraseDetail(tx, (await audit.list(tx, { limit: 1 }))[0]!.id, system));
  await audit.sequence(db);
  await write(1);
  expect(await found()).toEqual([]);
});
afterAll(async () => {
  await admin?.end();
  await db?.destroy();
  await database?.drop();
});

const found = async (against: string[] = []) => (await audit.verify(db, { witnessKeys: [witnessKey], against })).problems.map((p) => p.code);

/** Does it, looks, and undoes it. */
async function tampering(statements: string[], against?: string[]): Promise<string[]> {
  const tables = (await admin.query<{ name: string }>(`select relname as name from pg_class where relname like 'log\\_%' and relkind = 'r'`)).rows.map((row) => row.name);
  for (const name of tables) await admin.query(`create temporary table kept_${name} as table ${name}`);
  try {
    for (const statement of statements) await admin.query(statement);
    return await found(against);
  } finally {
    for (const name of tables) await admin.query(`truncate ${name}; insert into ${name} select * from kept_${name}; drop table kept_${name}`);
  }
}

/** Another value of the same type that the table's own checks let pass. */
const FLIPS: Record<string, (column: string) => string> = {
  int8: (c) => `${c} + 100000`,
  int2: (c) => `${c} + 3`,
  uuid: () => 'gen_random_uuid()',
  timestamptz: (c) => `${c} + interval '1 second'`,
  text: (c) => `overlay(${c} placing (case when substr(${c}, length(${c}) / 2, 1) = 'a' then 'b' else 'a' end) from length(${c}) / 2)`,
  bytea: (c) => `set_byte(${c}, length(${c}) / 2, get_byte(${c}, length(${c}) / 2) # 1)`,
};

test('each field of each table of the log, flipped in the first, a middle and the last row, is found', { timeout: 120_000 }, async () => {
  const { rows: columns } = await admin.query<{ table: string; column: string; type: string }>(`
    select c.relname as table, a.attname as column, t.typname as type from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relname like 'log\\_%' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by 1, 2`);
  expect(new Set(columns.map((one) => one.table)).size).toBe(7);
  const missed: string[] = [];
  let flips = 0;
  for (const { table, column, type } of columns) {
    // A value that is not there (an erased text, the moment of an erasure that was none) cannot be flipped alone: the table's check refuses.
    const { rows } = await admin.query<{ ctid: string }>(`select ctid::text from ${table} where ${column} is not null`);
    for (const i of new Set([0, Math.floor(rows.length / 2), rows.length - 1])) {
      if (!rows[i]) continue;
      flips++;
      const codes = await tampering([`update ${table} set ${column} = ${FLIPS[type]!(column)} where ctid = '${rows[i].ctid}'`]);
      if (codes.length === 0) missed.push(`${table}.${column}, row ${i} of ${rows.length}`);
    }
  }
  expect(missed).toEqual([]);
  expect(flips).toBeGreaterThan(60);
});

const IN_TABLE: [string, string[], string[]][] = [
  ['an entry that was dropped', ['delete from log_entry where seq = 17'], ['EntryMissing']],
  ['an entry that was dropped with its words', ['delete from log_detail where id = (select id from log_entry where seq = 17)', 'delete from log_entry where seq = 17'], ['EntryMissing']],
  ['entries that were reordered', ['update log_entry set seq = 9999 where seq = 3', 'update log_entry set seq = 3 where seq = 4', 'update log_entry set seq = 4 where seq = 9999'], ['EntryMoved', 'EntryMoved', 'CheckpointRootDiffers']],
  ['a salt that was exchanged with another', ['update log_detail d set salt = o.salt from log_detail o where d.id in (select id from log_entry where seq in (8, 9)) and o.id in (select id from log_entry where seq in (8, 9)) and d.id <> o.id'], ['DetailEdited', 'DetailEdited']],
  ['words that were taken away without an entry', [`update log_detail set salt = null, details = null, erased_at = now() where id = (select id from log_entry where seq = 5)`], ['ErasedWithoutEntry']],
  ['words that were deleted', ['delete from log_detail where id = (select id from log_entry where seq = 5)'], ['DetailMissing']],
  ['an act whose entry was dropped before it had a place', ['delete from log_pending'], ['DetailStray']],
  ['a tile that was dropped', ['delete from log_tile where level = 1'], ['TileMissing']],
  ['a tile that nobody wrote', [`insert into log_tile select 3, 7, hashes from log_tile where level = 1`], ['TileStray']],
  ['an edited hash in a tile', ['update log_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level = 0 and idx = 0'], ['TileEdited', 'TileEdited']],
  ['the last checkpoint, dropped', ['delete from log_checkpoint where size = 541'], ['CheckpointMissing']],
  ['a checkpoint in the middle, dropped', ['delete from log_checkpoint where size = 340'], ['CheckpointMissing', 'CheckpointEdited', 'PublishedEdited', 'CosignatureStray']],
  ['a checkpoint in the middle, dropped, and those after it numbered anew', ['delete from log_checkpoint where size = 340', 'update log_checkpoint set n = n - 1 where size > 340'], ['CheckpointEdited', 'CheckpointSealWrong', 'CheckpointSealWrong']],
  ['checkpoints that exchanged their numbers', ['update log_checkpoint set n = 99 where n = 0', 'update log_checkpoint set n = 0 where n = 1', 'update log_checkpoint set n = 1 where n = 99'], ['CheckpointMissing', 'CheckpointSealWrong']],
  ['the last entries, cut off', ['delete from log_entry where seq >= 535'], ['EntryMissing', 'DetailStray']],
  ['the last entries with their hashes, cut off', ['delete from log_entry where seq >= 535', `update log_tile set hashes = substr(hashes, 1, 23 * 32) where level = 0 and idx = 2`], ['LogShorterThanCheckpoint', 'DetailStray']],
  ['everything, emptied', ['truncate log_entry, log_tile, log_detail, log_pending'], ['LogShorterThanCheckpoint']],
  ['a whole roll-back, after which cosignatures are left', [
    'delete from log_entry where seq >= 340', 'delete from log_checkpoint where size > 340', 'delete from log_pending', 'delete from log_detail d where not exists (select from log_entry e where e.id = d.id)',
    `update log_tile set hashes = substr(hashes, 1, 84 * 32) where level = 0 and idx = 1`, 'delete from log_tile where (level = 0 and idx > 1)', `update log_tile set hashes = substr(hashes, 1, 32) where level = 1`,
    'delete from log_published where size > 340',
  ], ['CosignatureStray']],
  ['a published leaf, dropped', ['delete from log_published where seq = 1'], ['PublishedMissing', 'PublishedSignatureWrong']],
  ['published leaves, exchanged', ['update log_published set seq = 9 where seq = 0', 'update log_published set seq = 0 where seq = 1', 'update log_published set seq = 1 where seq = 9'], ['PublishedEdited', 'PublishedSignatureWrong']],
  ['a cosignature under another checkpoint', [`update log_cosignature set size = 541 where size = 540 and origin = '${ORIGIN}'`], ['CosignatureWrong']],
  ['a cosignature of somebody else', [`update log_cosignature set witness = 'someone.example/w' where size = 540 and origin = '${ORIGIN}'`], ['WitnessUnknown']],
];

test.each(IN_TABLE)('%s: found and named', async (_what, statements, codes) => {
  const named = await tampering(statements);
  expect(named).toEqual(expect.arrayContaining(codes));
});

test('a log that was rolled back with everything that stands in the database is found by a checkpoint kept elsewhere', async () => {
  const back = [
    'delete from log_entry where seq >= 340', 'delete from log_checkpoint where size > 340', 'delete from log_pending', 'delete from log_detail d where not exists (select from log_entry e where e.id = d.id)',
    `update log_tile set hashes = substr(hashes, 1, 84 * 32) where level = 0 and idx = 1`, 'delete from log_tile where (level = 0 and idx > 1)', `update log_tile set hashes = substr(hashes, 1, 32) where level = 1`,
    'delete from log_published where size > 340', `delete from log_cosignature where size > 340 or (origin <> '${ORIGIN}' and size > 2)`,
  ];
  expect(await tampering(back)).toEqual([]);
  expect(await tampering(back, [kept[2]!])).toEqual(['LogShorterThanCheckpoint']);
  expect(await tampering(back, [kept[1]!])).toEqual([]);
});

test('checkpoints kept elsewhere are those of this log, and one of another tree or another key is named', async () => {
  expect(await found(kept)).toEqual([]);
  const other = createAudit({ clock, random: systemRandom, signer: signerOf() });
  const second = await createTestDatabase();
  const otherDb = openDatabase({ url: second.appUrl, max: 2 });
  const another = await createTestDatabase();
  const third = openDatabase({ url: another.appUrl, max: 2 });
  try {
    await inTx(otherDb, (tx) => other.append(tx, { ...system, action: 'centre.manage', subject: { type: 'Centre', id: '1' }, outcome: 'done' }));
    await other.sequence(otherDb);
    const foreign = await inTx(otherDb, async (tx) => (await other.checkpoint(tx, 'own'))!);
    expect(await found([foreign])).toEqual(['CheckpointSignatureWrong']);
    // The log's own key over another tree: written anew from the first entry.
    await inTx(third, (tx) => audit.append(tx, { ...system, action: 'centre.manage', subject: { type: 'Centre', id: '1' }, outcome: 'done' }));
    await audit.sequence(third);
    const forked = await inTx(third, async (tx) => (await audit.checkpoint(tx, 'own'))!);
    expect(await found([forked])).toEqual(['LogForked']);
  } finally {
    await otherDb.destroy();
    await third.destroy();
    await second.drop();
    await another.drop();
  }
});

test('a proof for each kind of place holds, and one for an entry that was changed does not', async () => {
  for (const seq of [0, 255, 256, 511, 540]) expect((await inTx(db, (tx) => audit.prove(tx, { seq }))).holds).toBe(true);
  for (const [from, to] of [[1, 541], [256, 541], [300, 340], [541, 541]] as const) expect((await inTx(db, (tx) => audit.proveGrowth(tx, from, to))).holds).toBe(true);
  await expect(inTx(db, (tx) => audit.prove(tx, { seq: 541 }))).rejects.toMatchObject({ code: 'NotFound' });
  await expect(inTx(db, (tx) => audit.proveGrowth(tx, 300, 542))).rejects.toMatchObject({ code: 'Invalid' });
});

test('a check that is stopped says so, and has said how far it came', async () => {
  const seen: [number, number][] = [];
  const part = await audit.verify(db, { progress: (done, of) => void seen.push([done, of]), stopped: () => seen.length === 2 });
  expect(part).toMatchObject({ stopped: true, problems: [] });
  expect(seen).toEqual([[256, 541], [512, 541]]);
});
