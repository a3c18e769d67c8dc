/** A call with many voices, on real parts: an interpreter, private talk, a supervisor who listens and whispers, a colleague who takes over, covert keys, an outside line. */
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
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from './people.ts';

const TONES = { counsellor: 1000, interpreter: 800, supervisor: 1400, outside: 1700, caller: 600 };
let centre: TestCentre;
let folder: string;
const browsers: Record<string, Browser> = {};
let office: Page;
let juniper: Page;
let heron: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havenline-voices-'));
  centre = await startCentre('voices');
  for (const who of ['counsellor', 'interpreter', 'supervisor'] as const) {
    await writeFile(join(folder, `${who}.wav`), toneWav(TONES[who], 2));
    browsers[who] = await launchBrowser({ microphone: join(folder, `${who}.wav`) });
  }
  office = (await sitDown(browsers['supervisor']!)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
}, 300_000);
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await centre?.stop();
  await rm(folder, { recursive: true, force: true });
});

const desk = async (browser: string, deskName: string, roles: string[], languages?: string[]): Promise<Page> => {
  const link = await invite(office, { deskName, roles, ...(languages ? { languages } : {}) });
  const { page } = await sitDown(browsers[browser]!);
  await enrol(page, link);
  return page;
};
const near = async (page: Page, hz: number): Promise<boolean> => Math.abs((await loudest(page)) - hz) < 25;
const bar = (page: Page) => page.getByRole('region', { name: 'Talk controls' });
const hears = (caller: Party, hz: number, what: string) => until(what, () => caller.hearsTone(hz, 400, 0.15));
const doesNotHear = (caller: Party, hz: number, what: string) => until(what, async () => !(await caller.hearsTone(hz, 400, 0.05)));

test('an interpreter comes in by one press, a supervisor is asked for help and whispers, and the interpreter stays when a colleague takes over', { timeout: 240_000 }, async () => {
  juniper = await desk('counsellor', 'Juniper', ['Counsellor']);
  const linnet = await desk('interpreter', 'Linnet', ['Interpreter'], ['español', 'Mam']);
  heron = await desk('supervisor', 'Heron', ['Supervisor']);
  await beReady(juniper);
  await linnet.getByRole('button', { name: 'Ready' }).click();

  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await caller.sendDigits('2');
  await juniper.getByRole('alertdialog').waitFor();
  await juniper.keyboard.press('F2');
  await juniper.waitForURL('**/desk/contact/*');
  await hears(caller, TONES.counsellor, 'the caller hears the counsellor');

  await bar(juniper).getByRole('button', { name: /^Interpreter/ }).waitFor();
  await juniper.keyboard.press('F6');
  await juniper.getByLabel('The caller speaks').selectOption({ label: 'Mam' });
  await juniper.getByRole('button', { name: 'Call an interpreter' }).click();
  await linnet.getByText('An interpreter is needed').waitFor();
  const seen = await linnet.evaluate(async () => (await fetch('/api/now')).text());
  const id = juniper.url().split('/').at(-1)!;
  expect(seen).not.toContain(id);
  expect(await linnet.evaluate(async (one) => (await fetch(`/api/contacts/${one}`)).status, id)).toBe(403);
  await linnet.keyboard.press('F2');
  await linnet.getByText('You interpret').waitFor();
  await hears(caller, TONES.interpreter, 'the caller hears the interpreter');
  await caller.playTone(TONES.caller);
  await bar(juniper).getByText('Interpreter, Linnet').waitFor();

  await juniper.keyboard.press('F8');
  await juniper.getByText('You talk in private').waitFor();
  await doesNotHear(caller, TONES.interpreter, 'the caller does not hear the private talk');
  await until('the counsellor hears the interpreter in private', () => near(juniper, TONES.interpreter));
  await juniper.keyboard.press('F8');
  await hears(caller, TONES.interpreter, 'the caller hears the interpreter again');

  await juniper.keyboard.press('F9');
  await heron.getByRole('alert').getByText('Juniper: asks for help').waitFor();
  await heron.getByRole('link', { name: 'Open the conversations' }).click();
  await heron.getByRole('button', { name: 'Listen' }).click();
  await bar(juniper).getByText('Supervisor, Heron, listens').waitFor();
  await heron.getByText('You listen').waitFor();
  await doesNotHear(caller, TONES.supervisor, 'the caller does not hear the supervisor');
  await heron.getByRole('button', { name: 'Whisper' }).click();
  await bar(juniper).getByText('Supervisor, Heron, whispers to you').waitFor();
  await doesNotHear(caller, TONES.supervisor, 'the caller does not hear the whisper');
  await heron.getByRole('button', { name: 'Leave' }).click();
  await bar(juniper).getByText('Supervisor, Heron').waitFor({ state: 'hidden' });

  const plover = await desk('counsellor', 'Plover', ['Counsellor']);
  await beReady(plover);
  await juniper.keyboard.press('F7');
  await juniper.getByRole('button', { name: 'Ask them in' }).click();
  await plover.getByText('Juniper asks you into a call').waitFor();
  await plover.keyboard.press('F2');
  await bar(juniper).getByRole('button', { name: 'Hand over' }).click();
  await bar(juniper).waitFor({ state: 'hidden' });
  await plover.getByRole('link', { name: 'Now' }).click();
  await bar(plover).getByText('Interpreter, Linnet').waitFor();
  await hears(caller, TONES.counsellor, 'the caller hears the colleague');
  await hears(caller, TONES.interpreter, 'the interpreter stayed with the caller');

  await office.getByRole('link', { name: 'Lines' }).click();
  await office.getByLabel('Name').fill('Example Clinic');
  await office.getByRole('radio', { name: 'Service' }).check({ force: true });
  await office.getByLabel('Phone number').fill('5550177');
  await office.getByRole('button', { name: 'Add the line' }).click();
  await office.getByText('Example Clinic').waitFor();
  const answered: Party[] = [];
  centre.callers.pickUp('5550177', TONES.outside, (party) => answered.push(party));
  await bar(plover).getByRole('button', { name: /^Bring in/ }).waitFor();
  await plover.keyboard.press('F7');
  await plover.getByRole('button', { name: 'Call', exact: true }).click();
  await hears(caller, TONES.outside, 'the caller hears the clinic');
  await bar(plover).getByRole('button', { name: 'Hand over' }).click();
  await bar(plover).getByText('Wrap-up').waitFor();
  await hears(caller, TONES.outside, 'the caller still hears the clinic when we have left');
  await hears(caller, TONES.interpreter, 'the interpreter stayed with the caller and the clinic');
  await caller.hangup();
  await linnet.getByText('You interpret').waitFor({ state: 'hidden' });
  await until('the clinic is let go', async () => { await answered[0]!.ended; return true; });
  await bar(plover).getByRole('button', { name: 'Finish' }).click();

  const { output } = await centre.havenline('log', 'show', '--limit', '800');
  for (const act of ['ask-interpreter', 'join-as-interpreter', 'interpreter-joined', 'ask-help', 'conversation.listen', 'whisper', 'hand-over', 'ask-outside']) expect(output, act).toContain(act);
  await plover.getByRole('button', { name: 'Off' }).click();
});

test('covert keys put a quiet alert beside the call; a silent caller answers by key; a blocked number is told so and still reaches us in danger', { timeout: 180_000 }, async () => {
  await juniper.getByRole('link', { name: 'Now' }).click();
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort, from: '5550166' });
  await caller.answered;
  await caller.sendDigits('1');
  await juniper.getByRole('alertdialog').waitFor();
  await juniper.keyboard.press('F2');
  await bar(juniper).getByRole('timer').waitFor();
  await hears(caller, TONES.counsellor, 'the caller hears the counsellor');
  await bar(juniper).getByRole('button', { name: /^No talk/ }).waitFor();
  await caller.sendDigits('**');
  await juniper.getByText('They may not be able to speak freely').first().waitFor();
  await heron.getByRole('link', { name: 'Wallboard' }).click();
  await heron.getByRole('alert').getByText('caller cannot speak freely').waitFor();
  await caller.sendDigits('1');
  await juniper.getByText('They pressed 1: yes').waitFor();
  await juniper.getByRole('button', { name: 'They can speak again' }).click();

  await juniper.keyboard.press('F10');
  await juniper.getByRole('button', { name: 'Ask them to press a key' }).click();
  await caller.sendDigits('2');
  await juniper.getByText('They pressed 2: no').waitFor();
  await juniper.getByRole('button', { name: /Propose to block/ }).click();
  await heron.getByRole('link', { name: 'Talks', exact: true }).click();
  await heron.getByText('Proposed by Juniper').waitFor();
  await heron.getByRole('button', { name: 'Block until midnight' }).click();
  await heron.getByText('Proposed by Juniper').waitFor({ state: 'hidden' });
  await juniper.getByRole('button', { name: 'Prank' }).click();
  await caller.ended;
  await bar(juniper).waitFor({ state: 'hidden' });

  const waiting = () => juniper.evaluate(async () => { const now = await (await fetch('/api/now')).json(); return now.offer ? 'offered' : now.line.waiting > 0 ? 'waiting' : 'nobody'; });
  const again = await centre.callers.placeCall({ toPort: centre.sipPort, from: '5550166' });
  await again.answered;
  await again.sendDigits('1');
  expect(await waiting()).toBe('nobody');
  await again.sendDigits('9');
  await until('in danger they come through', async () => (await waiting()) !== 'nobody');
  await again.hangup();
  const other = await centre.callers.placeCall({ toPort: centre.sipPort, from: '5550167' });
  await other.answered;
  await other.sendDigits('1');
  await until('another number is not blocked', async () => (await waiting()) !== 'nobody');
  await other.hangup();
  const { output } = await centre.havenline('log', 'show', '--limit', '800');
  expect(output).toContain('approve-block');
  expect(output).not.toMatch(/555016[67]/);
});
