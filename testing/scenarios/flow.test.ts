/** What callers hear is data: an administrator changes it on the page, and the next caller hears it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, setUpCentre, sitDown } from './people.ts';

const RECORDED = 700;
let centre: TestCentre;
let browser: Browser;
let folder: string;
let office: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-flow-'));
  await writeFile(join(folder, 'recorded.wav'), toneWav(RECORDED, 8));
  centre = await startCentre('flow');
  browser = await launchBrowser();
  office = (await sitDown(browser)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a language is added to the menu and recorded, tried in words, made live, and heard; a flow that would lose callers does not go live; a sample leads to its language', { timeout: 240_000 }, async () => {
  const link = await invite(office, { deskName: 'Teal', languages: ['português'] });
  const desk = (await sitDown(browser)).page;
  await enrol(desk, link);
  await beReady(desk);

  await office.getByRole('link', { name: 'Call flow' }).click();
  await office.getByLabel('Add a language to the menu').selectOption('pt');
  await office.getByLabel('Key for português').fill('1');
  await office.getByRole('button', { name: 'Save the draft' }).click();
  await office.getByText('A key is used twice.').waitFor();
  expect(await office.getByRole('button', { name: 'Make it live' }).isDisabled()).toBe(true);
  await office.getByLabel('Key for português').fill('3');
  await office.getByRole('button', { name: 'Save the draft' }).click();
  await office.getByText('A key is used twice.').waitFor({ state: 'hidden' });

  await office.getByLabel('Keys, one after the other').fill('31');
  await office.getByRole('button', { name: 'Listen in words' }).click();
  await office.getByText('In the end: is asked where to call').waitFor();

  await office.getByLabel('Language', { exact: true }).selectOption('en');
  await office.getByLabel('Recording of: Welcome to the helpline.').setInputFiles(join(folder, 'recorded.wav'));
  await office.getByRole('row', { name: /Welcome to the helpline/ }).getByText('Recording', { exact: true }).waitFor();
  await office.getByRole('button', { name: 'Make it live' }).click();
  await office.getByText('Live', { exact: true }).waitFor();

  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await until('the caller hears what was recorded', () => caller.hearsTone(RECORDED, 400));
  await caller.sendDigits('3');
  await desk.getByRole('alertdialog').getByText('Somebody, in português').waitFor();
  await desk.getByRole('button', { name: 'Not now' }).click();
  await caller.hangup();

  const other = await centre.callers.placeCall({ toPort: centre.sipPort });
  await other.answered;
  await other.sendDigits('0');
  await until('a sample is heard', async () => !(await other.hearsSilence(300)));
  await other.sendDigits('7');
  const line = () => desk.evaluate(async () => { const now = await (await fetch('/api/now')).json(); return now.offer?.language === 'pt' || now.line.inYourLanguages > 0; });
  await until('they stand in the line of the sample', line);
  await other.hangup();
});
