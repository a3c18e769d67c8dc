/** A caller who says to be an official, on the wire: nothing kept opens, no words are made or taken, something is carried, and only a checked number of ours is called. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeTelephony } from '../channel/testing.ts';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let ana: Person;
let sam: Person;
let dee: Person;
let officialId: string;
beforeAll(async () => {
  it = await startSystem({ telephony: new FakeTelephony() });
  ana = await it.signIn(['counsellor'], ['en'], 'Juniper');
  sam = await it.signIn('supervisor', ['en'], 'Heron');
  dee = await it.signIn('data_protection_officer', ['en'], 'Wren');
  await ana.call('PUT', '/api/presence', { state: 'available' });
  expect((await dee.call('POST', '/api/officials', { name: 'Synthetic County Court', kind: 'court', number: '+1 555 0191', source: 'its own page' })).status).toBe(200);
  officialId = (await ana.call('GET', '/api/officials')).body.officials[0].id;
}, 60_000);
afterAll(() => it?.stop());

async function chat(words?: string): Promise<string> {
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en', ...(words ? { words } : {}) });
  await it.system.routing.tick();
  const { offer } = (await ana.call('GET', '/api/now')).body;
  return (await ana.call('POST', `/api/offers/${offer.id}/accept`)).body.contactId;
}
const finish = async (id: string): Promise<void> => {
  expect((await ana.call('POST', `/api/contacts/${id}/end`)).status).toBe(200);
  expect((await ana.call('POST', `/api/contacts/${id}/close`)).status).toBe(200);
};
const say = (id: string, on: boolean, who = ana) => who.call('POST', `/api/contacts/${id}/official`, { on });
const read = async (id: string) => (await ana.call('GET', `/api/contacts/${id}`)).body;
const rowsOf = async (question: string): Promise<any[]> => {
  const db = new pg.Client({ connectionString: it.ownerUrl });
  await db.connect();
  const { rows } = await db.query(question);
  await db.end();
  return rows;
};

test('while it is noted, no case opens from the contact, none is read and no field is shown; taken back, they open again', async () => {
  const before = await chat();
  const { caseNumber } = (await ana.call('POST', `/api/contacts/${before}/case`)).body;
  const person = (await ana.call('POST', `/api/cases/${caseNumber}/persons`, { role: 'child', languages: [] })).body.id;
  const reveal = () => ana.call('POST', `/api/cases/${caseNumber}/persons/${person}/fields/name/reveal`, { purpose: 'care-continuity' });
  expect((await ana.call('PUT', `/api/cases/${caseNumber}/persons/${person}/fields/name`, { value: 'Synthetic Sample Child' })).status).toBe(200);
  expect((await reveal()).status).toBe(200);
  await finish(before);

  const id = await chat();
  expect((await say(id, true)).status).toBe(200);
  expect((await read(id)).officialSince).not.toBeNull();
  expect((await ana.call('POST', `/api/contacts/${id}/case`)).body).toMatchObject({ code: 'NotFound' });
  expect((await ana.call('GET', `/api/cases/${caseNumber}`)).body).toEqual((await ana.call('GET', '/api/cases/HV-0000-0000')).body);
  expect((await ana.call('GET', '/api/cases')).body.cases).toEqual([]);
  expect((await reveal()).status).toBe(404);
  // What the caller says is written as always.
  expect((await ana.call('PUT', `/api/contacts/${id}/draft`, { revision: 0, form: { reasons: [], safety: {}, notes: [{ at: 1, text: 'synthetic' }] } })).status).toBe(200);
  expect((await say(id, false)).status).toBe(200);
  expect((await ana.call('GET', '/api/cases')).body.cases).toHaveLength(1);
  expect((await reveal()).status).toBe(200);
  // Noted where a case is open already, the screen does not get its number either.
  await ana.call('POST', `/api/contacts/${id}/case`);
  expect((await read(id)).caseNumber).toMatch(/^HV-/);
  await say(id, true);
  expect((await read(id)).caseNumber).toBeNull();
  await finish(id);
  expect((await reveal()).status).toBe(200);
  await it.system.audit.sequence(it.system.db);
  const said = (await dee.call('GET', '/api/log?limit=100')).body.entries.map((e: { action: string }) => e.action);
  expect(said.filter((a: string) => a === 'says-official')).toHaveLength(2);
  expect(said).toContain('says-official-taken-back');
});

test('the four words are neither made nor taken in such a contact', async () => {
  const first = await chat();
  const { words } = (await ana.call('POST', `/api/contacts/${first}/code`)).body;
  await finish(first);
  const second = await chat(words.join(' '));
  await say(second, true);
  await it.drain();
  expect((await read(second)).returningOf).toBeNull();
  expect((await ana.call('POST', `/api/contacts/${second}/code`)).body).toMatchObject({ code: 'NoInformationCall' });
  // Taken back afterwards: the words were not kept for later.
  await say(second, false);
  await it.drain();
  expect((await read(second)).returningOf).toBeNull();
  await finish(second);
  const third = await chat(words.join(' '));
  await it.drain();
  expect((await read(third)).returningOf).not.toBeNull();
  await finish(third);
});

test('a message to carry becomes a task of a supervisor, and the answer says nothing', async () => {
  const id = await chat();
  const carry = (what: string) => ana.call('POST', `/api/contacts/${id}/official/carry`, { what });
  expect((await carry('message')).body).toMatchObject({ code: 'NotAnOfficialCall' });
  await say(id, true);
  expect(await carry('message')).toMatchObject({ status: 200, body: {} });
  const { number } = await read(id);
  const titles = (await sam.call('GET', '/api/tasks')).body.tasks.map((task: { title: string }) => task.title);
  expect(titles).toContainEqual(`A message to carry, from a caller who says to be an official: ask Juniper, contact ${number}`);
  await finish(id);
});

test('a child’s need waits in the line as a contact of its own, further forward with danger now; a counsellor is offered it, reads what was said and opens a case; nothing ties it to the official', async () => {
  const id = await chat();
  const carry = (body: object) => ana.call('POST', `/api/contacts/${id}/official/need`, body);
  expect((await carry({ text: 'synthetic', danger: false })).body).toMatchObject({ code: 'NotAnOfficialCall' });
  await say(id, true);
  expect((await carry({ danger: true })).status).toBe(422);
  expect(await carry({ text: 'synthetic: a boy of nine sits at the bus station', danger: false })).toMatchObject({ status: 200, body: {} });
  expect(await carry({ text: 'synthetic: a girl is hurt', danger: true })).toMatchObject({ status: 200, body: {} });
  const before = await read(id);
  const waits = await rowsOf("select id, state, credit, chosen, official_since, returning_of, returning_of is null and calls_official is null as untied from contact where 'handed-on' = any (chosen) order by credit");
  expect(waits).toMatchObject([{ state: 'waiting', credit: 0, untied: true, official_since: null }, { state: 'waiting', credit: 600, untied: true, official_since: null }]);
  expect((await rowsOf('select form from contact_draft')).every(({ form }) => !form.toString('latin1').includes('synthetic'))).toBe(true);
  await finish(id);

  // Whoever is free is offered it: the one in danger first, though it came later.
  await it.system.routing.tick();
  const { offer } = (await ana.call('GET', '/api/now')).body;
  expect(offer).toMatchObject({ contactId: waits[1].id, chosen: ['handed-on'] });
  const { contactId } = (await ana.call('POST', `/api/offers/${offer.id}/accept`)).body;
  const mine = await read(contactId);
  expect(mine).toMatchObject({ state: 'talking', handedOn: true, text: false, officialSince: null, returningOf: null, form: { notes: [{ at: 0, text: 'synthetic: a girl is hurt' }], safety: { danger_now: 'yes' } } });
  expect((await ana.call('POST', `/api/contacts/${contactId}/messages`, { clientId: '00000000-0000-4000-8000-000000000009', text: 'x' })).body).toMatchObject({ code: 'ChatEnded' });
  expect((await ana.call('POST', `/api/contacts/${contactId}/case`)).body.caseNumber).toMatch(/^HV-/);
  // The official's contact says what it said before, and nothing of a case.
  expect({ ...(await rowsOf(`select number, official_since is not null as official, case_number from contact left join lateral (select f.number as case_number from case_contact k join case_file f on f.id = k.case_id where k.contact_id = contact.id) k on true where contact.id = '${id}'`))[0] }).toEqual({ number: before.number, official: true, case_number: null });
  await finish(contactId);
  await it.system.routing.tick();
  const next = (await ana.call('GET', '/api/now')).body.offer;
  expect(next.contactId).toBe(waits[0].id);
  await ana.call('POST', `/api/offers/${next.id}/accept`);
  await finish(next.contactId);
});

test('only a number that two people checked in the last half year is called back, and it is never one that was typed', async () => {
  const id = await chat();
  await say(id, true);
  const back = (body: unknown) => ana.call('POST', `/api/contacts/${id}/official/call-back`, body);
  expect((await back({ officialId })).body).toMatchObject({ code: 'NumberNotChecked' });
  expect((await back({ number: '+1 555 0100' })).status).toBe(422);
  expect((await sam.call('POST', `/api/officials/${officialId}/check`)).status).toBe(200);
  // The call back waits in the line as every callback, in a contact of its own that says whom it calls.
  expect(await back({ officialId })).toMatchObject({ status: 200, body: {} });
  const [calling] = await rowsOf('select c.id, c.state, c.official_since, c.calls_official, b.number, b.state as callback from contact c join callback b on b.contact_id = c.id');
  expect(calling).toMatchObject({ state: 'callback', callback: 'open', official_since: null, calls_official: officialId });
  expect(calling.number.toString('latin1')).not.toContain('5550191');
  await finish(id);
});

test('what the caller says of a danger now is still passed on live, at once and alone', async () => {
  const id = await chat();
  await say(id, true);
  const passed = await ana.call('POST', `/api/contacts/${id}/passed-on`, { recipient: 'Synthetic rescue service', threat: 'synthetic: a child alone by the road now', told: false });
  expect(passed.status).toBe(200);
  expect(passed.body.number).toMatch(/^DS-/);
  await finish(id);
});

test('a check older than half a year counts no more', async () => {
  it.clock.advance(181 * 86_400);
  ana = await it.signIn('counsellor', ['en'], 'Alder');
  await ana.call('PUT', '/api/presence', { state: 'available' });
  const id = await chat();
  await say(id, true);
  expect((await ana.call('POST', `/api/contacts/${id}/official/call-back`, { officialId })).body).toMatchObject({ code: 'NumberNotChecked' });
  await finish(id);
});

test('somebody else’s contact cannot be noted, and is as one that is not there', async () => {
  const id = await chat();
  const other = await it.signIn('counsellor', ['en'], 'Cedar');
  const [theirs, none] = [await say(id, true, other), await say('00000000-0000-7000-8000-000000000001', true, other)];
  expect([theirs.status, theirs.body.code]).toEqual([404, 'NotFound']);
  expect(theirs.body.message).toBe(none.body.message);
  await finish(id);
});
