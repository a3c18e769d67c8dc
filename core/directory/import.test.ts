/** Imports on a real database: from folders, JSON and an API that speaks HSDS; refused rows, the difference, undoing, and what was cut off. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openJson, openPackage } from '#adapters/sources';
import type { Actor, Tx } from '#core/kernel';
import { createCasework } from '#testing/casework';
import type { HsdsSource } from './index.ts';
import { syntheticId } from './synthetic.ts';

const operator: Actor = { kind: 'system', name: 'operator' };
const id = (name: string): string => syntheticId(`import test/${name}`);
let it: Awaited<ReturnType<typeof createCasework>>;
let folder: string;
beforeAll(async () => { it = await createCasework(); });
afterAll(() => it?.close());
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'havenline-hsds-')); return () => rmSync(folder, { recursive: true, force: true }); });

const csv = (file: string, ...lines: string[]): void => writeFileSync(join(folder, file), lines.join('\r\n'));
const whole = (name: string): void => {
  csv('organizations.csv', 'id,name,description,colour', `${id(`${name} o`)},Example Quillwort House ${name},"Says ""hello"", and waits",blue`);
  csv('services.csv', 'id,organization_id,name,status,minimum_age', `${id(`${name} s`)},${id(`${name} o`)},Quillwort counseling,active,12`);
  csv('locations.csv', 'id,organization_id,name,location_type', `${id(`${name} l`)},${id(`${name} o`)},Quillwort site,physical`);
  csv('addresses.csv', 'id,location_id,address_1,city,state_province,postal_code,country,address_type', `${id(`${name} a`)},${id(`${name} l`)},1 Example Street,Houston,TX,00000,US,physical`);
  csv('service_at_location.csv', 'id,service_id,location_id', `${id(`${name} sal`)},${id(`${name} s`)},${id(`${name} l`)}`);
  csv('languages.csv', 'id,service_id,name,code', `${id(`${name} g`)},${id(`${name} s`)},Mam,mam`);
};
const report = (importId: string) => it.tx((t) => it.directory.imports.report(t, operator, importId));
const find = (text: string) => it.tx((t) => it.directory.search(t, { text }));
const apply = (importId: string) => it.tx((t) => it.directory.imports.apply(t, operator, importId));

test('a data package is read, changes nothing before it is approved, is found then, and is gone when undone', async () => {
  whole('one');
  const importId = await it.directory.imports.read(it.db, operator, 'one', openPackage(folder));
  expect((await report(importId)).counts).toMatchObject({ read: 6, new: 6, changed: 0, gone: 0, rejected: 0 });
  expect((await find('quillwort one')).total).toBe(0);
  await apply(importId);
  const [found] = (await find('quilwort counselling one')).services;
  expect(found).toMatchObject({ organization: 'Example Quillwort House one', service: 'Quillwort counseling', languages: ['mam'], minimumAge: 12, city: 'Houston', state: 'TX' });
  await expect(apply(importId)).rejects.toMatchObject({ code: 'ImportState' });
  await it.tx((t) => it.directory.imports.undo(t, operator, importId));
  expect((await find('quillwort one')).total).toBe(0);
});

test('every refused row is named by file and line, with what is wrong and what to do; the others are kept', async () => {
  whole('two');
  csv('services.csv', 'id,organization_id,name,status,minimum_age', `${id('two s')},${id('two o')},Good,active,`, 'not-an-id,,Bad,active,', `${id('two s')},${id('two o')},Twice,active,`, `${id('two t')},${id('two o')},"Two`, `lines",closed forever,twelve`, `${id('two u')},${id('nowhere')},Lost,active,`, `${id('two v')},${id('two o')},a,b,c,d,e`);
  const importId = await it.directory.imports.read(it.db, operator, 'two', openPackage(folder));
  const { problems, counts } = await report(importId);
  const said = problems.filter((p) => p.severity === 'rejected').map((p) => [p.file, p.line, p.code]);
  expect(said).toEqual(expect.arrayContaining([['services.csv', 3, 'NotAUuid'], ['services.csv', 3, 'Missing'], ['services.csv', 4, 'Twice'], ['services.csv', 5, 'NotInList'], ['services.csv', 5, 'NotANumber'], ['services.csv', 8, 'TooManyCells']]));
  for (const p of problems) expect(p.action.length).toBeGreaterThan(10);
  expect(problems.find((p) => p.code === 'PointsNowhere')?.message).toContain(id('nowhere'));
  expect(counts.new).toBe(7);
});

test('a second reading shows the difference field by field; what is no longer there is gone, and comes back when it is undone', async () => {
  whole('three');
  const first = await it.directory.imports.read(it.db, operator, 'three', openPackage(folder));
  await apply(first);
  csv('services.csv', 'id,organization_id,name,status,minimum_age', `${id('three s')},${id('three o')},Quillwort evening counseling,active,12`);
  csv('languages.csv', 'id,service_id,name,code');
  const second = await it.directory.imports.read(it.db, operator, 'three', openPackage(folder));
  const { counts, differences } = await report(second);
  expect(counts).toMatchObject({ new: 0, changed: 1, same: 4, gone: 1 });
  expect(differences).toEqual(expect.arrayContaining([expect.objectContaining({ table: 'service', change: 'changed', fields: [{ field: 'name', before: 'Quillwort counseling', after: 'Quillwort evening counseling' }] })]));
  await apply(second);
  expect((await find('quillwort evening three')).services[0]).toMatchObject({ languages: [] });
  await expect(it.tx((t) => it.directory.imports.undo(t, operator, first))).rejects.toMatchObject({ code: 'UndoLaterFirst' });
  await it.tx((t) => it.directory.imports.undo(t, operator, second));
  expect((await find('quillwort three')).services[0]).toMatchObject({ service: 'Quillwort counseling', languages: ['mam'] });
  await it.tx((t) => it.directory.imports.undo(t, operator, first));
  expect((await find('quillwort three')).total).toBe(0);
});

test('a public place is a point on the map; once it is confidential it is none', async () => {
  whole('mapped');
  csv('locations.csv', 'id,organization_id,name,location_type,latitude,longitude', `${id('mapped l')},${id('mapped o')},Quillwort site,physical,29.76,-95.37`);
  const importId = await it.directory.imports.read(it.db, operator, 'mapped', openPackage(folder));
  await apply(importId);
  const points = () => it.tx(async (t) => (await it.directory.map(t, [id('mapped sal')])).points);
  expect(await points()).toEqual([{ id: id('mapped sal'), name: 'Quillwort counseling, Example Quillwort House mapped', at: [expect.any(Number), expect.any(Number)] }]);
  await it.tx((t) => it.directory.hidePlace(t, operator, id('mapped l')));
  expect(await points()).toEqual([]);
  await it.tx((t) => it.directory.imports.undo(t, operator, importId));
});

/** A source whose reading ends in the middle, as when the process is killed after a batch was kept. */
const cutOff = (source: HsdsSource, after: number): HsdsSource => ({ ...source, async *read(cursor) { let n = 0; for await (const batch of source.read(cursor)) { if (n >= after) throw new Error('cut'); n += 1; yield batch; } } });

test('a reading that was cut off goes on where it stopped, wherever that was, and nothing is read twice', async () => {
  whole('four');
  csv('organizations.csv', 'id,name,description', ...Array.from({ length: 2500 }, (_, i) => `${id(`four many ${i}`)},Example Thistle ${i},x`));
  for (const after of [0, 1, 2, 3, 5]) {
    const name = `four ${after}`;
    await expect(it.directory.imports.read(it.db, operator, name, cutOff(openPackage(folder), after))).rejects.toThrow('cut');
    const importId = await it.directory.imports.read(it.db, operator, name, openPackage(folder));
    const { counts } = await report(importId);
    expect(counts).toMatchObject({ read: 2505, rejected: 0 });
    await it.tx((t) => it.directory.imports.discard(t, operator, importId));
  }
});

test('a source that changed since it was cut off is read anew', async () => {
  whole('five');
  await expect(it.directory.imports.read(it.db, operator, 'five', cutOff(openPackage(folder), 1))).rejects.toThrow('cut');
  csv('organizations.csv', 'id,name,description', `${id('five o')},Example Bramble House,other`);
  const importId = await it.directory.imports.read(it.db, operator, 'five', openPackage(folder));
  expect((await report(importId)).differences.find((d) => d.table === 'organization')?.name).toBe('Example Bramble House');
  const states = (await it.tx((t) => it.directory.imports.list(t, operator))).filter((i) => i.source === 'five').map((i) => i.state);
  expect(states).toEqual(['checked', 'discarded']);
});

test('a confidential address is in no plain column, no staged row, no search and no public answer; who works on a referral there opens it', async () => {
  whole('six');
  csv('locations.csv', 'id,organization_id,name,location_type,latitude,longitude,confidential,transportation', `${id('six l')},${id('six o')},Quillwort house,physical,29.9,-95.1,yes,Bus 7 to Secretwood`);
  csv('addresses.csv', 'id,location_id,address_1,city,state_province,postal_code,country,address_type', `${id('six a')},${id('six l')},77 Secretwood Lane,Secretwood,TX,00077,US,physical`);
  const importId = await it.directory.imports.read(it.db, operator, 'six', openPackage(folder));
  await apply(importId);
  const { services: [found] } = await find('quillwort six');
  expect(found).toMatchObject({ residential: true, city: null });
  expect((await find('secretwood')).total).toBe(0);
  const tables = await it.everything();
  expect(tables).toContain('Example Quillwort House six');
  expect(tables).not.toMatch(/Secretwood|29\.9/);
  const answers = await it.tx(async (t: Tx) => JSON.stringify([await it.directory.api.page(t, 'service', { full: true, search: 'quillwort' }), await it.directory.details(t, found!.id), await it.directory.api.one(t, 'organization', id('six o'))]));
  expect(answers).not.toMatch(/Secretwood|29\.9/);
  await expect(it.tx((t) => it.directory.api.location(t, id('six l')))).rejects.toMatchObject({ code: 'NotFound' });
  const cy = it.staff('Cy', 'counsellor');
  await expect(it.tx((t) => it.directory.confidential.reveal(t, cy, id('six l')))).rejects.toMatchObject({ code: 'Refused' });
  const { number: caseNumber, childId: personId } = await it.caseOf(cy);
  const { number } = await it.tx((t) => it.referrals.create(t, cy, caseNumber, { serviceAtLocationId: found!.serviceAtLocationId, fields: [{ personId, field: 'name' }], need: 'shelter', urgency: 'today', consent: { by: 'the child', how: 'by phone', saidAt: it.clock.now().toISOString() } }));
  await it.tx((t) => it.referrals.readForPartner(t, it.partner(id('six o')), number));
  expect(await it.tx((t) => it.directory.confidential.reveal(t, cy, id('six l')))).toEqual({ lines: ['77 Secretwood Lane; Secretwood, TX, 00077; US'] });
});

test('what was plain until now is taken out of every plain place when it is made confidential', async () => {
  whole('seven');
  csv('addresses.csv', 'id,location_id,address_1,city,state_province,postal_code,country,address_type', `${id('seven a')},${id('seven l')},9 Formerly Road,Formerly,TX,00000,US,physical`);
  await apply(await it.directory.imports.read(it.db, operator, 'seven', openPackage(folder)));
  expect(await it.everything()).toContain('Formerly Road');
  await it.tx((t) => it.directory.hidePlace(t, operator, id('seven l')));
  expect(await it.everything()).not.toContain('Formerly');
  // The next reading of the same source does not bring it back.
  await apply(await it.directory.imports.read(it.db, operator, 'seven', openPackage(folder)));
  expect(await it.everything()).not.toContain('Formerly');
});

test('nested JSON and its rows are the same thing: what nests in several places is one row that knows them all', async () => {
  mkdirSync(folder, { recursive: true });
  const phone = { id: id('eight p'), number: '+1 555 0100', languages: [{ id: id('eight g'), code: 'es', name: 'Spanish' }] };
  const given = { id: id('eight o'), name: 'Example Larkspur', description: 'd', odd: { kept: [1, 2] }, phones: [phone], contacts: [{ id: id('eight c'), name: 'Synthetic Contact', phones: [phone] }], services: [{ id: id('eight s'), name: 'Larkspur', status: 'active', phones: [phone] }] };
  writeFileSync(join(folder, 'o.json'), JSON.stringify(given));
  await apply(await it.directory.imports.read(it.db, operator, 'eight', openJson(join(folder, 'o.json'))));
  const back = await it.tx((t) => it.directory.api.one(t, 'organization', id('eight o')));
  expect(back).toEqual(given);
});
