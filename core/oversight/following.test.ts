import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx, newId } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

const DAY = 86_400;
let it: TestSystem;
let counsellor: Extract<Actor, { kind: 'staff' }>;
beforeAll(async () => {
  it = await startSystem();
  const { id } = await it.signIn('counsellor', ['en'], 'Juniper');
  counsellor = { kind: 'staff', id, roles: ['counsellor'], deskName: 'Juniper' };
}, 60_000);
afterAll(() => it?.stop());

/** Asks for so many different cases, given to whoever asks unless told. */
const open = (actor: Actor, times: number, assigned = [counsellor.id]) => inTx(it.system.db, async (tx) => {
  for (let i = 0; i < times; i++) {
    const id = newId(it.clock, it.system.random);
    await it.system.access.authorize(tx, { actor, purpose: 'care-continuity', action: 'case.read', subject: { type: 'Case', id, attrs: { assigned } } }).catch((error: unknown) => { if (assigned.includes(counsellor.id)) throw error; });
  }
});
/** A second before and after it: entries of one millisecond have no order between them. */
async function presence(state: 'available' | 'off'): Promise<void> {
  it.clock.advance(1);
  await inTx(it.system.db, (tx) => it.system.staff.setPresence(tx, counsellor, state));
  it.clock.advance(1);
}
/** Time goes by, entries get their places, and the job runs if it is due. */
async function pass(seconds: number): Promise<void> {
  it.clock.advance(seconds);
  await it.system.logKeeper.tick();
  await it.drain();
}
const officer = (name = 'Rowan'): Promise<Person> => it.signIn('data_protection_officer', ['en'], name);
const items = async (): Promise<any[]> => (await (await officer()).call('GET', '/api/unusual')).body.items;
const raisedInLog = () => inTx(it.system.db, async (tx) => (await it.system.audit.list(tx, { limit: 100, action: 'unusual-raised' })).length);

test('usual days raise nothing; an unusual shift raises one item, however often the job runs, also after a restart', async () => {
  for (let day = 0; day < 6; day++) {
    await presence('available');
    await open(counsellor, 8);
    await presence('off');
    await pass(DAY);
  }
  expect(await items()).toEqual([]);
  await presence('available');
  await open(counsellor, 40);
  await pass(301);
  expect(await items()).toMatchObject([{ kind: 'many_opened', deskName: 'Juniper', staffId: counsellor.id, count: 40, usual: 8, state: 'open', own: false }]);
  await pass(301);
  await it.restart();
  await open(counsellor, 5);
  await pass(301);
  expect(await items()).toMatchObject([{ kind: 'many_opened', count: 45 }]);
  expect(await raisedInLog()).toBe(1);
});

test('an officer closes it with a note, once; a supervisor neither sees nor closes it, and nobody one about themselves', async () => {
  const [{ id }] = await items();
  const supervisor = await it.signIn('supervisor', ['en'], 'Heron');
  expect((await supervisor.call('GET', '/api/unusual')).status).toBe(403);
  expect((await supervisor.call('POST', `/api/unusual/${id}/close`, { note: 'x' })).status).toBe(403);
  const rowan = await officer();
  expect((await rowan.call('POST', `/api/unusual/${id}/close`, { note: '  ' })).status).toBe(422);
  expect((await rowan.call('POST', `/api/unusual/${id}/close`, { note: 'A list of follow-ups was worked through.' })).status).toBe(200);
  expect((await rowan.call('POST', `/api/unusual/${id}/close`, { note: 'Again' })).body.code).toBe('UnusualClosed');
  expect((await rowan.call('POST', '/api/unusual/00000000-0000-7000-8000-000000000001/close', { note: 'x' })).status).toBe(404);
  expect(await items()).toMatchObject([{ state: 'closed', note: 'A list of follow-ups was worked through.', closedBy: 'Rowan' }]);

  // The officer's own answer to a request is opened without an assignment; another officer looks at it.
  const own: Actor = { kind: 'staff', id: rowan.id, roles: ['data_protection_officer'], deskName: 'Rowan' };
  await inTx(it.system.db, (tx) => it.system.access.authorize(tx, { actor: own, purpose: 'data-subject-request', action: 'person.reveal', subject: { type: 'Person', id: newId(it.clock, it.system.random), attrs: { requested: [rowan.id] } }, fields: ['name'] }));
  await pass(301);
  const mine = (await rowan.call('GET', '/api/unusual')).body.items[0];
  expect(mine).toMatchObject({ kind: 'no_assignment', own: true, count: 1 });
  expect((await rowan.call('POST', `/api/unusual/${mine.id}/close`, { note: 'My own' })).status).toBe(403);
  expect((await (await officer('Wren')).call('POST', `/api/unusual/${mine.id}/close`, { note: 'Request seen.' })).status).toBe(200);
});

test('refusals within an hour, and opening something while not at work, are each one item; nothing is locked', async () => {
  await presence('off');
  await pass(3_600);
  await open(counsellor, 2);
  await open(counsellor, 12, ['somebody else']);
  await pass(301);
  const found = (await items()).filter((one) => one.state === 'open').map((one) => [one.kind, one.count]);
  expect(found.sort()).toEqual([['many_refused', 12], ['no_presence', 2]]);
  await presence('available');
  await open(counsellor, 1);
  expect((await it.system.db.selectFrom('staff_account').select('disabled_at').where('id', '=', counsellor.id).executeTakeFirstOrThrow()).disabled_at).toBeNull();
});

test('one officer proposes what counts as unusual, another agrees; then it holds, and each step is in the log', async () => {
  const [rowan, juniper] = [await officer('Rowan'), await officer('Juniper')];
  const supervisor = await it.signIn('supervisor', ['en'], 'Heron');
  const values = { floor: 5, deviations: 2, refusals: 3, graceMinutes: 0 };
  expect((await rowan.call('GET', '/api/unusual')).body.thresholds).toEqual({ inUse: { floor: 30, deviations: 3.5, refusals: 10, graceMinutes: 30, by: [], since: null }, proposed: null });
  for (const wrong of [{ ...values, floor: 1000 }, { ...values, refusals: 0 }]) expect((await rowan.call('PUT', '/api/unusual/thresholds', wrong)).status).toBe(422);
  for (const [method, path, body] of [['PUT', '/api/unusual/thresholds', values], ['POST', '/api/unusual/thresholds/decide', { agree: true }]] as const) expect((await supervisor.call(method, path, body)).status).toBe(403);
  expect((await rowan.call('PUT', '/api/unusual/thresholds', values)).status).toBe(200);
  expect((await juniper.call('PUT', '/api/unusual/thresholds', values)).body.code).toBe('ThresholdsProposed');
  expect((await rowan.call('POST', '/api/unusual/thresholds/decide', { agree: true })).status).toBe(403);
  expect((await juniper.call('GET', '/api/unusual')).body.thresholds).toMatchObject({ inUse: { refusals: 10 }, proposed: { refusals: 3, by: 'Rowan', own: false } });
  const refusing = async (): Promise<number> => {
    const { id } = await it.signIn('counsellor', ['en'], 'Sorrel');
    await open({ kind: 'staff', id, roles: ['counsellor'], deskName: 'Sorrel' }, 4, ['somebody else']);
    await pass(301);
    return (await items()).filter((i) => i.kind === 'many_refused' && i.deskName === 'Sorrel').length;
  };
  expect(await refusing()).toBe(0);
  expect((await juniper.call('POST', '/api/unusual/thresholds/decide', { agree: true })).status).toBe(200);
  expect((await rowan.call('GET', '/api/unusual')).body.thresholds).toMatchObject({ inUse: { ...values, by: ['Rowan', 'Juniper'] }, proposed: null });
  expect(await refusing()).toBe(1);
  const said = await inTx(it.system.db, async (tx) => (await Promise.all(['thresholds-proposed', 'thresholds-agreed'].map((action) => it.system.audit.list(tx, { limit: 10, action })))).flat().length);
  expect(said).toBe(2);
});

test('a new item is told to the desks of officers alone, without saying about whom', async () => {
  const rowan = await officer('Rowan');
  const supervisor = await it.signIn('supervisor', ['en'], 'Heron');
  const hear = async (who: Person): Promise<{ heard: () => string; stop: () => void }> => {
    const stop = new AbortController();
    const response = await fetch(`${it.url}/api/events`, { headers: { cookie: who.cookie, origin: it.url }, signal: stop.signal });
    let text = '';
    void (async () => { for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part; })().catch(() => {});
    return { heard: () => text, stop: () => stop.abort() };
  };
  const [at, other] = [await hear(rowan), await hear(supervisor)];
  const { id } = await it.signIn('counsellor', ['en'], 'Moss');
  await open({ kind: 'staff', id, roles: ['counsellor'], deskName: 'Moss' }, 12, ['somebody else']);
  await pass(301);
  await expect.poll(() => at.heard(), { timeout: 10_000 }).toContain('"topic":"unusual"');
  expect(at.heard()).toContain('data: {"topic":"unusual","hint":"new"}');
  expect(at.heard()).not.toContain(id);
  expect(other.heard()).not.toContain('unusual');
  at.stop();
  other.stop();
});
