/** The engine and the recorder together, by tones: what both say is in the file, and nowhere on the disk in the clear; a message of a caller who is with nobody. */
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallEvent } from '../../core/channel/telephony-port.ts';
import { openBox } from '../../core/vault/box.ts';
import { newBox } from '../../telephony/capture/sealed.ts';
import { BOX } from '../../telephony/recorder/sound-file.ts';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { createRecorder, ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine, Recorder } from '#telephony';
import { freePort, freeUdpPort, fromUlaw, loudness, startCallers, toneShare } from '#testing/sip';
import type { Agent, Callers, Party } from '#testing/sip';

const COUNSELLOR = 1200;
const CALLER = 600;
const TAKE = '01890000-0000-7000-8000-00000000000';
const keys = newBox();
const opener = async (box: Buffer): Promise<Buffer> => openBox(createPrivateKey(keys.privateKey), box, BOX);
let folder: string;
let engine: Engine;
let callers: Callers;
let phone: AsteriskTelephony;
let recorder: Recorder;
let agent: Agent;
const events: CallEvent[] = [];

async function until(what: string, read: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    if (await read()) return;
    await pause(20);
  }
  throw new Error(`not in 20 s: ${what}; events: ${events.map((event) => event.type).join(' ')}`);
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'havenline-recording-'));
  const runtime = await ensureAsterisk({ dataDir: folder, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  engine = await startAsterisk({ runtime, runDir: join(folder, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [25000, 25600], bindAddress: '127.0.0.1' });
  callers = await startCallers({ runtime, runDir: join(folder, 'callers') });
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret' });
  phone.onEvent(async (event) => void events.push(event));
  await until('the engine is up', () => events.some((event) => event.type === 'engineUp'));
  [agent] = (await callers.registerAgents(1, { tone: COUNSELLOR })) as [Agent];
  await phone.provisionContact(agent.endpoint, agent.uri);
  recorder = createRecorder(folder);
}, 120_000);
afterAll(async () => {
  phone?.close();
  await callers?.stop();
  await engine?.stop();
  recorder?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => { events.length = 0; });

async function arrives(): Promise<{ caller: Party; callId: string }> {
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  await until('the call arrives', () => events.some((event) => event.type === 'arrived'));
  const { callId } = events.find((event) => event.type === 'arrived') as { callId: string };
  await phone.answer(callId);
  await caller.answered;
  await caller.playTone(CALLER);
  return { caller, callId };
}
const begin = (id: string): Promise<string> => recorder.begin({ id, publicKey: keys.publicKey, forSeconds: 60 });
const fill = (id: string, seconds: number) => until(`${seconds} s are written`, async () => (await recorder.keep(id)) && recorder.seconds(id) >= seconds);
async function heard(id: string): Promise<Float64Array> {
  const read = (await recorder.read(id, opener))!;
  expect(read.whole).toBe(true);
  return fromUlaw(read.sound);
}

test('both voices are in the recording; when it has ended the talk goes on, and neither tone is in any file in the clear', { timeout: 60_000 }, async () => {
  const { caller, callId } = await arrives();
  await phone.connectAgent(callId, 'leg-1', agent.endpoint, 10);
  await until('the counsellor answers', () => events.some((event) => event.type === 'agentAnswered'));
  await phone.record(callId, `${TAKE}1`, await begin(`${TAKE}1`));
  await fill(`${TAKE}1`, 3);
  await phone.stopRecording(callId, `${TAKE}1`);
  await recorder.end(`${TAKE}1`);
  const sound = (await heard(`${TAKE}1`)).subarray(8_000);
  expect(toneShare(sound, CALLER)).toBeGreaterThan(0.2);
  expect(toneShare(sound, COUNSELLOR)).toBeGreaterThan(0.2);
  await until('the caller still hears the counsellor', () => caller.hearsTone(COUNSELLOR, 400));
  expect(events.some((event) => event.type === 'arrived' && event.callId !== callId)).toBe(false);

  // What the recorder wrote, and what the engine might have: no stretch of the plain sound stands anywhere.
  const plain = (await recorder.read(`${TAKE}1`, opener))!.sound;
  const stretch = plain.subarray(16_000, 16_064);
  for (const name of readdirSync(join(folder, 'engine'), { recursive: true, withFileTypes: true }).concat(readdirSync(join(folder, 'recordings'), { recursive: true, withFileTypes: true }))) {
    if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name)).includes(stretch), name.name).toBe(false);
  }
  await caller.hangup();
  await until('the call is over', () => events.some((event) => event.type === 'callerGone'));
});

test('a caller who is with nobody leaves a message; afterwards the line is as it was', { timeout: 60_000 }, async () => {
  const { caller, callId } = await arrives();
  await phone.hold(callId);
  await phone.record(callId, `${TAKE}2`, await begin(`${TAKE}2`));
  await fill(`${TAKE}2`, 2);
  await caller.stopTone();
  await caller.sendDigits('#');
  await until('the key is heard', () => events.some((event) => event.type === 'digit' && event.digit === '#'));
  await phone.stopRecording(callId, `${TAKE}2`);
  await recorder.end(`${TAKE}2`);
  const sound = (await heard(`${TAKE}2`)).subarray(4_000, 14_000);
  expect(loudness(sound)).toBeGreaterThan(0.01);
  expect(toneShare(sound, CALLER)).toBeGreaterThan(0.5);
  await phone.play(callId, 'kept', 'en', [{ prompt: 'message-kept' }]);
  await until('the caller is told', () => events.some((event) => event.type === 'promptFinished'));
  await phone.hangupCaller(callId);
  await caller.ended;
});

test('what an earlier server left of a recording is taken away, and the talk goes on', { timeout: 60_000 }, async () => {
  const { caller, callId } = await arrives();
  await phone.connectAgent(callId, 'leg-3', agent.endpoint, 10);
  await until('the counsellor answers', () => events.some((event) => event.type === 'agentAnswered'));
  await phone.record(callId, `${TAKE}3`, await begin(`${TAKE}3`));
  phone.close();
  events.length = 0;
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret' });
  phone.onEvent(async (event) => void events.push(event));
  await until('the engine is up', () => events.some((event) => event.type === 'engineUp'));
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', legId: 'leg-3' }]);
  await until('the way to the recorder is gone', async () => ![...(await phone.alive())].some((name) => name.startsWith('recording-')));
  await recorder.end(`${TAKE}3`);
  await until('the caller still hears the counsellor', () => caller.hearsTone(COUNSELLOR, 400));
  await caller.hangup();
});
