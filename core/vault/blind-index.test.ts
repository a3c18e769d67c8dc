import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeys } from '#adapters/keys';
import { checkSearchable, createBlindIndex, SEARCHABLE } from './blind-index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'havenline-index-'));
const keys = openKeys({ dataDir });
afterAll(() => {
  keys.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the list is empty: no field is searched', async () => {
  expect(SEARCHABLE).toEqual([]);
  await expect(createBlindIndex(keys.store).of('referral.reference', 'X')).rejects.toMatchObject({ code: 'NotSearchable', status: 403 });
});

test('of a field on a list equal values have one index, others and other fields another, and the value is not in it', async () => {
  const index = createBlindIndex(keys.store, ['referral.reference', 'demand.docket']);
  const bytes = await index.of('referral.reference', 'AB-17');
  expect(bytes.length).toBe(16);
  expect(await index.of('referral.reference', ' ab-17 ')).toEqual(bytes);
  expect(await index.of('referral.reference', 'AB-18')).not.toEqual(bytes);
  expect(await index.of('demand.docket', 'AB-17')).not.toEqual(bytes);
  await expect(index.of('person.phone', 'AB-17')).rejects.toMatchObject({ code: 'NotSearchable' });
});

test('another centre, or the same without its key, has another index', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'havenline-index-'));
  const other = openKeys({ dataDir: elsewhere });
  expect(await createBlindIndex(other.store, ['referral.reference']).of('referral.reference', 'AB-17')).not.toEqual(await createBlindIndex(keys.store, ['referral.reference']).of('referral.reference', 'AB-17'));
  await keys.store.erase('index', 'referral.reference');
  await expect(createBlindIndex(keys.store, ['referral.reference']).of('referral.reference', 'AB-17')).rejects.toMatchObject({ code: 'KeyErased' });
  other.close();
  rmSync(elsewhere, { recursive: true });
});

test('names and places can never be on the list', () => {
  for (const field of ['person.name', 'person.first_name', 'person.called', 'person.alias', 'sealed_place.place', 'person.address', 'person.city', 'contact.location', 'person.zip', 'service.shelter', 'person.school', 'person.status', 'document.document']) {
    expect(() => checkSearchable([field]), field).toThrow(/can never be searched/);
    expect(() => createBlindIndex(keys.store, [field]), field).toThrow(/can never be searched/);
  }
  expect(() => checkSearchable(['anything goes'])).toThrow();
});
