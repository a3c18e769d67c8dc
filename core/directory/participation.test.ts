/** Who takes part in immigration enforcement, as published: matching against a truth, dated lists, doubt, and that nothing is ever a clearance. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { openGazetteer } from '#adapters/geography';
import { readSheetBytes } from '#adapters/sources';
import type { Actor } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { generateAgreements, score } from './agreements.ts';
import { createAreas } from './areas.ts';
import { agencyWords, createMatcher, likeness, readAgreements } from './matching.ts';
import { STALE_DAYS } from './participation.ts';

const operator: Actor = { kind: 'system', name: 'operator' };
let it: Awaited<ReturnType<typeof createCasework>>;
beforeAll(async () => { it = await createCasework(); });
afterAll(() => it?.close());
const HEADS = ['STATE', 'LAW ENFORCEMENT AGENCY', 'TYPE', 'COUNTY', 'SUPPORT TYPE', 'SIGNED', 'ORI'];
const importList = async (publishedOn: string, rows: unknown[][]) => { await it.pass(1); return it.tx((t) => it.directory.participation.importList(t, operator, { publishedOn, file: 'list.csv', digest: 'd', table: [['Participating agencies'], HEADS, ...rows] })); };
const agencies = () => it.tx(async (t) => (await it.directory.search(t, { need: 'child_protection' })).services);
const of = (organizationId: string) => it.tx((t) => it.directory.participation.participation(t, organizationId));

test('a list of 3,000 agreements with the noise of published lists: what is matched by itself is right, and hardly anything is missed by a person who reviews', () => {
  const areas = createAreas(openGazetteer());
  const generated = generateAgreements(openGazetteer(), 3000);
  const match = createMatcher(generated.candidates, { state: (name) => areas.state(name)?.fips ?? null, county: (state, name) => areas.codes(`${name}, ${areas.state(state)?.name ?? ''}`, null, null)[0] ?? null });
  const found = score(generated, match);
  console.log(JSON.stringify(found));
  expect(found.precision).toBeGreaterThanOrEqual(0.995);
  expect(found.recall).toBeGreaterThanOrEqual(0.9);
  expect(found.recall_with_review).toBeGreaterThanOrEqual(0.98);
});

test('names that mean one agency are alike, and those of its neighbours are not', () => {
  const like = (a: string, b: string) => likeness(agencyWords(a), agencyWords(b));
  expect(like("Harris County Sheriff's Office", 'HARRIS CO. S.O.')).toBe(1);
  expect(like("Sheriff's Office, Harris County", 'Harris County Sheriff Office')).toBe(1);
  expect(like("Harris County Sheriff's Office", 'Harrison County Sheriff Office')).toBeLessThan(0.9);
  expect(like('Harris County Constable Precinct 1', 'Harris County Constable Precinct 4')).toBeLessThan(0.9);
  expect(like("Harris County Sheriff's Office", 'Harris County Department of Corrections')).toBeLessThan(0.9);
});

test('the published spreadsheet and its CSV say the same; a line that cannot be read is named', async () => {
  const rows = [['TEXAS', "Example County Sheriff's Office", 'County', 'Example', 'Task Force Model', '3/5/2025', 'TX1'], ['', 'No State PD', '', '', '', '', '']];
  const csv = Buffer.from([HEADS, ...rows].map((r) => r.map((c) => `"${c}"`).join(',')).join('\n'));
  const xlsx = await writeXlsx([HEADS, ...rows].map((r) => r.map((value) => ({ value, type: String }))) as never).toBuffer();
  const [a, b] = [readAgreements((await readSheetBytes(csv, '.csv')).table), readAgreements((await readSheetBytes(xlsx as Buffer, '.xlsx')).table)];
  expect(b).toEqual(a);
  expect(a.agreements).toEqual([{ line: 2, agency: "Example County Sheriff's Office", state: 'TEXAS', county: 'Example', kind: 'County', model: 'Task Force Model', signedOn: '2025-03-05', ori: 'TX1' }]);
  expect(a.rejected).toEqual([{ line: 3, message: 'The state is empty.' }]);
  await expect(readSheetBytes(Buffer.from('not a spreadsheet'), '.xlsx')).rejects.toMatchObject({ code: 'SheetUnreadable' });
});

test('an agency is matched by its number; when the next list does not have it, that is said with both dates, and is no clearance', async () => {
  const clean = (await agencies()).filter((s) => s.enforcementParticipation === null);
  const first = clean[0]!;
  const numbers = (await it.tx((t) => it.directory.api.one(t, 'organization', first.organizationId))).organization_identifiers as { identifier: string }[];
  await importList('2026-02-01', [[first.state, first.organization.toUpperCase(), 'County', '', 'Task Force Model', '2025-02-01', numbers[0]!.identifier.toLowerCase()]]);
  expect(await of(first.organizationId)).toMatchObject({ status: 'participates', since: '2025-02-01' });
  expect((await agencies()).at(-1)?.organizationId).toBe(first.organizationId);
  await importList('2026-02-01', [['TX', 'Quite Another Police Department', '', '', '', '', '']]);
  expect(await of(first.organizationId)).toMatchObject({ status: 'not_listed', list: { publishedOn: '2026-02-01' }, listedBefore: '2026-02-01' });
});

test('a doubtful match warns and is refused like a sure one until a person decides; the decision holds for the next list', async () => {
  const clean = (await agencies()).filter((s) => s.enforcementParticipation === null);
  const target = clean.at(-1)!;
  const mistyped = target.organization.replace('Example', 'Exmple').replace('Protective', 'Protectve').replace(/\d+$/, '');
  await importList('2026-02-01', [[target.state, mistyped, '', '', '', '', '']]);
  const { doubtful } = await it.tx((t) => it.directory.participation.review(t, operator));
  const mine = doubtful.find((d) => d.organizationId === target.organizationId);
  expect(mine, JSON.stringify(doubtful)).toBeDefined();
  expect((await of(target.organizationId)).status).toBe('doubtful');
  expect((await it.tx((t) => it.directory.service(t, target.serviceAtLocationId))).enforcementSince).not.toBeNull();
  await it.tx((t) => it.directory.participation.decide(t, operator, mine!.agreementId, target.organizationId, false));
  expect((await of(target.organizationId)).status).toBe('not_listed');
  await expect(it.tx((t) => it.directory.participation.decide(t, operator, mine!.agreementId, target.organizationId, true))).rejects.toMatchObject({ code: 'NotFound' });
  await importList('2026-02-01', [[target.state, mistyped, '', '', '', '', '']]);
  expect((await of(target.organizationId)).status).toBe('not_listed');
});

test('an old list is said to be old, a missing one to be missing, and no answer ever says that somebody is cleared', async () => {
  const [one] = await agencies();
  const { list } = await it.tx((t) => it.directory.search(t, {}));
  expect(list).toMatchObject({ stale: false });
  await it.pass((STALE_DAYS + 1) * 86_400);
  expect((await it.tx((t) => it.directory.search(t, {}))).list).toMatchObject({ stale: true });
  const answer = await of(one!.organizationId);
  expect(['participates', 'doubtful', 'not_listed', 'no_list']).toContain(answer.status);
  if (answer.status !== 'no_list') expect(answer.list.publishedOn).toMatch(/^\d{4}-/);
  expect(JSON.stringify(answer)).not.toMatch(/clear|safe|ok"/i);
});

test('a list of a day that has not come, or without agreements, is refused with what to do', async () => {
  await expect(importList('2099-01-01', [])).rejects.toMatchObject({ code: 'ListDate' });
  await expect(importList('2026-02-01', [])).rejects.toMatchObject({ code: 'ListUnreadable' });
  const counsellor = it.staff('Ana', 'counsellor');
  await expect(it.tx((t) => it.directory.participation.review(t, counsellor))).rejects.toMatchObject({ code: 'Refused' });
});
