/** Recording on real PostgreSQL with the real recorder; the engine alone is a fake, which sends sound where it is told to. */
import { createSocket } from 'node:dgram';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeTelephony } from '../channel/testing.ts';
import { inTx } from '#core/kernel';
import { createRecorder } from '#telephony';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let engine: FakeTelephony;
let ana: Person;
let sam: Person;
let admin: Person;
let ivo: Person;
const DAY = 86_400;
beforeAll(async () => {
  engine = new FakeTelephony();
  it = await startSystem({ telephony: engine });
  ana = await it.signIn('counsellor', ['en'], 'Juniper');
  sam = await it.signIn('supervisor', ['en'], 'Heron');
  admin = await it.signIn('administrator', ['en'], 'Alder');
  ivo = await it.signIn('interpreter', ['mam', 'en'], 'Linnet');
  for (const one of [ana, ivo]) await one.call('PUT', '/api/presence', { state: 'available' });
}, 60_000);
afterAll(() => it?.stop());

const until = (read: () => Promise<unknown> | unknown, wanted: unknown) => expect.poll(read, { timeout: 8_000, interval: 20 }).toEqual(wanted);
const sql = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => {
  const db = new pg.Client({ connectionString: it.ownerUrl });
  await db.connect();
  const { rows } = await db.query(text, values);
  await db.end();
  return rows as T[];
};
let count = 0;
async function talk(): Promise<{ callId: string; id: string }> {
  const callId = `call-${++count}`;
  await engine.arrive(callId);
  await engine.digit(callId, '1');
  await it.drain();
  const { offer } = (await ana.call('GET', '/api/now')).body;
  const id = (await ana.call('POST', `/api/offers/${offer.id}/accept`)).body.contactId as string;
  await until(async () => (await read(id)).state, 'talking');
  return { callId, id };
}
const read = async (id: string) => (await ana.call('GET', `/api/contacts/${id}`)).body;
const stateOf = async (id: string): Promise<string> => (await read(id)).recording?.state;
const finish = async (id: string): Promise<void> => {
  await ana.call('POST', `/api/contacts/${id}/end`);
  await ana.call('POST', `/api/contacts/${id}/close`);
  // After a talk with a caller who could not speak freely comes a pause, which she ends here.
  await ana.call('POST', `/api/staff/${ana.id}/pause/end`);
  // The wish to be ready stands: the next caller is offered.
  await until(async () => (await ana.call('GET', '/api/now')).body.contacts.length, 0);
};
const turn = (enabled: boolean, keepDays = 7) => admin.call('PUT', '/api/recording-setting', { enabled, keepDays });
const said = (to: string) => engine.said.filter((one) => one.to === to).map((one) => `${one.language} ${one.prompts.join(' ')}`);
/** Sends `seconds` of one byte as the engine would. */
async function sound(callId: string, seconds: number, byte: number, from = 0): Promise<void> {
  const [host, port] = engine.recorded.get(callId)!.split(':') as [string, string];
  const socket = createSocket('udp4');
  for (let i = 0; i < seconds * 8_000; i += 160) {
    const packet = Buffer.alloc(172, byte);
    packet.fill(0, 0, 12);
    packet[0] = 0x80;
    packet.writeUInt32BE(from + i, 4);
    await new Promise<void>((done) => socket.send(packet, Number(port), host, () => done()));
  }
  socket.close();
}
const files = (): string[] => readdirSync(join(it.dataDir, 'recordings')).filter((name) => name.endsWith('.take'));
const seconds = (): number => files().reduce((sum, name) => sum + Math.floor(readFileSync(join(it.dataDir, 'recordings', name)).length / 4_020) / 2, 0);
async function recorded(byte = 0x55): Promise<{ callId: string; id: string }> {
  const call = await talk();
  expect((await ana.call('POST', `/api/contacts/${call.id}/recording`)).status).toBe(200);
  await until(() => said(call.callId).includes('en record-ask'), true);
  await engine.digit(call.callId, '1');
  await until(() => engine.recorded.has(call.callId), true);
  await until(() => stateOf(call.id), 'recording');
  const before = seconds();
  await sound(call.callId, 1, byte);
  await until(() => seconds() >= before + 1, true);
  return call;
}

/** The newest of so many that are kept. */
async function lastKept(howMany: number): Promise<string> {
  const all = async () => (await sam.call('GET', '/api/recordings')).body.all as { id: string }[];
  await until(async () => (await all()).length, howMany);
  return (await all())[0]!.id;
}

test('where nobody turned it on nothing is asked, and only an administrator turns it on', { timeout: 60_000 }, async () => {
  const { callId, id } = await talk();
  expect((await read(id)).mayRecord).toBe(false);
  expect((await ana.call('POST', `/api/contacts/${id}/recording`)).body.code).toBe('RecordingIsOff');
  expect((await sam.call('PUT', '/api/recording-setting', { enabled: true, keepDays: 7 })).status).toBe(403);
  expect((await turn(true, 31)).status).toBe(422);
  expect((await turn(true)).status).toBe(200);
  expect((await read(id)).mayRecord).toBe(true);
  expect(engine.recorded.has(callId)).toBe(false);
  await finish(id);
});

test('asked and agreed it is recorded; a supervisor hears it for one purpose, the counsellor sees that; the job erases file and key', { timeout: 60_000 }, async () => {
  const { callId, id } = await recorded();
  expect(said(callId)).toContain('en record-on');
  expect((await sam.call('GET', '/api/recordings')).body.all).toEqual([]);
  await finish(id);
  await until(() => engine.recorded.has(callId), false);
  const kept = async () => (await sam.call('GET', '/api/recordings')).body.all;
  await until(async () => (await kept()).length, 1);
  const all = await kept();
  expect(all).toEqual([expect.objectContaining({ language: 'en', deskName: 'Juniper', heard: [] })]);
  const at = `/api/recordings/${all[0].id}/listen`;
  expect((await ana.call('POST', at, { purpose: 'quality-supervision' })).status).toBe(403);
  expect((await sam.call('POST', at, { purpose: 'legal-demand' })).status).toBe(403);
  const heard = await sam.call('POST', at, { purpose: 'quality-supervision' });
  expect([heard.status, heard.headers.get('content-type'), heard.headers.get('cache-control'), heard.headers.get('content-disposition')]).toEqual([200, 'audio/wav', 'no-store', 'inline']);
  expect(Number(heard.headers.get('content-length'))).toBeGreaterThan(16_000);
  expect((await ana.call('GET', '/api/recordings')).body).toMatchObject({ all: null, own: [{ id: all[0].id, heard: [{ by: 'Heron' }] }] });
  const consents = await sql<{ voice: string; answer: string; language: string }>('select voice, answer, language from recording_consent where recording_id = $1', [all[0].id]);
  expect(consents).toEqual(expect.arrayContaining([{ voice: 'caller', answer: 'yes', language: 'en' }, { voice: `staff:${ana.id}`, answer: 'yes', language: 'en' }]));

  await it.system.audit.sequence(it.system.db);
  const rowan = await it.signIn('data_protection_officer');
  const said2 = (await rowan.call('GET', '/api/log?limit=200')).body.entries.map((one: { action: string }) => one.action);
  for (const action of ['turn-recording-on', 'ask-to-record', 'recording-asked', 'recording-agreed', 'recording-on', 'recording-ended', 'recording.listen', 'listen-to-recording']) expect(said2).toContain(action);

  expect(files()).toHaveLength(1);
  await ana.call('PUT', '/api/presence', { state: 'off' });
  it.clock.advance(6 * DAY);
  await it.drain();
  expect(files()).toHaveLength(1);
  it.clock.advance(1.1 * DAY);
  await it.drain();
  expect(files()).toEqual([]);
  sam = await it.signIn('supervisor', ['en'], 'Heron');
  expect((await sam.call('POST', at, { purpose: 'quality-supervision' })).status).toBe(404);
  expect(await sql('select kind from key_tombstone where id = $1', [all[0].id])).toEqual([{ kind: 'recording' }]);
  ana = await it.signIn('counsellor', ['en'], 'Plover');
  ivo = await it.signIn('interpreter', ['mam', 'en'], 'Linnet');
  admin = await it.signIn('administrator', ['en'], 'Alder');
  for (const one of [ana, ivo]) await one.call('PUT', '/api/presence', { state: 'available' });
});

test('no, and silence, leave nothing; a no of the caller is not asked again', { timeout: 60_000 }, async () => {
  const first = await talk();
  await ana.call('POST', `/api/contacts/${first.id}/recording`);
  await until(() => said(first.callId).includes('en record-ask'), true);
  await engine.digit(first.callId, '2');
  await until(async () => (await read(first.id)).recording, { state: 'over', reason: 'refused', by: 'caller', waitsFor: [] });
  await until(() => said(first.callId).at(-1), 'en record-off');
  expect(await read(first.id)).toMatchObject({ mayRecord: false });
  expect((await ana.call('POST', `/api/contacts/${first.id}/recording`)).body.code).toBe('CallerSaidNo');
  await finish(first.id);

  const second = await talk();
  await ana.call('POST', `/api/contacts/${second.id}/recording`);
  expect((await read(second.id)).recording).toMatchObject({ state: 'asking', waitsFor: ['caller'] });
  it.clock.advance(31);
  await it.drain();
  expect((await read(second.id)).recording).toMatchObject({ state: 'over', reason: 'refused', by: 'caller' });
  await finish(second.id);
  expect(files()).toEqual([]);
});

test('a third voice pauses it until that voice agrees; hold pauses it; the caller stops it by a key; two stars still mean what they mean', { timeout: 60_000 }, async () => {
  const { callId, id } = await recorded();
  await ana.call('POST', `/api/contacts/${id}/hold`, { onHold: true });
  await until(() => engine.recorded.has(callId), false);
  await ana.call('POST', `/api/contacts/${id}/hold`, { onHold: false });
  await until(() => engine.recorded.has(callId), true);

  await ana.call('POST', `/api/contacts/${id}/parties`, { kind: 'interpreter', language: 'mam' });
  const { asks } = (await ivo.call('GET', '/api/now')).body;
  await ivo.call('POST', `/api/parties/${asks[0].partyId}/join`);
  await until(() => engine.recorded.has(callId), false);
  await until(async () => (await ivo.call('GET', '/api/now')).body.part?.recording, 'asked');
  expect((await read(id)).recording).toMatchObject({ state: 'paused', waitsFor: ['Linnet'] });
  expect((await sam.call('POST', `/api/parties/${asks[0].partyId}/recording`, { answer: 'yes' })).status).toBe(404);
  await ivo.call('POST', `/api/parties/${asks[0].partyId}/recording`, { answer: 'yes' });
  await until(() => engine.recorded.has(callId), true);

  for (const key of '**') await engine.digit(callId, key);
  await until(async () => (await read(id)).duressAt !== null, true);
  expect(await stateOf(id)).toBe('recording');
  await engine.digit(callId, '5');
  await until(() => engine.recorded.has(callId), false);
  expect((await read(id)).recording).toMatchObject({ state: 'over', reason: 'stopped', by: 'caller' });
  expect(said(callId).at(-1)).toBe('en record-off');
  await finish(id);
});

test('whoever is on the line stops it at any time; a recorder that dies is said so, and the talk goes on', { timeout: 60_000 }, async () => {
  const first = await recorded();
  expect((await ana.call('POST', `/api/contacts/${first.id}/recording/answer`, { answer: 'stop' })).status).toBe(200);
  await until(() => engine.recorded.has(first.callId), false);
  expect((await read(first.id)).recording).toMatchObject({ reason: 'stopped', by: 'you' });
  expect((await ana.call('POST', `/api/contacts/${first.id}/recording/answer`, { answer: 'stop' })).body.code).toBe('RecordingOver');
  await finish(first.id);

  const second = await recorded();
  process.kill((JSON.parse(readFileSync(join(it.dataDir, 'recordings', 'process.json'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
  await until(async () => (await read(second.id)).recording, { state: 'over', reason: 'failed', by: null, waitsFor: [] });
  expect(await read(second.id)).toMatchObject({ state: 'talking', mayRecord: true });
  await finish(second.id);
  const last = await lastKept(3);
  expect((await sam.call('POST', `/api/recordings/${last}/listen`, { purpose: 'quality-supervision' })).status).toBe(200);
});

test('a shorter time holds for what is kept already; a file that was changed is not played', { timeout: 60_000 }, async () => {
  const { id } = await recorded(0x33);
  await finish(id);
  const last = await lastKept(4);
  const [take] = await sql<{ id: string }>('select id from recording_take where recording_id = $1', [last]);
  const path = join(it.dataDir, 'recordings', `${take!.id}.take`);
  const bytes = readFileSync(path);
  bytes[500]! ^= 1;
  writeFileSync(path, bytes);
  expect((await sam.call('POST', `/api/recordings/${last}/listen`, { purpose: 'quality-supervision' })).body.code).toBe('RecordingDamaged');
  await turn(true, 1);
  it.clock.advance(1.1 * DAY);
  await it.drain();
  expect(existsSync(path)).toBe(false);
  expect(files()).toEqual([]);
});

test('a message is heard by counsellors of its language alone, each time written down, and goes when it was worked on', { timeout: 60_000 }, async () => {
  // The day that passed has ended their sessions.
  [admin, ana, sam] = [await it.signIn('administrator', ['en'], 'Alder'), await it.signIn('counsellor', ['en'], 'Sandpiper'), await it.signIn('supervisor', ['en'], 'Heron')];
  const flow = { ...(await admin.call('GET', '/api/call-flow')).body.live, messages: true, closures: [it.clock.now().toISOString().slice(0, 10)] };
  expect((await admin.call('PUT', '/api/call-flow/draft', flow)).status).toBe(200);
  expect((await admin.call('POST', '/api/call-flow/live')).status).toBe(200);
  // What callers hear is read again a moment after it went live.
  let callId = '';
  await until(async () => {
    callId = `message-${++count}`;
    await engine.arrive(callId);
    await engine.digit(callId, '1');
    return said(callId).some((one) => one.includes('closed'));
  }, true);
  const contact = (await sql<{ id: string }>('select id from contact where call_id = $1', [callId]))[0]!.id;
  // As the channel does when the caller has pressed 3 and heard the tone.
  const { contacts, db, vault } = it.system;
  const id = await inTx(db, (tx) => contacts.beginMessage(tx, contact, 'en'));
  const take = await inTx(db, (tx) => contacts.takeBegins(tx, id));
  expect(take.publicKey).toBe(await vault.sealingKey(id));
  const recorder = createRecorder(it.dataDir);
  engine.recorded.set(callId, await recorder.begin({ ...take, forSeconds: 60 }));
  await sound(callId, 1, 0x22);
  await until(() => recorder.seconds(take.id) >= 1, true);
  await recorder.end(take.id);
  await inTx(db, (tx) => contacts.takeEnded(tx, take.id, recorder.seconds(take.id)));
  await inTx(db, (tx) => contacts.endMessage(tx, id, true));

  const mateo = await it.signIn('counsellor', ['es'], 'Mateo');
  expect((await mateo.call('GET', '/api/left-messages')).body.messages).toEqual([]);
  expect((await ana.call('GET', '/api/left-messages')).body.messages).toEqual([expect.objectContaining({ id, language: 'en', seconds: 1, heard: [] })]);
  expect((await sam.call('POST', `/api/left-messages/${id}/listen`)).status).toBe(403);
  expect((await sam.call('POST', `/api/recordings/${id}/listen`, { purpose: 'quality-supervision' })).status).toBe(404);
  expect((await ana.call('POST', `/api/left-messages/${id}/listen`)).status).toBe(200);
  expect((await mateo.call('POST', `/api/left-messages/${id}/listen`)).status).toBe(404);
  expect((await mateo.call('POST', `/api/left-messages/${id}/done`)).status).toBe(404);
  expect((await ana.call('GET', '/api/left-messages')).body.messages[0].heard).toEqual([expect.objectContaining({ by: 'Sandpiper' })]);
  expect((await ana.call('POST', `/api/left-messages/${id}/done`)).status).toBe(200);
  await it.drain();
  expect((await ana.call('GET', '/api/left-messages')).body.messages).toEqual([]);
  expect(existsSync(join(it.dataDir, 'recordings', `${take.id}.take`))).toBe(false);
});
