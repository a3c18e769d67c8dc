/** A duty to report on a real database: the place told, the second person, the form as data and as a sheet, the legal clock, the body's number. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';

const it = await createCasework();
afterAll(() => it.close());
const { tx, disclosures } = it;
const ana = it.staff('Ana', 'counsellor');
const bo = it.staff('Bo', 'counsellor');
const sam = it.staff('Sam', 'supervisor');
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });
const sha = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const titlesFor = (role: string): Promise<string[]> => tx(async (t) => {
  await sql`select set_config('havenline.staff', ${sam.id}, true)`.execute(t);
  return (await sql<{ title: string }>`select title from task where for_role = ${role} and done_at is null`.execute(t)).rows.map((r) => r.title);
});
const ask = (childId: string, more: object = {}) => ({
  area: '48453', since: it.now().toISOString(), fields: [{ personId: childId, field: 'name' }, { personId: childId, field: 'ageBand' }], message: 'Synthetic words: they are hit with a belt', childSide: { kind: 'not_told' as const, reason: 'Synthetic reason' }, ...more,
});
async function start(more: object = {}) {
  const opened = await it.caseOf(ana);
  const report = await tx((t) => disclosures.startReport(t, ana, opened.number, ask(opened.childId, more)));
  return { ...opened, case: opened.number, report: report.number, disclosure: report.disclosure };
}
const agree = (number: string) => tx((t) => disclosures.approve(t, sam, number, 'Synthetic reason'));
const one = async (caseNumber: string) => (await tx((t) => disclosures.reports(t, ana, caseNumber))).reports[0]!;

test('a place in words leads to the body of its state, with its source and what nobody checked', () => {
  const { areas, national } = disclosures.findDuty('travis tex');
  expect(areas[0]).toMatchObject({ code: '48453', name: 'Travis, Texas', state: 'TX', number: '800-252-5400', hours: '24/7', oral: '24', numberSource: expect.stringMatching(/^https:/) });
  expect(disclosures.findDuty('los angeles cal').areas[0]).toMatchObject({ state: 'CA', number: null, warnings: ['no-number'] });
  expect(national.number).toBe('800-422-4453');
  expect(disclosures.findDuty('puerto rico').areas).toEqual([]);
});

test('form as data and as a sheet are the bytes of the preview and of the ledger; a second person agrees before either is opened', async () => {
  const opened = await it.caseOf(ana);
  const request = ask(opened.childId);
  const preview = await tx((t) => disclosures.previewReport(t, ana, opened.number, request));
  expect(preview.recipient).toBe('Texas Abuse Hotline');
  const { number, disclosure } = await tx((t) => disclosures.startReport(t, ana, opened.number, request));
  await expect(tx((t) => disclosures.reportForm(t, ana, opened.number, number))).rejects.toMatchObject({ status: 404 });
  await expect(tx((t) => disclosures.tellReport(t, ana, opened.number, number, { how: 'phone' }))).rejects.toMatchObject({ code: 'NotHandedOver' });
  await agree(disclosure);
  const form = await tx((t) => disclosures.reportForm(t, ana, opened.number, number));
  expect(form.bytes).toBe(preview.bytes);
  expect(JSON.parse(form.bytes)).toMatchObject({ for: 'mandated-report', to: 'Texas Abuse Hotline', basis: expect.stringContaining('Texas Family Code 261.101'), fields: [{ value: 'Synthetic Sample Child' }, { value: '9-12' }, { value: 'Synthetic words: they are hit with a belt' }] });
  const pdf = Buffer.from(form.pdf, 'base64');
  expect(pdf.includes(Buffer.from(form.bytes))).toBe(true);
  const again = await tx((t) => disclosures.reportForm(t, ana, opened.number, number));
  expect(again.pdfSha256).toBe(form.pdfSha256);
  const lines = (await tx((t) => disclosures.ofRequest(t, disclosure))).map((l) => l.sha256);
  expect(lines.sort()).toEqual([sha(form.bytes), sha(pdf)].sort());
  await expect(tx((t) => disclosures.reportForm(t, bo, opened.number, number))).rejects.toEqual(notHere);
});

test('before the legal clock ends without the body being told a supervisor has a task, at its end the officer for data protection too; told, they are done', async () => {
  const { case: caseNumber, report, disclosure } = await start();
  expect((await one(caseNumber)).dueAt).toBe(new Date(it.now().getTime() + 24 * 3_600_000).toISOString());
  await it.pass(17 * 3600);
  expect(await titlesFor('supervisor')).not.toContainEqual(expect.stringContaining(report));
  await it.pass(2 * 3600);
  expect(await titlesFor('supervisor')).toContainEqual(expect.stringMatching(new RegExp(`${report} has to be made by`)));
  expect(await titlesFor('data_protection_officer')).not.toContainEqual(expect.stringContaining(report));
  // The disclosure that was asked lapses within a day: somebody agreed in time.
  await agree(disclosure);
  await tx((t) => disclosures.reportForm(t, ana, caseNumber, report));
  await it.pass(6 * 3600);
  expect(await titlesFor('data_protection_officer')).toContainEqual(expect.stringMatching(new RegExp(`${report} is overdue by law`)));
  expect((await tx((t) => disclosures.tellReport(t, ana, caseNumber, report, { how: 'phone', acknowledgement: 'SYN-123' }))).state).toBe('acknowledged');
  for (const role of ['supervisor', 'data_protection_officer']) expect(await titlesFor(role)).not.toContainEqual(expect.stringContaining(report));
  expect(await one(caseNumber)).toMatchObject({ state: 'acknowledged', acknowledgement: 'SYN-123' });
  const { rows } = await sql<{ all: string }>`select coalesce(string_agg(w::text, ' '), '') as all from disclosure_word w`.execute(it.db);
  expect(rows[0]!.all).not.toContain('SYN-123');
});

test('where a written form is due after the call, its clock runs on until the number of the body is written down', async () => {
  const { case: caseNumber, report, disclosure } = await start({ area: '36' });
  await agree(disclosure);
  await tx((t) => disclosures.reportForm(t, ana, caseNumber, report));
  expect((await tx((t) => disclosures.tellReport(t, ana, caseNumber, report, { how: 'phone', acknowledgement: 'SYN-9' }))).state).toBe('told');
  expect((await one(caseNumber)).writtenDueAt).toBe(new Date(it.now().getTime() + 48 * 3_600_000).toISOString());
  await it.pass(49 * 3600);
  expect(await titlesFor('supervisor')).toContainEqual(expect.stringMatching(new RegExp(`${report} has no number of the body yet`)));
  await expect(tx((t) => disclosures.acknowledgeReport(t, ana, caseNumber, report, ' '))).rejects.toMatchObject({ code: 'AcknowledgementMissing' });
  await tx((t) => disclosures.acknowledgeReport(t, ana, caseNumber, report, 'SYN-10'));
  expect(await titlesFor('supervisor')).not.toContainEqual(expect.stringContaining(report));
});

test('words about papers, an unknown place, an old suspicion are refused; nothing is left of them', async () => {
  const opened = await it.caseOf(ana);
  const refused = (more: object) => tx((t) => disclosures.startReport(t, ana, opened.number, ask(opened.childId, more)));
  await expect(refused({ message: 'The family is undocumented' })).rejects.toMatchObject({ code: 'NoPapersInReport' });
  await expect(refused({ area: '72' })).rejects.toMatchObject({ code: 'UnknownArea' });
  await expect(refused({ since: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'UnknownTime' });
  await expect(refused({ area: '15' })).rejects.toMatchObject({ code: 'BasisMissing' });
  expect((await tx((t) => disclosures.reports(t, ana, opened.number))).reports).toEqual([]);
  expect((await tx((t) => disclosures.startReport(t, ana, opened.number, ask(opened.childId, { area: '15', law: 'Synthetic Hawaii law' })))).number).toMatch(/^RP-/);
});

test('no duty after all: it is dropped, what was asked is taken back, and the clock says nothing more', async () => {
  const { case: caseNumber, report, disclosure } = await start();
  expect((await tx((t) => disclosures.dropReport(t, ana, caseNumber, report))).state).toBe('not_needed');
  expect((await tx((t) => disclosures.read(t, ana, disclosure))).state).toBe('withdrawn');
  await it.pass(30 * 3600);
  expect(await titlesFor('supervisor')).not.toContainEqual(expect.stringContaining(report));
});

test('somebody who does not work on the case learns nothing of its reports, and a transaction that is not about it sees no row', async () => {
  const { case: caseNumber } = await start();
  await expect(tx((t) => disclosures.reports(t, bo, caseNumber))).rejects.toEqual(notHere);
  expect((await sql`select * from duty_report`.execute(it.db)).rows).toEqual([]);
});
