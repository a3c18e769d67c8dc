/** The callers' side: a second Asterisk that places real calls, hears and makes tones, and holds automatic agents. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Ari } from '#adapters/asterisk';
import { startAsterisk } from '#telephony';
import type { AsteriskRuntime, Engine } from '#telephony';
import { freePort, freeUdpPort } from './ports.ts';
import { fromUlaw, loudness, sine, toneShare } from './tones.ts';

/** One end of a call on the callers' side. */
export interface Party {
  id: string;
  /** Resolves when the other side has answered; rejects when the call ended before. */
  answered: Promise<void>;
  /** Resolves when the call is over. */
  ended: Promise<void>;
  sendDigits(digits: string): Promise<void>;
  playTone(hz: number): Promise<void>;
  /** Ends the tone: keys wait for it. */
  stopTone(): Promise<void>;
  /** Listens to `ms` of sound and says whether half of it at least came and most of that was this tone, or at least the share `least` (0 to 1) of it where several sound at once. */
  hearsTone(hz: number, ms: number, least?: number): Promise<boolean>;
  hearsSilence(ms: number): Promise<boolean>;
  /** What the last listening brought, for the message of a test that fails. */
  heard(): string;
  /** Packets of sound that came so far, and those that did not (RTP sequence numbers). */
  packets(): Promise<{ received: number; lost: number }>;
  hangup(): Promise<void>;
}
/** Milliseconds until sound that is late counts as missing: recording begins only when the engine comes to it, which a busy machine delays. */
const LATE_MS = 1_000;
export interface Callers {
  /** `tls`: the call goes by TLS, its sound by SRTP. */
  placeCall(call: { toPort: number; toHost?: string; tls?: boolean; from?: string; line?: string; digits?: string; tone?: number }): Promise<Party>;
  /** Endpoints that answer at once; give each `uri` to the engine with provisionContact. `calls` are the calls they took, newest last. */
  registerAgents(count: number, options?: { tone?: number; prefix?: string }): Promise<Agent[]>;
  /** Answers calls to this number from now on; `answered` is told of each. Answers the number. */
  pickUp(number: string, tone: number, answered: (party: Party) => void): string;
  sipPort: number;
  stop(): Promise<void>;
}
export interface Agent { endpoint: string; uri: string; calls: Party[] }

/** Starts the callers' side in `runDir` on ports of its own; `trunkAddresses` may call it (default: loopback). */
export async function startCallers(options: { runtime: AsteriskRuntime; runDir: string; tls?: { certFile: string; keyFile: string }; address?: string; trunkAddresses?: string[]; sipPort?: number }): Promise<Callers> {
  const address = options.address ?? '127.0.0.1';
  const [sipPort, httpPort, rtp] = [options.sipPort ?? (await freeUdpPort()), await freePort(), await freeUdpPort()];
  const first = Math.min(rtp - (rtp % 2), 60000);
  const { tls: certificate, ...rest } = options;
  const tlsPort = await freePort();
  const engine: Engine = await startAsterisk({ ...rest, ...(certificate ? { tls: { port: tlsPort, ...certificate }, trunkEncrypted: true } : {}), sipPort, httpPort, ariPassword: 'callers', rtpPorts: [first, first + 1200], bindAddress: address, app: 'callers' });
  const parties = new Map<string, { up: () => void; over: () => void; party: Party }>();
  const agents = new Map<string, { agent: Agent; tone: number | undefined; answered?: (party: Party) => void }>();
  const ears = new Map<string, () => void>();
  const tones = new Map<number, Promise<void>>();
  let count = 0;
  let ready: () => void = () => undefined;
  const connected = new Promise<void>((done) => (ready = done));
  const ari = new Ari({ url: engine.httpUrl, user: 'havenline', password: 'callers', app: 'callers', onUp: () => ready(), onDown: () => undefined,
    onMessage: (message) => {
      const id = message.channel?.id as string | undefined;
      if (id === undefined) return;
      if (message.type === 'StasisStart' && message.args[0] === 'line') void agentAnswers(id, String(message.args[1])).catch(() => undefined); // hung up meanwhile
      else if (message.type === 'StasisStart' && ears.has(id)) ears.get(id)!();
      else if (message.type === 'StasisStart') parties.get(id)?.up();
      else if (message.type === 'ChannelDestroyed' || message.type === 'StasisEnd') parties.get(id)?.over();
    } });
  await connected;

  async function agentAnswers(id: string, name: string): Promise<void> {
    const found = agents.get(name);
    if (!found) return ari.request('DELETE', `channels/${id}`);
    const made = party(id);
    found.agent.calls.push(made.party);
    await ari.request('POST', `channels/${id}/answer`);
    made.up();
    found.answered?.(made.party);
    if (found.tone !== undefined) await made.party.playTone(found.tone);
  }

  function party(id: string): { up: () => void; over: () => void; party: Party } {
    let up: () => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    let end: () => void = () => undefined;
    const answered = new Promise<void>((done, no) => ([up, fail] = [done, no]));
    answered.catch(() => undefined);
    const ended = new Promise<void>((done) => (end = done));
    let lastHeard = 'nothing was listened to';
    /** Sound for `ms`: a machine that stands still for a moment delays it, so it is waited for a little, and what is counted is sound and not time. */
    const listen = async (ms: number): Promise<Float64Array> => {
      const ear = `ear-${++count}`;
      const listening = new Promise<void>((done) => ears.set(ear, done));
      await ari.request('POST', `channels/${id}/snoop/${ear}`, { spy: 'in', app: 'callers' });
      await listening; // before it has entered the app, recording is refused
      ears.delete(ear);
      const began = performance.now();
      let sound = Buffer.alloc(0);
      while (sound.length < ms * 8 && performance.now() - began < ms + LATE_MS) {
        const name = `heard-${++count}`;
        await ari.request('POST', `channels/${ear}/record`, { name, format: 'ulaw', ifExists: 'overwrite' });
        await pause(Math.max(100, ms - sound.length / 8));
        await ari.request('POST', `recordings/live/${name}/stop`).catch(() => undefined);
        sound = Buffer.concat([sound, await readFile(join(options.runDir, 'spool/recording', `${name}.ulaw`))]);
      }
      await ari.request('DELETE', `channels/${ear}`).catch(() => undefined);
      const heard = fromUlaw(sound);
      lastHeard = `${sound.length / 8} ms of sound in ${Math.round(performance.now() - began)} ms, as loud as ${loudness(heard).toFixed(4)}`;
      return heard;
    };
    let playing: string | null = null;
    const made = { up, over: () => { fail(new Error('the call ended before it was answered')); end(); parties.delete(id); },
      party: {
        id, answered, ended,
        sendDigits: (dtmf: string) => ari.request('POST', `channels/${id}/dtmf`, { dtmf, between: 120, duration: 120 }),
        playTone: async (hz: number) => {
          const name = `tone-${hz}`;
          // Once: written again, it would end under those who play it now.
          if (!tones.has(hz)) tones.set(hz, writeFile(join(options.runDir, 'data/sounds', `${name}.sln`), sine(hz, 30)));
          await tones.get(hz);
          playing = ((await ari.request('POST', `channels/${id}/play`, { media: Array.from({ length: 20 }, () => `sound:${name}`).join(',') })) as { id: string }).id;
        },
        stopTone: async () => {
          if (playing !== null) await ari.request('DELETE', `playbacks/${playing}`).catch(() => undefined);
          playing = null;
        },
        hearsTone: async (hz: number, ms: number, least = 0.5) => { const heard = await listen(ms); return heard.length > ms * 4 && loudness(heard) > 0.01 && toneShare(heard, hz) > least; },
        heard: () => lastHeard,
        packets: async () => {
          const { rxcount, rxploss } = (await ari.request('GET', `channels/${id}/rtp_statistics`)) as { rxcount: number; rxploss: number };
          return { received: rxcount, lost: rxploss };
        },
        hearsSilence: async (ms: number) => loudness(await listen(ms)) < 0.003,
        hangup: () => ari.request('DELETE', `channels/${id}`).catch(() => undefined),
      } };
    parties.set(id, made);
    return made;
  }

  return {
    sipPort: certificate ? tlsPort : sipPort,
    async placeCall(call) {
      const id = `caller-${process.pid}-${++count}`;
      const made = party(id);
      await ari.request('POST', 'channels', { endpoint: `PJSIP/trunk/sip:${call.line ?? '100'}@${call.toHost ?? '127.0.0.1'}:${call.toPort}${call.tls === true ? ';transport=tls' : ''}`, app: 'callers', appArgs: 'placed', channelId: id, timeout: 60, callerId: call.from ?? '5550100' });
      void made.party.answered.then(async () => {
        if (call.digits) await made.party.sendDigits(call.digits);
        if (call.tone) await made.party.playTone(call.tone);
      }).catch(() => undefined);
      return made.party;
    },
    async registerAgents(howMany, { tone, prefix = 'agent' } = {}) {
      return Array.from({ length: howMany }, (_, index) => {
        const endpoint = `${prefix}-${index + 1}`;
        const agent: Agent = { endpoint, uri: `sip:${endpoint}@${address}:${sipPort}`, calls: [] };
        agents.set(endpoint, { agent, tone });
        return agent;
      });
    },
    pickUp(number, tone, whenAnswered) {
      agents.set(number, { agent: { endpoint: number, uri: `sip:${number}@127.0.0.1:${sipPort}`, calls: [] }, tone, answered: whenAnswered });
      return number;
    },
    async stop() { ari.close(); await engine.stop(); },
  };
}
