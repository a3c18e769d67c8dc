/** Backups of a running database, keys apart; who is erased stays erased whatever older copy comes back. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock, systemRandom } from '#adapters/clock';
import { openKeys } from '#adapters/keys';
import { createKysely, startEmbeddedPostgres } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { inTx, newId } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createVault } from '#core/vault';
import { migrate } from '#database';
import { backup, restore } from './backup.ts';

const home = mkdtempSync(join(tmpdir(), 'havenline-backup-'));
chmodSync(home, 0o755);
const dataDir = join(home, 'data');
const [clock, random] = [systemClock, systemRandom];
afterAll(() => rmSync(home, { recursive: true, force: true }));

const cy: Actor = { kind: 'staff', id: newId(clock, random), roles: ['case_worker'], deskName: 'Cy' };
const NAME = (i: number): string => `Synthetic Quincewort ${i}`;
const caseId = newId(clock, random);
const people = Array.from({ length: 12 }, () => newId(clock, random));
const quiet = (): void => {};

/** The centre's parts on this data directory, for as long as `work` takes. */
async function centre<T>(work: (it: Awaited<ReturnType<typeof open>>) => Promise<T>, keysDir = dataDir): Promise<T> {
  const it = await open(keysDir);
  try {
    return await work(it);
  } finally {
    await it.close();
  }
}
async function open(keysDir: string) {
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrate(postgres.ownerUrl);
  const db = createKysely(postgres.appUrl, 4);
  const keys = openKeys({ dataDir: keysDir });
  const audit = createAudit({ clock, random, signer: keys.signer });
  const access = createAccess({ db, audit, clock, random, policyDir: 'policies' });
  const vault = createVault({ keys: keys.store, random, clock, audit });
  const place = (id: string) => ({ keyOf: { kind: 'person' as const, id }, table: 'person', column: 'name', row: id });
  const grant = (action: string, id: string) => ({ actor: cy, purpose: 'care-continuity', action, subject: { type: 'Person', id, attrs: { assigned: [cy.kind === 'staff' ? cy.id : ''] } }, fields: ['name'] });
  return {
    db, vault, audit, keys,
    async write(id: string, text: string): Promise<void> {
      await vault.createKey('person', id);
      await inTx(db, async (tx) => {
        const bytes = await vault.protect(tx, await access.authorize(tx, grant('person.write', id)), place(id), text);
        const { sql } = await import('kysely');
        await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
        await sql`insert into person (id, case_id, role, languages, created_at, name) values (${id}, ${caseId}, 'child', '{}', now(), ${bytes}) on conflict (id) do update set name = excluded.name`.execute(tx);
      });
    },
    read: (id: string): Promise<string> => inTx(db, async (tx) => {
      const { sql } = await import('kysely');
      await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
      const { rows } = await sql<{ name: Buffer }>`select name from person where id = ${id}`.execute(tx);
      if (!rows[0]) throw Object.assign(new Error('no row'), { code: 'NoRow' });
      return vault.reveal(tx, await access.authorize(tx, grant('person.reveal', id)), place(id), rows[0].name);
    }),
    async close(): Promise<void> {
      await db.destroy();
      keys.close();
      await postgres.stop();
    },
  };
}
const only = (folder: string, which = 0): string => join(folder, readdirSync(folder).sort()[which]!);
const [db1, keys1] = [join(home, 'db'), join(home, 'keys-elsewhere')];

test('a backup is taken while the centre writes, and holds no key', { timeout: 120_000 }, async () => {
  await centre(async (it) => {
    await inTx(it.db, async (tx) => {
      const { sql } = await import('kysely');
      await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
      await sql`insert into case_file (id, number, opened_by, opened_at) values (${caseId}, 'HV-TEST-TEST', ${cy.kind === 'staff' ? cy.id : ''}, now())`.execute(tx);
    });
    for (const [i, id] of people.slice(0, 6).entries()) await it.write(id, NAME(i));
    let writing = true;
    let wrote = 0;
    const busy = (async () => { while (writing) { await it.write(people[5]!, NAME(5)); wrote++; } })();
    expect(await backup(['--data', dataDir, '--to', db1, '--keys-to', keys1], quiet).finally(() => void (writing = false))).toBe(0);
    await busy;
    expect(wrote).toBeGreaterThan(3);
  });
  const files = (readdirSync(db1, { recursive: true }) as string[]).map(String);
  expect(files.filter((file) => /keystore|kek|\.pem|codes/.test(file))).toEqual([]);
  expect(files.some((file) => file.endsWith('manifest.json'))).toBe(true);
  const key = await (async () => { const keys = openKeys({ dataDir }); const bytes = await keys.store.get('person', people[0]!); keys.close(); return bytes!; })();
  for (const file of files.map((name) => join(db1, name)).filter((name) => !name.includes('/base/') || name.length > 0)) {
    try {
      const bytes = readFileSync(file);
      expect(bytes.includes(key) || bytes.includes('Quincewort'), file).toBe(false);
    } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error; }
  }
});

test('with the backup and everything of the environment but the keys, no field opens', { timeout: 120_000 }, async () => {
  await restore(['--data', dataDir, '--from', only(db1)], quiet);
  const empty = join(home, 'no-keys');
  await centre(async (it) => {
    let opened = 0;
    for (const id of people.slice(0, 6)) await it.read(id).then(() => opened++, (error: { code: string }) => expect(error.code).toBe('KeyMissing'));
    expect(opened).toBe(0);
  }, empty);
});

test('one person is erased; with an older database, an older key store, or both, none of their fields opens and all others do', { timeout: 240_000 }, async () => {
  await centre(async (it) => {
    expect(await it.read(people[2]!)).toBe(NAME(2));
    await it.write(people[7]!, NAME(7));
    await inTx(it.db, (tx) => it.vault.eraseKey(tx, { kind: 'system', name: 'retention' }, 'data-subject-request', { kind: 'person', id: people[2]! }));
    await it.vault.applyErasures(it.db);
  });
  const check = async (): Promise<void> => centre(async (it) => {
    await it.vault.applyErasures(it.db);
    for (const [i, id] of people.slice(0, 6).entries()) {
      if (i === 2) await expect(it.read(id)).rejects.toMatchObject({ code: 'KeyMissing' });
      else expect(await it.read(id)).toBe(NAME(i));
    }
    expect((await it.audit.verify(it.db)).problems.filter((p) => !/Witness/.test(p.code))).toEqual([]);
  });
  await restore(['--data', dataDir, '--from', only(db1)], quiet);
  await check();
  // Both from before the erasure: what is here still knows of it.
  await restore(['--data', dataDir, '--from', only(db1), '--keys-from', only(keys1)], quiet);
  await check();
  // By hand, behind our back: the older key store alone. The database has the tombstone.
  for (const name of ['keystore', 'keys']) {
    rmSync(join(dataDir, name), { recursive: true });
    cpSync(join(only(keys1), name), join(dataDir, name), { recursive: true });
  }
  await check();
  // On a new machine: what was taken from the old one after the erasure says so, though an older backup is restored.
  await centre(() => backup(['--data', dataDir, '--to', db1], quiet).then(() => undefined));
  rmSync(dataDir, { recursive: true });
  await restore(['--data', dataDir, '--from', only(db1), '--keys-from', only(keys1)], quiet);
  await check();
});

test('keys beside the database, a half backup, and a target in the data directory are refused', async () => {
  const refused = (verb: typeof backup, ...args: string[]) => expect(verb(['--data', dataDir, ...args], quiet)).rejects.toMatchObject({ code: 'usage' });
  await refused(backup);
  await refused(backup, '--to', join(home, 'x'), '--keys-to', join(home, 'x', 'keys'));
  await refused(backup, '--to', join(dataDir, 'backups'));
  await refused(restore, '--from', join(only(db1), 'cluster'));
  await refused(restore, '--from', only(db1), '--keys-from', home);
  expect(existsSync(join(home, 'x'))).toBe(false);
});
