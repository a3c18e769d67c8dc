/** The desk's telephone: the microphone check, the line in a word, a line that was cut in a talk, and everything by keys. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const FROM_DESK = 1000;
const FROM_CALLER = 600;
/** What the desk promises after a network change. */
const BACK_MS = 5_000;
let centre: TestCentre;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-softphone-'));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_DESK, 2));
  centre = await startCentre('softphone');
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the microphone is checked; a cut line is back within five seconds with the talk going on; the whole call is done with keys', { timeout: 180_000 }, async () => {
  const office = (await sitDown(browser)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const link = await invite(office, { deskName: 'Wren' });
  const { page, errors } = await sitDown(browser);
  await page.addInitScript(`(() => {
    const Native = window.WebSocket;
    window.lines = [];
    window.WebSocket = class extends Native { constructor(...given) { super(...given); window.lines.push(this); } };
  })()`);
  await enrol(page, link);

  await page.getByText('You get no calls now.').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Mute', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Sou');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/desk/sound');
  await page.getByRole('button', { name: 'Check the microphone' }).click();
  await until('the level shows the tone', async () => Number(await page.getByRole('meter').first().getAttribute('aria-valuenow')) > 40);
  await page.getByText('This is what you said:').waitFor();

  await page.keyboard.press('Alt+1');
  await page.getByText('You get no calls now.').waitFor();
  await page.keyboard.press('Control+b');
  await page.getByText('Ready. The next call comes to you.').waitFor();
  await beReady(page);
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('1');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('F2');
  await page.waitForURL('**/desk/contact/*');
  await caller.playTone(FROM_CALLER);
  await until('the counsellor hears the caller', async () => Math.abs((await loudest(page)) - FROM_CALLER) < 25);
  await page.getByText('good line').waitFor();
  await page.getByText('good line').click();
  await page.getByText(/lost 0 %, jitter \d+ ms/).waitFor();

  const cut = performance.now();
  await page.evaluate('window.lines.at(-1).close()');
  await until('a new line is open', () => page.evaluate('window.lines.length > 1 && window.lines.at(-1).readyState === 1'));
  expect(performance.now() - cut).toBeLessThan(BACK_MS);
  expect(await caller.hearsTone(FROM_DESK, 400)).toBe(true);
  await until('the counsellor hears the caller after the cut', async () => Math.abs((await loudest(page)) - FROM_CALLER) < 25);
  await page.keyboard.press('F4');
  await page.getByText('You, muted').waitFor();
  await until('the caller hears nothing while muted', () => caller.hearsSilence(400));
  // The end of the call reaches the desk by the new line.
  await caller.hangup();
  await page.getByRole('region', { name: 'Talk controls' }).getByText('Wrap-up').waitFor();
  await page.getByText('good line').waitFor({ state: 'hidden' });
  expect(errors).toEqual([]);
});
