/** Referrals to a partner's FHIR server, on a real database, with a fake server that speaks R4: sent once, asked for until it ends, cancelled when it is taken back. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createCasework } from '#testing/casework';
import { startFakeFhirServer } from '#testing/fhir';
import { trusting } from '#testing/receiver';

const fakePartner = await startFakeFhirServer();
const it = await createCasework({ post: trusting });
/** As the owner, for whom the rows are there. */
const owner = createKysely(it.database.ownerUrl, 1);
afterAll(async () => {
  await owner.destroy();
  await fakePartner.down();
  await it.close();
});
const { tx, referrals, disclosures, cases } = it;
const [ana, ada, dee, sam] = [it.staff('Ana', 'counsellor'), it.staff('Ada', 'administrator'), it.staff('Dee', 'data_protection_officer'), it.staff('Sam', 'supervisor')];
const service = it.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const { id: wayId } = await tx((t) => referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url: `${fakePartner.url}/`, kind: 'fhir' }));
await tx((t) => referrals.machines.checkWay(t, dee, wayId));
const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const posts = (referral: string) => fakePartner.got.filter((g) => g.method === 'POST' && g.body.includes(referral));
const look = async (number: string) => (await sql<{ state: string; answered_via: string | null; first_answer: string | null; told_by: string | null }>`select state, answered_via, first_answer, told_by from referral where number = ${number}`.execute(owner)).rows[0]!;
const statesOf = async (referral: string): Promise<string[]> => (await sql<{ it: string }>`select notice || ' ' || state || ' ' || attempts || coalesce(' ' || error, '') as it from referral_delivery where referral_number = ${referral} order by at, id`.execute(it.db)).rows.map((d) => d.it);
const events = async (number: string): Promise<string[]> => (await tx((t) => cases.read(t, ana, number))).timeline.map((e) => e.text).filter((text) => text.includes('machine'));
const tasksOf = async (who: typeof ana, referral: string) => (await tx((t) => cases.tasks(t, who))).tasks.filter((x) => x.title.includes(referral)).map((x) => x.title);
async function send(urgency: 'now' | 'today' | 'week' = 'week') {
  const opened = await it.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency, fields: [{ personId: opened.childId, field: 'name' }, { personId: opened.childId, field: 'ageBand' }, { personId: opened.childId, field: 'languages' }] };
  const { bytes, toldBy } = await tx((t) => referrals.preview(t, ana, opened.number, request));
  const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent: { by: 'the child', how: 'on the phone', saidAt: it.now().toISOString() } }));
  return { ...opened, referral: number, preview: JSON.parse(bytes), toldBy };
}
/** Its people did this, and a quarter of an hour, or an hour, goes by. */
async function theySay(referral: string, change: Record<string, unknown>): Promise<void> {
  fakePartner.set(referral, change);
  await it.pass(3_700);
}
beforeEach(async () => {
  fakePartner.got.length = 0;
  fakePartner.answersInstead(undefined);
  fakePartner.lets(undefined);
  expect(fakePartner.problems).toEqual([]);
});

test('a new referral is one Task there, let in by a bearer token and signed, with what was previewed and nothing more; the ledger has the hash of its bytes', async () => {
  const { referral, preview, toldBy, childId } = await send();
  expect(toldBy).toBe('machine');
  await it.pass(1);
  expect(posts(referral)).toHaveLength(1);
  const [got] = posts(referral);
  expect(got).toMatchObject({ path: '/fhir', headers: { 'content-type': 'application/fhir+json', authorization: `Bearer ${(await tx((t) => referrals.machines.wayKey(t, ada, wayId))).bearer}`, 'webhook-signature': expect.stringMatching(/^v1,/) } });
  expect(fakePartner.tasks(referral)).toHaveLength(1);
  const kept = fakePartner.kept.filter((r) => r['identifier'].some((i: any) => i.value === referral));
  expect(kept.map((r) => r.resourceType)).toEqual(['Patient', 'ServiceRequest', 'Task']);
  expect(kept[0]).toMatchObject({ name: [{ text: preview.fields[0].value }], communication: [{ language: { text: preview.fields[2].value } }] });
  expect(kept[1]).toMatchObject({ code: { text: preview.need }, note: [{ text: `${preview.fields[1].label}: ${preview.fields[1].value}` }], subject: { reference: `Patient/${kept[0]!.id}` } });
  expect(kept[2]).toMatchObject({ status: 'requested', note: [{ text: preview.notice }], focus: { reference: `ServiceRequest/${kept[1]!.id}` } });
  expect(got!.body).not.toContain(childId);
  expect(got!.body).not.toContain('555 0100');
  expect((await tx((t) => disclosures.ofReferral(t, referral))).map((l) => l.sha256)).toContain(sha(got!.body));
  expect(await statesOf(referral)).toEqual(['sent delivered 1']);
  // Nothing of it lies about.
  const { rows } = await sql<{ all: string }>`select coalesce((select string_agg(d::text, ' ') from referral_delivery d), '') || coalesce((select string_agg(w::text, ' ') from referral_task w), '') as all`.execute(it.db);
  expect(rows[0]!.all).not.toMatch(/Synthetic Sample Child|hvl_/);
});

test('what the Task says becomes the commands of the portal, each once, however often it is asked; the desk says it was the machine', async () => {
  const { referral, number } = await send();
  await it.pass(1);
  await theySay(referral, {});
  expect(await look(referral)).toMatchObject({ state: 'sent', answered_via: null });
  for (const [change, state] of [[{ status: 'received' }, 'received'], [{ status: 'accepted' }, 'accepted'], [{}, 'accepted'], [{ status: 'in-progress', businessStatus: { text: 'First talk held' } }, 'in_service'], [{}, 'in_service'], [{ status: 'completed', businessStatus: { coding: [{ code: 'partly_helped' }], text: 'Two talks' } }, 'outcome']] as const) {
    await theySay(referral, change);
    expect((await look(referral)).state).toBe(state);
  }
  await it.pass(86_400);
  expect(await look(referral)).toMatchObject({ answered_via: 'machine', first_answer: 'accept', told_by: 'machine' });
  expect((await events(number)).length).toBe(4);
  const [line] = await tx(async (t) => referrals.ofCase(t, ana, (await cases.read(t, ana, number)).id));
  expect(line).toMatchObject({ outcomeCode: 'partly_helped', answer: 'partly_helped: Two talks' });
  // It has ended: nobody asks any more.
  const before = fakePartner.got.length;
  await it.pass(86_400);
  expect(fakePartner.got.filter((g) => g.path.endsWith(fakePartner.tasks(referral)[0]!.id)).length).toBeLessThanOrEqual(before);
  expect((await sql<{ over: boolean }>`select over from referral_task where referral_number = ${referral}`.execute(it.db)).rows).toEqual([{ over: true }]);
});

test('a Task that went on between two questions is followed step by step; one that is rejected has its reason', async () => {
  const [far, not] = [await send(), await send()];
  await it.pass(1);
  fakePartner.set(far.referral, { status: 'completed' });
  await theySay(not.referral, { status: 'rejected', statusReason: { coding: [{ code: 'full', display: 'No place' }] } });
  expect(await look(far.referral)).toMatchObject({ state: 'outcome', first_answer: 'accept' });
  expect(await look(not.referral)).toMatchObject({ state: 'declined', first_answer: 'decline' });
  const [line] = await tx(async (t) => referrals.ofCase(t, ana, (await cases.read(t, ana, not.number)).id));
  expect(line).toMatchObject({ declineCode: 'full', answer: 'No place' });
});

test('a status that no command stands for is put before a person, once, and in no words of theirs', async () => {
  const { referral, number } = await send();
  await it.pass(1);
  await theySay(referral, { status: 'on-hold', businessStatus: { text: 'Synthetic words of theirs' } });
  await it.pass(7_200);
  expect((await tasksOf(ana, referral)).filter((title) => title.includes('on-hold'))).toEqual([`The machine of the service says "on-hold" about referral ${referral}: ask the service what it means`]);
  expect(JSON.stringify(await tx((t) => cases.read(t, ana, number)))).not.toContain('Synthetic words');
  await theySay(referral, { status: '<b>ring this number</b>' });
  expect((await tasksOf(ana, referral)).filter((title) => title.includes('no status'))).toHaveLength(1);
  expect((await look(referral)).state).toBe('sent');
  await theySay(referral, { status: 'accepted' });
  expect((await look(referral)).state).toBe('accepted');
  expect((await tasksOf(ana, referral))).toEqual([]);
});

test('a server that is down for a day gets it once afterwards, as one Task; a supervisor was told to telephone meanwhile', async () => {
  await fakePartner.down();
  const { referral } = await send();
  for (let hour = 0; hour < 25; hour++) await it.pass(3600);
  expect((await statesOf(referral))[0]).toMatch(/^sent failing [3-9] ECONNREFUSED$/);
  expect((await tasksOf(sam, referral)).join()).toContain('does not take');
  await fakePartner.up();
  for (let hour = 0; hour < 30; hour++) await it.pass(3600);
  expect([posts(referral).length, fakePartner.tasks(referral).length]).toEqual([1, 1]);
  expect((await tx((t) => disclosures.ofReferral(t, referral))).filter((l) => l.sha256 === sha(posts(referral)[0]!.body))).toHaveLength(1);
});

test('an answer that was lost, or that does not say where: the same bytes again make no second Task', async () => {
  fakePartner.answersInstead((got) => (got.method === 'POST' && posts(JSON.parse(got.body).entry[0].resource.identifier[0].value).length === 1 ? { status: 502 } : undefined));
  const first = await send();
  await it.pass(1);
  await it.pass(10);
  expect(new Set(posts(first.referral).map((g) => g.body)).size).toBe(1);
  expect([posts(first.referral).length, fakePartner.tasks(first.referral).length]).toEqual([2, 1]);
  fakePartner.answersInstead((got) => (got.method === 'POST' ? { status: 200, body: '' } : undefined));
  const second = await send();
  await it.pass(1);
  expect(await statesOf(second.referral)).toEqual(['sent delivered 1']);
  fakePartner.answersInstead(undefined);
  for (const { referral } of [first, second]) { await theySay(referral, { status: 'accepted' }); expect((await look(referral)).state).toBe('accepted'); }
});

test('a server that does not answer the question is asked less and less, a supervisor is told once, and what it says when it is back is taken', async () => {
  const { referral } = await send('now');
  await it.pass(1);
  fakePartner.answersInstead((got) => (got.method === 'GET' ? { status: 500 } : undefined));
  for (let n = 0; n < 20; n += 1) await it.pass(600);
  const asked = fakePartner.got.filter((g) => g.method === 'GET' && g.path.endsWith(fakePartner.tasks(referral)[0]!.id)).length;
  expect(asked).toBeGreaterThan(3);
  expect(asked).toBeLessThan(12);
  expect((await tasksOf(sam, referral)).filter((title) => title.includes('does not say how'))).toHaveLength(1);
  fakePartner.answersInstead(undefined);
  fakePartner.set(referral, { status: 'accepted' });
  await it.pass(6 * 3_600);
  expect((await look(referral)).state).toBe('accepted');
});

test('taken back it is cancelled there; where the answer was lost it is found by our number; of what never left the number alone is spoken', async () => {
  const [known, lost] = [await send(), await send()];
  fakePartner.answersInstead((got) => (got.method !== 'PATCH' && got.body.includes(lost.referral) ? { status: 502 } : undefined));
  await it.pass(1);
  for (const { referral } of [known, lost]) await tx((t) => referrals.revoke(t, ana, referral));
  fakePartner.answersInstead(undefined);
  await it.pass(1);
  for (const { referral } of [known, lost]) expect(fakePartner.tasks(referral).map((t) => t['status'])).toEqual(['cancelled']);
  expect(fakePartner.got.filter((g) => g.method === 'PATCH').map((g) => g.body)).toEqual(['[{"op":"replace","path":"/status","value":"cancelled"}]', '[{"op":"replace","path":"/status","value":"cancelled"}]']);
  await fakePartner.down();
  const never = await send();
  await tx((t) => referrals.revoke(t, ana, never.referral));
  await it.pass(1);
  await fakePartner.up();
  await it.pass(10);
  expect((await statesOf(never.referral)).toSorted()).toEqual(['revoked delivered 2', 'sent given_up 0 ReferralOver']);
  expect([posts(never.referral), fakePartner.tasks(never.referral)]).toEqual([[], []]);
});

test('a change of the key has no gap: for a day the token before is offered where the new one is not taken', async () => {
  const { bearer: old } = await tx((t) => referrals.machines.wayKey(t, ada, wayId));
  await tx((t) => referrals.machines.rotateWay(t, ada, wayId));
  const { bearer: fresh } = await tx((t) => referrals.machines.wayKey(t, ada, wayId));
  fakePartner.lets([old!]);
  const first = await send();
  await it.pass(1);
  expect(await statesOf(first.referral)).toEqual(['sent delivered 1']);
  fakePartner.lets([fresh!]);
  await theySay(first.referral, { status: 'accepted' });
  expect((await look(first.referral)).state).toBe('accepted');
  fakePartner.lets([old!]);
  await it.pass(25 * 3600);
  const second = await send();
  await it.pass(1);
  expect(await statesOf(second.referral)).toEqual(['sent failing 1 Status 401']);
});

test('somebody who answers in the portal first is first: the machine that says the same changes nothing, another thing is shown to a person', async () => {
  const partner = it.partner(service.organizationId);
  const [same, other] = [await send(), await send()];
  await it.pass(1);
  for (const { referral } of [same, other]) await tx((t) => referrals.answer(t, partner, referral, { kind: 'accept' }));
  fakePartner.set(same.referral, { status: 'accepted' });
  await theySay(other.referral, { status: 'rejected' });
  expect([await look(same.referral), await look(other.referral)]).toEqual([1, 2].map(() => expect.objectContaining({ state: 'accepted', answered_via: 'portal' })));
  expect(await tasksOf(ana, same.referral)).toEqual([]);
  expect((await tasksOf(ana, other.referral)).join()).toContain('"rejected"');
});

test('a base address with a question mark is refused by name', async () => {
  await expect(tx((t) => referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url: 'https://partner.test/fhir?x=1', kind: 'fhir' }))).rejects.toMatchObject({ code: 'AddressUnusable' });
});
