import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallEvent } from '../../core/channel/telephony-port.ts';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony, EngineProblem } from '#adapters/asterisk';
import { ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine } from '#telephony';
import { freePort, freeUdpPort, rawPhone, startCallers } from '#testing/sip';
import type { Agent, Callers } from '#testing/sip';

let folder: string;
let engine: Engine;
let callers: Callers;
let agents: Agent[];
let phone: AsteriskTelephony;
let events: CallEvent[] = [];

async function until<T>(what: string, read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 25_000;
  while (performance.now() < deadline) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`not in 10 s: ${what}; events: ${events.map((event) => event.type).join(' ')}`);
}
const seen = <T extends CallEvent['type']>(type: T, callId?: string) =>
  until(`${type} ${callId ?? ''}`, () => events.find((event) => event.type === type && (callId === undefined || ('callId' in event && event.callId === callId))) as Extract<CallEvent, { type: T }> | undefined);
async function connect(): Promise<void> {
  events = [];
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret' });
  phone.onEvent(async (event) => void events.push(event));
  await seen('engineUp');
}

/** Calls that the engine of these tests takes. */
const MANY = 2400;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-sip-'));
  const runtime = await ensureAsterisk({ dataDir: folder, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  const sipPort = await freeUdpPort();
  engine = await startAsterisk({ runtime, runDir: join(folder, 'engine'), sipPort, httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [20000, 26400], maxCalls: MANY, bindAddress: '127.0.0.1' });
  callers = await startCallers({ runtime, runDir: join(folder, 'callers') });
  agents = await callers.registerAgents(2, { tone: 1200 });
  await connect();
  for (const agent of agents) await phone.provisionContact(agent.endpoint, agent.uri);
}, 120_000);
afterAll(async () => {
  phone?.close();
  await callers?.stop();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a call arrives, hears a prompt, presses a key, waits, and talks with an agent both ways', async () => {
  events.length = 0;
  const caller = await callers.placeCall({ toPort: engine.sipPort, from: '5550123' });
  const { callId } = await seen('arrived');
  await phone.answer(callId);
  await caller.answered;
  await phone.play(callId, 'p1', 'en', [{ prompt: 'you-are-number' }, { number: 2 }, { prompt: 'in-line' }]);
  expect(await caller.hearsSilence(500)).toBe(false);
  await caller.sendDigits('5');
  expect((await seen('digit', callId)).digit).toBe('5');
  expect((await seen('promptFinished', callId)).playId).toBe('p1');
  expect(await phone.callerNumber(callId)).toBe('5550123');
  await phone.hold(callId);
  expect(await caller.hearsSilence(500)).toBe(false);
  await phone.connectAgent(callId, 'leg-1', agents[0]!.endpoint, 10);
  await seen('agentAnswered', callId);
  const agent = agents[0]!.calls.at(-1)!;
  await caller.playTone(600);
  expect(await until('the caller hears the agent', () => caller.hearsTone(1200, 400))).toBe(true);
  expect(await until('the agent hears the caller', () => agent.hearsTone(600, 400))).toBe(true);

  phone.close();
  expect(await agent.hearsTone(600, 400)).toBe(true);
  await connect();
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', legId: 'leg-1', agent: agents[0]!.endpoint }]);
  await agent.hangup();
  expect((await seen('agentGone', callId)).legId).toBe('leg-1');
  await caller.hangup();
  await seen('callerGone', callId);
});

test('what servers before had begun to say ends when the next one takes the call: the counsellor is on the line at once', async () => {
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = await seen('arrived');
  await phone.answer(callId);
  const long = Array.from({ length: 12 }, () => ({ prompt: 'you-are-number' as const }));
  for (let n = 0; n < 4; n++) {
    await phone.play(callId, `again-${n}`, 'en', long);
    phone.close();
    await connect();
    expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'answered' }]);
  }
  const asked = performance.now();
  await phone.connectAgent(callId, 'leg-after', agents[0]!.endpoint, 10);
  await seen('agentAnswered', callId);
  expect(performance.now() - asked).toBeLessThan(3_000);
  await until('the caller hears the agent', () => caller.hearsTone(1200, 400));

  // Their joining is cut off half way: the next one sees it and brings them together.
  const pulled = await fetch(`${engine.httpUrl}/ari/bridges/${encodeURIComponent(`conversation-${callId}`)}`, { method: 'DELETE', headers: { authorization: `Basic ${Buffer.from('havenline:secret').toString('base64')}` } });
  expect(pulled.status).toBe(204);
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', sound: 'apart' }]);
  await phone.setHold(callId, 'leg-after', false);
  await until('the caller hears the agent again', () => caller.hearsTone(1200, 400));
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', sound: 'together' }]);
  await phone.setHold(callId, 'leg-after', true);
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', sound: 'held' }]);
  await phone.setHold(callId, 'leg-after', false);
  await until('the caller hears the agent after the hold', () => caller.hearsTone(1200, 400));
  await phone.hangupCaller(callId);
  await caller.ended;
});

test('the list of two thousand calls does not end the engine, and is whole; a call past what it takes is refused at once and costs nobody the line', async () => {
  const raw = await rawPhone(engine.sipPort);
  const over = Array.from({ length: MANY }, () => raw.call({ talkMs: 60_000, patienceMs: 60_000 }));
  await until(`${MANY} calls ring`, () => events.filter((event) => event.type === 'arrived').length === MANY);
  expect((await phone.alive()).size).toBe(MANY);
  expect(await raw.call({ patienceMs: 10_000 })).toMatchObject({ answered: false, status: 503 });
  const live = await phone.liveCalls();
  expect(live.filter((one) => one.state === 'arrived')).toHaveLength(MANY);
  for (const { callId } of live) await phone.hangupCaller(callId);
  expect((await Promise.all(over)).every((one) => !one.answered)).toBe(true);
  raw.close();
  expect(phone.status().up).toBe(true);
});

test('a caller who arrives while no app is there is kept, and arrives when the app comes', async () => {
  phone.close();
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  await caller.answered;
  await connect();
  const { callId } = await seen('arrived');
  expect(callId).not.toBe('');
  await phone.hangupCaller(callId);
  await caller.ended;
});

test('an endpoint that is not reachable is said so', async () => {
  events.length = 0;
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = await seen('arrived');
  await phone.answer(callId);
  await phone.provisionSoftphone('nobody', 'short-lived');
  await phone.connectAgent(callId, 'leg-2', 'nobody', 5);
  expect((await seen('agentFailed', callId)).reason).toBe('unreachable');
  await caller.hangup();
  await seen('callerGone', callId);
});

test('malformed SIP does not bring the engine down', async () => {
  events.length = 0;
  const socket = createSocket('udp4');
  for (const text of ['INVITE', '\0\0\0', 'INVITE sip: SIP/2.0\r\nVia: x\r\nContent-Length: 99999999\r\n\r\n', `OPTIONS sip:${'a'.repeat(5000)}@x SIP/2.0\r\n\r\n`, 'REGISTER sip:x SIP/2.0\r\nFrom: <<<<\r\n\r\n']) {
    await new Promise((done) => socket.send(text, engine.sipPort, '127.0.0.1', done));
  }
  socket.close();
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = await seen('arrived');
  await caller.hangup();
  await seen('callerGone', callId);
});

test('an event whose handler fails once is handled again; one that fails twice becomes an engine problem, and the call goes on', async () => {
  events.length = 0;
  const problems: EngineProblem[] = [];
  const tried: string[] = [];
  const unsubscribe = [
    phone.onProblem((found) => void problems.push(found)),
    phone.onEvent(async (event) => {
      tried.push(event.type);
      if (event.type === 'arrived' && tried.length === 1) throw new Error('once');
      if (event.type === 'digit') throw new Error('always');
    }),
  ];
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = await seen('arrived');
  await phone.answer(callId);
  await caller.answered;
  await caller.sendDigits('7');
  const found = await until('the problem', () => problems[0]);
  expect(found).toMatchObject({ code: 'event-not-handled', at: 'digit', callId });
  await caller.hangup();
  await seen('callerGone', callId);
  await until('the failing handler hears the end too', () => tried.at(-1) === 'callerGone');
  expect(tried).toEqual(['arrived', 'arrived', 'digit', 'digit', 'callerGone']);
  expect(problems).toHaveLength(1);
  for (const off of unsubscribe) off();
});
