/** Referrals to a partner's machine, on a real database, with a fake partner that speaks HTTPS and knows Standard Webhooks. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { startFakeReceiver, trusting, webhookValid } from '#testing/receiver';

const fakePartner = await startFakeReceiver();
const it = await createCasework({ post: trusting });
afterAll(async () => {
  await fakePartner.down();
  await it.close();
});
const { tx, referrals, disclosures } = it;
const ana = it.staff('Ana', 'counsellor');
const ada = it.staff('Ada', 'administrator');
const dee = it.staff('Dee', 'data_protection_officer');
const sam = it.staff('Sam', 'supervisor');
const service = it.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const { id: wayId } = await tx((t) => referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url: `${fakePartner.url}hooks` }));
const statesOf = async (referral: string): Promise<string[]> => (await sql<{ it: string }>`select notice || ' ' || state || ' ' || attempts as it from referral_delivery where referral_number = ${referral} order by at, id`.execute(it.db)).rows.map((d) => d.it);
/** What came of one referral: others, and their reminders, come too when the clock moves. */
const about = (referral: string) => fakePartner.got.filter((g) => JSON.parse(g.body).data.referral === referral);
const keyNow = async (): Promise<string> => (await tx((t) => referrals.machines.wayKey(t, ada, wayId))).key;
const believed = async (got: (typeof fakePartner.got)[number], key?: string): Promise<boolean> =>
  webhookValid([key ?? (await keyNow())], { id: String(got.headers['webhook-id']), timestamp: String(got.headers['webhook-timestamp']), signature: String(got.headers['webhook-signature']) }, got.body, it.now());
async function send() {
  const opened = await it.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'week' as const, fields: [{ personId: opened.childId, field: 'name' }, { personId: opened.childId, field: 'languages' }] };
  const { bytes } = await tx((t) => referrals.preview(t, ana, opened.number, request));
  const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent: { by: 'the child', how: 'on the phone', saidAt: it.now().toISOString() } }));
  return { ...opened, referral: number, preview: JSON.parse(bytes) };
}
beforeEach(() => {
  fakePartner.got.length = 0;
  fakePartner.answers(() => ({ status: 204 }));
});

test('nothing goes to an address that one person set up alone; after the check by another it does', async () => {
  await send();
  await it.pass(1);
  expect(fakePartner.got).toEqual([]);
  await expect(tx((t) => referrals.machines.checkWay(t, ada, wayId))).rejects.toMatchObject({ code: 'SecondPersonNeeded' });
  await expect(tx((t) => referrals.machines.checkWay(t, sam, wayId))).rejects.toMatchObject({ code: 'Refused' });
  await tx((t) => referrals.machines.checkWay(t, dee, wayId));
  for (const url of ['http://centre.test/', 'https://me:secret@centre.test/', 'centre']) await expect(tx((t) => referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url }))).rejects.toMatchObject({ code: 'AddressUnusable' });
});

test('a new referral comes once, signed, with exactly what was previewed; the ledger has the hash of its bytes', async () => {
  const { referral, preview } = await send();
  await it.pass(1);
  expect(about(referral)).toHaveLength(1);
  const [got] = about(referral);
  expect(await believed(got!)).toBe(true);
  const { type, data } = JSON.parse(got!.body);
  expect(type).toBe('referral.sent');
  expect({ need: data.need, urgency: data.urgency, fields: data.fields, notice: data.notice }).toEqual(preview);
  expect(data.referral).toBe(referral);
  expect((await tx((t) => disclosures.ofReferral(t, referral))).map((l) => l.sha256)).toContain(sha(got!.body));
  expect(await statesOf(referral)).toEqual(['sent delivered 1']);
  expect((await tx((t) => referrals.machines.ways(t, dee))).deliveries[0]).toMatchObject({ notice: 'sent', state: 'delivered', attempts: 1, error: null });
  // Nothing of it lies about.
  const { rows } = await sql<{ all: string }>`select coalesce(string_agg(d::text, ' '), '') || coalesce((select string_agg(w::text, ' ') from partner_way w), '') as all from referral_delivery d`.execute(it.db);
  expect(rows[0]!.all).not.toMatch(/Synthetic Sample Child|whsec/);
});

test('a receiver that is down for a day gets it once afterwards, under the same name; a supervisor was told to telephone meanwhile', async () => {
  await fakePartner.down();
  const { referral } = await send();
  const first = it.now();
  for (let hour = 0; hour < 25; hour++) await it.pass(3600);
  expect((await statesOf(referral))[0]).toMatch(/^sent failing [3-9]$/);
  const titles = await tx(async (t) => {
    await sql`select set_config('havenline.staff', ${sam.id}, true)`.execute(t);
    return (await sql<{ title: string }>`select title from task where for_role = 'supervisor' and done_at is null`.execute(t)).rows.map((r) => r.title);
  });
  expect(titles).toContainEqual(expect.stringMatching(new RegExp(`does not take referral ${referral} \\(ECONNREFUSED\\); telephone`)));
  await fakePartner.up();
  for (let hour = 0; hour < 30; hour++) await it.pass(3600);
  const came = about(referral).filter((g) => JSON.parse(g.body).type === 'referral.sent');
  expect(came).toHaveLength(1);
  expect(JSON.parse(came[0]!.body)).toMatchObject({ timestamp: first.toISOString(), data: { referral } });
  expect((await tx((t) => disclosures.ofReferral(t, referral))).filter((l) => l.sha256 === sha(came[0]!.body))).toHaveLength(1);
  expect(about(referral).map((g) => JSON.parse(g.body).type)).toContain('referral.reminder');
});

test('an answer that was lost is repeated under the same name with the same bytes, so that the partner takes it once', async () => {
  fakePartner.answers(() => ({ status: fakePartner.got.length === 1 ? 500 : 200 }));
  const { referral } = await send();
  await it.pass(1);
  await it.pass(10);
  expect(about(referral)).toHaveLength(2);
  expect(new Set(about(referral).map((g) => `${String(g.headers['webhook-id'])} ${g.body}`)).size).toBe(1);
});

test('what was taken back before it could be sent is not sent; the machine hears that it was taken back, and no word of what', async () => {
  await fakePartner.down();
  const { referral } = await send();
  await it.pass(1);
  await tx((t) => referrals.revoke(t, ana, referral));
  await fakePartner.up();
  for (let hour = 0; hour < 4; hour++) await it.pass(3600);
  expect(about(referral).map((g) => JSON.parse(g.body))).toEqual([{ type: 'referral.revoked', timestamp: expect.any(String), data: { referral } }]);
  expect(await statesOf(referral)).toEqual(['sent given_up 1', 'revoked delivered 1']);
});

test('a change of the key has no gap: for a day either key tells that it is ours', async () => {
  const before = await keyNow();
  await tx((t) => referrals.machines.rotateWay(t, ada, wayId));
  await expect(tx((t) => referrals.machines.rotateWay(t, ada, wayId))).rejects.toMatchObject({ code: 'KeyJustChanged' });
  const first = (await send()).referral;
  await it.pass(1);
  expect([await believed(about(first)[0]!, before), await believed(about(first)[0]!)]).toEqual([true, true]);
  await it.pass(25 * 3600);
  const second = (await send()).referral;
  await it.pass(1);
  expect([await believed(about(second)[0]!, before), await believed(about(second)[0]!)]).toEqual([false, true]);
});

test('a way that was taken away gets nothing, and its deliveries are given up', async () => {
  await tx((t) => referrals.machines.retireWay(t, dee, wayId));
  const { referral } = await send();
  await it.pass(1);
  expect(about(referral)).toEqual([]);
  await expect(tx((t) => referrals.machines.wayKey(t, ada, wayId))).rejects.toMatchObject({ code: 'NotFound' });
});
