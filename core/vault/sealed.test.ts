import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock, systemRandom } from '#adapters/clock';
import { openKeys } from '#adapters/keys';
import { openDatabase } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { inTx, newId } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { createVault } from './index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'havenline-sealed-'));
const keys = openKeys({ dataDir });
const database = await createTestDatabase();
const db = openDatabase({ url: database.appUrl, max: 5 });
const [clock, random] = [systemClock, systemRandom];
const audit = createAudit({ clock, random, signer: keys.signer });
const access = createAccess({ db, audit, clock, random, policyDir: 'policies' });
const vault = createVault({ keys: keys.store, random, clock, audit });
afterAll(async () => {
  keys.close();
  await db.destroy();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const id = () => newId(clock, random);
const staff = (role: 'case_worker' | 'supervisor'): Extract<Actor, { kind: 'staff' }> => ({ kind: 'staff', id: id(), roles: [role], deskName: 'Synthetic' });
const [cy, sam] = [staff('case_worker'), staff('supervisor')];
const PLACE = 'the yellow house behind the synthetic bakery';
const by = async <T>(url: 'adminUrl' | 'appUrl', work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: database[url] });
  await client.connect();
  return work(client).finally(() => client.end());
};
const about = (actor: Actor, action: string, placeId: string, asker?: string) =>
  ({ actor, purpose: 'service-referral', action, subject: { type: 'SealedPlace', id: placeId, attrs: { assigned: [cy.id], asker } } });

async function sealedPlace(text = PLACE): Promise<{ person: string; placeId: string }> {
  const person = id();
  await vault.createKey('person', person);
  const { placeId } = await inTx(db, async (tx) => vault.putSealed(tx, await access.authorize(tx, {
    actor: cy, purpose: 'care-continuity', action: 'person.write', subject: { type: 'Person', id: person, attrs: { assigned: [cy.id] } }, fields: ['place'] }), { kind: 'person', id: person, caseId: null }, text));
  return { person, placeId };
}
const ask = (placeId: string) => inTx(db, async (tx) => (await vault.askSealed(tx, await access.authorize(tx, about(cy, 'sealed.ask', placeId)), placeId, 'Synthetic Child Services')).id);
const approve = (askId: string, placeId: string, who: Actor = sam, asker = cy.id) =>
  inTx(db, async (tx) => vault.approveSealed(tx, await access.authorize(tx, about(who, 'sealed.approve', placeId, asker)), askId, 30));
const openIt = (askId: string, placeId: string) => inTx(db, async (tx) => vault.openSealed(tx, await access.authorize(tx, about(cy, 'sealed.open', placeId, cy.id)), askId));

test('a place opens once, after a second person agreed, and the log has each step with both people', async () => {
  const { placeId, person } = await sealedPlace();
  expect(await inTx(db, (tx) => vault.sealedOf(tx, 'person', person))).toBe(placeId);
  const askId = await ask(placeId);
  await expect(openIt(askId, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
  expect((await inTx(db, (tx) => vault.sealedAsksWaiting(tx))).map((a) => a.id)).toContain(askId);
  await approve(askId, placeId);
  expect(await openIt(askId, placeId)).toMatchObject({ text: PLACE });
  await expect(openIt(askId, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
  await audit.sequence(db);
  const said = (await inTx(db, (tx) => audit.list(tx, { limit: 50 }))).map((e) => e.said!).filter((s) => s.subject.id === placeId);
  expect(said.find((s) => s.action === 'sealed.open' && JSON.stringify(s.details).includes('agreedBy'))).toMatchObject({
    actor: { kind: 'staff', id: cy.id }, purpose: 'service-referral', outcome: 'done', details: { agreedBy: sam.id, sealedGrant: askId } });
  expect(JSON.stringify(said)).not.toContain('yellow');
  expect((await audit.verify(db)).problems).toEqual([]);
});

test('opened at the same moment many times, it comes out once', async () => {
  const { placeId } = await sealedPlace();
  const askId = await ask(placeId);
  await approve(askId, placeId);
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => openIt(askId, placeId)));
  expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('the asker cannot agree, in the rules and in the database; a refused or overdue ask opens nothing', async () => {
  const { placeId } = await sealedPlace();
  const askId = await ask(placeId);
  const both: Actor = { ...cy, roles: ['case_worker', 'supervisor'] };
  await expect(approve(askId, placeId, both)).rejects.toMatchObject({ code: 'Refused' });
  await by('appUrl', async (client) => expect((await client.query('select sealed_approve($1, $2, 30) as at', [askId, cy.id])).rows).toEqual([{ at: null }]));
  await by('adminUrl', async (client) => {
    await expect(client.query(`update sealed_grant set approved_by = asked_by, approved_at = now(), expires_at = now() + interval '20 minutes' where id = $1`, [askId])).rejects.toThrow(/second_person/);
    await client.query(`update sealed_grant set asked_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`, [askId]);
  });
  await expect(approve(askId, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
  const second = await ask(placeId);
  await approve(second, placeId);
  await by('adminUrl', (client) => client.query(`update sealed_grant set asked_at = now() - interval '2 hours', approved_at = now() - interval '1 hour', expires_at = now() - interval '40 minutes' where id = $1`, [second]));
  await expect(openIt(second, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
  const third = await ask(placeId);
  await inTx(db, async (tx) => vault.declineSealed(tx, await access.authorize(tx, about(sam, 'sealed.approve', placeId, cy.id)), third));
  await expect(approve(third, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
  await expect(openIt(third, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
});

test('a place written anew is not opened by what was agreed about the old one', async () => {
  const { placeId, person } = await sealedPlace();
  const askId = await ask(placeId);
  await approve(askId, placeId);
  await inTx(db, async (tx) => vault.putSealed(tx, await access.authorize(tx, {
    actor: cy, purpose: 'care-continuity', action: 'person.write', subject: { type: 'Person', id: person, attrs: { assigned: [cy.id] } }, fields: ['place'] }), { kind: 'person', id: person, caseId: null }, 'elsewhere'));
  await expect(openIt(askId, placeId)).rejects.toMatchObject({ code: 'SealedAskOver' });
});

test('with the app\'s password nobody reads, lists, counts, changes or forges: only the functions answer, one row for one agreed grant', async () => {
  const { placeId } = await sealedPlace();
  const askId = await ask(placeId);
  await by('appUrl', async (client) => {
    for (const attempt of [
      'select * from sealed_place', 'select count(*) from sealed_place', 'copy sealed_place to stdout', 'table sealed_place', 'delete from sealed_place',
      `update sealed_place set ciphertext = ''`, `insert into sealed_grant values (gen_random_uuid())`, `update sealed_grant set approved_at = now()`, 'delete from sealed_grant',
      `select sealed_log('${cy.id}', 'statistics', 'x', '${placeId}', '{}')`, 'alter table sealed_place disable row level security', 'set role havenline_owner',
      'create or replace function sealed_of(p_kind text, p_subject uuid) returns uuid language sql as $$ select id from sealed_place $$',
    ]) await expect(client.query(attempt), attempt).rejects.toMatchObject({ code: '42501' });
    expect((await client.query('select * from sealed_open($1)', [askId])).rows).toEqual([]);
    // A function of one's own with the same name in a schema that comes first does not get between.
    await client.query('create temporary table sealed_place (id uuid, subject_kind text, subject_id uuid, ciphertext bytea)');
    await client.query(`insert into sealed_place values ($1, 'person', $1, 'forged')`, [placeId]);
    await approve(askId, placeId);
    const { rows } = await client.query('select * from sealed_open($1)', [askId]);
    expect(rows).toHaveLength(1);
    expect(rows[0].ciphertext.includes('yellow') || rows[0].ciphertext.toString() === 'forged').toBe(false);
  });
});

test('a place has one of few lengths, opens under neither key alone, and goes with its person', async () => {
  const [short, long] = [await sealedPlace('a'), await sealedPlace('x'.repeat(200))];
  const bytesOf = async (placeId: string): Promise<Buffer> => by('adminUrl', async (c) => (await c.query('select ciphertext from sealed_place where id = $1', [placeId])).rows[0].ciphertext);
  expect((await bytesOf(short.placeId)).length).toBe((await bytesOf(long.placeId)).length);
  const askId = await ask(short.placeId);
  await approve(askId, short.placeId);
  await keys.store.erase('sealed', short.person);
  await expect(openIt(askId, short.placeId)).rejects.toMatchObject({ code: 'KeyMissing' });
  const other = await ask(long.placeId);
  await approve(other, long.placeId);
  await inTx(db, (tx) => vault.eraseKey(tx, { kind: 'system', name: 'retention' }, 'data-subject-request', { kind: 'person', id: long.person }));
  await vault.applyErasures(db);
  expect(await keys.store.get('sealed', long.person)).toBeNull();
  await expect(openIt(other, long.placeId)).rejects.toMatchObject({ code: 'KeyMissing' });
});

test('no index holds what a place says, and no view, column default or comment leads to it', async () => {
  await by('adminUrl', async (client) => {
    const { rows } = await client.query(`select indexdef from pg_indexes where tablename = 'sealed_place'`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { indexdef } of rows) expect(indexdef).not.toMatch(/ciphertext/);
    expect((await client.query(`select distinct view_name from information_schema.view_column_usage where table_name = 'sealed_place'`)).rows).toEqual([]);
    expect((await client.query(`select privilege_type from information_schema.role_table_grants where table_name = 'sealed_place' and grantee in ('havenline_app', 'PUBLIC')`)).rows).toEqual([]);
  });
});
