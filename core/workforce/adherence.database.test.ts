import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

const TODAY = '2026-03-02';
let it: TestSystem;
let heron: Person;
let juniper: Person;
let wren: Person;
beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(new Date(`${TODAY}T07:50:00Z`)) });
  heron = await it.signIn('supervisor', ['en'], 'Heron');
  juniper = await it.signIn('counsellor', ['en'], 'Juniper');
  wren = await it.signIn('counsellor', ['en'], 'Wren');
  await inTx(it.system.db, async (tx) => {
    const rota = randomUUID();
    await sql`insert into rota (id, from_day, days, state, gap, unwished, gaps, need, made_at) values (${rota}::uuid, ${TODAY}::date, 7, 'published', 0, 0, '[]', '{}', now())`.execute(tx);
    await sql`insert into rota_shift (id, rota_id, staff_id, day, begins, hours) values (${randomUUID()}::uuid, ${rota}::uuid, ${juniper.id}::uuid, ${TODAY}::date, 8, 4), (${randomUUID()}::uuid, ${rota}::uuid, ${wren.id}::uuid, '2026-03-01', 22, 8)`.execute(tx);
    await sql`insert into staff_break (id, staff_id, kind, starts_at, ends_at) values (${randomUUID()}::uuid, ${juniper.id}::uuid, 'break', ${`${TODAY}T09:00:00Z`}, ${`${TODAY}T09:30:00Z`})`.execute(tx);
  });
}, 60_000);
afterAll(() => it?.stop());
/** Time goes by in pieces shorter than a session. */
async function until(time: string): Promise<void> {
  for (const end = new Date(`${TODAY}T${time}:00Z`); it.clock.now() < end; ) {
    it.clock.advance(Math.min(600, (end.getTime() - it.clock.now().getTime()) / 1000));
    for (const one of [heron, juniper, wren]) await one.call('GET', '/api/me');
  }
}
const is = (state: string) => juniper.call('PUT', '/api/presence', { state });

test('a day is shown as it was planned and as it was, to the supervisor of everybody and to each person of themselves', { timeout: 60_000 }, async () => {
  await until('08:10');
  await is('available');
  await until('09:00');
  await is('break');
  await until('09:40');
  await is('available');
  await until('10:00');
  const all = (await heron.call('GET', '/api/staffing/adherence')).body;
  expect(all).toMatchObject({ today: TODAY, day: TODAY, from: `${TODAY}T00:00:00.000Z`, to: '2026-03-03T00:00:00.000Z' });
  const time = (at: string): string => `${TODAY}T${at}:00.000Z`;
  const mine = {
    deskName: 'Juniper', adherence: round(100 / 120), conformance: round(70 / 90), plannedSeconds: 7_200, keptSeconds: 6_000, contactSeconds: 0, workedSeconds: 4_200,
    planned: [{ state: 'available', from: time('08:00'), to: time('09:00') }, { state: 'break', from: time('09:00'), to: time('09:30') }, { state: 'available', from: time('09:30'), to: time('12:00') }],
    actual: [{ state: 'available', from: time('08:10'), to: time('09:00') }, { state: 'break', from: time('09:00'), to: time('09:40') }, { state: 'available', from: time('09:40'), to: time('10:00') }],
  };
  expect(all.people).toMatchObject([mine, { deskName: 'Wren', adherence: 0, planned: [{ state: 'available', from: time('00:00'), to: time('06:00') }], actual: [] }]);
  expect((await juniper.call('GET', '/api/shifts/adherence')).body.people).toMatchObject([mine]);
  expect((await wren.call('GET', `/api/shifts/adherence?day=${TODAY}`)).body.people).toHaveLength(1);
  for (const [who, path] of [[juniper, '/api/staffing/adherence'], [heron, '/api/shifts/adherence']] as const) expect((await who.call('GET', path)).status).toBe(403);
  expect((await heron.call('GET', '/api/staffing/adherence?day=2026-02-31')).body.code).toBe('DayUnusable');
  expect((await heron.call('GET', '/api/staffing/adherence?day=2026-02-20')).body.people).toEqual([]);
});

test('a contact that goes on into a break is not held against anybody; who looked at whose day stands in the log', async () => {
  await inTx(it.system.db, async (tx) => {
    await sql`insert into staff_break (id, staff_id, kind, starts_at, ends_at) values (${randomUUID()}::uuid, ${juniper.id}::uuid, 'meal', ${`${TODAY}T10:10:00Z`}, ${`${TODAY}T10:40:00Z`})`.execute(tx);
    await sql`insert into contact (id, number, channel, language, state, waiting_since, started_at, line_at, counsellor_id, answered_at, closed_at) values (${randomUUID()}::uuid, 'CT-SYNTHETIC', 'phone', 'en', 'closed', now(), now(), now(), ${juniper.id}::uuid, ${`${TODAY}T10:00:00Z`}, ${`${TODAY}T10:20:00Z`})`.execute(tx);
  });
  await until('10:20');
  await is('meal');
  await until('10:40');
  await is('available');
  const found = (await heron.call('GET', '/api/staffing/adherence')).body.people[0];
  expect(found).toMatchObject({ contactSeconds: 600, plannedSeconds: 9_600, keptSeconds: 8_400, adherence: round(8_400 / 9_600) });
  await it.system.logKeeper.tick();
  expect((await inTx(it.system.db, (tx) => it.system.audit.list(tx, { limit: 9, action: 'adherence-read' }))).length).toBeGreaterThan(1);
});
const round = (value: number): number => Number(value.toFixed(4));
