/** Sources read anew by a schedule, on a real database, from a fake that serves an HSDS data package over HTTP: nothing changes before a person says so, change by change. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSource } from '#adapters/sources';
import type { Actor } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { isLargeDrop } from './import.ts';
import { nextRefresh, RETRY_SECONDS } from './refresh.ts';
import { instantOf } from './schedule.ts';
import { syntheticId } from './synthetic.ts';

const operator: Actor = { kind: 'system', name: 'operator' };
const id = (name: string): string => syntheticId(`refresh test/${name}`);
const DAY = 86_400;
let it: Awaited<ReturnType<typeof createCasework>>;
let sam: Extract<Actor, { kind: 'staff' }>;
beforeAll(async () => { it = await createCasework(); sam = it.staff('Sam', 'supervisor'); });
afterAll(() => it?.close());

interface Given { name: string; services: Record<string, string> }
/** A fake of somebody else's server: a data package at one address, which can be down. */
async function fakePackage(given: Given) {
  const state = { given, down: false, asked: 0 };
  const files = (): Record<string, string> => ({
    'datapackage.json': JSON.stringify({ name: 'example', resources: ['organizations', 'services', 'languages'].map((name) => ({ name, path: `data/${name}.csv` })) }),
    'data/organizations.csv': `id,name,description\r\n${id(`${state.given.name} o`)},Example Sorrel House ${state.given.name},d`,
    'data/services.csv': ['id,organization_id,name,status', ...Object.entries(state.given.services).map(([key, name]) => `${id(`${given.name} ${key}`)},${id(`${given.name} o`)},${name},active`)].join('\r\n'),
    'data/languages.csv': ['id,service_id,name,code', ...Object.keys(state.given.services).map((key) => `${id(`${given.name} ${key} g`)},${id(`${given.name} ${key}`)},Mam,mam`)].join('\r\n'),
  });
  const server = createServer((request, response) => {
    state.asked += 1;
    const body = state.down ? undefined : files()[request.url!.slice(1)];
    response.writeHead(body === undefined ? 503 : 200).end(body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/datapackage.json`, close: () => new Promise((done) => server.close(done)) };
}
const sourceOf = async (name: string) => (await it.tx((t) => it.directory.refreshes.sources(t, sam))).find((s) => s.name === name)!;
const imports = async (name: string) => (await it.tx((t) => it.directory.imports.list(t, sam))).filter((i) => i.source === name);
const changesOf = (importId: string) => it.tx((t) => it.directory.imports.changes(t, sam, importId, 100, 0));
const find = async (text: string) => (await it.tx((t) => it.directory.search(t, { text }))).services.map((s) => s.service);
/** Brings a source in and sets its schedule: Mondays at three. */
async function begin(fake: { url: string }, name: string): Promise<string> {
  const first = await it.directory.imports.read(it.db, operator, name, openSource(fake.url));
  await it.tx((t) => it.directory.imports.apply(t, operator, first));
  const { id: sourceId } = await sourceOf(name);
  await it.tx((t) => it.directory.refreshes.setSchedule(t, sam, sourceId, { weekday: 1, minute: 180 }));
  return sourceId;
}
/** Moves the clock to the next reading. */
async function untilRead(name: string): Promise<void> {
  const { nextAt } = await sourceOf(name);
  await it.pass((Date.parse(nextAt!) - it.now().getTime()) / 1000);
}

test('the next time of a schedule is on its day and hour where the centre is, also when clocks change', () => {
  const monday3 = { weekday: 1, minute: 180 };
  expect(nextRefresh(monday3, new Date('2026-02-01T10:00:00Z'), 'America/Chicago').toISOString()).toBe('2026-02-02T09:00:00.000Z');
  expect(nextRefresh(monday3, new Date('2026-02-02T09:00:00Z'), 'America/Chicago').toISOString()).toBe('2026-02-09T09:00:00.000Z');
  // Summer time begins on 8 March 2026.
  expect(nextRefresh(monday3, new Date('2026-03-07T12:00:00Z'), 'America/Chicago').toISOString()).toBe('2026-03-09T08:00:00.000Z');
  expect(nextRefresh({ weekday: null, minute: 150 }, new Date('2026-03-08T07:00:00Z'), 'America/Chicago').toISOString()).toBe('2026-03-08T08:30:00.000Z');
  expect(nextRefresh({ weekday: null, minute: 0 }, new Date('2026-12-31T23:00:00Z'), 'UTC').toISOString()).toBe('2027-01-01T00:00:00.000Z');
  // The hour that comes twice on 1 November: the first of the two.
  expect(instantOf(Math.floor(Date.UTC(2026, 10, 1) / 86_400_000), 90, 'America/Chicago').toISOString()).toBe('2026-11-01T06:30:00.000Z');
});

test('more than a tenth fewer services is a large drop, a tenth is none', () => {
  expect([isLargeDrop(0, 0), isLargeDrop(10, 100), isLargeDrop(11, 100), isLargeDrop(1, 1)]).toEqual([false, false, true, true]);
});

test('at its hour a source is read; each change is approved or refused; nothing changes before; what was refused is not asked again; all is undone together', async () => {
  const fake = await fakePackage({ name: 'one', services: { a: 'Sorrel shelter', b: 'Sorrel legal', ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`x${n}`, `Sorrel class ${n}`])) } });
  await begin(fake, 'one');
  fake.state.given = { name: 'one', services: { ...fake.state.given.services, a: 'Sorrel night shelter', b: 'Sorrel lawyers', c: 'Sorrel clinic' } };
  fake.state.given.services = Object.fromEntries(Object.entries(fake.state.given.services).filter(([key]) => key !== 'x0'));
  await it.pass(3600);
  expect(await imports('one')).toHaveLength(1);
  await untilRead('one');
  const [waits] = await imports('one');
  expect(waits).toMatchObject({ state: 'checked', begunBy: 'directory' });
  expect((await sourceOf('one'))).toMatchObject({ waiting: waits!.id, failure: null, nextAt: '2026-02-09T09:00:00.000Z' });
  expect(await find('sorrel clinic')).not.toContain('Sorrel clinic');
  const { changes, decided } = await changesOf(waits!.id);
  expect(decided).toEqual({ all: 4, approved: 0, refused: 0, open: 4 });
  expect(changes.map((c) => [c.change, c.name, c.organization, c.parts.map((p) => p.table)])).toEqual([
    ['gone', 'Sorrel class 0', 'Example Sorrel House one', ['service', 'language']],
    ...changes.slice(1, 3).map((c) => ['changed', c.name, 'Example Sorrel House one', ['service']]),
    ['new', 'Sorrel clinic', 'Example Sorrel House one', ['service', 'language']],
  ]);
  const shelter = changes.find((c) => c.name === 'Sorrel night shelter')!;
  expect(shelter.parts[0]!.fields).toEqual([{ field: 'name', before: 'Sorrel shelter', after: 'Sorrel night shelter' }]);
  const say = (of: { table: string; id: string } | null, decision: 'approved' | 'refused' | null) => it.tx((t) => it.directory.imports.decide(t, sam, waits!.id, of, decision));
  await say(shelter, 'refused');
  await say(changes[3]!, 'approved');
  await expect(say({ table: 'service', id: id('nowhere') }, 'refused')).rejects.toMatchObject({ code: 'NotFound' });
  expect(await find('sorrel clinic')).not.toContain('Sorrel clinic');
  await it.tx((t) => it.directory.imports.apply(t, sam, waits!.id, { rest: 'leave' }));
  expect(await find('sorrel clinic')).toContain('Sorrel clinic');
  expect(await find('sorrel night')).not.toContain('Sorrel night shelter');
  expect(await find('sorrel lawyers')).not.toContain('Sorrel lawyers');

  // A week later: what was refused comes refused, what nobody decided is asked again.
  await untilRead('one');
  const [second] = await imports('one');
  expect(second!.id).not.toBe(waits!.id);
  const again = await changesOf(second!.id);
  expect(again.changes.map((c) => [c.name, c.decision, c.decidedBy])).toEqual(expect.arrayContaining([['Sorrel night shelter', 'refused', 'Sam'], ['Sorrel lawyers', null, null], ['Sorrel class 0', null, null]]));
  expect(again.decided).toEqual({ all: 3, approved: 0, refused: 1, open: 2 });

  // Another week: the reading that still waits is overtaken; all the rest is approved together.
  await untilRead('one');
  const [third, overtaken] = await imports('one');
  expect([third!.state, overtaken!.state]).toEqual(['checked', 'discarded']);
  await it.tx((t) => it.directory.imports.decide(t, sam, third!.id, null, 'approved'));
  await it.tx((t) => it.directory.imports.apply(t, sam, third!.id));
  expect(await find('sorrel lawyers')).toContain('Sorrel lawyers');
  expect(await find('sorrel class')).not.toContain('Sorrel class 0');
  expect(await find('sorrel night')).not.toContain('Sorrel night shelter');
  await it.tx((t) => it.directory.imports.undo(t, sam, third!.id));
  expect(await find('sorrel class')).toContain('Sorrel class 0');
  expect((await it.log()).map((e) => e.action)).toEqual(expect.arrayContaining(['directory.import.overtaken', 'directory.import.refused', 'directory.source.read', 'directory.source.scheduled']));
  await fake.close();
});

test('a reading in which nothing differs leaves nothing to look at', async () => {
  const fake = await fakePackage({ name: 'two', services: { a: 'Sorrel two' } });
  await begin(fake, 'two');
  await untilRead('two');
  expect((await imports('two')).map((i) => i.state)).toEqual(['discarded', 'applied']);
  expect(await sourceOf('two')).toMatchObject({ waiting: null, failure: null });
  await fake.close();
});

test('a source that cannot be read is tried again, then shown, then tried on its next day; the directory stays as it is', async () => {
  const fake = await fakePackage({ name: 'three', services: { a: 'Sorrel three' } });
  const sourceId = await begin(fake, 'three');
  fake.state.down = true;
  await untilRead('three');
  expect((await sourceOf('three')).failure).toMatchObject({ times: 1, shown: false });
  for (const [n, pause] of RETRY_SECONDS.entries()) {
    const asked = fake.state.asked;
    await it.pass(pause);
    expect(fake.state.asked).toBe(asked + 1);
    expect((await sourceOf('three')).failure).toMatchObject({ times: n + 2, shown: n + 1 === RETRY_SECONDS.length });
  }
  const shown = await sourceOf('three');
  expect(shown.failure!.message).toContain('503');
  expect(Date.parse(shown.nextAt!) - it.now().getTime()).toBeGreaterThan(5 * DAY * 1000);
  expect(await find('sorrel three')).toContain('Sorrel three');
  fake.state.down = false;
  await it.tx((t) => it.directory.refreshes.readNow(t, sam, sourceId));
  await it.jobs.drain();
  expect(await sourceOf('three')).toMatchObject({ failure: null, readAt: it.now().toISOString() });
  // Without a schedule nothing is read any more.
  await it.tx((t) => it.directory.refreshes.setSchedule(t, sam, sourceId, null));
  const asked = fake.state.asked;
  await it.pass(8 * DAY);
  expect(fake.state.asked).toBe(asked);
  await fake.close();
});

test('when more than a tenth of the services would go it is said loudly, and applied only by who says to have looked', async () => {
  const fake = await fakePackage({ name: 'four', services: Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`s${n}`, `Sorrel four ${n}`])) });
  await begin(fake, 'four');
  fake.state.given = { name: 'four', services: Object.fromEntries(Object.entries(fake.state.given.services).slice(0, 8)) };
  await untilRead('four');
  const [waits] = await imports('four');
  const report = await it.tx((t) => it.directory.imports.report(t, sam, waits!.id));
  expect(report.drop).toEqual({ going: 2, before: 10, large: true });
  await expect(it.tx((t) => it.directory.imports.apply(t, sam, waits!.id))).rejects.toMatchObject({ code: 'LargeDrop' });
  expect(await find('sorrel four')).toContain('Sorrel four 9');
  await it.tx((t) => it.directory.imports.apply(t, sam, waits!.id, { despiteDrop: true }));
  expect(await find('sorrel four')).not.toContain('Sorrel four 9');
  await fake.close();
});

test('who may keep the directory names sources by https alone; the schedule itself may read and not apply', async () => {
  const add = (who: Actor, address: string) => it.tx((t) => it.directory.refreshes.addSource(t, who, { name: 'five', address }));
  for (const address of ['http://example.test/hsds', 'https://user:word@example.test/hsds', 'file:///etc', 'hsds']) await expect(add(sam, address)).rejects.toMatchObject({ code: 'AddressUnusable' });
  await expect(add(it.staff('Cy', 'counsellor'), 'https://example.test/hsds')).rejects.toMatchObject({ code: 'Refused' });
  await add(sam, 'https://example.test/hsds');
  await expect(add(sam, 'https://example.test/other')).rejects.toMatchObject({ code: 'SourceThere' });
  const [waits] = await imports('one');
  await expect(it.tx((t) => it.directory.imports.apply(t, { kind: 'system', name: 'directory' }, waits!.id))).rejects.toMatchObject({ code: 'Refused' });
});
