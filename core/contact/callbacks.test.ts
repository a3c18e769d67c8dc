/** A callback keeps its place: it is offered before who came later, dialled when accepted, tried again after a machine, and its number goes with the talk. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeTelephony } from '../channel/testing.ts';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let engine: FakeTelephony;
let ana: Person;
beforeAll(async () => {
  engine = new FakeTelephony();
  it = await startSystem({ telephony: engine });
  ana = await it.signIn('counsellor', ['en'], 'Juniper');
}, 60_000);
afterAll(() => it?.stop());

const waits = async (callId: string): Promise<void> => {
  await engine.arrive(callId);
  await engine.digit(callId, '1');
};
const now = async () => (await ana.call('GET', '/api/now')).body;
async function take(): Promise<{ contactId: string; callback: boolean }> {
  await it.drain();
  const { offer } = await now();
  const { contactId } = (await ana.call('POST', `/api/offers/${offer.id}/accept`)).body;
  for (let i = 0; i < 200 && (await ana.call('GET', `/api/contacts/${contactId}`)).body.state !== 'talking'; i++) await new Promise((next) => setImmediate(next));
  expect((await ana.call('GET', `/api/contacts/${contactId}`)).body.state).toBe('talking');
  return { contactId, callback: offer.callback };
}
const finish = async (id: string): Promise<void> => {
  await ana.call('POST', `/api/contacts/${id}/end`);
  await ana.call('POST', `/api/contacts/${id}/close`);
};
const stored = async (): Promise<{ state: string; number: Buffer | null; attempts: number }> => {
  const db = new pg.Client({ connectionString: it.ownerUrl });
  await db.connect();
  const { rows } = await db.query('select state, number, attempts from callback');
  await db.end();
  return rows[0];
};

test('whoever asked to be called back is called before who came later; a machine hears nothing and it is tried again; after the talk the number is gone', { timeout: 60_000 }, async () => {
  await waits('first');
  for (const key of ['1', '1', ...'5550123#', '1']) await engine.digit('first', key);
  it.clock.advance(30);
  await waits('second');
  await ana.call('PUT', '/api/presence', { state: 'available' });

  const first = await take();
  expect(first.callback).toBe(true);
  expect((await stored()).number).not.toBeNull();
  expect((await ana.call('POST', `/api/contacts/${first.contactId}/machine`)).status).toBe(200);
  expect(await stored()).toMatchObject({ state: 'open', attempts: 1 });
  expect((await ana.call('GET', '/api/callbacks')).body.callbacks).toEqual([expect.objectContaining({ notNow: expect.stringContaining('a short while ago') })]);

  const second = await take();
  expect(second.callback).toBe(false);
  await finish(second.contactId);
  await it.drain();
  expect((await now()).offer).toBeNull();

  it.clock.advance(6 * 60);
  const again = await take();
  expect(again).toEqual({ contactId: first.contactId, callback: true });
  await finish(again.contactId);
  expect(await stored()).toEqual({ state: 'done', number: null, attempts: 2 });
});

test('a number that the centre does not call is refused with what to do', async () => {
  const { status, body } = await it.anonymous.call('POST', '/api/public/callback', { number: '+1 900 555 0100', language: 'en' });
  expect([status, body.code]).toEqual([409, 'NumberNotAllowed']);
});
