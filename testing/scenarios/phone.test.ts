/** The whole way of a call, on real parts: the command a newcomer types, Asterisk, a SIP caller with sound, two people at the desk in Chromium. */
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
  folder = await mkdtemp(join(tmpdir(), 'havenline-phone-'));
  await writeFile(join(folder, 'microphone.wav'), toneWav(FROM_DESK, 2));
  centre = await startCentre('phone');
  browser = await launchBrowser({ microphone: join(folder, 'microphone.wav') });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

const near = async (page: Page, hz: number): Promise<boolean> => Math.abs((await loudest(page)) - hz) < 25;

test('a new centre is set up, a counsellor is invited, and a caller who presses 2 is answered, heard, written down and ended', { timeout: 240_000 }, async () => {
  const administrator = await sitDown(browser);
  await enrol(administrator.page, centre.link());
  await setUpCentre(administrator.page, 'Synthetic Helpline');
  const link = await invite(administrator.page, { deskName: 'Juniper' });

  const { page, errors } = await sitDown(browser);
  await enrol(page, link);
  await beReady(page);

  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('2');

  const offer = page.getByRole('alertdialog');
  await offer.waitFor();
  const shown = (await offer.innerText()).replace(/\s+/g, ' ');
  expect(shown).toMatch(/Phone call for you/);
  expect(shown).toMatch(/Somebody, in español/);
  // The number it came from is on nobody's screen, and nowhere in what the screen was given.
  const given = await page.evaluate(async () => (await fetch('/api/now')).text());
  expect(shown + given).not.toContain('5550100');
  await page.keyboard.press('F2');
  await page.waitForURL('**/desk/contact/*');

  await caller.playTone(FROM_CALLER);
  await until('the counsellor hears the caller', () => near(page, FROM_CALLER));
  await until('the caller hears the counsellor', () => caller.hearsTone(FROM_DESK, 400));

  await page.getByRole('button', { name: /^Mute/ }).waitFor();
  await page.keyboard.press('F4');
  await page.getByText('You, muted').waitFor();
  await until('the caller hears nothing while muted', () => caller.hearsSilence(400));
  await page.keyboard.press('F4');
  await until('the caller hears the counsellor again', () => caller.hearsTone(FROM_DESK, 400));

  await page.keyboard.press('F8');
  await page.getByText('On hold').waitFor();
  await until('the caller is kept with music', async () => !(await caller.hearsTone(FROM_DESK, 400)) && !(await caller.hearsSilence(800)));
  await page.keyboard.press('F8');
  await until('the caller hears the counsellor after the hold', () => caller.hearsTone(FROM_DESK, 400));
  await until('the counsellor hears the caller after the hold', () => near(page, FROM_CALLER));

  await page.keyboard.press('Control+.');
  await page.keyboard.type('Synthetic note: asks for a doctor.');
  await page.keyboard.press('Enter');
  const choose = (group: string, name: string): Promise<void> => page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name, exact: true }).check();
  await choose('Caller', 'Child');
  await page.getByRole('checkbox', { name: 'Food or a bed' }).check();
  await choose('In danger right now', 'No');
  await page.getByLabel('What was agreed').fill('Synthetic: a clinic is asked');
  await until('all of it is saved', () => page.evaluate(async (id) => {
    const { form } = await (await fetch(`/api/contacts/${id}`)).json();
    return form.agreed === 'Synthetic: a clinic is asked' && form.callerRole === 'child' && form.notes.length === 1 && form.safety.danger_now === 'no';
  }, page.url().split('/').at(-1)!));

  await page.getByRole('button', { name: /End/ }).click();
  await page.getByRole('button', { name: 'End now' }).press('Enter');
  await caller.ended;
  const wrapUp = page.getByRole('region', { name: 'Talk controls' });
  await wrapUp.getByText('Wrap-up').waitFor();
  await expect.poll(() => wrapUp.getByRole('timer').innerText()).toMatch(/^[12]:\d\d$/);

  await page.reload();
  await page.getByText('Synthetic note: asks for a doctor.').waitFor();
  expect(await page.getByLabel('What was agreed').inputValue()).toBe('Synthetic: a clinic is asked');
  await page.getByRole('button', { name: 'Finish' }).click();
  await wrapUp.waitFor({ state: 'hidden' });
  expect(errors).toEqual([]);

  const verified = await centre.havenline('log', 'verify');
  expect(verified.output).not.toMatch(/not as|missing|wrong/i);
  expect(verified.code).toBe(0);
  const { output } = await centre.havenline('log', 'show', '--limit', '500');
  for (const act of ['arrive', 'wait', 'offer', 'accept', 'connected', 'mute', 'hold', 'write-draft', 'end', 'close']) expect(output, act).toContain(act);
  expect(output).not.toMatch(/5550100|asks for a doctor|clinic/);
});
