/** What a partner's machine answers, on a real database: believed by its key alone, taken once, and nothing learnt by whoever asks. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createCasework } from '#testing/casework';
import type { Said } from './inbound.ts';
import { webhookHeaders } from './webhook.ts';

const it = await createCasework();
/** As the owner, for whom the rows are there. */
const owner = createKysely(it.database.ownerUrl, 1);
afterAll(async () => { await owner.destroy(); await it.close(); });
const { tx, referrals } = it;
const [ana, ada, dee] = [it.staff('Ana', 'counsellor'), it.staff('Ada', 'administrator'), it.staff('Dee', 'data_protection_officer')];
const able = it.services.filter((s) => s.enforcementParticipation === null && !s.residential);
const service = able[0]!;
const other = able.find((s) => s.organizationId !== service.organizationId)!;
const wayOf = async (organizationId: string): Promise<string> => {
  const { id } = await tx((t) => referrals.machines.setWay(t, ada, { organizationId, url: 'https://localhost:1/' }));
  await tx((t) => referrals.machines.checkWay(t, dee, id));
  return id;
};
const [wayId, otherWay] = [await wayOf(service.organizationId), await wayOf(other.organizationId)];
const keyOf = async (id: string) => (await tx((t) => referrals.machines.wayKey(t, ada, id))).answerKey;
async function send(): Promise<string> {
  const opened = await it.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'week' as const, fields: [{ personId: opened.childId, field: 'name' }] };
  return (await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent: { by: 'the child', how: 'on the phone', saidAt: it.now().toISOString() } }))).number;
}
interface How { id?: string; way?: string; key?: string; at?: Date; changed?: boolean }
/** What the machine gets back: 'done', or the code of the refusal with its words. */
async function say(said: Said, { id = randomUUID(), way = wayId, key, at = it.now(), changed = false }: How = {}): Promise<string> {
  const body = JSON.stringify(said);
  const h = webhookHeaders([key ?? (await keyOf(way))], id, at, body);
  const signed = { id, timestamp: h['webhook-timestamp']!, signature: h['webhook-signature']! };
  return tx((t) => referrals.machines.take(t, way, signed, Buffer.from(changed ? `${body} ` : body), (raw) => JSON.parse(raw.toString()) as Said)).then(() => 'done', (e: { code: string; message: string }) => `${e.code}: ${e.message}`);
}
const look = async (number: string) => (await sql<{ state: string; answered_via: string | null; first_answer: string | null }>`select state, answered_via, first_answer from referral where number = ${number}`.execute(owner)).rows[0]!;

test('a machine says received, accepts, begins and reports, each by the commands of the portal; the desk sees that it was the machine', async () => {
  const number = await send();
  for (const [said, state] of [[{ kind: 'received' }, 'received'], [{ kind: 'accept' }, 'accepted'], [{ kind: 'report', outcome: 'in_service', text: 'Synthetic' }, 'in_service'], [{ kind: 'message', text: 'Synthetic question' }, 'in_service'], [{ kind: 'report', outcome: 'helped' }, 'outcome']] as const) {
    expect(await say({ referral: number, ...said } as Said)).toBe('done');
    expect((await look(number)).state).toBe(state);
  }
  expect(await look(number)).toMatchObject({ answered_via: 'machine', first_answer: 'accept' });
  expect((await it.log()).filter((e) => e.action === 'referral.accept')).not.toEqual([]);
});

test('nobody learns anything: a wrong key, a changed byte, an old message, an unknown way, somebody else’s, an unknown and an ended referral are one answer', async () => {
  const [number, ended] = [await send(), await send()];
  await tx((t) => referrals.revoke(t, ana, ended));
  const { key } = await tx((t) => referrals.machines.wayKey(t, ada, wayId));
  const accept = { referral: number, kind: 'accept' as const };
  const answers = [
    await say(accept, { key: await keyOf(otherWay) }), await say(accept, { key }), await say(accept, { changed: true }), await say(accept, { at: new Date(it.now().getTime() - 301_000) }), await say(accept, { at: new Date(it.now().getTime() + 302_000) }),
    await say(accept, { way: randomUUID(), key: await keyOf(wayId) }), await say(accept, { way: otherWay }), await say({ ...accept, referral: 'RF-0000-0000' }), await say({ ...accept, referral: ended }), await say({ ...accept, kind: 'message', text: 'Synthetic', referral: ended }),
  ];
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^NotFound/);
  expect((await look(number)).state).toBe('sent');
});

test('a message comes once by its name, also from two sides at once; another under the same name is refused; what failed can be said again', async () => {
  const number = await send();
  const early = { referral: number, kind: 'report', outcome: 'helped' } as const;
  const [id, reportId] = [randomUUID(), randomUUID()];
  // The report overtook the acceptance: refused, and taken under the same name when it comes again.
  expect(await say(early, { id: reportId })).toMatch(/^ReferralMoved/);
  expect(await Promise.all([say({ referral: number, kind: 'accept' }, { id }), say({ referral: number, kind: 'accept' }, { id })])).toEqual(['done', 'done']);
  expect(await say({ referral: number, kind: 'decline', why: 'full' }, { id })).toMatch(/^MessageReused/);
  expect(await say(early, { id: reportId })).toBe('done');
  expect(await say({ referral: number, kind: 'accept' }, { id })).toBe('done');
  expect((await look(number)).state).toBe('outcome');
});

test('the machine against the portal, and against taking back: exactly one is true', async () => {
  const partner = it.partner(service.organizationId);
  for (let n = 0; n < 6; n += 1) {
    const number = await send();
    const [machine, rival] = await Promise.all([
      say({ referral: number, kind: 'accept' }),
      tx((t) => (n % 2 === 0 ? referrals.answer(t, partner, number, { kind: 'decline', why: 'full', reason: 'Synthetic' }) : referrals.revoke(t, ana, number))).then(() => 'done', (e: { code: string }) => e.code),
    ]);
    const { state, answered_via: via } = await look(number);
    if (n % 2 === 0) expect([machine === 'done', rival === 'done', via]).toEqual(state === 'accepted' ? [true, false, 'machine'] : [false, true, 'portal']);
    // Taking back is possible after an acceptance too.
    else expect([state, rival, via]).toEqual(['revoked', 'done', machine === 'done' ? 'machine' : null]);
  }
});

test('a way that one person set up alone, or that was taken away, is believed nothing', async () => {
  const number = await send();
  const alone = (await tx((t) => referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url: 'https://localhost:2/' }))).id;
  expect(await say({ referral: number, kind: 'accept' }, { way: alone })).toMatch(/^NotFound/);
  const key = await keyOf(wayId);
  await tx((t) => referrals.machines.retireWay(t, dee, wayId));
  expect(await say({ referral: number, kind: 'accept' }, { key })).toMatch(/^NotFound/);
});

test('the name of a message goes after thirty days', async () => {
  const names = async () => (await sql<{ n: number }>`select count(*)::int as n from partner_answer`.execute(it.db)).rows[0]!.n;
  await tx(() => it.retention.start());
  const before = await names();
  expect(before).toBeGreaterThan(0);
  await it.pass(28 * 86_400);
  expect(await names()).toBe(before);
  await it.pass(3 * 86_400);
  await it.pass(86_400);
  expect(await names()).toBe(0);
});
