import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallEvent } from '../../core/channel/telephony-port.ts';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { adoptOrStop, ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine } from '#telephony';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Callers } from '#testing/sip';

let folder: string;
let settings: Parameters<typeof startAsterisk>[0];
let engine: Engine;
let callers: Callers;
let phone: AsteriskTelephony;
const events: CallEvent[] = [];

async function until<T>(what: string, read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 25_000;
  while (performance.now() < deadline) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`not in 10 s: ${what}; events: ${events.map((event) => event.type).join(' ')}`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-talk-'));
  const runtime = await ensureAsterisk({ dataDir: folder, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  settings = { runtime, runDir: join(folder, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [22000, 22600], bindAddress: '127.0.0.1' };
  engine = await startAsterisk(settings);
  callers = await startCallers({ runtime, runDir: join(folder, 'callers') });
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret' });
  phone.onEvent(async (event) => void events.push(event));
  await until('engineUp', () => events.some((event) => event.type === 'engineUp'));
}, 120_000);
afterAll(async () => {
  phone?.close();
  await callers?.stop();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a muted counsellor is not heard and then is', async () => {
  const [agent] = await callers.registerAgents(1, { tone: 1200 });
  await phone.provisionContact(agent!.endpoint, agent!.uri);
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = (await until('arrived', () => events.find((event) => event.type === 'arrived'))) as { callId: string };
  await phone.answer(callId);
  await caller.answered;
  await phone.connectAgent(callId, 'leg-1', agent!.endpoint, 10);
  await until('agentAnswered', () => events.some((event) => event.type === 'agentAnswered'));
  const hears = () => caller.hearsTone(1200, 300);
  await until('the caller hears the counsellor', hears);
  await phone.setMute(callId, 'leg-1', true);
  await until('the counsellor is muted', async () => !(await hears()));
  await phone.setMute(callId, 'leg-1', false);
  await until('the counsellor is heard again', hears);
  await caller.hangup();
});

test('an engine left running is adopted with the same settings and stopped with others', async () => {
  expect((await adoptOrStop(settings))?.pid).toBe(engine.pid);
  expect(await adoptOrStop({ ...settings, httpPort: await freePort() })).toBeNull();
  await until('the old engine is gone', () => events.some((event) => event.type === 'engineDown'));
  expect(await adoptOrStop(settings)).toBeNull();
});
