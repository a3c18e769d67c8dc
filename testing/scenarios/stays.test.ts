/** The server is killed in the middle of a call: the talk goes on, who waits hears music, and after the start everything is where it was. */
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
const FROM_SECOND = 800;
let centre: TestCentre;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-stays-'));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_DESK, 2));
  centre = await startCentre('stays');
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a server killed with -9 in the middle of a call drops nobody; the notes, the call and the line are right after the start', { timeout: 240_000 }, async () => {
  const administrator = await sitDown(browser);
  await enrol(administrator.page, centre.link());
  await setUpCentre(administrator.page, 'Synthetic Helpline');
  const link = await invite(administrator.page, { deskName: 'Heron' });
  const { page, errors } = await sitDown(browser);
  await enrol(page, link);
  await beReady(page);

  const first = await centre.callers.placeCall({ toPort: centre.sipPort });
  await first.answered;
  await first.sendDigits('1');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('F2');
  await page.waitForURL('**/desk/contact/*');
  const contact = page.url();
  await first.playTone(FROM_CALLER);
  await until('the counsellor hears the caller', async () => Math.abs((await loudest(page)) - FROM_CALLER) < 25);
  await until('the caller hears the counsellor', () => first.hearsTone(FROM_DESK, 400));

  const second = await centre.callers.placeCall({ toPort: centre.sipPort });
  await second.answered;
  await second.sendDigits('1');
  const waiting = () => page.evaluate(async () => (await (await fetch('/api/now')).json()).line.waiting as number);
  await until('the second caller stands in the line', async () => (await waiting()) === 1);
  await page.getByLabel(/Write what they say/).fill('Synthetic note before the power cut');
  await until('the note is on the server', () => page.evaluate(async (id) => (await (await fetch(`/api/contacts/${id}`)).json()).form.draftNote === 'Synthetic note before the power cut', contact.split('/').at(-1)!), 3);

  await centre.kill();
  expect(await until('the caller hears the counsellor with no server', () => first.hearsTone(FROM_DESK, 400))).toBe(true);
  expect(await until('the counsellor hears the caller with no server', async () => Math.abs((await loudest(page)) - FROM_CALLER) < 25)).toBe(true);
  await until('who waits still hears music', async () => !(await second.hearsSilence(1000)));

  await centre.start();
  const kept = () => page.evaluate(async (id) => (await (await fetch(`/api/contacts/${id}`)).json()) as { state: string; form: { draftNote: string } }, contact.split('/').at(-1)!);
  expect(await until('the contact is there again', async () => (await kept()).state === 'talking' && kept())).toMatchObject({ form: { draftNote: 'Synthetic note before the power cut' } });
  expect(await until('they still hear each other', async () => Math.abs((await loudest(page)) - FROM_CALLER) < 25 && first.hearsTone(FROM_DESK, 400))).toBe(true);
  expect(await until('one caller waits', async () => (await waiting()) === 1)).toBe(true);

  await page.getByRole('button', { name: /End/ }).click();
  await page.getByRole('button', { name: 'End now' }).press('Enter');
  await first.ended;
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('F2');
  await page.waitForURL((url) => url.pathname.startsWith('/desk/contact/') && url.href !== contact);
  await second.playTone(FROM_SECOND);
  await until('the second caller is heard', async () => Math.abs((await loudest(page)) - FROM_SECOND) < 25);
  await until('the second caller hears the counsellor', () => second.hearsTone(FROM_DESK, 400));
  expect(errors).toEqual([]);
  expect((await centre.havenline('log', 'verify')).code).toBe(0);
});
