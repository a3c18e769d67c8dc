import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { generatedDays } from '#core/workforce';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

/** A Monday at the centre (UTC). */
const NOW = new Date('2026-03-02T09:00:00Z');
const DAY = 86_400_000;
const NEXT = '2026-03-09';
let it: TestSystem;
let heron: Person;
let people: Person[];
beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(NOW) });
  heron = await it.signIn('supervisor', ['en'], 'Heron');
  people = [];
  for (let n = 0; n < 12; n += 1) people.push(await it.signIn('counsellor', n % 3 === 0 ? ['es', 'en'] : ['es'], `Synthetic ${n}`));
  const today = Math.floor(NOW.getTime() / DAY) * DAY;
  await inTx(it.system.db, (tx) => it.system.statistics.remember(tx, generatedDays(30, 60, 5).flatMap((day, d) => day.arrivals.map((offered, q) => ({
    at: new Date(today - (30 - d) * DAY + q * 900_000), language: 'es', channel: 'phone' as const, offered, answered: offered, inTime: offered, abandoned: 0, abandonedShort: 0, callbacks: 0, waitSeconds: 0, waitLongest: 0, handled: offered, handleSeconds: offered * 600,
  })))));
}, 60_000);
afterAll(() => it?.stop());

const run = async (id: string): Promise<any> => (await heron.call('GET', `/api/staffing/runs/${id}`)).body;
async function reckon(path: string, body: unknown): Promise<any> {
  const { body: asked, status } = await heron.call('POST', path, body);
  expect(status, JSON.stringify(asked)).toBe(200);
  await it.drain();
  await it.system.workforce.idle();
  return run(asked.id);
}
const aim = { share: 0.8, seconds: 20, patience: 240, shrinkage: 0.1, chatsBeside: 3 };
const monday = { fromDay: NEXT, weeks: 1 };

test('without a forecast or a plan it says what is missing; then how many are needed is reckoned and the simulator agrees', { timeout: 120_000 }, async () => {
  expect((await reckon('/api/staffing/need', { days: 14, quantile: 'middle', aim })).problem.code).toBe('ForecastMissing');
  expect((await reckon('/api/staffing/rota', monday)).problem.code).toBe('PlanMissing');
  expect((await reckon('/api/staffing/forecast', undefined)).state).toBe('done');
  const { state, answer } = await reckon('/api/staffing/need', { days: 14, quantile: 'middle', aim });
  expect(state).toBe('done');
  expect(Object.keys(answer.byDay)).toHaveLength(14);
  expect(answer.byDay[NEXT].es).toHaveLength(96);
  const es = answer.checked.find((one: any) => one.language === 'es');
  expect(es.inTime.mean).toBeGreaterThan(0.75);
  const board = (await heron.call('GET', '/api/wallboard')).body;
  expect(board.staffing.find((one: any) => one.language === 'es')).toMatchObject({ there: 0, need: answer.byDay['2026-03-02'].es[36] });
});

test('a rota is a draft with its gaps and how far from the best it is; published it holds, and everybody sees their own', { timeout: 180_000 }, async () => {
  await heron.call('PUT', '/api/staffing/rules', { shiftHours: 8, every: 4, restHours: 11, daysAWeek: 5, daysInARow: 6, nightWeeks: 2 });
  expect((await people[0]!.call('PUT', '/api/shifts/wishes', { nights: false, prefers: [8], away: ['2026-03-11'] })).status).toBe(200);
  // A shift of the rota before reaches into this one.
  const late = people[11]!;
  await inTx(it.system.db, async (tx) => {
    const before = randomUUID();
    await sql`insert into rota (id, from_day, days, state, gap, unwished, gaps, need, made_at) values (${before}::uuid, '2026-03-02', 7, 'published', 0, 0, '[]', '{}', '2026-02-20T09:00:00Z')`.execute(tx);
    for (const day of ['2026-03-06', '2026-03-07', '2026-03-08']) await sql`insert into rota_shift (id, rota_id, staff_id, day, begins, hours) values (${randomUUID()}::uuid, ${before}::uuid, ${late.id}::uuid, ${day}::date, 20, 8)`.execute(tx);
  });
  const made = await reckon('/api/staffing/rota', monday);
  expect(made).toMatchObject({ state: 'done', answer: { gap: expect.any(Number) } });
  const { rota } = (await heron.call('GET', '/api/staffing/rota')).body;
  expect(rota).toMatchObject({ id: made.answer.rotaId, state: 'draft', fromDay: NEXT, days: 7 });
  expect(rota.people.flatMap((one: any) => one.shifts)).toHaveLength(made.answer.shifts);
  expect(rota.people.find((one: any) => one.staffId === people[0]!.id).shifts.map((one: any) => one.day)).not.toContain('2026-03-11');
  const its: { day: string; begins: number }[] = rota.people.find((one: any) => one.staffId === late.id).shifts;
  for (const one of its.filter(({ day }) => day === NEXT)) expect(one.begins).toBeGreaterThanOrEqual(4 + 11);
  expect(its.filter(({ day }) => ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'].includes(day)).length).toBeLessThan(4);
  const worker = people.find((one) => one !== late && rota.people.find((its: any) => its.staffId === one.id).shifts.length > 0)!;
  expect((await worker.call('GET', '/api/shifts')).body.shifts).toEqual([]);
  expect((await heron.call('POST', `/api/staffing/rota/${rota.id}/publish`)).status).toBe(200);
  expect((await heron.call('POST', `/api/staffing/rota/${rota.id}/publish`)).body.code).toBe('RotaMoved');
  expect((await worker.call('GET', '/api/shifts')).body.shifts.map((one: any) => one.day)).toEqual(rota.people.find((its: any) => its.staffId === worker.id).shifts.map((one: any) => one.day));
  expect((await worker.call('POST', `/api/staffing/rota/${rota.id}/publish`)).status).toBe(403);
});

test('rules that cannot hold together are named by the run', async () => {
  await heron.call('PUT', '/api/staffing/rules', { shiftHours: 8, every: 4, restHours: 18, daysAWeek: 5, daysInARow: 6, nightWeeks: 2 });
  expect((await reckon('/api/staffing/rota', monday)).problem).toMatchObject({ code: 'RulesClash', message: expect.stringMatching(/shifts of 8 hours, a rest of 18 hours/) });
  await heron.call('PUT', '/api/staffing/rules', { shiftHours: 8, every: 4, restHours: 11, daysAWeek: 5, daysInARow: 6, nightWeeks: 2 });
});

test('a shift goes to a colleague who may take it and agrees, once a supervisor approves; nobody else sees or decides it', async () => {
  const owner = (await Promise.all(people.map(async (one) => ({ one, shifts: (await one.call('GET', '/api/shifts')).body.shifts })))).find(({ shifts }) => shifts.length > 0)!;
  const shift = owner.shifts[0];
  const takers = (await owner.one.call('GET', `/api/shifts/${shift.id}/takers`)).body.people;
  expect(takers.length).toBeGreaterThan(0);
  const taker = people.find((one) => one.id === takers[0].staffId)!;
  const other = people.find((one) => one !== owner.one && one !== taker)!;
  expect((await other.call('GET', `/api/shifts/${shift.id}/takers`)).status).toBe(404);
  expect((await other.call('POST', `/api/shifts/${shift.id}/swap`, { staffId: taker.id })).status).toBe(404);
  const busy = people.find((one) => one !== owner.one && !takers.some((its: any) => its.staffId === one.id));
  if (busy) expect((await owner.one.call('POST', `/api/shifts/${shift.id}/swap`, { staffId: busy.id })).body.code).toBe('SwapAgainstRules');
  const { id } = (await owner.one.call('POST', `/api/shifts/${shift.id}/swap`, { staffId: taker.id })).body;
  expect((await owner.one.call('POST', `/api/shifts/${shift.id}/swap`, { staffId: taker.id })).body.code).toBe('SwapOpen');
  const say = (who: Person, answer: string) => who.call('POST', `/api/swaps/${id}`, { answer });
  expect((await say(other, 'agree')).status).toBe(404);
  expect((await say(owner.one, 'agree')).status).toBe(403);
  expect((await say(heron, 'approve')).body.code).toBe('SwapMoved');
  expect((await say(taker, 'agree')).status).toBe(200);
  expect((await say(taker, 'approve')).status).toBe(403);
  expect((await heron.call('GET', '/api/staffing/rota')).body.swaps).toMatchObject([{ id, state: 'agreed' }]);
  expect((await say(heron, 'approve')).status).toBe(200);
  expect((await taker.call('GET', '/api/shifts')).body.shifts.map((one: any) => one.id)).toContain(shift.id);
  expect((await owner.one.call('GET', '/api/shifts')).body.shifts.map((one: any) => one.id)).not.toContain(shift.id);
});

test('a link to the calendar shows one person’s shifts and nothing else; a wrong one, an old one and one taken back are not there', async () => {
  const owner = people[1]!;
  const { link } = (await owner.call('POST', '/api/shifts/calendar')).body;
  const read = async (url: string) => fetch(url.replace(/^https?:\/\/[^/]+/, it.url));
  const answer = await read(link);
  expect(answer.headers.get('content-type')).toContain('text/calendar');
  const text = await answer.text();
  expect(text.match(/BEGIN:VEVENT/g)?.length ?? 0).toBe((await owner.call('GET', '/api/shifts')).body.shifts.length);
  expect(text).not.toContain('Synthetic');
  const second = (await owner.call('POST', '/api/shifts/calendar')).body.link;
  expect([(await read(link)).status, (await read(second)).status, (await read(`${second}x`)).status]).toEqual([404, 200, 404]);
  await owner.call('DELETE', '/api/shifts/calendar');
  expect((await read(second)).status).toBe(404);
});

test('what would happen if twice as many called and fewer were there: with bounds, beside how it is', { timeout: 120_000 }, async () => {
  const answer = (await reckon('/api/staffing/what-if', { fromDay: NEXT, days: 2, basis: 'needed', runs: 6, changes: [{ kind: 'calls', language: '', factor: 2, days: [0, 1], fromHour: 0, toHour: 24 }, { kind: 'people', language: 'es', count: -1, days: [1], fromHour: 22, toHour: 6 }] })).answer;
  const all = answer.lines[0];
  expect(all.calls.after / all.calls.before).toBeGreaterThan(1.7);
  expect(all.inTime.after.high).toBeLessThan(all.inTime.before.low);
  expect(all.inTime.difference.high).toBeLessThan(0);
  expect(answer.hours.before).toHaveLength(48);
  const rota = await reckon('/api/staffing/what-if', { fromDay: NEXT, days: 7, basis: 'rota', runs: 4, changes: [] });
  expect(rota).toMatchObject({ state: 'done' });
  expect(rota.answer.lines[0].inTime.difference.mean).toBe(0);
});
