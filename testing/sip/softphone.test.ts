import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { ensureAsterisk, startAsterisk } from '#telephony';
import type { Engine } from '#telephony';
import { launchBrowser } from '#testing/browser';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Callers } from '#testing/sip';
import { toneWav } from './tones.ts';

const FROM_BROWSER = 1000;
const FROM_CALLER = 600;
let folder: string;
let engine: Engine;
let callers: Callers;
let phone: AsteriskTelephony;
let browser: Browser;
let page: Page;
let site: Server;
const events: { type: string; callId?: string }[] = [];

async function until<T>(what: string, read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 15_000;
  while (performance.now() < deadline) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`not in 15 s: ${what}; events: ${events.map((event) => event.type).join(' ')}; page: ${JSON.stringify(await page?.evaluate('[said, loudest()]').catch(String))}`);
}

/** JsSIP as one script that a page can load. */
async function jssip(): Promise<string> {
  const made = await build({
    configFile: false, logLevel: 'silent', root: import.meta.dirname, define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry: join(import.meta.dirname, '../../node_modules/jssip/lib/JsSIP.js'), formats: ['iife'], name: 'JsSIP', fileName: 'jssip' } },
  });
  const [first] = Array.isArray(made) ? made : [made];
  if (!first || !('output' in first)) throw new Error('vite built nothing');
  return first.output[0].code;
}

/** Runs in the page: a softphone whose microphone is a tone, and an ear on what it hears. */
const SOFTPHONE = `
window.said = [];
window.start = async ({ url, endpoint, password }) => {
  const sound = new AudioContext();
  // The stand-in's tone must come through as it is, not be taken for noise.
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  const JsSip = JsSIP.default ?? JsSIP;
  const ua = new JsSip.UA({ sockets: [new JsSip.WebSocketInterface(url)], uri: 'sip:' + endpoint + '@127.0.0.1', password, register: true, session_timers: false });
  for (const name of ['connected', 'disconnected', 'registered', 'registrationFailed']) ua.on(name, (event) => said.push(name + (event && event.cause ? ' ' + event.cause : '')));
  ua.on('newRTCSession', ({ session }) => {
    said.push('call');
    session.on('failed', (event) => said.push('failed ' + event.cause));
    session.on('peerconnection', ({ peerconnection }) => {
      peerconnection.addEventListener('iceconnectionstatechange', () => said.push('ice ' + peerconnection.iceConnectionState));
      peerconnection.addEventListener('connectionstatechange', () => said.push('connection ' + peerconnection.connectionState + ' sound ' + sound.state));
      peerconnection.addEventListener('track', ({ track, streams }) => {
        said.push('track');
        const stream = streams[0] ?? new MediaStream([track]);
        // Chromium decodes a remote stream only while an element plays it.
        const element = new Audio(); element.srcObject = stream; element.muted = true; void element.play();
        window.ear = sound.createAnalyser();
        ear.fftSize = 4096;
        sound.createMediaStreamSource(stream).connect(ear);
      });
    });
    session.answer({ mediaStream: microphone, pcConfig: { iceServers: [] } });
  });
  ua.start();
  window.loudest = () => {
    if (!window.ear) return 0;
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    let best = 0;
    for (let i = 1; i < bins.length; i++) if (bins[i] > bins[best]) best = i;
    return bins[best] > -60 ? best * sound.sampleRate / ear.fftSize : 0;
  };
};`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-softphone-'));
  const runtime = await ensureAsterisk({ dataDir: folder, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  engine = await startAsterisk({ runtime, runDir: join(folder, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [21000, 21600], bindAddress: '127.0.0.1' });
  callers = await startCallers({ runtime, runDir: join(folder, 'callers') });
  phone = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret' });
  phone.onEvent(async (event) => void events.push(event));
  await until('engineUp', () => events.some((event) => event.type === 'engineUp'));
  const files: Record<string, [string, string]> = {
    '/': ['text/html', '<!doctype html><title>Softphone</title><script src="/jssip.js"></script><script src="/softphone.js"></script>'],
    '/jssip.js': ['text/javascript', await jssip()], '/softphone.js': ['text/javascript', SOFTPHONE],
  };
  site = createServer((request, response) => {
    const [type, text] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_BROWSER, 2));
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
  page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
}, 120_000);
afterAll(async () => {
  await page?.close();
  await browser?.close();
  site?.close();
  phone?.close();
  await callers?.stop();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a browser softphone registers, is connected to a caller, and both hear each other', async () => {
  await phone.provisionSoftphone('counsellor-1', 'short-lived');
  await page.evaluate((settings) => (globalThis as any).start(settings), { url: `ws://127.0.0.1:${engine.httpPort}/ws`, endpoint: 'counsellor-1', password: 'short-lived' });
  await until('the softphone is registered', () => page.evaluate(() => (globalThis as any).said.includes('registered') as boolean));
  const caller = await callers.placeCall({ toPort: engine.sipPort });
  const { callId } = (await until('arrived', () => events.find((event) => event.type === 'arrived'))) as { callId: string };
  await phone.answer(callId);
  await caller.answered;
  await phone.connectAgent(callId, 'leg-browser', 'counsellor-1', 15);
  await until('the softphone answers', () => events.some((event) => event.type === 'agentAnswered'));
  await caller.playTone(FROM_CALLER);
  expect(await until('the browser hears the caller', async () => Math.abs((await page.evaluate(() => (globalThis as any).loudest() as number)) - FROM_CALLER) < 25)).toBe(true);
  expect(await until('the caller hears the browser', () => caller.hearsTone(FROM_BROWSER, 400))).toBe(true);
  await caller.hangup();
  await until('callerGone', () => events.some((event) => event.type === 'callerGone' && event.callId === callId));
});
