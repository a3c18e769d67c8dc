/** The chat's way: a child's telephone, the desk in another browser, a line that breaks, a server that is killed. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { beReady, enrol, invite, setUpCentre, sitDown } from './people.ts';

let centre: TestCentre;
let browser: Browser;
let desk: Page;
beforeAll(async () => {
  centre = await startCentre('chat', ['--no-telephony']);
  browser = await launchBrowser();
  const administrator = await sitDown(browser);
  await enrol(administrator.page, centre.link());
  await setUpCentre(administrator.page, 'Synthetic Helpline');
  const link = await invite(administrator.page, { deskName: 'Wren' });
  desk = (await sitDown(browser)).page;
  await enrol(desk, link);
  await beReady(desk);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

/** A telephone in a child's hand. */
async function telephone(locale: string): Promise<{ context: BrowserContext; page: Page; asked: string[] }> {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  return { context, page, asked };
}
const said = (page: Page): Promise<string[]> => page.locator('#messages li > span').allInnerTexts();
const heard = async (): Promise<string[]> => (await desk.locator('.chatlog li').allInnerTexts()).map((line) => line.split('\n').at(-1)!.trim());
const answer = async (text: string): Promise<void> => {
  await desk.getByLabel('Your message').fill(text);
  await desk.getByRole('button', { name: 'Send' }).click();
};
const write = async (page: Page, text: string): Promise<void> => {
  await page.locator('#message').fill(text);
  await page.locator('#write button').click();
};

test('a child writes in Spanish; a reload, a broken line and a killed server lose and double nothing; four words bring the child back', { timeout: 240_000 }, async () => {
  const { context, page, asked } = await telephone('es-MX');
  await page.goto(`${centre.url}/`);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Puedes hablar con nosotros ahora.');
  expect(await page.getByRole('link', { name: /1-800-555-0142/ }).first().getAttribute('href')).toBe('tel:+18005550142');
  await page.getByRole('link', { name: /Escríbenos/ }).click();
  expect(await page.evaluate(() => [document.cookie, sessionStorage.length, localStorage.length])).toEqual(['', 0, 0]);
  expect(await context.cookies()).toEqual([]);
  await page.getByRole('button', { name: 'Empezar' }).click();
  await page.getByText('Sigues tú.').waitFor();

  await desk.getByRole('alertdialog').waitFor();
  expect((await desk.getByRole('alertdialog').innerText()).replace(/\s+/g, ' ')).toMatch(/Chat for you.*español/);
  await desk.keyboard.press('F2');
  await desk.waitForURL('**/desk/contact/*');
  await page.getByText('Escribes con una persona.').waitFor();

  await page.locator('#message').pressSequentially('Hola, ');
  await desk.getByText('They are writing').waitFor();
  await write(page, 'Hola, uno');
  await expect.poll(heard).toEqual(['Hola, uno']);
  await desk.getByLabel('Your message').pressSequentially('Te ');
  await page.getByText('Nuestra persona escribe').waitFor();
  await answer('Te leo, dos');
  await expect.poll(() => said(page)).toEqual(['Hola, uno', 'Te leo, dos']);

  await page.reload();
  await expect.poll(() => said(page)).toEqual(['Hola, uno', 'Te leo, dos']);

  await context.setOffline(true);
  await write(page, 'sin red, tres');
  await page.getByText('Sin conexión. Llamar sí funciona:').waitFor();
  await answer('mientras tanto, cuatro');
  await context.setOffline(false);
  const all = ['Hola, uno', 'Te leo, dos', 'mientras tanto, cuatro', 'sin red, tres'];
  await expect.poll(() => said(page), { timeout: 30_000 }).toEqual(all);
  await expect.poll(heard).toEqual(all);

  await centre.kill();
  await write(page, 'sin servidor, cinco');
  await page.getByText('Sin conexión. Llamar sí funciona:').waitFor();
  await centre.start();
  all.push('sin servidor, cinco');
  await expect.poll(() => said(page), { timeout: 30_000 }).toEqual(all);
  await expect.poll(heard, { timeout: 30_000 }).toEqual(all);

  await page.getByRole('button', { name: 'Terminar' }).click();
  await page.getByRole('button', { name: 'Sí, terminar' }).click();
  await page.locator('#four b').nth(3).waitFor();
  const words = await page.locator('#four b').allInnerTexts();
  expect(words).toHaveLength(4);
  await desk.getByRole('button', { name: 'Finish' }).click();
  const number = (await desk.locator('h1').innerText()).replace('Contact', '').trim();
  await desk.getByRole('link', { name: 'Now' }).click();

  await page.getByRole('button', { name: 'Escribir otra vez' }).click();
  await page.locator('#words').fill(words.join(' '));
  await page.getByRole('button', { name: 'Empezar' }).click();
  await desk.getByRole('alertdialog').waitFor();
  await desk.keyboard.press('F2');
  await desk.getByText(`They came back with their words. Before: ${number}`).waitFor();
  expect(new Set(asked)).toEqual(new Set([centre.url]));

  // Quick exit: the chat ends, the place in the history is the weather's, and nothing of it stays in the tab.
  await page.getByText('Escribes con una persona.').waitFor();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift');
  await page.waitForURL('**/weather/');
  expect(await page.title()).toBe('El tiempo');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await until('the chat has ended for the counsellor', () => desk.getByRole('button', { name: 'Finish' }).isVisible());
  await page.goBack().catch(() => null);
  expect(await page.locator('body').innerText()).not.toContain('Hola, uno');
});

test('words that nobody was given begin a chat in the same way: nobody learns whether they were known', { timeout: 60_000 }, async () => {
  const { page } = await telephone('en-US');
  await page.goto(`${centre.url}/en/chat/`);
  await page.locator('#words').fill('river stone apple cloud');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('A person comes soon.', { exact: false }).waitFor();
  await page.getByRole('link', { name: /Exit this page/ }).click();
  await page.waitForURL('**/weather/');
});

test('who asks too often is told to wait, in words, and when', async () => {
  const ask = () => fetch(`${centre.url}/api/public/callback`, { method: 'POST', headers: { origin: centre.url, 'content-type': 'application/json' }, body: JSON.stringify({ number: 'none', language: 'en' }) });
  const answers: Response[] = [];
  for (let time = 0; time < 11; time += 1) answers.push(await ask());
  expect(answers[0]!.status).toBe(422);
  const last = answers.at(-1)!;
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ code: 'TooMany', action: expect.stringContaining('Wait a minute') });
});
