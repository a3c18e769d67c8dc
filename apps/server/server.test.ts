import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx, plusSeconds, publish, ROLES } from '#core/kernel';
import type { Role } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { allOperations } from './openapi.ts';

let it: TestSystem;
beforeAll(async () => {
  it = await startSystem();
});
afterAll(() => it.stop());
const filled = (path: string): string => path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000001');
const needsSession = allOperations().filter((op) => !op.callers.includes('public') && !op.callers.includes('chat'));

test('health answers and no header tells what runs here', async () => {
  const health = await it.anonymous.call('GET', '/health');
  expect(health.status).toBe(200);
  expect(health.body).toEqual({ ok: true, telephony: false, log: true, database: true, witness: 'none', boardDifferences: 0 });
  expect(health.headers.get('content-security-policy')).toContain("default-src 'none'");
});
test('an unknown path of the wire is a 404 with what to do', async () => {
  expect((await it.anonymous.call('GET', '/api/nothing')).body.code).toBe('NotFound');
});
test('without a session every operation but the public ones asks to sign in', async () => {
  for (const op of needsSession) expect([op.name, (await it.anonymous.call(op.method, filled(op.path))).body.code]).toEqual([op.name, 'SignInNeeded']);
});
test.each(ROLES)('%s is refused every operation of other roles', async (role: Role) => {
  const person = await it.signIn(role);
  for (const op of needsSession.filter((one) => !one.callers.includes('staff') && !one.callers.includes(role))) {
    const answer = await person.call(op.method, filled(op.path));
    expect([op.name, answer.status, answer.body.code]).toEqual([op.name, 403, 'Refused']);
  }
});
test('a partner is refused every operation of staff', async () => {
  const person = await it.signInPartner('00000000-0000-7000-8000-000000000009');
  for (const op of needsSession.filter((one) => !one.callers.includes('partner'))) expect([op.name, (await person.call(op.method, filled(op.path))).status]).toEqual([op.name, 403]);
});
test('a write from another site is refused', async () => {
  const response = await fetch(`${it.url}/api/sign-in/options`, { method: 'POST', headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' }, body: '{}' });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'OriginRefused']);
});
test('a body that does not fit the contract is named, and malformed JSON is a clear error', async () => {
  const admin = await it.signIn('administrator');
  expect((await admin.call('POST', '/api/staff', { deskName: '', roles: ['king'], languages: [] })).status).toBe(422);
  const response = await fetch(`${it.url}/api/staff`, { method: 'POST', headers: { origin: it.url, cookie: admin.cookie, 'content-type': 'application/json' }, body: '{"' });
  expect(response.status).toBe(400);
});
test('an administrator invites a colleague; a wrong, a replaced and an expired link are one error', async () => {
  const admin = await it.signIn('administrator');
  const invited = await admin.call('POST', '/api/staff', { deskName: 'Ana', roles: ['counsellor'], languages: ['es'] });
  expect(invited.status).toBe(200);
  const token = (link: string) => link.split('/').pop()!;
  expect((await it.anonymous.call('POST', '/api/enrolment/options', { token: token(invited.body.link) })).body).toMatchObject({ deskName: 'Ana', kind: 'staff', options: { authenticatorSelection: { userVerification: 'required' } } });
  const again = await admin.call('POST', `/api/staff/${invited.body.id}/recovery-link`);
  const codes = [];
  codes.push((await it.anonymous.call('POST', '/api/enrolment/options', { token: token(invited.body.link) })).body.code);
  codes.push((await it.anonymous.call('POST', '/api/enrolment/options', { token: 'wrong' })).body.code);
  it.clock.advance(24 * 3600);
  codes.push((await it.anonymous.call('POST', '/api/enrolment/options', { token: token(again.body.link) })).body.code);
  expect(codes).toEqual(['LinkNotValid', 'LinkNotValid', 'LinkNotValid']);
});
test('a session ends after fifteen idle minutes, and what a screen asks by itself does not keep it', async () => {
  const person = await it.signIn('supervisor');
  it.clock.advance(14 * 60);
  expect((await person.call('GET', '/api/me')).status).toBe(200);
  it.clock.advance(15 * 60 + 1);
  expect((await person.call('GET', '/api/me')).body.code).toBe('SignInNeeded');
});
test('a job survives a restart and runs when its time has come', async () => {
  await inTx(it.system.db, (tx) => it.system.jobs.enqueue(tx, 'test.job', { n: 1 }, { runAt: plusSeconds(it.clock.now(), 60) }));
  await it.restart();
  const ran: unknown[] = [];
  it.system.jobs.work('test.job', async (_tx, payload) => void ran.push(payload));
  await it.drain();
  expect(ran).toEqual([]);
  it.clock.advance(61);
  await it.drain();
  expect(ran).toEqual([{ n: 1 }]);
});
test('a job that keeps failing is tried again with pauses and becomes visible until it succeeds', async () => {
  let broken = true;
  it.system.jobs.work('test.failing', async () => {
    if (broken) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  });
  await inTx(it.system.db, (tx) => it.system.jobs.enqueue(tx, 'test.failing', {}));
  for (let n = 0; n < 3; n += 1) {
    await it.drain();
    it.clock.advance(20);
  }
  expect(await inTx(it.system.db, (tx) => it.system.jobs.failures(tx))).toMatchObject([{ name: 'test.failing', attempts: 3, errorCode: 'ECONNREFUSED' }]);
  broken = false;
  await it.drain();
  expect(await inTx(it.system.db, (tx) => it.system.jobs.failures(tx))).toEqual([]);
});
test('staff are told of their own, the centre and contacts by server-sent events, and never of chats or of others', async () => {
  const [person, other] = [await it.signIn('counsellor'), await it.signIn('counsellor')];
  const response = await fetch(`${it.url}/api/events`, { headers: { cookie: person.cookie } });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? '';
  expect(text).toContain('{"topic":"hello"}');
  await inTx(it.system.db, async (tx) => {
    for (const topic of [`staff:${other.id}`, 'chat:1', 'partner:1', 'contact:1', `staff:${person.id}`, 'wallboard']) await publish(tx, topic);
  });
  while (!text.includes('wallboard')) text += (await reader.read()).value ?? '';
  await reader.cancel();
  expect([...text.matchAll(/"topic":"([^"]+)"/g)].map((m) => m[1])).toEqual(['hello', 'contact:1', `staff:${person.id}`, 'wallboard']);
});
test('a counsellor says that offers may come, and it is in the log', async () => {
  const person = await it.signIn('counsellor');
  expect((await person.call('PUT', '/api/presence', { state: 'available' })).body).toEqual({ state: 'available' });
  expect(await inTx(it.system.db, (tx) => it.system.staff.presence(tx))).toContainEqual(expect.objectContaining({ staffId: person.id, state: 'available' }));
  await it.system.audit.sequence(it.system.db);
  const said = (await inTx(it.system.db, (tx) => it.system.audit.list(tx, { limit: 20 }))).map((entry) => entry.said);
  expect(said).toContainEqual(expect.objectContaining({ actor: { kind: 'staff', id: person.id, roles: ['counsellor'] }, action: 'presence-available', outcome: 'done' }));
});
test('a disabled colleague is out at once', async () => {
  const admin = await it.signIn('administrator');
  const { body } = await admin.call('GET', '/api/staff');
  expect(body.staff.find((one: { id: string }) => one.id === admin.id)).toMatchObject({ roles: ['administrator'], disabled: false });
  const colleague = await it.signIn('case_worker');
  expect((await admin.call('PATCH', `/api/staff/${colleague.id}`, { disabled: true })).status).toBe(200);
  expect((await colleague.call('GET', '/api/me')).body.code).toBe('SignInNeeded');
});
