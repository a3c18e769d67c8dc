import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createTestClock, startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { figuresAt, figuresCsv, renderFigures } from './figures.ts';
import type { PublicFigures } from './figures.ts';

let it: TestSystem;
const clock = createTestClock(new Date('2026-02-10T15:00:00Z'));
beforeAll(async () => void (it = await startSystem({ clock })), 60_000);
afterAll(() => it?.stop());
const FIGURES: PublicFigures = { period: '2026-1', periods: ['2026-1', '2025-4'], answered: 592_410, inTime: 543_832, left: [{ purpose: 'service-referral', times: 38_204 }, { purpose: 'legal-demand', times: 'few' }], demands: [{ kind: 'subpoena', came: 31, given: 'hidden' }, { kind: 'warrant', came: 22, given: 0 }] };

test('the page shows a quarter in both languages, with the way out and no script of its own, and says what is not shown', () => {
  const page = renderFigures('en', '/', FIGURES, { phone: null, practice: true });
  for (const part of ['January to March 2026', '592,410', '91.8 %', '<th scope="row">Subpoenas</th><td class="num">31</td><td class="num"><i>not shown</i></td>', '<i>1 to 10</i>', 'href="/figures/2025-4/"', 'id="exit"', 'href="/es/figures/2026-1/"']) expect(page).toContain(part);
  expect(renderFigures('es', '/es/', FIGURES, { phone: null })).toContain('enero a marzo 2026');
  expect(figuresCsv(FIGURES)).toBe('period,table,row,column,value\r\n2026-1,left,service-referral,times,38204\r\n2026-1,left,legal-demand,times,1 to 10\r\n2026-1,demands,subpoena,came,31\r\n2026-1,demands,subpoena,given,not shown\r\n2026-1,demands,warrant,came,22\r\n2026-1,demands,warrant,given,0\r\n');
  expect([figuresAt('/figures/'), figuresAt('/es/figures/2026-1/'), figuresAt('/figures/2026-1.csv'), figuresAt('/figures/log/checkpoint'), figuresAt('/xx/figures/'), figuresAt('/figures/2026-5/')]).toEqual([
    { language: null, period: undefined, csv: false }, { language: 'es', period: '2026-1', csv: false }, { language: null, period: '2026-1', csv: true }, null, null, null,
  ]);
});

test('demands are counted in the public report three months after their quarter; small counts are not in it, and no later act changes it', async () => {
  const officer = await it.signIn('data_protection_officer', ['en'], 'Rowan');
  for (let n = 0; n < 12; n++) {
    const registered = await officer.call('POST', '/api/demands', { kind: n < 11 ? 'subpoena' : 'warrant', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-10T09:00:00Z', answerDueAt: '2026-12-01T09:00:00Z', items: ['Synthetic item'] });
    expect(registered.status).toBe(200);
  }
  // What is there has been counted since the quarter.
  const db = createKysely(it.ownerUrl, 1);
  await sql`insert into figure_quarter (at, language, channel, offered, answered, in_time, abandoned, abandoned_short, callbacks, wait_seconds, wait_longest, handled, handle_seconds) values ('2026-02-10T15:00:00Z', 'en', 'phone', 100, 80, 60, 20, 0, 0, 1, 1, 80, 1)`.execute(db);
  await sql`update figure_clock set settled_to = '2026-06-30T00:00:00Z'`.execute(db);
  await db.destroy();
  const read = (path: string) => fetch(`${it.url}${path}`, { headers: { 'accept-language': 'en' } });
  expect([(await read('/api/public/figures')).status, (await read('/figures/2026-1/')).status, (await read('/figures/2026-1.csv')).status]).toEqual([404, 404, 404]);
  expect(await (await read('/figures/')).text()).toContain('The first figures come three months after');
  clock.advance(142 * 86_400);
  const published = async () => (await (await read('/api/public/figures?period=2026-1')).json()) as PublicFigures;
  const report = await published();
  expect(report).toMatchObject({ period: '2026-1', periods: ['2026-1'], answered: 80, inTime: 60 });
  expect(report.demands).toEqual([{ kind: 'subpoena', came: 11, given: 0 }, { kind: 'court_order', came: 0, given: 0 }, { kind: 'warrant', came: 'few', given: 'hidden' }, { kind: 'other', came: 0, given: 0 }]);
  expect(await (await read('/figures/')).text()).toContain('Subpoenas');
  expect(await (await read('/figures/2026-1.csv')).text()).toContain('2026-1,demands,warrant,came,1 to 10');
  await officer.call('POST', '/api/demands', { kind: 'subpoena', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-10T09:00:00Z', answerDueAt: '2026-12-01T09:00:00Z', items: ['Synthetic item'] });
  expect(await published()).toEqual(report);
  expect(JSON.stringify(report)).not.toMatch(/Synthetic|LD-/);
});
