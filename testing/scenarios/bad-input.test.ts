/** What comes in wrong: a clear answer that says what to do, and everything goes on. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';

let it: TestSystem;
let centre: TestCentre;
beforeAll(async () => {
  it = await startSystem();
  centre = await startCentre('bad-input');
}, 240_000);
afterAll(async () => {
  await it?.stop();
  await centre?.stop();
});

test('broken SIP of every kind is nothing: the next call is answered', { timeout: 60_000 }, async () => {
  const socket = createSocket('udp4');
  const noise = [
    Buffer.from('\0\0\0\0'), Buffer.alloc(60_000, 0xff), Buffer.from('INVITE\r\n\r\n'), Buffer.from('INVITE sip:100@127.0.0.1 SIP/2.0\r\n\r\n'),
    Buffer.from('INVITE sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP x\r\nFrom: <>\r\nTo: ;;;\r\nCall-ID:\r\nCSeq: -1 BYE\r\nContent-Length: 999999999\r\n\r\nv=0'),
    Buffer.from(`INVITE sip:${'9'.repeat(5_000)}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:100@127.0.0.1>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n`),
    Buffer.from('SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n'),
  ];
  for (let round = 0; round < 20; round += 1) for (const one of noise) await new Promise((done) => socket.send(one, centre.sipPort, '127.0.0.1', done));
  socket.close();
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.hangup();
  expect(await (await fetch(`${centre.url}/health`)).json()).toMatchObject({ ok: true, telephony: true });
});

test('broken HTTP gets a clear refusal and the server goes on', async () => {
  const { port } = new URL(centre.url);
  const raw = (text: string): Promise<string> => new Promise((done, fail) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
    let got = '';
    socket.setEncoding('latin1').on('data', (part: string) => (got += part));
    socket.on('close', () => done(got)).on('error', fail);
  });
  expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect(await raw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d/);
  const post = (body: string, type = 'application/json') => fetch(`${centre.url}/api/public/chat`, { method: 'POST', headers: { origin: centre.url, 'content-type': type }, body });
  for (const [answer, status] of [[await post('{"language":'), 400], [await post('{"language": 7}'), 422], [await post('x', 'text/csv'), 415], [await post(JSON.stringify({ language: 'x'.repeat(300_000) })), 413]] as const) {
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code: expect.any(String), message: expect.any(String), action: expect.stringMatching(/\w/) });
  }
  expect((await fetch(`${centre.url}/health`)).status).toBe(200);
});

test('of two acceptances of one offer at the same moment exactly one wins; the other is told in words', async () => {
  const counsellor = await it.signIn('counsellor');
  await counsellor.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await counsellor.call('GET', '/api/now')).body;
  const answers = await Promise.all(Array.from({ length: 6 }, () => counsellor.call('POST', `/api/offers/${offer.id}/accept`)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  for (const lost of answers.filter((one) => one.status !== 200)) expect(lost).toMatchObject({ status: 409, body: { code: 'OfferGone', action: expect.stringContaining('next offer') } });
});

test('a wrong, a used and an expired link get one and the same answer', async () => {
  const office = await it.signIn('administrator');
  const invited = async (name: string): Promise<string> => (await office.call('POST', '/api/staff', { deskName: name, roles: ['counsellor'], languages: ['en'] })).body.link.split('/').at(-1);
  const late = await invited('Late');
  it.clock.advance(25 * 3600);
  const ask = async (token: string) => (await it.anonymous.call('POST', '/api/enrolment/options', { token })).body;
  const wrong = await ask('nothing-of-ours');
  expect(wrong).toMatchObject({ code: expect.any(String), action: expect.stringMatching(/new link/i) });
  expect(await ask(late)).toEqual(wrong);
});

test('a full disk is said as such; nothing is half kept, and it goes on when there is room', async () => {
  const owner = new pg.Client({ connectionString: it.ownerUrl });
  await owner.connect();
  // What PostgreSQL itself says when its disk is full, at the moment of the writing.
  await owner.query(`create function disk_is_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
  await owner.query('create trigger full_disk before insert on chat_session execute function disk_is_full()');
  const before = (await owner.query('select count(*)::int as n from contact')).rows[0].n;
  const answer = await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  expect(answer).toMatchObject({ status: 507, body: { code: 'DiskFull', action: expect.stringContaining('operator') } });
  expect((await owner.query('select count(*)::int as n from contact')).rows[0].n).toBe(before);
  await owner.query('drop trigger full_disk on chat_session');
  await owner.end();
  expect((await it.anonymous.call('POST', '/api/public/chat', { language: 'en' })).status).toBe(200);
  expect(await until('the chat waits', async () => (await it.drain(), true))).toBe(true);
});
