/** What outsiders see of the log, and witnesses that are asked by the running server. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leafHash, LOG_KEY, openCheckpoint, parseKey, root } from '#core/audit';
import { inTx } from '#core/kernel';
import { openSigner } from '#adapters/keys';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';
import { startWitness } from '../cli/witness.ts';
import type { Witness } from '../cli/witness.ts';

const clock = createTestClock(new Date('2026-03-02T15:00:00Z'));
const folder = mkdtempSync(join(tmpdir(), 'havenline-witness-'));
let it: TestSystem;
let officer: Person;
let witness: Witness;
let admin: pg.Client;
const logKey: { name: string; type: number; publicKey: Buffer } = { name: 'havenline/log', type: LOG_KEY, publicKey: Buffer.alloc(0) };

/** The witness as it starts: it has to know the key of a log that is made at the first start, so the key is put there before. */
const up = async (port = 0) => startWitness({ folder, name: 'witness.example/w', logKeys: [logKey, { ...logKey, name: 'localhost/figures/log' }], host: '127.0.0.1', port, clock });

beforeAll(async () => {
  const keys = mkdtempSync(join(tmpdir(), 'havenline-log-key-'));
  logKey.publicKey = openSigner(join(keys, 'log.pem')).publicKey;
  witness = await up();
  it = await startSystem({ clock, witnesses: [{ url: `http://127.0.0.1:${witness.port}`, key: witness.key }], logKeyFile: join(keys, 'log.pem') });
  rmSync(keys, { recursive: true });
  officer = await it.signIn('data_protection_officer', ['en'], 'Rowan');
  admin = new pg.Client({ connectionString: it.ownerUrl });
  await admin.connect();
}, 60_000);
afterAll(async () => {
  await admin?.end();
  await it?.stop();
  await witness?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An hour goes by with this many acts in it. */
async function hour(acts: number): Promise<void> {
  officer = await it.signIn('data_protection_officer', ['en'], 'Rowan');
  for (let i = 0; i < acts; i++) await officer.call('GET', '/api/log?limit=1');
  await it.system.logKeeper.tick();
  clock.advance(3_600);
  await it.system.logKeeper.tick();
  await it.drain();
  // An idle session ends within the hour.
  officer = await it.signIn('data_protection_officer', ['en'], 'Rowan');
}

/** What somebody without any account does with a C2SP client. */
async function followPublicLog(): Promise<{ size: number; leaves: string[] }> {
  const key = (await inTx(it.system.db, (tx) => it.system.audit.keys(tx))).map((text) => parseKey(text)!).find((one) => one.name === 'localhost/figures/log')!;
  const response = await fetch(`${it.url}/figures/log/checkpoint`);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const checkpoint = openCheckpoint(await response.text(), key)!;
  const { size } = checkpoint;
  const leaves: string[] = [];
  const bundle = Buffer.from(await (await fetch(`${it.url}/figures/log/tile/entries/000.p/${size}`)).arrayBuffer());
  for (let at = 0; at < bundle.length;) {
    const length = bundle.readUInt16BE(at);
    leaves.push(bundle.subarray(at + 2, at + 2 + length).toString());
    at += 2 + length;
  }
  const tile = await fetch(`${it.url}/figures/log/tile/0/000.p/${size}`);
  expect([tile.status, tile.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
  expect(tile.headers.get('cache-control')).toContain('immutable');
  const hashes = leaves.map((leaf) => leafHash(Buffer.from(leaf)));
  expect(Buffer.from(await tile.arrayBuffer()).equals(Buffer.concat(hashes))).toBe(true);
  expect(root(hashes).equals(checkpoint.root)).toBe(true);
  return { size, leaves };
}

test('the public log grows by one leaf an hour, whether nothing happened or much, and a leaf says nothing', async () => {
  await hour(0);
  const before = await followPublicLog();
  await hour(40);
  const busy = await followPublicLog();
  await hour(0);
  const quiet = await followPublicLog();
  expect([busy.size - before.size, quiet.size - busy.size]).toEqual([1, 1]);
  expect(quiet.leaves.slice(0, before.size)).toEqual(before.leaves);
  for (const leaf of quiet.leaves) expect(leaf).toMatch(/^\{"commit":"[0-9a-f]{64}","v":1\}$/);
  // A standstill of five hours does not show either.
  clock.advance(5 * 3_600);
  await hour(0);
  expect((await followPublicLog()).size).toBe(quiet.size + 6);
});

test('a tile that the log does not have, or under another name, is not there; and the log itself is not served', async () => {
  const { size } = await followPublicLog();
  for (const path of [`0/000.p/${size + 1}`, '0/000', '1/000.p/1', 'entries/001', '0/00', '00/000', '0/000.p/0', '0/..%2f000', 'entries/000.p/01', 'x']) {
    expect((await fetch(`${it.url}/figures/log/tile/${path}`)).status, path).toBe(404);
  }
  expect((await fetch(`${it.url}/api/log`)).status).toBe(401);
});

test('both logs are cosigned, the public checkpoint carries the cosignature, and the key lies in a file of its own', async () => {
  await hour(2);
  const state = (await officer.call('GET', '/api/log/state')).body;
  expect(state.witnesses).toHaveLength(2);
  for (const one of state.witnesses) expect(one).toMatchObject({ witness: 'witness.example/w', failingSince: null, error: null, size: expect.any(Number) });
  expect(state.witnesses.map((one: { public: boolean; size: number; latest: number }) => one.public && one.size === one.latest)).toContain(true);
  expect(await (await fetch(`${it.url}/figures/log/checkpoint`)).text()).toContain('\n— witness.example/w ');
  expect((await it.anonymous.call('GET', '/health')).body).toMatchObject({ ok: true, witness: 'seen' });
  expect(statSync(join(folder, 'key.pem')).mode & 0o777).toBe(0o600);
  expect(parseKey(witness.key)).not.toBeNull();
});

test('a witness that is away is shown, asked again for as long as it takes, and catches up', async () => {
  const { port } = witness;
  await witness.stop();
  await hour(1);
  expect((await it.anonymous.call('GET', '/health')).body).toMatchObject({ ok: true, witness: 'away' });
  const away = (await officer.call('GET', '/api/log/state')).body.witnesses;
  for (const one of away) expect(one).toMatchObject({ error: 'WitnessAway', failingSince: expect.any(String) });
  await hour(1);
  expect((await officer.call('GET', '/api/log/state')).body.witnesses[0].failingSince).toBe(away[0].failingSince);
  witness = await up(port);
  clock.advance(600);
  await it.drain();
  expect((await it.anonymous.call('GET', '/health')).body).toMatchObject({ witness: 'seen' });
});

test('the officer reads by exact number, outcome, role and time, sees a proof, and a check says how it went', async () => {
  await it.system.logKeeper.tick();
  const all = (await officer.call('GET', '/api/log?limit=200')).body.entries;
  const mine = (await officer.call('GET', '/api/log?role=data_protection_officer&action=log.read&limit=200')).body.entries;
  expect(mine.length).toBeGreaterThan(40);
  expect(mine[0]).toMatchObject({ name: 'Rowan', action: 'log.read' });
  await (await it.signIn('counsellor', ['en'], 'Juniper')).call('GET', '/api/log');
  await it.system.logKeeper.tick();
  expect((await officer.call('GET', '/api/log?outcome=refused')).body.entries.map((one: { name: string }) => one.name)).toEqual(['Juniper']);
  expect((await officer.call('GET', `/api/log?from=${encodeURIComponent(new Date(clock.now().getTime() + 1).toISOString())}`)).body.entries).toEqual([]);
  expect((await officer.call('GET', '/api/log?from=yesterday')).status).toBe(422);
  // A number that nobody has is answered like one about which nothing was written.
  expect((await officer.call('GET', '/api/log?number=HV-AAAA-AAAA')).body.entries).toEqual([]);
  const counsellor = await it.signIn('counsellor', ['en'], 'Heron');
  await counsellor.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await counsellor.call('GET', '/api/now')).body;
  const { contactId } = (await counsellor.call('POST', `/api/offers/${offer.id}/accept`)).body;
  const { number } = (await counsellor.call('GET', `/api/contacts/${contactId}`)).body;
  await it.system.logKeeper.tick();
  const about = (await officer.call('GET', `/api/log?number=${number.toLowerCase()}`)).body.entries;
  expect(about.length).toBeGreaterThan(0);
  expect(about.every((one: { subject: string }) => one.subject.endsWith(contactId))).toBe(true);

  const proof = (await officer.call('GET', `/api/log/${all[0].seq}/proof`)).body;
  expect(proof).toMatchObject({ seq: all[0].seq, holds: true });
  expect(proof.proof).toMatch(new RegExp(`^c2sp\\.org/tlog-proof@v1\\nextra \\S+\\nindex ${all[0].seq}\\n`));
  expect((await counsellor.call('GET', `/api/log/${all[0].seq}/proof`)).status).toBe(403);

  expect((await officer.call('GET', '/api/log/verification')).body.state).toBe('none');
  await officer.call('POST', '/api/log/verify');
  await expect.poll(async () => (await officer.call('GET', '/api/log/verification')).body.state).toBe('whole');
  expect((await officer.call('POST', '/api/log/verification/stop')).body).toMatchObject({ state: 'whole', problems: [] });
});

test('an older database that was restored is refused by the witness, and it is said which way it went', async () => {
  const tables = ['log_detail', 'log_pending', 'log_entry', 'log_tile', 'log_checkpoint', 'log_published', 'log_cosignature', 'witness_state'];
  await it.system.logKeeper.tick();
  for (const name of tables) await admin.query(`create table kept_${name} as table ${name}`);
  await hour(30);
  // The restore: everything as it was an hour ago, the keys as they are.
  for (const name of tables) {
    await admin.query(`alter table ${name} disable trigger user`);
    await admin.query(`truncate ${name}`);
    await admin.query(`insert into ${name} select * from kept_${name}`);
    await admin.query(`drop table kept_${name}`);
    await admin.query(`alter table ${name} enable trigger user`);
  }
  await it.system.logKeeper.tick();
  clock.advance(20);
  await officer.call('GET', '/api/log?limit=1');
  await it.system.logKeeper.tick();
  await it.drain();
  const own = async () => (await officer.call('GET', '/api/log/state')).body.witnesses.find((one: { public: boolean }) => !one.public);
  expect(await own()).toMatchObject({ error: 'LogRolledBack', failingSince: expect.any(String) });
  // It grows past what the witness saw: another log by then, and refused as one.
  for (let i = 0; i < 60; i++) await officer.call('GET', '/api/log?limit=1');
  await it.system.logKeeper.tick();
  clock.advance(600);
  await it.drain();
  expect(await own()).toMatchObject({ error: 'LogForked' });
  expect((await it.anonymous.call('GET', '/health')).body.witness).toBe('away');
});
