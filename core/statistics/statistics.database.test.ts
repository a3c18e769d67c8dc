import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let juniper: Person;
let heron: Person;
beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(new Date('2026-03-02T15:00:00Z')) });
  juniper = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  await enter();
}, 60_000);
/** A session ends with the time that tests let pass. */
const enter = async (): Promise<void> => void (heron = await it.signIn('supervisor', ['en'], 'Heron'));
afterAll(() => it?.stop());

const chat = async (language: string): Promise<string> => {
  const begun = await it.anonymous.call('POST', '/api/public/chat', { language });
  return begun.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
};
const leave = (cookie: string) => fetch(`${it.url}/api/public/chat/end`, { method: 'POST', headers: { origin: it.url, cookie, 'content-type': 'application/json' }, body: '{}' });
const board = async (): Promise<any> => (await heron.call('GET', '/api/wallboard')).body;
/** Time goes by, minute by minute, with what is due in it. */
async function pass(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    it.clock.advance(60);
    await it.drain();
  }
}

test('what comes, is answered in time or late, gives up and is finished is counted by language and channel; a settled quarter hour does not change when contacts are erased', { timeout: 60_000 }, async () => {
  const first = await chat('es');
  it.clock.advance(3);
  await leave(first);
  const second = await chat('es');
  it.clock.advance(30);
  await leave(second);
  await chat('en');
  it.clock.advance(12);
  await juniper.call('PUT', '/api/presence', { state: 'available' });
  await it.drain();
  const { offer } = (await juniper.call('GET', '/api/now')).body;
  const { contactId } = (await juniper.call('POST', `/api/offers/${offer.id}/accept`)).body;
  it.clock.advance(60);
  await it.drain();
  it.clock.advance(540);
  await juniper.call('POST', `/api/contacts/${contactId}/end`);
  it.clock.advance(60);
  await juniper.call('POST', `/api/contacts/${contactId}/close`);
  await it.anonymous.call('POST', '/api/public/callback', { number: '+15550100', language: 'es' });
  // Free for 165 of 825 seconds; what somebody does in a break is not in it, and the break does not take away what was before.
  it.clock.advance(165);
  await juniper.call('PUT', '/api/presence', { state: 'break' });
  it.clock.advance(20);
  const live = await board();
  expect(live.totals).toMatchObject({ occupancy: 0.8, occupancyToday: 0.8 });
  expect(live.lines).toMatchObject([
    { channel: 'chat', language: 'en', offered: 1, answered: 1, serviceLevel: 1, averageAnswerSeconds: 12, averageHandleSeconds: 660 },
    { channel: 'chat', language: 'es', offered: 2, answered: 0, abandoned: 2, serviceLevel: 0, abandonment: 1, abandonmentLong: 1, longestTodaySeconds: 30 },
    { channel: 'phone', language: 'es', offered: 1, callbacks: 1, abandoned: 0, serviceLevel: null },
  ]);
  expect(live.quarters.map((one: any) => [one.at, one.offered, one.inTime])).toEqual([['2026-03-02T15:00:00.000Z', 4, 1]]);
  expect(live.staffing.find((one: any) => one.language === 'en')).toMatchObject({ there: 0, need: null, occupancy: 0.8 });
  // Two hours later the quarter hour is counted for good.
  await pass(140);
  await enter();
  const seconds = () => inTx(it.system.db, async (tx) => (await sql`select language, there_seconds, busy_seconds from figure_people order by language`.execute(tx)).rows);
  expect(await seconds()).toEqual(['', 'en', 'es'].map((language) => ({ language, there_seconds: 825, busy_seconds: 660 })));
  const count = () => inTx(it.system.db, async (tx) => (await sql<{ n: number }>`select coalesce(sum(offered), 0)::int as n from figure_quarter`.execute(tx)).rows[0]!.n);
  expect(await count()).toBe(4);
  await inTx(it.system.db, (tx) => sql`update contact set closed_at = null, answered_at = null, state = 'closed' where id = ${contactId}::uuid`.execute(tx));
  await pass(20);
  await enter();
  expect((await board()).lines).toEqual(live.lines.map((one: any) => ({ ...one, waiting: expect.any(Number), longestSeconds: expect.any(Number) })));
  expect(await count()).toBe(4);
});

test('who hung up before standing in a line is in nobody’s figures', async () => {
  const before = (await board()).totals.offeredToday;
  const made = await inTx(it.system.db, (tx) => it.system.contacts.arrive(tx, { channel: 'phone', language: 'en', callId: 'call-1' }));
  it.clock.advance(9);
  await inTx(it.system.db, (tx) => it.system.contacts.callerGone(tx, made.id));
  expect((await board()).totals.offeredToday).toBe(before);
});

test('somebody who waits very long holds a quarter hour open, a day at most', async () => {
  juniper = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  await chat('en');
  const at = it.clock.now();
  const settled = () => inTx(it.system.db, async (tx) => (await sql<{ at: Date }>`select settled_to as at from figure_clock`.execute(tx)).rows[0]!.at.getTime());
  it.clock.advance(6 * 3600);
  await it.drain();
  expect(await settled()).toBeLessThanOrEqual(at.getTime());
  it.clock.advance(19 * 3600);
  await it.drain();
  expect(await settled()).toBeGreaterThan(at.getTime());
});

test('the export leaves small cells out, is logged, and is for supervisors', async () => {
  await enter();
  juniper = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  const { status, body } = await heron.call('GET', '/api/wallboard/export?day=2026-03-02');
  expect(status).toBe(200);
  expect(body.csv.split('\r\n')[1]).toMatch(/^2026-03-02T15:00:00.000Z,en,chat,,,,,,,,$/);
  expect((await juniper.call('GET', '/api/wallboard/export?day=2026-03-02')).status).toBe(403);
  expect((await heron.call('GET', '/api/wallboard/export?day=2026-02-31')).body.code).toBe('DayUnusable');
  await it.system.logKeeper.tick();
  expect(await inTx(it.system.db, async (tx) => (await it.system.audit.list(tx, { limit: 5, action: 'figures-exported' })).length)).toBe(1);
});
