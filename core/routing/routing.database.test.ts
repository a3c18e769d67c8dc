/** What people, callers and the centre say reaches the board, on real PostgreSQL and through the wire. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let sam: Person;
let count = 0;
beforeAll(async () => {
  it = await startSystem();
  sam = await it.signIn('supervisor', ['en'], 'Heron');
}, 60_000);
afterAll(() => it?.stop());
const run = (text: string) => inTx(it.system.db, (tx) => sql.raw(text).execute(tx));
/** Each test has people and callers of its own. */
beforeEach(async () => {
  await run(`update contact set state = 'closed', interpreter_id = null where state <> 'closed'`);
  await run(`update offer set state = 'withdrawn' where state = 'pending'`);
  await run(`update staff_presence set state = 'off'`);
  it.clock.advance(10);
});
async function at(role: 'counsellor' | 'interpreter', languages: string[], deskName: string): Promise<Person> {
  const one = await it.signIn(role, languages, deskName);
  await one.call('PUT', '/api/presence', { state: 'available' });
  it.clock.advance(1);
  return one;
}
/** One after the other: the order of the line is the order of these. */
const call = (language: string, more: { danger?: boolean; child?: boolean } = {}) =>
  inTx(it.system.db, (tx) => (it.clock.advance(0.001), it.system.contacts.arrive(tx, { channel: 'phone', language, callId: `call-${(count += 1)}`, waits: { chosen: [] }, told: more })));
const offered = async (who: Person): Promise<string | undefined> => (await who.call('GET', '/api/now')).body.offer?.contactId;
const good = (answer: { status: number; body: unknown }): any => { expect(answer).toMatchObject({ status: 200 }); return answer.body; };

test('skills are set by supervisors, decide who is asked, and a wish of the centre widens with the wait', async () => {
  const [ana, bo] = [await at('counsellor', ['en'], 'Ana'), await at('counsellor', ['en'], 'Bo')];
  expect((await ana.call('PUT', `/api/staff/${ana.id}/skills`, { skills: {}, chatsAtMost: 3 })).status).toBe(403);
  expect((await sam.call('PUT', `/api/staff/${bo.id}/skills`, { skills: { mam: 2 }, chatsAtMost: 3 })).body.code).toBe('SkillUnknown');
  good(await sam.call('PUT', `/api/staff/${bo.id}/skills`, { skills: { en: 3, children: 2 }, chatsAtMost: 1 }));
  const { rule } = good(await sam.call('GET', '/api/routing'));
  good(await sam.call('PUT', '/api/routing', { ...rule, wishes: [{ language: 'en', channel: null, skill: 'children', level: 2, seconds: 60 }] }));
  const [first, second] = [await call('en'), await call('en')];
  await it.drain();
  expect([await offered(ana), await offered(bo)]).toEqual([undefined, first.id]);
  it.clock.advance(19);
  const line = good(await sam.call('GET', '/api/waiting'));
  expect(line.waiting).toMatchObject([{ contactId: second.id, why: 'all-busy', skills: ['children'] }]);
  expect(line.offers[0]).toMatchObject({ number: first.number, deskName: 'Bo', because: { by: 'first-free', candidates: 1, passedOver: 0 } });
  it.clock.advance(41);
  await it.drain();
  expect([first.id, second.id]).toContain(await offered(ana));
  good(await sam.call('PUT', '/api/routing', { ...rule, wishes: [] }));
});

test('danger and a child move a caller forward, a supervisor pulls one before all, for a reason that is logged; what is known for the line ends with the conversation', async () => {
  const [calm, child, danger, last] = [await call('en'), await call('en', { child: true }), await call('en', { danger: true }), await call('en')];
  expect((await sam.call('POST', `/api/contacts/${last.id}/pull`, { reason: 'because' })).status).toBe(422);
  good(await sam.call('POST', `/api/contacts/${last.id}/pull`, { reason: 'long_wait' }));
  const shown = good(await sam.call('GET', '/api/waiting'));
  expect(shown.waiting.map((w: any) => w.contactId)).toEqual([last.id, danger.id, child.id, calm.id]);
  expect(shown.pulls).toMatchObject([{ number: last.number, deskName: 'Heron', reason: 'long_wait' }]);
  await inTx(it.system.db, (tx) => it.system.contacts.urgent(tx, calm.id));
  const ana = await at('counsellor', ['en'], 'Ana');
  for (const expected of [last, calm, danger, child]) {
    await it.drain();
    const now = (await ana.call('GET', '/api/now')).body;
    expect(now.offer.contactId).toBe(expected.id);
    good(await ana.call('POST', `/api/offers/${now.offer.id}/accept`));
    await inTx(it.system.db, (tx) => it.system.contacts.connected(tx, expected.id));
    good(await ana.call('POST', `/api/contacts/${expected.id}/end`));
    good(await ana.call('POST', `/api/contacts/${expected.id}/close`));
  }
  expect((await run(`select credit, needs, pulled_at from contact where id = '${last.id}'`)).rows).toEqual([{ credit: 0, needs: [], pulled_at: null }]);
  expect((await sam.call('POST', `/api/contacts/${last.id}/pull`, { reason: 'danger' })).body.code).toBe('NotWaiting');
  expect((await run(`select 1 from log_detail where details like '%pull-forward%' and details like '%long_wait%'`)).rows).toHaveLength(1);
});

test('whom a caller may be passed on to: who speaks their language stands first, and each with what they are good at', async () => {
  const ana = await at('counsellor', ['es', 'en'], 'Ana');
  const talk = await call('es');
  await it.drain();
  good(await ana.call('POST', `/api/offers/${(await ana.call('GET', '/api/now')).body.offer.id}/accept`));
  await inTx(it.system.db, (tx) => it.system.contacts.connected(tx, talk.id));
  await at('counsellor', ['en'], 'Alba');
  const bo = await at('counsellor', ['es', 'mam'], 'Bo');
  good(await sam.call('PUT', `/api/staff/${bo.id}/skills`, { skills: { es: 3, children: 2 }, chatsAtMost: 3 }));
  expect(good(await ana.call('GET', `/api/contacts/${talk.id}/voices`)).colleagues).toMatchObject([
    { deskName: 'Bo', languages: ['es', 'mam'], skills: { es: 3, children: 2 }, ready: true }, { deskName: 'Alba', languages: ['en'], skills: {}, ready: true },
  ]);
});

test('where nobody speaks the language a counsellor is asked with an interpreter, who is asked in when both are on the line, and nobody gets two', async () => {
  const [ana, bo] = [await at('counsellor', ['es'], 'Ana'), await at('counsellor', ['es'], 'Bo')];
  const ivo = await at('interpreter', ['mam', 'es'], 'Linnet');
  const [one, two] = [await call('mam'), await call('mam')];
  await it.drain();
  expect([await offered(ana), await offered(bo)]).toEqual([one.id, undefined]);
  const { offer } = (await ana.call('GET', '/api/now')).body;
  good(await ana.call('POST', `/api/offers/${offer.id}/accept`));
  await it.drain();
  expect(await offered(bo)).toBeUndefined();
  await inTx(it.system.db, (tx) => it.system.contacts.connected(tx, one.id));
  expect((await ivo.call('GET', '/api/now')).body.asks).toMatchObject([{ kind: 'interpreter', language: 'mam', toLanguage: 'es', from: 'Ana' }]);
  const shown = good(await sam.call('GET', '/api/waiting'));
  expect(shown.offers[0]).toMatchObject({ interpreter: 'Linnet', because: { by: 'interpreter' } });
  expect(shown.waiting).toMatchObject([{ contactId: two.id, why: 'nobody-speaks' }]);
});

test('who comes back by their words is for who talked with them; after a short wait for anybody', async () => {
  const [ana, bo] = [await at('counsellor', ['en'], 'Ana'), await at('counsellor', ['en'], 'Bo')];
  const before = await call('en');
  await run(`update contact set state = 'closed', counsellor_id = '${bo.id}' where id = '${before.id}'`);
  const other = await call('en');
  await it.drain();
  expect(await offered(ana)).toBe(other.id);
  await run(`update staff_presence set pause_until = '${new Date(it.clock.now().getTime() + 60_000).toISOString()}' where account_id = '${bo.id}'`);
  const cy = await at('counsellor', ['en'], 'Cy');
  const back = await call('en');
  await run(`update contact set returning_of = '${before.id}' where id = '${back.id}'`);
  await it.drain();
  expect(await offered(cy)).toBeUndefined();
  it.clock.advance(17);
  await run(`update staff_presence set pause_until = null where account_id = '${bo.id}'`);
  it.system.routing.hear({ topic: `staff:${bo.id}` });
  await it.drain();
  expect([await offered(cy), await offered(bo)]).toEqual([undefined, back.id]);
});

test('of two who are free the one is asked who has been free longest: since the last contact was finished, not since they came to work', async () => {
  const [ana, bo] = [await at('counsellor', ['en'], 'Ana'), await at('counsellor', ['en'], 'Bo')];
  const talks = async (who: Person, contactId: string): Promise<void> => {
    await it.drain();
    const { offer } = (await who.call('GET', '/api/now')).body;
    expect(offer?.contactId).toBe(contactId);
    good(await who.call('POST', `/api/offers/${offer.id}/accept`));
    await inTx(it.system.db, (tx) => it.system.contacts.connected(tx, contactId));
    it.clock.advance(5);
    for (const act of ['end', 'close']) good(await who.call('POST', `/api/contacts/${contactId}/${act}`));
  };
  // Ana came first; whoever was asked last is asked after the other.
  for (const who of [ana, bo, ana, bo]) await talks(who, (await call('en')).id);
});

test('breaks are kept, a hard contact is followed by a pause, and both are said at the desk; who is at a meal or a training is not asked', async () => {
  const ana = await at('counsellor', ['en'], 'Ana');
  const iso = (seconds: number): string => new Date(it.clock.now().getTime() + seconds * 1000).toISOString();
  expect((await sam.call('POST', `/api/staff/${ana.id}/breaks`, { kind: 'meal', from: iso(100), to: iso(50) })).body.code).toBe('BreakUnusable');
  const planned = good(await sam.call('POST', `/api/staff/${ana.id}/breaks`, { kind: 'meal', from: iso(100), to: iso(1_000) }));
  const first = await call('en');
  await it.drain();
  expect(await offered(ana)).toBeUndefined();
  good(await sam.call('DELETE', `/api/breaks/${planned.id}`));
  await it.drain();
  const { offer } = (await ana.call('GET', '/api/now')).body;
  expect(offer.contactId).toBe(first.id);
  good(await ana.call('POST', `/api/offers/${offer.id}/accept`));
  await inTx(it.system.db, (tx) => it.system.contacts.connected(tx, first.id));
  good(await ana.call('PUT', `/api/contacts/${first.id}/draft`, { revision: 0, form: { callerRole: 'child', reasons: [], safety: { danger_now: 'yes' }, notes: [] } }));
  expect((await run(`select credit, hard from contact where id = '${first.id}'`)).rows).toEqual([{ credit: 900, hard: true }]);
  good(await ana.call('POST', `/api/contacts/${first.id}/end`));
  good(await ana.call('POST', `/api/contacts/${first.id}/close`));
  const second = await call('en');
  await it.drain();
  const now = good(await ana.call('GET', '/api/now'));
  expect(now).toMatchObject({ presence: 'available', offer: null, pauseUntil: expect.any(String) });
  good(await ana.call('POST', `/api/staff/${ana.id}/pause/end`));
  for (const state of ['meal', 'training']) {
    good(await ana.call('PUT', '/api/presence', { state }));
    await it.drain();
    expect(await offered(ana)).toBeUndefined();
  }
  good(await ana.call('PUT', '/api/presence', { state: 'available' }));
  await it.drain();
  expect(await offered(ana)).toBe(second.id);
  expect((await run(`select state from presence_spell where staff_id = '${ana.id}' order by since`)).rows.length).toBeGreaterThan(0);
});

test('a language whose whole front of the line needs somebody special does not hold up who stands behind', async () => {
  await run(`insert into contact (id, number, channel, language, state, waiting_since, started_at, line_at, needs)
    select gen_random_uuid(), 'CT-S' || n, 'phone', 'en', 'waiting', now() - interval '1 hour', now(), '2026-03-01'::timestamptz + n * interval '1 second', '[{"skill": "legal", "level": 3}]' from generate_series(1, 40) n`);
  const ana = await at('counsellor', ['en'], 'Ana');
  const plain = await call('en');
  await it.drain();
  expect(await offered(ana)).toBe(plain.id);
});
