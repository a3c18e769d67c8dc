/** A danger to a life, on real parts: one key, the place as the caller says it, the emergency centre joins the call, the counsellor stays; what was told is reviewed. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import type { Party } from '#testing/sip';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TONES = { counsellor: 1000, fakeEmergencyCentre: 1700, caller: 600 };
let centre: TestCentre;
let folder: string;
let counsellorBrowser: Browser;
let quietBrowser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-emergency-'));
  centre = await startCentre('emergency');
  await writeFile(join(folder, 'counsellor.wav'), toneWav(TONES.counsellor, 2));
  counsellorBrowser = await launchBrowser({ microphone: join(folder, 'counsellor.wav') });
  quietBrowser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await counsellorBrowser?.close();
  await quietBrowser?.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => (await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run()).violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`)));
}

test('the emergency centre of the place that the caller says joins the call by one key, three voices hear each other, and the review shows what was told', { timeout: 240_000 }, async () => {
  const office = (await sitDown(quietBrowser)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const desk = async (browser: Browser, deskName: string, roles: string[]): Promise<Page> => {
    const link = await invite(office, { deskName, roles });
    const { page } = await sitDown(browser);
    await enrol(page, link);
    return page;
  };
  const heron = await desk(quietBrowser, 'Heron', ['Supervisor']);
  const rowan = await desk(quietBrowser, 'Rowan', ['Data protection officer']);
  const juniper = await desk(counsellorBrowser, 'Juniper', ['Counsellor']);

  // Two people: one adds the number, the other checks it.
  await heron.getByRole('link', { name: 'Officials' }).click();
  await heron.getByLabel('Who').fill('Example County 911');
  await heron.getByLabel('State or county that it answers for').fill('Travis, Texas');
  await heron.getByLabel('Number', { exact: true }).fill('512 555 0190');
  await heron.getByLabel('Where you found it').fill('the county’s own page');
  await heron.getByRole('button', { name: 'Add, checked by me' }).click();
  await heron.getByText('Needs a check').waitFor();
  await rowan.getByRole('link', { name: 'Officials' }).click();
  await rowan.getByRole('button', { name: 'I checked it' }).click();
  await rowan.getByText('Checked by two').waitFor();

  await beReady(juniper);
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('1');
  await juniper.getByRole('alertdialog').waitFor();
  await juniper.keyboard.press('F2');
  await juniper.waitForURL('**/desk/contact/*');
  await until('the caller hears the counsellor', () => caller.hearsTone(TONES.counsellor, 400, 0.15));

  const answered: Party[] = [];
  centre.callers.pickUp('5125550190', TONES.fakeEmergencyCentre, (party) => answered.push(party));
  const bar = juniper.getByRole('region', { name: 'Talk controls' });
  // By keys alone: the panel, the words of the place, the button.
  await juniper.keyboard.press('F1');
  await juniper.getByLabel('State and county, as they say it').waitFor();
  expect(await findings(juniper)).toEqual([]);
  await juniper.keyboard.type('travis tex');
  const call = juniper.getByRole('button', { name: 'Call Example County 911 now' });
  await call.waitFor();
  for (let presses = 0; presses < 10 && !(await call.evaluate((one) => one === document.activeElement)); presses++) await juniper.keyboard.press('Tab');
  await juniper.keyboard.press('Enter');
  await juniper.getByText('Example County 911 is on the line.').waitFor();
  await until('the caller hears the emergency centre', () => caller.hearsTone(TONES.fakeEmergencyCentre, 400, 0.15));
  await until('the caller still hears the counsellor', () => caller.hearsTone(TONES.counsellor, 400, 0.15));
  await caller.playTone(TONES.caller);
  await until('the emergency centre hears the caller', () => answered[0]!.hearsTone(TONES.caller, 400, 0.15));
  await until('the emergency centre hears the counsellor', () => answered[0]!.hearsTone(TONES.counsellor, 400, 0.15));
  await until('the counsellor hears the emergency centre', async () => Math.abs((await loudest(juniper)) - TONES.fakeEmergencyCentre) < 25 || Math.abs((await loudest(juniper)) - TONES.caller) < 25);
  await bar.getByText('Emergency centre, Example County 911').waitFor();
  // One does not leave a caller alone with it.
  expect(await bar.getByRole('button', { name: 'Hand over' }).count()).toBe(0);

  const told = juniper.getByRole('region', { name: 'What you told them' });
  await told.getByLabel('What endangers the life of this child now').fill('Synthetic danger at the door');
  await told.getByLabel('Where help is needed, if they told it for this').fill('the synthetic station');
  await told.getByRole('button', { name: 'Show exactly what' }).click();
  await juniper.getByText('"to": "Example County 911"').waitFor();
  expect(await findings(juniper)).toEqual([]);
  await told.getByRole('button', { name: 'Write it in the ledger' }).click();
  await told.getByText('told by voice').waitFor();

  await caller.hangup();
  await until('the emergency centre is let go', async () => { await answered[0]!.ended; return true; });
  await rowan.getByRole('link', { name: 'Ledger' }).click();
  await rowan.getByText('"value": "the synthetic station"').waitFor();
  expect(await findings(rowan)).toEqual([]);
  await rowan.getByLabel('What the review found').fill('Synthetic finding');
  await rowan.getByRole('button', { name: 'Finish the review' }).click();
  await rowan.getByText('the synthetic station').waitFor({ state: 'hidden' });
  // Entries get their place in the log a moment after their commit.
  const output = await until('the review is in the log', async () => { const shown = (await centre.havenline('log', 'show', '--limit', '800')).output; return shown.includes('disclosure.reviewed') && shown; });
  for (const act of ['disclosure.emergency-called', 'outside-joined', 'disclosure.made', 'disclosure.reviewed']) expect(output, act).toContain(act);
  expect(output).not.toMatch(/travis|synthetic station/i);
});
