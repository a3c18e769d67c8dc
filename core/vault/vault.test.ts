import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock, systemRandom } from '#adapters/clock';
import { openKeys } from '#adapters/keys';
import { openDatabase } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { inTx, newId } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { createVault } from './index.ts';
import type { Place } from './index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'havenline-vault-'));
const keys = openKeys({ dataDir });
const database = await createTestDatabase();
const db = openDatabase({ url: database.appUrl, max: 5 });
const clock = systemClock;
const random = systemRandom;
const audit = createAudit({ clock, random, signer: keys.signer });
const access = createAccess({ db, audit, clock, random, policyDir: 'policies' });
const vault = createVault({ keys: keys.store, random, clock, audit });
afterAll(async () => {
  keys.close();
  await db.destroy();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const cy: Actor = { kind: 'staff', id: 'cy', roles: ['case_worker'], deskName: 'Cy' };
const id = () => newId(clock, random);
const place = (person: string, row = person): Place => ({ keyOf: { kind: 'person', id: person }, table: 'person', column: 'name', row });
const ask = (tx: Tx, action: string, person: string, fields = ['name']) =>
  access.authorize(tx, { actor: cy, purpose: 'care-continuity', action, subject: { type: 'Person', id: person, attrs: { assigned: ['cy'] } }, fields });
const protect = (person: string, text: string) => inTx(db, async (tx) => vault.protect(tx, await ask(tx, 'person.write', person), place(person), text));
const reveal = (person: string, bytes: Buffer, at = place(person)) => inTx(db, async (tx) => vault.reveal(tx, await ask(tx, 'person.reveal', person), at, bytes));

test('a field opens again with a grant, and the bytes do not hold it', async () => {
  const person = id();
  await vault.createKey('person', person);
  const bytes = await protect(person, 'Marisol Ejemplo');
  expect(bytes.includes('Marisol')).toBe(false);
  expect(await reveal(person, bytes)).toBe('Marisol Ejemplo');
});

test('a ciphertext moved to another row, column, table or person does not open', async () => {
  const [person, other] = [id(), id()];
  await vault.createKey('person', person);
  await vault.createKey('person', other);
  const bytes = await protect(person, 'Marisol Ejemplo');
  await expect(reveal(person, bytes, place(person, other))).rejects.toMatchObject({ code: 'FieldDamaged' });
  await expect(reveal(person, bytes, { ...place(person), table: 'contact' })).rejects.toMatchObject({ code: 'FieldDamaged' });
  await expect(reveal(other, bytes)).rejects.toMatchObject({ code: 'FieldDamaged' });
  bytes[20]! ^= 1;
  await expect(reveal(person, bytes)).rejects.toMatchObject({ code: 'FieldDamaged' });
});

test('a grant opens nobody else, no other field, and a grant to write reads nothing', async () => {
  const person = id();
  await vault.createKey('person', person);
  const bytes = await protect(person, 'Marisol Ejemplo');
  const withGrant = (action: string, subject: string, fields?: string[]) => inTx(db, async (tx) => vault.reveal(tx, await ask(tx, action, subject, fields), place(person), bytes));
  await expect(withGrant('person.reveal', id())).rejects.toMatchObject({ code: 'GrantRefused' });
  await expect(withGrant('person.reveal', person, ['phone'])).rejects.toMatchObject({ code: 'GrantRefused' });
  await expect(withGrant('person.write', person)).rejects.toMatchObject({ code: 'GrantRefused' });
  const forged = { id: 'g', actor: cy, purpose: 'care-continuity', action: 'person.reveal', subject: { type: 'Person', id: person }, fields: null, expiresAt: new Date(8e12) };
  await expect(inTx(db, (tx) => vault.reveal(tx, forged as never, place(person), bytes))).rejects.toMatchObject({ code: 'GrantRefused' });
});

test('a refusal is in the log though the transaction of the act was rolled back', async () => {
  const person = id();
  await expect(inTx(db, (tx) => access.authorize(tx, { actor: cy, purpose: 'immigration-enforcement', action: 'person.reveal', subject: { type: 'Person', id: person, attrs: { assigned: ['cy'] } } }))).rejects.toMatchObject({ code: 'Refused', status: 403 });
  await audit.sequence(db);
  const [last] = await inTx(db, (tx) => audit.list(tx, { limit: 1 }));
  expect(last!.said).toMatchObject({ outcome: 'refused', purpose: 'unknown', action: 'person.reveal', subject: { type: 'Person', id: person } });
  expect((await audit.verify(db)).problems).toEqual([]);
});

test('what the caller wrote opens for the counsellor who answers, not for another', async () => {
  const contact = id();
  await vault.createKey('contact', contact);
  const at: Place = { keyOf: { kind: 'contact', id: contact }, table: 'message', column: 'text', row: id() };
  const bytes = await inTx(db, async (tx) => vault.protect(tx, await access.authorize(tx, {
    actor: { kind: 'caller', contactId: contact }, purpose: 'answer-contact', action: 'contact.write', subject: { type: 'Contact', id: contact }, fields: ['text'] }), at, 'I am at the bus station'));
  const readAs = (staff: string) => inTx(db, async (tx) => vault.reveal(tx, await access.authorize(tx, {
    actor: { kind: 'staff', id: staff, roles: ['counsellor'], deskName: staff }, purpose: 'answer-contact', action: 'contact.read', subject: { type: 'Contact', id: contact, attrs: { counsellor: 'ana' } }, fields: ['text'] }), at, bytes));
  expect(await readAs('ana')).toBe('I am at the bus station');
  await expect(readAs('bo')).rejects.toMatchObject({ code: 'Refused' });
});

test('after an erasure nothing of that person opens, all else does, and no new key is made', async () => {
  const [person, other] = [id(), id()];
  await vault.createKey('person', person);
  await vault.createKey('person', other);
  const [bytes, others] = [await protect(person, 'Marisol Ejemplo'), await protect(other, 'Ines Muestra')];
  expect(await reveal(person, bytes)).toBe('Marisol Ejemplo');
  await inTx(db, (tx) => vault.eraseKey(tx, { kind: 'system', name: 'retention' }, 'data-subject-request', { kind: 'person', id: person }));
  await vault.applyErasures(db);
  await expect(reveal(person, bytes)).rejects.toMatchObject({ code: 'KeyMissing' });
  await expect(vault.createKey('person', person)).rejects.toMatchObject({ code: 'KeyErased' });
  expect(await reveal(other, others)).toBe('Ines Muestra');
});

test('the key files are for their account only, the keys outlive a restart, and a lost wrapping key stops it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'havenline-keys-'));
  const person = id();
  const first = openKeys({ dataDir: dir });
  await first.store.create('person', person);
  const key = await first.store.get('person', person);
  for (const file of ['keystore', 'keys/kek.json', 'keys/log.pem']) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dir, 'keystore')).includes(key!)).toBe(false);
  first.close();
  const second = openKeys({ dataDir: dir });
  expect(await second.store.get('person', person)).toEqual(key);
  expect(second.signer.publicKey).toEqual(first.signer.publicKey);
  second.close();
  renameSync(join(dir, 'keys/kek.json'), join(dir, 'elsewhere.json'));
  expect(() => openKeys({ dataDir: dir })).toThrow(/the key that wraps them is gone/);
  expect(existsSync(join(dir, 'keys/kek.json'))).toBe(false);
  rmSync(dir, { recursive: true });
});
