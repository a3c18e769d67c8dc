/** A supervisor in Chromium: says what somebody can, plans a break, sees who waits and why, pulls one forward by keys alone, and sees why each offer was made. */
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { launchBrowser } from '#testing/browser';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

let it: TestSystem;
let browser: Browser;
let [sam, ana]: Person[] = [];
beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(new Date()) });
  browser = await launchBrowser();
  [sam, ana] = [await it.signIn('supervisor', ['en'], 'Heron'), await it.signIn('counsellor', ['en'], 'Juniper')];
  await ana.call('PUT', '/api/presence', { state: 'available' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await it?.stop();
});
async function open(person: Person, path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  await context.addCookies([{ name, value, url: it.url }]);
  const page = await context.newPage();
  await page.goto(`${it.url}${path}`);
  return page;
}
const call = (id: string, told = {}) => inTx(it.system.db, (tx) => (it.clock.advance(0.001), it.system.contacts.arrive(tx, { channel: 'phone', language: 'en', callId: id, waits: { chosen: [] }, told })));

test('skills, a break, the line with its reasons, a pull, and why each offer was made', { timeout: 60_000 }, async () => {
  const skills = await open(sam!, '/desk/skills');
  await skills.getByRole('button', { name: /Juniper/ }).click();
  await skills.getByRole('combobox', { name: 'Children' }).selectOption('2');
  await skills.getByRole('button', { name: 'Save the skills' }).click();
  await skills.getByText('English 2 · Children 2 · 3 chats').waitFor();
  const soon = new Date(Date.now() + 3_600_000);
  const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  await skills.getByLabel('From', { exact: true }).fill(local(soon));
  await skills.getByLabel('Until', { exact: true }).fill(local(new Date(soon.getTime() + 1_800_000)));
  await skills.getByRole('button', { name: 'Plan the break' }).click();
  await skills.getByRole('button', { name: 'Remove' }).waitFor();
  const desk = await open(ana!, '/desk/now');
  await desk.getByText(/Your next break begins at/).waitFor();

  const [first, danger, last] = [await call('call-1'), await call('call-2', { danger: true }), await call('call-3')];
  const page = await open(sam!, '/desk/waiting');
  const waiting = page.getByRole('region', { name: 'Waiting now' });
  await waiting.getByText(last.number).waitFor();
  const order = async (): Promise<(string | undefined)[]> => (await waiting.getByRole('listitem').allTextContents()).map((text) => [first, danger, last].find((c) => text.includes(c.number))?.number);
  expect(await order()).toEqual([danger.number, first.number, last.number]);
  await waiting.getByText('10 min forward for danger or a child').waitFor();
  await page.getByRole('button', { name: `Pull forward… ${last.number}` }).press('Enter');
  await page.getByRole('radio', { name: 'They wait too long' }).press('Space');
  await page.getByRole('button', { name: 'Pull forward', exact: true }).press('Enter');
  await expect.poll(order, { timeout: 5_000 }).toEqual([last.number, danger.number, first.number]);
  await it.drain();
  await desk.getByRole('button', { name: /Answer/ }).waitFor();
  const offers = page.getByRole('region', { name: 'Offers of the last hour, and why' });
  await offers.getByText('to Juniper').waitFor();
  expect(await offers.textContent()).toMatch(new RegExp(`${last.number}.*being offered.*pulled forward by a supervisor · best of 1 who were free`));
  await page.getByRole('region', { name: 'Pulled forward within the day' }).getByText('They wait too long').waitFor();
});

test('a browser that goes is noticed in ten seconds, also right after the server was started anew; nothing is put before them, and coming back is enough', { timeout: 90_000 }, async () => {
  const bo = await it.signIn('counsellor', ['es'], 'Sorrel');
  await bo.call('PUT', '/api/presence', { state: 'available' });
  const lost = async (): Promise<boolean> => (await sam!.call('GET', '/api/routing')).body.people.find((p: { deskName: string }) => p.deskName === 'Sorrel').lost;
  const page = await open(bo, '/desk/now');
  await page.getByText('Ready. The next call comes to you.').waitFor();
  const seen = (): Promise<boolean> => inTx(it.system.db, async (tx) => (await sql`select 1 from staff_presence where account_id = ${bo.id} and seen_at is not null`.execute(tx)).rows.length === 1);
  await expect.poll(seen, { timeout: 10_000 }).toBe(true);
  await it.restart();
  await page.context().close();
  const began = Date.now();
  await expect.poll(lost, { timeout: 15_000, interval: 100 }).toBe(true);
  expect(Date.now() - began).toBeLessThan(11_000);
  const again = await open(bo, '/desk/now');
  await expect.poll(lost, { timeout: 10_000 }).toBe(false);
  await again.context().close();
});
