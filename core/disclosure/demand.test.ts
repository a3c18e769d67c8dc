import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { answerText, NO_CONFIRMATION, reminders } from './demand.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, disclosures } = centre;
const ana = centre.staff('Ana', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const dee = centre.staff('Dee', 'data_protection_officer');
const counsel = { counsel: 'Synthetic Counsel', reference: 'letter of 2 February' };
const register = (items: string[], due = '2026-02-15T17:00:00Z') => tx((t) => disclosures.registerDemand(t, dee, { kind: 'subpoena', fromWhom: 'Synthetic County', court: 'Synthetic District Court', servedAt: '2026-02-01T09:00:00Z', answerDueAt: due, items }));
const decide = (number: string, position: number, decision: 'object' | 'narrow' | 'comply' | 'nothing_held') => tx((t) => disclosures.decideItem(t, dee, number, position, { decision, ...counsel }));

test('an objection, a narrowing and nothing held are answered by the same words', () => {
  const answer = (decision: 'object' | 'narrow' | 'nothing_held') => answerText('LD-1', [{ position: 1, decision, disclosureNumber: null }]);
  expect(new Set([answer('object'), answer('narrow'), answer('nothing_held')]).size).toBe(1);
  expect(answer('object')).toContain(NO_CONFIRMATION);
  expect(() => answerText('LD-1', [{ position: 1, decision: null, disclosureNumber: null }])).toThrow(expect.objectContaining({ code: 'DemandOpen' }));
  expect(reminders(new Date('2026-02-15T00:00:00Z'), new Date('2026-02-12T00:00:00Z')).map((at) => at.toISOString())).toEqual(['2026-02-13T00:00:00.000Z', '2026-02-15T00:00:00.000Z']);
});

test('counsel decides item by item; complying needs a second person; the answer says which documents there are and nothing else', async () => {
  const at = await centre.caseOf(ana);
  const { number } = await register(['Whether Synthetic Sample Child is known', 'The languages of the child of that case']);
  await expect(tx((t) => disclosures.readDemand(t, ana, number))).rejects.toMatchObject({ code: 'NotFound' });
  await expect(tx((t) => disclosures.answerDemand(t, dee, number))).rejects.toMatchObject({ code: 'DemandOpen' });
  await expect(tx((t) => disclosures.decideItem(t, dee, number, 1, { decision: 'object', counsel: ' ', reference: 'x' }))).rejects.toMatchObject({ code: 'CounselMissing' });
  await decide(number, 1, 'nothing_held');
  await decide(number, 2, 'comply');
  const { people } = await tx((t) => disclosures.peopleForDemand(t, dee, number, at.number));
  expect(people).toEqual([{ id: at.childId, role: 'child' }]);
  const { disclosure } = await tx((t) => disclosures.complyItem(t, dee, number, 2, { caseNumber: at.number, personId: at.childId, fields: ['languages'] }));
  await expect(tx((t) => disclosures.answerDemand(t, dee, number))).rejects.toMatchObject({ code: 'DemandOpen' });
  await expect(tx((t) => disclosures.approve(t, dee, disclosure, 'counsel decided'))).rejects.toMatchObject({ code: 'NotFound' });
  await tx((t) => disclosures.approve(t, sam, disclosure, 'counsel decided'));
  const given = await tx((t) => disclosures.handOver(t, dee, disclosure));
  expect(given.bytes).toContain('"es"');
  expect(given.bytes).not.toContain('Sample');
  const { text } = await tx((t) => disclosures.answerDemand(t, dee, number));
  expect(text).toBe(`Answer to the demand ${number}\n\nItem 1: ${NO_CONFIRMATION}\nItem 2: See the document that counsel hands over with this answer, for this item alone.\n`);
  await expect(decide(number, 1, 'comply')).rejects.toMatchObject({ code: 'DemandAnswered' });
  expect(JSON.stringify([await tx((t) => disclosures.listDemands(t, dee)), await centre.log()])).not.toContain('Sample');
  const [from, to] = [new Date('2026-01-01'), new Date('2026-04-01')];
  const counted = (until: Date) => tx((t) => disclosures.counted(t, { from, to, until }));
  expect(await counted(new Date('2026-07-01'))).toEqual({ demands: [{ kind: 'subpoena', came: 1, given: 1 }], left: [{ purpose: 'legal-demand', count: 1 }] });
  expect((await counted(new Date('2026-02-01T09:00:00Z'))).demands).toEqual([{ kind: 'subpoena', came: 1, given: 0 }]);
});

test('the clock reminds the officer a week and two days before, and tells the supervisors when it is over', async () => {
  const { number } = await register(['Anything about anybody'], '2026-02-10T10:00:00Z');
  const titles = async (who: typeof sam) => (await tx((t) => centre.cases.tasks(t, who))).tasks.map((x) => x.title).filter((x) => x.includes(number));
  await centre.pass(2 * 86_400 + 60);
  expect(await titles(dee)).toEqual([`The answer to the demand ${number} is due`]);
  await centre.pass(5 * 86_400);
  expect(await titles(sam)).toEqual([]);
  await centre.pass(2 * 86_400);
  expect(await titles(sam)).toEqual([`The answer to the demand ${number} is overdue`]);
  await decide(number, 1, 'object');
  await tx((t) => disclosures.answerDemand(t, dee, number));
  expect(await titles(sam)).toEqual([]);
});

test('a hold is on a named person, and ends with the demand', async () => {
  const at = await centre.caseOf(ana);
  const { number } = await register(['About one person'], '2026-03-30T10:00:00Z');
  await expect(tx((t) => disclosures.holdFor(t, dee, number, { caseNumber: at.number, personId: '00000000-0000-7000-8000-000000000001' }))).rejects.toMatchObject({ code: 'NotFound' });
  await tx((t) => disclosures.holdFor(t, dee, number, { caseNumber: at.number, personId: at.childId }));
  expect(await tx((t) => disclosures.holdsOn(t, at.childId))).toHaveLength(1);
  await tx((t) => disclosures.liftHolds(t, dee, number));
  expect(await tx((t) => disclosures.holdsOn(t, at.childId))).toEqual([]);
});
