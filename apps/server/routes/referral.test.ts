import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';

let it: TestSystem;
beforeAll(async () => {
  it = await startSystem();
});
afterAll(() => it.stop());

test('over the wire: a case, a protected field, a referral with consent, the partner accepts, the counsellor reads it', async () => {
  const ana = await it.signIn('counsellor');
  const id = (await ana.call('GET', '/api/me')).body.id as string;
  const contactId = '00000000-0000-7000-8000-0000000000aa';
  // The conversation itself has its own tests; here it only has to be Ana's.
  it.system.contacts = { ...it.system.contacts, counsellorOf: async (_tx: unknown, asked: string) => (asked === contactId ? id : null) };
  await inTx(it.system.db, (tx) => it.system.directory.importIfEmpty(tx));

  const opened = await ana.call('POST', `/api/contacts/${contactId}/case`);
  expect(opened.status).toBe(200);
  const at = `/api/cases/${opened.body.caseNumber}`;
  const person = await ana.call('POST', `${at}/persons`, { role: 'child', ageBand: '9-12', languages: ['es'] });
  expect((await ana.call('PUT', `${at}/persons/${person.body.id}/fields/name`, { value: 'Synthetic Sample Child' })).status).toBe(200);
  expect((await ana.call('POST', `${at}/persons/${person.body.id}/fields/name/reveal`, { purpose: 'care-continuity' })).body).toEqual({ value: 'Synthetic Sample Child', hidesInSeconds: 300 });
  expect((await ana.call('POST', `${at}/tasks`, { title: 'Call back', dueAt: '2026-03-03T10:00:00Z' })).status).toBe(200);

  const found = (await ana.call('GET', '/api/directory?need=legal_aid&language=en')).body.services;
  const service = found.find((s: { enforcementParticipation: unknown }) => s.enforcementParticipation === null);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'now', fields: [{ personId: person.body.id, field: 'name' }] };
  const preview = await ana.call('POST', `${at}/referrals/preview`, request);
  expect(preview.body.bytes).toContain('Synthetic Sample Child');
  const sent = await ana.call('POST', `${at}/referrals`, { ...request, consent: { by: 'the child', how: 'on the phone', saidAt: '2026-03-02T14:59:00Z' } });
  expect(sent.body.number).toMatch(/^RF-/);

  const partner = await it.signInPartner(service.organizationId);
  expect((await partner.call('GET', '/api/partner/referrals')).body.referrals.map((r: { number: string }) => r.number)).toEqual([sent.body.number]);
  const read = await partner.call('GET', `/api/partner/referrals/${sent.body.number}`);
  expect(read.body).toMatchObject({ state: 'received', fields: [{ label: 'Name (child)', value: 'Synthetic Sample Child' }] });
  expect((await partner.call('POST', `/api/partner/referrals/${sent.body.number}/accept`)).body).toEqual({ state: 'accepted' });
  const other = await it.signInPartner('00000000-0000-7000-8000-000000000009');
  expect((await other.call('GET', `/api/partner/referrals/${sent.body.number}`)).status).toBe(404);

  const after = (await ana.call('GET', at)).body;
  expect(after.referrals).toEqual([expect.objectContaining({ number: sent.body.number, state: 'accepted' })]);
  expect((await ana.call('GET', '/api/cases')).body.cases).toHaveLength(1);
  expect((await ana.call('GET', '/api/tasks')).body.tasks).toHaveLength(1);
  expect((await ana.call('POST', `/api/referrals/${sent.body.number}/revoke`)).body).toEqual({ state: 'revoked' });

  const office = await it.signIn('administrator');
  expect((await office.call('GET', '/api/mailbox')).body.messages).toEqual([expect.objectContaining({ subject: 'A referral is waiting for you' })]);
  expect((await office.call('POST', `/api/partners/${service.organizationId}/staff`, { deskName: 'Intake' })).body.link).toContain('/partner/enrol/');
});

test('over the wire: what a machine signs is taken without a page or a cookie, by the bytes as they came; whoever has no key gets one and the same bytes for everything', async () => {
  const ana = await it.signIn('counsellor');
  const [office, dpo] = [await it.signIn('administrator'), await it.signIn('data_protection_officer')];
  const id = (await ana.call('GET', '/api/me')).body.id as string;
  it.system.contacts = { ...it.system.contacts, counsellorOf: async () => id };
  const at = `/api/cases/${(await ana.call('POST', '/api/contacts/00000000-0000-7000-8000-0000000000ab/case')).body.caseNumber}`;
  const person = await ana.call('POST', `${at}/persons`, { role: 'child', ageBand: '9-12', languages: ['es'] });
  await ana.call('PUT', `${at}/persons/${person.body.id}/fields/name`, { value: 'Synthetic Sample Child' });
  const { services } = (await ana.call('GET', '/api/directory?need=legal_aid&language=en')).body;
  const service = services.find((s: { enforcementParticipation: unknown }) => s.enforcementParticipation === null);
  const { number } = (await ana.call('POST', `${at}/referrals`, { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'week', fields: [{ personId: person.body.id, field: 'name' }], consent: { by: 'the child', how: 'on the phone', saidAt: '2026-03-02T14:59:00Z' } })).body;
  const way = (await office.call('POST', '/api/partner-ways', { organizationId: service.organizationId, url: 'https://localhost:1/' })).body.id as string;
  expect((await dpo.call('POST', `/api/partner-ways/${way}/check`)).status).toBe(200);
  const { answerKey } = (await office.call('POST', `/api/partner-ways/${way}/key`)).body as { answerKey: string };

  // By hand, after the specification and not by our own code.
  async function post(body: string, { to = way, key = answerKey, type = 'application/json' } = {}): Promise<{ status: number; text: string }> {
    const [name, seconds] = [randomUUID(), Math.floor(it.clock.now().getTime() / 1000)];
    const signature = `v1,${createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64')).update(`${name}.${seconds}.${body}`).digest('base64')}`;
    const answer = await fetch(`${it.url}/api/public/partner-ways/${to}/answers`, { method: 'POST', body, headers: { 'content-type': type, 'webhook-id': name, 'webhook-timestamp': String(seconds), 'webhook-signature': signature } });
    return { status: answer.status, text: await answer.text() };
  }
  const stranger = `whsec_${Buffer.alloc(32).toString('base64')}`;
  const accept = JSON.stringify({ referral: number, kind: 'accept' });
  const refused = [await post(accept, { key: stranger }), await post('not JSON', { key: stranger }), await post(accept, { to: randomUUID() }), await post(accept, { to: 'no-way-at-all' }), await post(JSON.stringify({ referral: 'RF-0000-0000', kind: 'accept' })), await post(accept, { type: 'text/plain' })];
  expect(new Set(refused.map((one) => one.text.replace(/"(id|requestId)":"[^"]*"/, ''))).size).toBe(1);
  expect(refused.map((one) => one.status)).toEqual([404, 404, 404, 404, 404, 404]);
  expect((await post(JSON.stringify({ referral: number, kind: 'message', text: 'x'.repeat(17_000) }))).status).toBe(413);
  expect((await post('{"kind":"accept"}')).status).toBe(422);
  // Spaces and order as the partner's machine writes them: the bytes are what is signed.
  expect(await post(`{ "kind" : "accept",\n "referral" : "${number}" }`)).toEqual({ status: 200, text: '{}' });
  expect((await ana.call('GET', at)).body.referrals).toEqual([expect.objectContaining({ number, state: 'accepted', answeredVia: 'machine' })]);
});
