/** A call from the public page: two browsers hear each other through the telephone engine, neither learns the other's address, and the way in works once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const FROM_DESK = 1000;
const FROM_CHILD = 600;
let centre: TestCentre;
const browsers: Browser[] = [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-speak-'));
  centre = await startCentre('speak');
  for (const hz of [FROM_DESK, FROM_CHILD]) {
    await writeFile(join(folder, `${hz}.wav`), toneWav(hz, 2));
    browsers.push(await launchBrowser({ microphone: join(folder, `${hz}.wav`) }));
  }
}, 240_000);
afterAll(async () => {
  for (const one of browsers) await one.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('somebody calls from the public page, is offered in their language, talks both ways, and hangs up', { timeout: 180_000 }, async () => {
  const office = (await sitDown(browsers[0]!)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const desk = (await sitDown(browsers[0]!)).page;
  await enrol(desk, await invite(office, { deskName: 'Sorrel' }));
  await beReady(desk);

  const { page, errors } = await sitDown(browsers[1]!);
  await page.addInitScript(`(() => {
    const Native = window.RTCPeerConnection;
    window.candidates = [];
    window.RTCPeerConnection = class extends Native {
      // As over a long way: the engine has begun to look for the browser before the browser knows of the engine.
      async setRemoteDescription(description) { window.candidates.push(description.sdp); await new Promise((done) => setTimeout(done, 700)); return super.setRemoteDescription(description); }
    };
  })()`);
  let given: { path: string; endpoint: string } | null = null;
  page.on('response', (response) => { if (response.url().endsWith('/api/public/web-call')) void response.json().then((body) => (given = body as typeof given)); });
  await page.goto(`${centre.url}/es/speak/`);
  await page.getByRole('button', { name: 'Empezar la llamada' }).click();
  await desk.getByRole('alertdialog').getByText('Somebody, in español').waitFor();
  await desk.getByText('Call from the page for you').waitFor();
  await desk.keyboard.press('F2');
  await until('the counsellor hears the child', async () => Math.abs((await loudest(desk)) - FROM_CHILD) < 25);
  await until('the child hears the counsellor', async () => Math.abs((await loudest(page)) - FROM_DESK) < 25);
  // All that the page was told of the other side are places of the telephone engine, known by its range of ports.
  const told = ((await page.evaluate('window.candidates')) as string[]).join('\n');
  const ports = [...told.matchAll(/a=candidate:\S+ \d+ udp \d+ \S+ (\d+) /gi)].map((one) => Number(one[1]));
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => port < 10_000 || port > 14_999)).toEqual([]);
  expect(told).not.toMatch(/raddr (?!0\.0\.0\.0|127\.0\.0\.1)/);

  const again = await new Promise<string>((done) => {
    const socket = new WebSocket(`${centre.url.replace('http', 'ws')}${given!.path}`, 'sip', { origin: centre.url });
    socket.on('open', () => { socket.close(); done('open'); });
    socket.on('unexpected-response', (_request, response) => done(String(response.statusCode)));
  });
  expect(again).toBe('401');

  await page.getByRole('button', { name: 'Terminar la llamada' }).click();
  await page.getByText('La llamada terminó.').waitFor();
  await desk.getByRole('region', { name: 'Talk controls' }).getByText('Wrap-up').waitFor();
  expect(errors).toEqual([]);
  const { output } = await centre.havenline('log', 'show', '--limit', '200');
  expect(output).not.toContain(given!.endpoint);
});

test('writing beside the sound: both write within the call; who may not speak, or whose microphone is refused, only writes and still hears; the browser keeps nothing', { timeout: 180_000 }, async () => {
  const desk = browsers[0]!.contexts().at(-1)!.pages()[0]!;
  await desk.getByRole('button', { name: 'Finish' }).click();
  await desk.getByRole('region', { name: 'Talk controls' }).waitFor({ state: 'hidden' });
  await desk.goto(`${centre.url}/desk/now`);
  await desk.getByText('Ready. The next call comes to you.').waitFor();
  const { page, errors } = await sitDown(browsers[1]!);
  // The browser says no to the microphone.
  await page.addInitScript(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));`);
  await page.goto(`${centre.url}/en/speak/`);
  await page.getByRole('button', { name: 'Start the call' }).click();
  await page.getByText('We cannot use your microphone. Start again: you hear us, and you write.').waitFor();
  await page.getByRole('checkbox', { name: 'I can only write. I do not speak.' }).isChecked().then((on) => expect(on).toBe(true));
  await page.getByRole('button', { name: 'Start the call' }).press('Enter');
  await desk.getByText('Call from the page for you: they can only write').waitFor();
  // Written before anybody answers: it is there when somebody does.
  const field = page.getByRole('textbox', { name: 'Write here while you talk or listen' });
  await field.fill('Synthetic: I cannot speak, he is near');
  await field.press('Enter');
  await desk.keyboard.press('F2');
  await desk.getByText('They hear you and can only write. Speak, or answer in the text below.').waitFor();
  const log = desk.getByRole('log', { name: 'Chat' });
  await log.getByText('Synthetic: I cannot speak, he is near').waitFor();
  await until('who only writes hears the counsellor', async () => Math.abs((await loudest(page)) - FROM_DESK) < 25);
  await desk.getByLabel('Your message').fill('Synthetic: I read you. You are not alone.');
  await desk.keyboard.press('Enter');
  const mine = page.getByRole('log');
  await mine.getByText('Synthetic: I read you. You are not alone.').waitFor();
  await field.fill('Synthetic: thank you');
  await page.getByRole('button', { name: 'Send' }).click();
  await log.getByText('Synthetic: thank you').waitFor();
  expect(await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length].join()')).toBe(',0,0');
  expect((await page.context().cookies()).filter((one) => one.name !== 'havenline_session')).toEqual([]);
  await page.getByRole('button', { name: 'End the call' }).click();
  await page.getByText('The call is over.').waitFor();
  await desk.getByRole('region', { name: 'Talk controls' }).getByText('Wrap-up').waitFor();
  expect(await page.getByText('Synthetic').count()).toBe(0);
  expect(errors).toEqual([]);
});
