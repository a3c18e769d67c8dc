/** A callback's way: a caller in the line leaves a number by keypad, a counsellor takes it from the list, the centre dials, and the number is gone. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import type { Party } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const FROM_DESK = 1000;
const FROM_CALLED = 700;
let centre: TestCentre;
let browser: Browser;
let folder: string;
let office: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-callback-'));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_DESK, 2));
  centre = await startCentre('callback');
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a caller leaves a number by keypad; the centre dials it when a counsellor takes it, and keeps it no longer', { timeout: 240_000 }, async () => {
  office = (await sitDown(browser)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const link = await invite(office, { deskName: 'Finch' });
  const { page } = await sitDown(browser);
  await enrol(page, link);

  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('1');
  const waiting = () => page.evaluate(async () => (await (await fetch('/api/now')).json()).line.waiting as number);
  await until('the caller waits', async () => (await waiting()) === 1);
  await caller.sendDigits('1');
  await caller.sendDigits('2');
  await caller.sendDigits('5550123#');
  await caller.sendDigits('1');
  const listed = () => page.evaluate(async () => (await (await fetch('/api/callbacks')).json()).callbacks as Record<string, unknown>[]);
  expect(await until('the request is in the list', async () => (await listed()).length === 1 && listed())).toEqual([expect.objectContaining({ language: 'en', state: 'open', notNow: null })]);
  expect(JSON.stringify(await listed())).not.toContain('5550123');
  await caller.ended;

  const answered: Party[] = [];
  centre.callers.pickUp('5550123', FROM_CALLED, (party) => answered.push(party));
  await page.getByRole('link', { name: 'Callbacks' }).click();
  await page.getByRole('button', { name: 'Call back' }).click();
  await page.waitForURL('**/desk/contact/*');
  await until('the called telephone was answered', () => answered.length === 1);
  await until('the counsellor hears who was called', async () => Math.abs((await loudest(page)) - FROM_CALLED) < 25);
  await until('who was called hears the counsellor', () => answered[0]!.hearsTone(FROM_DESK, 400));
  await page.getByRole('button', { name: /End/ }).click();
  await page.getByRole('button', { name: 'End now' }).press('Enter');
  await answered[0]!.ended;
  await page.getByRole('button', { name: 'Finish' }).click();
  await until('the list is empty', async () => (await listed()).length === 0);
  const { output } = await centre.havenline('log', 'show', '--limit', '500');
  expect(output).toMatch(/callback-reached/);
  expect(output).not.toContain('5550123');
});

test('a telephone that nobody answers is tried again later, and the list says why not now', { timeout: 120_000 }, async () => {
  const link = await invite(office, { deskName: 'Plover' });
  const desk = (await sitDown(browser)).page;
  await enrol(desk, link);
  const asked = await fetch(`${centre.url}/api/public/callback`, { method: 'POST', headers: { origin: centre.url, 'content-type': 'application/json' }, body: JSON.stringify({ number: '5550199', language: 'es' }) });
  expect(asked.status).toBe(200);
  await desk.getByRole('link', { name: 'Callbacks' }).click();
  await desk.getByRole('button', { name: 'Call back' }).click();
  await desk.waitForURL('**/desk/contact/*');
  await desk.getByText('It is not with you any more').waitFor();
  await desk.getByRole('link', { name: 'Callbacks' }).click();
  await desk.getByText('Not now').waitFor({ timeout: 60_000 });
  expect(await desk.getByRole('button', { name: 'Call back' }).isDisabled()).toBe(true);
});
