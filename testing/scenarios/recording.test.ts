/** Recording on real parts: asked, agreed, both voices in the file and nowhere in the clear; stopped by the caller's key; no leaves no file; a third voice pauses it; kills; a message as the last resort. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { loudness, toneShare, toneWav } from '#testing/sip';
import type { Party } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, setUpCentre, sitDown } from './people.ts';

const TONES = { counsellor: 1000, interpreter: 800, supervisor: 1400, caller: 600 };
/** The question in two languages, as tones. */
const QUESTION = { es: 1800, en: 2200 };
let centre: TestCentre;
let folder: string;
const browsers: Record<string, Browser> = {};
let office: Page;
let juniper: Page;
let linnet: Page;
let heron: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-recorded-'));
  centre = await startCentre('recording');
  for (const who of ['counsellor', 'interpreter', 'supervisor'] as const) {
    await writeFile(join(folder, `${who}.wav`), toneWav(TONES[who], 2));
    browsers[who] = await launchBrowser({ microphone: join(folder, `${who}.wav`) });
  }
  office = (await sitDown(browsers['supervisor']!)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const desk = async (browser: string, deskName: string, roles: string[], languages?: string[]): Promise<Page> => {
    const link = await invite(office, { deskName, roles, ...(languages ? { languages } : {}) });
    const { page } = await sitDown(browsers[browser]!);
    await enrol(page, link);
    return page;
  };
  juniper = await desk('counsellor', 'Juniper', ['Counsellor']);
  linnet = await desk('interpreter', 'Linnet', ['Interpreter'], ['español', 'Mam']);
  heron = await desk('supervisor', 'Heron', ['Supervisor']);
  await beReady(juniper);
  await linnet.getByRole('button', { name: 'Ready' }).click();
  await office.getByRole('link', { name: 'Centre' }).click();
  await office.getByLabel('Counsellors may ask to record').check();
  await office.getByRole('button', { name: 'Save recording' }).click();
  await office.getByText('Saved', { exact: true }).waitFor();
}, 300_000);
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

const takes = (): string[] => {
  try {
    return readdirSync(join(centre.dataDir, 'recordings')).filter((name) => name.endsWith('.take'));
  } catch {
    return [];
  }
};
const size = (name: string): number => readFileSync(join(centre.dataDir, 'recordings', name)).length;
/** Waits until that many takes more than before exist and the last one holds `seconds`. */
async function written(before: string[], seconds: number): Promise<string> {
  return until(`${seconds} s of a new take`, () => takes().find((name) => !before.includes(name) && size(name) > seconds * 8_000), 30);
}
const recorderPid = (): number => (JSON.parse(readFileSync(join(centre.dataDir, 'recordings', 'process.json'), 'utf8')) as { pid: number }).pid;
const line = (page: Page) => page.getByRole('group', { name: 'Recording' });
const says = (page: Page, words: string | RegExp) => line(page).getByRole('status').filter({ hasText: words }).waitFor();
async function talk(): Promise<Party> {
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('2');
  await juniper.getByRole('alertdialog').waitFor({ timeout: 60_000 });
  await juniper.keyboard.press('F2');
  await juniper.waitForURL('**/desk/contact/*');
  await until('the caller hears the counsellor', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
  return caller;
}
async function call(): Promise<Party> {
  const caller = await talk();
  await line(juniper).getByRole('button', { name: 'Ask to record' }).click();
  await says(juniper, 'nothing is recorded yet');
  await until('the caller is asked', async () => !(await caller.hearsTone(TONES.counsellor, 400, 0.5)));
  return caller;
}
async function finish(caller: Party): Promise<void> {
  await caller.hangup();
  await juniper.getByRole('button', { name: 'Finish' }).click();
  await juniper.getByRole('link', { name: 'Now' }).click();
}
/** The samples of a WAV that somebody hears at the desk. */
async function heard(page: Page, path: string, body: unknown): Promise<{ samples: Float64Array; bytes: Buffer }> {
  const wav = Buffer.from(await page.evaluate(async ([at, given]) => {
    const answer = await fetch(at as string, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) });
    return Array.from(new Uint8Array(await answer.arrayBuffer()));
  }, [path, body] as const));
  const samples = Float64Array.from({ length: (wav.length - 44) / 2 }, (_, i) => wav.readInt16LE(44 + i * 2) / 32_768);
  return { samples, bytes: wav };
}
const kept = (page: Page): Promise<{ id: string; seconds: number; heard: unknown[] }[]> => page.evaluate(async () => (await (await fetch('/api/recordings')).json()).all);

test('asked in their language and agreed, both voices are in it and no plain byte is on the disk; a third voice pauses it until they agree; the caller stops it with a key', { timeout: 240_000 }, async () => {
  expect(takes()).toEqual([]);
  const caller = await call();
  expect(takes()).toEqual([]);
  await caller.sendDigits('1');
  await says(juniper, 'is recorded, encrypted');
  await caller.playTone(TONES.caller);
  const first = await written([], 14);

  await juniper.keyboard.press('F6');
  await juniper.getByLabel('The caller speaks').selectOption({ label: 'Mam' });
  await juniper.getByRole('button', { name: 'Call an interpreter' }).click();
  await linnet.getByText('An interpreter is needed').waitFor();
  await linnet.keyboard.press('F2');
  await linnet.getByText('May this conversation be recorded, with your voice?').waitFor();
  await says(juniper, 'Recording is paused until they agree: Linnet');
  const stopped = size(first);
  await until('the caller hears the interpreter', () => caller.hearsTone(TONES.interpreter, 600, 0.1));
  expect(size(first)).toBe(stopped);
  expect(takes()).toEqual([first]);
  await line(linnet).getByRole('button', { name: 'I agree' }).click();
  await says(juniper, 'is recorded, encrypted');
  const second = await written([first], 10);

  await caller.stopTone();
  await caller.sendDigits('5');
  await says(juniper, 'The recording was stopped by the caller.');
  const ended = size(second);
  await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.1));
  expect(size(second)).toBe(ended);
  expect(await line(juniper).getByRole('button', { name: 'Ask to record' }).count()).toBe(0);
  await finish(caller);

  await heron.getByRole('link', { name: 'Recordings' }).click();
  await heron.getByText('Nobody has listened.').waitFor();
  const [recording] = await kept(heron);
  const { samples, bytes } = await heard(heron, `/api/recordings/${recording!.id}/listen`, { purpose: 'quality-supervision' });
  // In the beginning the prompt is spoken to the caller alone; then both sound.
  const talk = samples.subarray(10 * 8_000, 13 * 8_000);
  expect(usual(talk, TONES.caller)).toBeGreaterThan(0.05);
  expect(usual(talk, TONES.counsellor)).toBeGreaterThan(0.05);
  expect(usual(samples.subarray(samples.length - 3 * 8_000), TONES.interpreter)).toBeGreaterThan(0.03);
  expect(usual(samples.subarray(0, stopped - 2 * 8_000), TONES.interpreter)).toBeLessThan(0.01);
  await heron.getByRole('button', { name: 'Listen' }).click();
  await heron.locator('audio').waitFor();
  await heron.getByText(/Heard by Heron/).waitFor();
  await juniper.getByRole('link', { name: 'Recordings' }).click();
  await juniper.getByText(/Heard by Heron/).waitFor();

  // The canary: stretches of what was said, as mu-law and as samples, are in no file of the centre: the engine's folders, the database and the recordings.
  const canaries = [4, 6, 8, 11, 12].flatMap((second_) => [bytes.subarray(44 + second_ * 16_000, 44 + second_ * 16_000 + 64), ulaw(samples.subarray(second_ * 8_000, second_ * 8_000 + 48))]);
  expect(await filesWith(canaries, [centre.dataDir])).toEqual([]);
  const planted = join(centre.dataDir, 'planted');
  writeFileSync(planted, Buffer.concat([Buffer.from('x'), canaries[1]!]));
  expect(await filesWith(canaries, [centre.dataDir])).toEqual([planted]);
  await rm(planted);
});

test('no leaves no file, and is not asked again', { timeout: 120_000 }, async () => {
  const before = takes();
  const caller = await call();
  await caller.sendDigits('2');
  await says(juniper, 'the caller said no, or did not answer');
  expect(await line(juniper).getByRole('button', { name: 'Ask to record' }).count()).toBe(0);
  await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
  expect(takes()).toEqual(before);
  await finish(caller);
});

test('an interpreter by telephone hears the question in their language and answers by key: nothing is recorded before their yes, and with their no it stays off', { timeout: 240_000 }, async () => {
  // The centre's own recording of the question, one a language, so that it is known in which it was heard: one of them by a tone.
  const question = (method: string, language: string, body?: unknown) => office.evaluate(async ([how, code, given]) => {
    const answer = await fetch(`/api/prompts/${code as string}/record-ask`, { method: how as string, headers: { 'content-type': 'application/json' }, body: JSON.stringify(given ?? {}) });
    if (!answer.ok) throw new Error(await answer.text());
  }, [method, language, body] as const);
  for (const [language, hz] of [['es', QUESTION.es], ['en', QUESTION.en]] as const) await question('PUT', language, { wav: toneWav(hz, 4).toString('base64') });
  await linnet.getByRole('button', { name: 'Off' }).click();
  await office.evaluate(async (body) => {
    const answer = await fetch('/api/lines', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }, { name: 'Example Interpreters', kind: 'interpreter', languages: ['mam', 'es'], number: '5550178' });
  const answered: Party[] = [];
  centre.callers.pickUp('5550178', TONES.interpreter, (party) => answered.push(party));

  for (const [n, key] of ['1', '2'].entries()) {
    const before = takes();
    const caller = await talk();
    await juniper.getByRole('region', { name: 'Talk controls' }).getByRole('button', { name: /^Interpreter/ }).waitFor();
    await juniper.keyboard.press('F6');
    await juniper.getByLabel('The caller speaks').selectOption({ label: 'Mam' });
    await juniper.getByRole('button', { name: 'Call an interpreter' }).click();
    await until('the caller hears the interpreter', () => caller.hearsTone(TONES.interpreter, 400, 0.15));
    const interpreter = answered[n]!;
    await interpreter.stopTone();
    await line(juniper).getByRole('button', { name: 'Ask to record' }).click();
    await until('the interpreter hears the question, in Spanish', () => interpreter.hearsTone(QUESTION.es, 300, 0.15));
    await caller.sendDigits('1');
    await says(juniper, 'An answer is missing: Example Interpreters');
    await until('the caller, who has said yes, hears the counsellor', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
    expect(takes()).toEqual(before);
    await interpreter.sendDigits(key);
    if (key === '1') {
      await says(juniper, 'is recorded, encrypted');
      const take = await written(before, 3);
      // A key of theirs stops it, as the caller's does.
      await interpreter.sendDigits('5');
      await says(juniper, 'The recording was stopped by Example Interpreters.');
      const ended = size(take);
      await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
      expect(size(take)).toBe(ended);
    } else {
      await says(juniper, 'Not recorded: Example Interpreters said no, or did not answer.');
      await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
      expect(takes()).toEqual(before);
    }
    await finish(caller);
    await interpreter.ended;
  }
  for (const language of ['es', 'en']) await question('DELETE', language);
  const { output } = await centre.havenline('log', 'show', '--limit', '400');
  expect(output).not.toContain('5550178');
});

test('kill -9 of the recorder: what was written is heard, the desk says that it stopped, and the talk goes on', { timeout: 120_000 }, async () => {
  const before = takes();
  const caller = await call();
  await caller.sendDigits('1');
  await says(juniper, 'is recorded, encrypted');
  await written(before, 4);
  process.kill(recorderPid(), 'SIGKILL');
  await says(juniper, 'stopped by a fault');
  await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
  await finish(caller);
  const [recording] = await kept(heron);
  const { samples } = await heard(heron, `/api/recordings/${recording!.id}/listen`, { purpose: 'quality-supervision' });
  expect(samples.length / 8_000).toBeGreaterThan(3);
  expect(usual(samples.subarray(16_000), TONES.counsellor)).toBeGreaterThan(0.2);
});

test('kill -9 of the server: nothing is recorded while nobody could stop it; afterwards it goes on with the consent that is written down', { timeout: 180_000 }, async () => {
  const before = takes();
  const caller = await call();
  await caller.sendDigits('1');
  await says(juniper, 'is recorded, encrypted');
  const first = await written(before, 4);
  await centre.kill();
  let last = -1;
  await until('the recorder has stopped by itself', async () => {
    const now = size(first);
    await new Promise((next) => setTimeout(next, 1_500));
    return size(first) === now && last === (last = now);
  }, 30);
  await until('the talk goes on', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
  await centre.start();
  const second = await written([...before, first], 2);
  expect(second).not.toBe(first);
  await caller.sendDigits('5');
  await says(juniper, 'The recording was stopped by the caller.');
  await finish(caller);
});

test('when nobody can be reached a caller leaves a message: tone, hash key, heard by a counsellor of the language, erased when it was worked on', { timeout: 180_000 }, async () => {
  const before = takes();
  await office.evaluate(async () => {
    const at = async (method: string, path: string, body: unknown) => fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const { live } = await (await fetch('/api/call-flow')).json();
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(new Date());
    await at('PUT', '/api/call-flow/draft', { ...live, messages: true, closures: [day] });
    await at('POST', '/api/call-flow/live', {});
  });
  // What callers hear is read again a moment after it went live: a call that still comes to the line is ended.
  let caller!: Party;
  await until('callers hear that it is closed', async () => {
    caller = await centre.callers.placeCall({ toPort: centre.sipPort });
    await caller.answered;
    await caller.sendDigits('2');
    const offered = await juniper.getByRole('alertdialog').waitFor({ timeout: 5_000 }).then(() => true, () => false);
    if (offered) await caller.hangup();
    return !offered;
  }, 60);
  // First the callback is offered (16 s), then the message.
  let message = '';
  await until('the message begins', async () => {
    await caller.sendDigits('3');
    // A key takes a moment to be sent, and the tone before the message nine seconds to end.
    await new Promise((next) => setTimeout(next, 3_000));
    message = takes().find((name) => !before.includes(name)) ?? '';
    return message !== '';
  }, 90);
  await caller.playTone(TONES.caller);
  await written(before, 6);
  await caller.stopTone();
  await caller.sendDigits('#');
  await caller.ended;
  await juniper.getByRole('link', { name: 'Callbacks' }).click();
  const pane = juniper.getByRole('region', { name: 'Messages that callers left' });
  await pane.getByText('Nobody has listened.').waitFor();
  const { id } = (await juniper.evaluate(async () => (await (await fetch('/api/left-messages')).json()).messages[0])) as { id: string };
  const { samples } = await heard(juniper, `/api/left-messages/${id}/listen`, {});
  expect(loudness(samples.subarray(16_000, 32_000))).toBeGreaterThan(0.01);
  expect(usual(samples.subarray(16_000, 32_000), TONES.caller)).toBeGreaterThan(0.5);
  await pane.getByText(/Heard by Juniper/).waitFor();
  await pane.getByRole('button', { name: 'Done, erase it' }).click();
  await pane.getByText('No messages.').waitFor();
  await until('its file is gone', () => !takes().includes(message));
});

/** The share of a tone in the middle one of stretches of 400 ms: a packet that came late must not decide. */
function usual(samples: Float64Array, hz: number): number {
  const shares = Array.from({ length: Math.floor(samples.length / 3_200) }, (_, i) => toneShare(samples.subarray(i * 3_200, (i + 1) * 3_200), hz)).sort((a, b) => a - b);
  return shares[Math.floor(shares.length / 2)] ?? 0;
}
/** Mu-law of samples that came from mu-law. */
function ulaw(samples: Float64Array): Buffer {
  return Buffer.from(Uint8Array.from(samples, (one) => {
    const value = Math.round(one * 32_768);
    const magnitude = Math.abs(value) + 132;
    const exponent = 31 - Math.clz32(magnitude) - 7;
    return ~((value < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
  }));
}
/** The files below folders that hold one of these stretches of bytes. */
async function filesWith(stretches: Buffer[], folders: string[]): Promise<string[]> {
  const pattern = stretches.map((one) => [...one].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')).join('|');
  const found = await promisify(execFile)('grep', ['-rlaP', pattern, ...folders], { env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' } }).catch((error: { stdout: string }) => ({ stdout: error.stdout }));
  return found.stdout.split('\n').filter(Boolean);
}
