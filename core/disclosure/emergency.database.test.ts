/** The emergency call centre of a place that the caller told, on a real database, with a fake centre's machine that speaks HTTPS. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { startFakeReceiver, trusting } from '#testing/receiver';

const fakeCentre = await startFakeReceiver();
const calledIn: string[] = [];
const it = await createCasework({ post: trusting, callInOfficial: async (_tx, _actor, _contact, officialId) => void calledIn.push(officialId) });
afterAll(async () => {
  await fakeCentre.down();
  await it.close();
});
const { tx, disclosures } = it;
const ana = it.staff('Ana', 'counsellor');
const bo = it.staff('Bo', 'counsellor');
const sam = it.staff('Sam', 'supervisor');
const dee = it.staff('Dee', 'data_protection_officer');
const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });
const centre = { name: 'Example County 911', kind: 'emergency', number: '+1 512 555 0190', source: 'the county’s own page', area: '48453', documentsUrl: `${fakeCentre.url}eido` };
const { id: centreId } = await tx((t) => disclosures.addOfficial(t, sam, centre));
const found = async (place: string) => (await tx((t) => disclosures.findEmergency(t, ana, it.contactOf(ana), place))).areas;
const saying = { threat: 'Synthetic danger: somebody is at the door', place: 'behind the synthetic station', told: true, send: false };

test('a centre is found by the words of the place, and can be called only after a second person checked it', async () => {
  const contact = it.contactOf(ana);
  expect((await found('travis tex'))[0]).toMatchObject({ name: 'Travis, Texas', centres: [{ name: 'Example County 911', checked: false, takesDocuments: true }] });
  await expect(tx((t) => disclosures.callEmergency(t, ana, contact, centreId))).rejects.toMatchObject({ code: 'NumberNotChecked' });
  await expect(tx((t) => disclosures.checkOfficial(t, sam, centreId))).rejects.toMatchObject({ code: 'SecondPersonNeeded' });
  await tx((t) => disclosures.checkOfficial(t, dee, centreId));
  expect((await found('travis tex'))[0]!.centres[0]).toMatchObject({ checked: true, wholeState: false });
  expect((await found('harris tex'))[0]).toMatchObject({ name: 'Harris, Texas', centres: [] });
  expect(calledIn).toEqual([]);
});

test('of a county without a centre of its own, the one of its state is offered', async () => {
  const { id } = await tx((t) => disclosures.addOfficial(t, sam, { ...centre, name: 'Example State dispatch', area: '48' }));
  await tx((t) => disclosures.checkOfficial(t, dee, id));
  expect((await found('harris tex'))[0]!.centres).toMatchObject([{ name: 'Example State dispatch', wholeState: true }]);
  expect((await found('travis tex'))[0]!.centres.map((c) => c.name)).toEqual(['Example County 911', 'Example State dispatch']);
});

test('one counsellor alone calls it; what was told is in the ledger byte for byte, and somebody else reads it in the review within a day', async () => {
  const contact = it.contactOf(ana);
  const { number } = await tx((t) => disclosures.callEmergency(t, ana, contact, centreId));
  expect(calledIn).toEqual([centreId]);
  await it.pass(1);
  const { bytes } = await tx((t) => disclosures.previewEmergency(t, ana, contact, number, saying));
  const { sha256 } = await tx((t) => disclosures.sayEmergency(t, ana, contact, number, saying));
  expect(sha256).toBe(sha(bytes));
  const lines = await tx((t) => disclosures.ofRequest(t, number));
  expect(lines).toMatchObject([{ recipient: 'Example County 911', purpose: 'threat-to-life', sha256: null, fields: [], askedBy: ana.id }, { sha256, fields: [] }]);
  expect(lines[0]!.expiresAt.getTime() - lines[0]!.at.getTime()).toBe(30 * 60_000);
  expect((await tx((t) => disclosures.emergencies(t, ana, contact))).calls).toMatchObject([{ number, recipient: 'Example County 911', takesDocuments: true, said: [{ form: 'spoken', state: 'spoken' }] }]);

  const forReview = await tx((t) => disclosures.read(t, dee, number));
  expect(forReview.said).toMatchObject([{ sha256, bytes }]);
  expect(forReview.threat).toBe(saying.threat);
  expect((await tx((t) => disclosures.read(t, ana, number))).said).toMatchObject([{ sha256, bytes: null }]);
  expect(forReview.reviewDueAt).toBe(new Date(it.now().getTime() - 1000 + 86_400_000).toISOString());
  await tx((t) => disclosures.review(t, dee, number, true, 'Synthetic finding'));
  expect((await tx((t) => disclosures.read(t, dee, number))).said).toMatchObject([{ sha256, bytes: null }]);
});

test('nobody else reaches the conversation or what was told, and it says nothing of them', async () => {
  const contact = it.contactOf(ana);
  const { number } = await tx((t) => disclosures.callEmergency(t, ana, contact, centreId));
  await expect(tx((t) => disclosures.findEmergency(t, bo, contact, 'travis'))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.callEmergency(t, bo, contact, centreId))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.sayEmergency(t, bo, contact, number, saying))).rejects.toEqual(notHere);
  const other = it.contactOf(ana);
  await expect(tx((t) => disclosures.sayEmergency(t, ana, other, number, saying))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.emergencies(t, dee, contact))).rejects.toEqual(notHere);
});

test('a document goes to the centre’s own address with the very bytes of the ledger, again until it is taken, and not at all after the half hour', async () => {
  const contact = it.contactOf(ana);
  const { number } = await tx((t) => disclosures.callEmergency(t, ana, contact, centreId));
  await it.pass(1);
  fakeCentre.answers(() => ({ status: fakeCentre.got.length < 3 ? 503 : 202 }));
  await tx((t) => disclosures.sayEmergency(t, ana, contact, number, { ...saying, callback: '+1 555 0100', send: true }));
  for (let i = 0; i < 4; i++) await it.pass(10);
  expect(fakeCentre.got).toHaveLength(3);
  const [first] = fakeCentre.got;
  expect(first).toMatchObject({ method: 'POST', path: '/eido' });
  expect(new Set(fakeCentre.got.map((g) => g.body)).size).toBe(1);
  const [call, line] = await tx((t) => disclosures.ofRequest(t, number));
  expect(call!.sha256).toBeNull();
  expect(line!.sha256).toBe(sha(first!.body));
  const document = JSON.parse(first!.body);
  expect(document.locationComponent).toMatchObject([{ locationDescriptionText: saying.place }]);
  expect((await tx((t) => disclosures.emergencies(t, ana, contact))).calls[0]!.said).toMatchObject([{ form: 'eido', state: 'delivered' }]);

  await fakeCentre.down();
  await tx((t) => disclosures.sayEmergency(t, ana, contact, number, { ...saying, place: undefined, threat: 'More synthetic danger', send: true }));
  await it.pass(3);
  expect((await tx((t) => disclosures.emergencies(t, ana, contact))).calls[0]!.said[1]).toMatchObject({ state: 'failing', error: 'ECONNREFUSED' });
  await it.pass(30 * 60);
  await fakeCentre.up();
  await it.pass(600);
  expect(fakeCentre.got).toHaveLength(3);
  expect((await tx((t) => disclosures.emergencies(t, ana, contact))).calls[0]).toMatchObject({ takesDocuments: false, said: [{ state: 'delivered' }, { state: 'failed' }] });
  await expect(tx((t) => disclosures.sayEmergency(t, ana, contact, number, { ...saying, send: true }))).rejects.toMatchObject({ code: 'EmergencyOver' });
  // Words can still be written down afterwards.
  await tx((t) => disclosures.sayEmergency(t, ana, contact, number, saying));
});

test('what was told stands nowhere in the clear, and the place that was typed to find the centre stands nowhere at all', async () => {
  const contact = it.contactOf(ana);
  await tx((t) => disclosures.findEmergency(t, ana, contact, 'synthetic nowhere'));
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and (table_name like 'disclosure%' or table_name in ('job', 'task', 'entry', 'contact_party'))`.execute(it.db);
  for (const { name } of tables) {
    const { rows } = await sql<{ all: string | null }>`select string_agg(t::text, chr(10)) as all from ${sql.table(name)} t`.execute(it.db);
    expect(rows[0]!.all ?? '', name).not.toMatch(/synthetic (danger|station|nowhere)/i);
  }
});
