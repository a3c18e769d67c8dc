import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { generatedDays } from '#core/workforce';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let heron: Person;
let juniper: Person;
/** A Monday afternoon at the centre (UTC). */
const NOW = new Date('2026-03-02T15:05:00Z');
const DAY = 86_400_000;

beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(NOW) });
  heron = await it.signIn('supervisor', ['en'], 'Heron');
}, 60_000);
afterAll(() => it?.stop());

/** Forty days of invented history in two languages, and this morning. */
async function remember(): Promise<void> {
  const today = Math.floor(NOW.getTime() / DAY) * DAY;
  const quarters = (['es', 'en'] as const).flatMap((language, n) => generatedDays(40, n === 0 ? 900 : 500, 7 + n).flatMap((day, d) => day.arrivals.map((offered, q) => ({
    at: new Date(today - (39 - d) * DAY + q * 900_000), language, channel: 'phone' as const, offered, answered: offered, inTime: offered, abandoned: 0, abandonedShort: 0, callbacks: 0, waitSeconds: 0, waitLongest: 0, handled: offered, handleSeconds: offered * 840,
  })))).filter((one) => one.at.getTime() < today + 15 * 3_600_000);
  await inTx(it.system.db, async (tx) => {
    await it.system.statistics.remember(tx, quarters);
  });
}
/** Does what is due and waits for the threads. */
async function work(): Promise<void> {
  await it.drain();
  await it.system.workforce.idle();
}
const run = async (id: string): Promise<any> => (await heron.call('GET', `/api/staffing/runs/${id}`)).body;

test('with less than two weeks of calls a forecast says so, and what to do', async () => {
  const { id } = (await heron.call('POST', '/api/staffing/forecast')).body;
  await work();
  expect(await run(id)).toMatchObject({ state: 'failed', problem: { code: 'HistoryTooShort', action: expect.stringMatching(/two weeks/) } });
  expect((await heron.call('GET', '/api/staffing/forecast')).body).toMatchObject({ madeAt: null, middle: [] });
});

test('a forecast is made by itself each quarter hour, moves with what came today, and stands on the wallboard', { timeout: 60_000 }, async () => {
  await remember();
  it.clock.advance(900);
  await work();
  const all = (await heron.call('GET', '/api/staffing/forecast')).body;
  expect(all).toMatchObject({ today: '2026-03-02', lines: [{ language: '', channel: '' }, { language: 'en', channel: 'phone' }, { language: 'es', channel: 'phone' }] });
  expect(all.middle).toHaveLength(96);
  // The quarter hours that are over are known, and so narrow; the others have room.
  expect(all.low[20]).toBe(all.high[20]);
  expect(all.middle[20]).toBe(all.came[20]);
  expect(all.high[80]).toBeGreaterThan(all.middle[80]);
  expect(all.low[80]).toBeLessThan(all.middle[80]);
  const es = (await heron.call('GET', '/api/staffing/forecast?language=es&channel=phone&day=2026-03-09')).body;
  const sum = es.middle.reduce((one: number, two: number) => one + two, 0);
  expect(sum).toBeGreaterThan(700);
  expect(sum).toBeLessThan(1_500);
  expect(es.came).toBeNull();
  expect(es.week).toHaveLength(42);
  expect((await heron.call('GET', '/api/wallboard')).body.quarters.find((q: any) => q.at === '2026-03-02T20:00:00.000Z').forecast.middle).toBeCloseTo(all.middle[80], 1);
});

test('special days are data: one is named, stands beside the day, and goes again', async () => {
  expect((await heron.call('PUT', '/api/staffing/special-days/2026-03-10', { name: 'Synthetic campaign' })).status).toBe(200);
  expect((await heron.call('PUT', '/api/staffing/special-days/2026-02-31', { name: 'No day' })).body.code).toBe('DayUnusable');
  expect((await heron.call('GET', '/api/staffing/special-days?from=2026-03-01&to=2026-03-31')).body.days).toEqual([{ day: '2026-03-10', name: 'Synthetic campaign' }]);
  expect((await heron.call('GET', '/api/staffing/forecast?day=2026-03-10')).body.special).toBe('Synthetic campaign');
  await heron.call('DELETE', '/api/staffing/special-days/2026-03-10');
  expect((await heron.call('GET', '/api/staffing/special-days?from=2026-03-01&to=2026-03-31')).body.days).toEqual([]);
  // The holidays of the country are there from the beginning.
  expect((await heron.call('GET', '/api/staffing/special-days?from=2026-11-01&to=2026-11-30')).body.days.map((one: any) => one.name)).toEqual(['Veterans Day', 'Thanksgiving']);
});

test('a backtest is done in a thread, tells how far it is, and its answer holds the scores and the days', { timeout: 60_000 }, async () => {
  const { id } = (await heron.call('POST', '/api/staffing/backtest', { language: 'es', channel: 'phone', days: 10 })).body;
  expect(await run(id)).toMatchObject({ state: 'waiting', progress: 0 });
  await work();
  const done = await run(id);
  expect(done).toMatchObject({ state: 'done', progress: 1, answer: { days: 10 } });
  expect(done.answer.byDay.map((one: any) => one.day).at(-1)).toBe('2026-03-01');
  expect(done.answer.ours.rmsse).toBeLessThan(1.2);
  const unknown = (await heron.call('POST', '/api/staffing/backtest', { language: 'mam', channel: 'phone', days: 10 })).body;
  await work();
  expect((await run(unknown.id)).problem.code).toBe('LineUnknown');
});

test('a run is stopped before it began and in the middle; one whose server died is taken up again', { timeout: 60_000 }, async () => {
  const asked = async (): Promise<string> => (await heron.call('POST', '/api/staffing/backtest', { language: '', channel: '', days: 14 })).body.id;
  const first = await asked();
  await heron.call('POST', `/api/staffing/runs/${first}/stop`);
  await work();
  expect(await run(first)).toMatchObject({ state: 'stopped' });
  const second = await asked();
  await it.drain();
  expect((await heron.call('POST', `/api/staffing/runs/${second}/stop`)).status).toBe(200);
  await it.system.workforce.idle();
  expect(await run(second)).toMatchObject({ state: 'stopped', answer: null });
  const third = await asked();
  await it.drain();
  await it.restart();
  expect(await run(third)).toMatchObject({ state: 'running' });
  it.clock.advance(60);
  await work();
  expect(await run(third)).toMatchObject({ state: 'done' });
  expect((await heron.call('POST', '/api/staffing/runs/00000000-0000-7000-8000-000000000000/stop')).status).toBe(404);
});

test('planning is for supervisors', async () => {
  juniper = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  for (const path of ['/api/staffing/forecast', '/api/staffing/runs', '/api/staffing/special-days?from=2026-01-01&to=2026-02-01']) expect((await juniper.call('GET', path)).status).toBe(403);
  expect((await juniper.call('POST', '/api/staffing/forecast')).status).toBe(403);
});
