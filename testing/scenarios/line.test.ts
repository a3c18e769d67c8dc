/** The line between two counsellors: a call that one does not take goes to the other, and a desk that vanishes does not lose the caller. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const FROM_DESK = 1000;
const FROM_CALLER = 600;
let centre: TestCentre;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-line-'));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_DESK, 2));
  centre = await startCentre('line');
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

const hears = (page: Page): Promise<boolean> => loudest(page).then((hz) => Math.abs(hz - FROM_CALLER) < 25);

test('a call that one counsellor passes on goes to the other, and a desk that is loaded anew in the middle of it gets the caller back', { timeout: 120_000 }, async () => {
  const administrator = await sitDown(browser);
  await enrol(administrator.page, centre.link());
  await setUpCentre(administrator.page, 'Synthetic Helpline');
  const [juniper, heron] = [await sitDown(browser), await sitDown(browser)];
  await enrol(juniper.page, await invite(administrator.page, { deskName: 'Juniper' }));
  await enrol(heron.page, await invite(administrator.page, { deskName: 'Heron' }));
  await beReady(juniper.page);
  await beReady(heron.page);
  // Whoever has been ready longest is asked first, on whatever screen they are.
  await juniper.page.getByRole('link', { name: 'Directory' }).click();

  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('1');
  await juniper.page.getByRole('alertdialog').waitFor();
  expect(await heron.page.getByRole('alertdialog').count()).toBe(0);
  await juniper.page.getByRole('button', { name: 'Not now' }).click();
  await heron.page.getByRole('alertdialog').waitFor();
  await juniper.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  await heron.page.keyboard.press('F2');
  await heron.page.waitForURL('**/desk/contact/*');
  await caller.playTone(FROM_CALLER);
  await until('Heron hears the caller', () => hears(heron.page));
  await until('the caller hears Heron', () => caller.hearsTone(FROM_DESK, 400));

  // Loaded anew, with a note that nobody had time to save: the caller hears music, then the same counsellor.
  const contact = heron.page.url();
  const note = heron.page.getByLabel(/Write what they say/);
  await note.fill('Synthetic note of the last second');
  await heron.page.reload();
  await heron.page.getByRole('alertdialog').waitFor();
  expect(await juniper.page.getByRole('alertdialog').count()).toBe(0);
  expect(await until('the caller hears music', async () => !(await caller.hearsSilence(800)), 8)).toBe(true);
  await heron.page.keyboard.press('F2');
  await until('Heron hears the caller again', () => hears(heron.page));
  await until('the caller hears Heron again', () => caller.hearsTone(FROM_DESK, 400));
  expect(heron.page.url()).toBe(contact);
  expect(await note.inputValue()).toBe('Synthetic note of the last second');

  // Crashed: nobody says goodbye. The desk that is opened next tells the centre, and the caller is in the line again.
  const crashed = heron.page.waitForEvent('crash');
  const devtools = await heron.page.context().newCDPSession(heron.page);
  // A page that crashes does not answer.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  // Nobody opens the desk again: the server finds out by itself.
  await until('the caller hears music though nobody came back', async () => !(await caller.hearsSilence(800)), 25);
  const again = await heron.page.context().newPage();
  await again.goto(`${centre.url}/desk/now`);
  await again.getByRole('alertdialog').waitFor();
  expect(await until('the caller hears music', async () => !(await caller.hearsSilence(800)), 8)).toBe(true);
  await again.keyboard.press('F2');
  await until('the caller hears Heron after the crash', () => caller.hearsTone(FROM_DESK, 400));
  expect(again.url()).toBe(contact);
  await again.getByRole('button', { name: /End/ }).click();
  await again.getByRole('button', { name: 'End now' }).press('Enter');
  await caller.ended;
  expect([...juniper.errors, ...heron.errors]).toEqual([]);
  expect((await centre.havenline('log', 'verify')).code).toBe(0);
});
