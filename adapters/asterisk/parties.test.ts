/** Further voices in a conversation, by tones: who hears whom, through interpreters, supervisors and changes of counsellor. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallEvent } from '../../core/channel/telephony-port.ts';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine } from '#telephony';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Callers, Party } from '#testing/sip';

const COUNSELLOR = 1200;
const CALLER = 600;
const INTERPRETER = 900;
const OTHER = 1500;
let folder: string;
let engine: Engine;
let callers: Callers;
let phone: AsteriskTelephony;
const events: CallEvent[] = [];
const people: Record<string, { endpoint: string; calls: Party[] }> = {};
let legs = 0;

async function until(what: string, read: () => boolean | undefined | Promise<boolean | undefined>): Promise<void> {
  const deadline = performance.now() + 25_000;
  while (performance.now() < deadline) {
    if (await read()) return;
    await pause(20);
  }
  throw new Error(`not in 25 s: ${what}; events: ${events.map((event) => event.type).join(' ')}`);
}
const saw = (type: CallEvent['type'], legId: string) => until(`${type} ${legId}`, () => events.some((event) => event.type === type && 'legId' in event && event.legId === legId));
async function connect(): Promise<void> {
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret', carrier: `127.0.0.1:${callers.sipPort}` });
  phone.onEvent(async (event) => void events.push(event));
  await until('the engine is up', () => events.some((event) => event.type === 'engineUp'));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-parties-'));
  const runtime = await ensureAsterisk({ dataDir: folder, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  engine = await startAsterisk({ runtime, runDir: join(folder, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [24000, 24600], bindAddress: '127.0.0.1' });
  callers = await startCallers({ runtime, runDir: join(folder, 'callers') });
  await connect();
  for (const [name, tone] of [['counsellor', COUNSELLOR], ['interpreter', INTERPRETER], ['other', OTHER]] as const) {
    const [agent] = await callers.registerAgents(1, { tone, prefix: name });
    await phone.provisionContact(agent!.endpoint, agent!.uri);
    people[name] = agent!;
  }
}, 120_000);
afterAll(async () => {
  phone?.close();
  await callers?.stop();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => { events.length = 0; });

/** A caller and a counsellor who talk. */
async function talk(): Promise<{ caller: Party; callId: string; leg: string; counsellor: Party }> {
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  await until('the call arrives', () => events.some((event) => event.type === 'arrived'));
  const { callId } = events.find((event) => event.type === 'arrived') as { callId: string };
  await phone.answer(callId);
  await caller.answered;
  const leg = `leg-${++legs}`;
  await phone.connectAgent(callId, leg, people['counsellor']!.endpoint, 10);
  await saw('agentAnswered', leg);
  await caller.playTone(CALLER);
  return { caller, callId, leg, counsellor: people['counsellor']!.calls.at(-1)! };
}
async function comesIn(callId: string, who: string, mode: 'join' | 'listen' | 'whisper' = 'join'): Promise<{ leg: string; party: Party }> {
  const leg = `leg-${++legs}`;
  await phone.addParty(callId, leg, { endpoint: people[who]!.endpoint }, mode, 10);
  await saw('partyJoined', leg);
  return { leg, party: people[who]!.calls.at(-1)! };
}
const hears = (who: Party, hz: number, name: string): Promise<void> => until(name, () => who.hearsTone(hz, 400, 0.2));
const not = (who: Party, hz: number, name: string): Promise<void> => until(name, async () => !(await who.hearsTone(hz, 400, 0.05)));

test('an interpreter is the third voice; in private talk the caller has music; a new counsellor takes over and the interpreter stays', { timeout: 90_000 }, async () => {
  const { caller, callId, leg, counsellor } = await talk();
  const interpreter = await comesIn(callId, 'interpreter');
  await hears(caller, INTERPRETER, 'the caller hears the interpreter');
  await hears(caller, COUNSELLOR, 'the caller hears the counsellor');
  await hears(interpreter.party, CALLER, 'the interpreter hears the caller');
  await hears(counsellor, INTERPRETER, 'the counsellor hears the interpreter');

  await phone.setHold(callId, leg, true);
  await not(caller, INTERPRETER, 'the caller does not hear the private talk');
  await hears(interpreter.party, COUNSELLOR, 'the interpreter hears the counsellor in private');
  await not(interpreter.party, CALLER, 'the interpreter does not hear the caller in private');
  const other = await comesIn(callId, 'other');
  await hears(other.party, COUNSELLOR, 'the other counsellor is told what it is about');

  await phone.handOver(callId, leg, other.leg);
  await counsellor.ended;
  await hears(caller, OTHER, 'the caller hears the new counsellor');
  await hears(caller, INTERPRETER, 'the interpreter stayed');
  await hears(other.party, CALLER, 'the new counsellor hears the caller');

  phone.close();
  events.length = 0;
  await connect();
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'bridged', legId: other.leg, parties: [{ legId: interpreter.leg, mode: 'join' }] }]);
  await other.party.hangup();
  await saw('agentGone', other.leg);
  await until('who is left waits with music', async () => !(await interpreter.party.hearsSilence(400)) && !(await caller.hearsSilence(400)));
  const back = `leg-${++legs}`;
  await phone.connectAgent(callId, back, people['counsellor']!.endpoint, 10);
  await saw('agentAnswered', back);
  await hears(caller, INTERPRETER, 'the interpreter is there for the next counsellor too');
  await caller.hangup();
  await interpreter.party.ended;
  await people['counsellor']!.calls.at(-1)!.ended;
});

test('a supervisor listens unheard, whispers to the counsellor alone, then joins', { timeout: 90_000 }, async () => {
  const { caller, callId, counsellor } = await talk();
  const supervisor = await comesIn(callId, 'other', 'listen');
  await hears(supervisor.party, CALLER, 'the supervisor hears the caller');
  await hears(supervisor.party, COUNSELLOR, 'the supervisor hears the counsellor');
  await not(counsellor, OTHER, 'the counsellor does not hear who listens');
  await phone.setPartyMode(callId, supervisor.leg, 'whisper');
  await hears(counsellor, OTHER, 'the counsellor hears the whisper');
  await not(caller, OTHER, 'the caller does not hear the whisper');
  await phone.setPartyMode(callId, supervisor.leg, 'join');
  await hears(caller, OTHER, 'the caller hears the supervisor');
  await phone.setPartyMode(callId, supervisor.leg, 'listen');
  await not(caller, OTHER, 'the caller no longer hears the supervisor');
  await hears(supervisor.party, CALLER, 'the supervisor listens again');
  await caller.hangup();
  await supervisor.party.ended;
  await counsellor.ended;
});

test('a caller is handed to an outside number, and the call ends by itself when one side hangs up', { timeout: 60_000 }, async () => {
  const { caller, callId, leg, counsellor } = await talk();
  const outside: Party[] = [];
  callers.pickUp('5550177', OTHER, (party) => outside.push(party));
  const line = `leg-${++legs}`;
  await phone.addParty(callId, line, { number: '5550177' }, 'join', 10);
  await saw('partyJoined', line);
  await hears(caller, OTHER, 'the caller hears the outside number');
  await phone.handOut(callId, leg);
  await counsellor.ended;
  await hears(caller, OTHER, 'the caller still hears the outside number');
  await hears(outside[0]!, CALLER, 'the outside number hears the caller');
  expect(await phone.liveCalls()).toMatchObject([{ callId, state: 'handed-out' }]);
  await outside[0]!.hangup();
  await caller.ended;
});

test('a number nobody answers is said so, and the talk goes on', { timeout: 60_000 }, async () => {
  const { caller, callId, counsellor } = await talk();
  await phone.addParty(callId, 'leg-nobody', { number: '5550188' }, 'join', 10);
  await saw('partyFailed', 'leg-nobody');
  await hears(caller, COUNSELLOR, 'the caller hears the counsellor');
  await caller.hangup();
  await counsellor.ended;
});
