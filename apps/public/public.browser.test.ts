import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
let server: Server; let browser: Browser; let origin = ''; let loseAnswers = 0;
const kept: { seq: number; from: string; text: string; at: string; clientId: string }[] = [];
const listeners = new Set<ServerResponse>();

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'public-'));
  await build({ root: import.meta.dirname, configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true } });
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const json = (value: unknown): void => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
    if (pathname === '/api/public/chat/events') { response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"topic":"hello"}\n\n'); listeners.add(response); return; }
    if (pathname.startsWith('/api/')) {
      let body = '';
      request.on('data', (part) => { body += String(part); }).on('end', () => {
        if (pathname.endsWith('/messages')) {
          const { clientId, text } = JSON.parse(body) as { clientId: string; text: string };
          let message = kept.find((one) => one.clientId === clientId);
          if (!message) { message = { seq: kept.length + 1, from: 'caller', text, at: '', clientId }; kept.push(message); }
          if (loseAnswers > 0) { loseAnswers -= 1; response.destroy(); return; }
          json({ seq: message.seq });
        } else if (pathname.endsWith('/end')) json({ words: ['lantern', 'river', 'maple', 'stone'] });
        else json({ state: 'waiting', place: 3, messages: request.method === 'GET' ? kept : [], counsellorTyping: false, words: null });
      });
      return;
    }
    const file = join(out, pathname, extname(pathname) === '' ? 'index.html' : '');
    if (!existsSync(file)) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser({ args: ['--no-zygote'] });
});
afterAll(async () => { await browser?.close(); for (const one of listeners) one.destroy(); server?.close(); });

test('a chat survives a lost answer and a reload, keeps nothing before it begins, and ends with four words', async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/chat/`);
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([0, 0, '']);
  await page.click('#start button');
  await page.getByText('You are third.').waitFor();
  loseAnswers = 1;
  await page.fill('#message', 'hello'); await page.keyboard.press('Enter');
  await page.locator('.msg--you[data-state=""]').waitFor();
  await page.reload();
  await page.locator('.msg--you[data-state=""]').waitFor();
  expect(await page.locator('.msg--you').count()).toBe(1);
  expect(kept.map((one) => one.text)).toEqual(['hello']);
  await page.click('#end'); await page.click('#end-yes');
  await page.getByText('lantern').waitFor();
  await page.close();
});

test('Shift three times goes to the weather and leaves no storage behind', async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/es/`);
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift');
  await page.waitForURL('**/es/weather/');
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await page.close();
});

test('axe finds nothing from 320 to 1440, light and dark, and nothing scrolls sideways', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const page = await browser.newPage();
  for (const colorScheme of ['light', 'dark'] as const) for (const width of [320, 390, 1440]) for (const path of ['/', '/es/', '/chat/', '/es/call-back/', '/history-help/', '/weather/']) {
    await page.emulateMedia({ colorScheme }); await page.setViewportSize({ width, height: 844 });
    await page.goto(`${origin}${path}`); await page.evaluate(axe);
    const found = await page.evaluate(async () => (await (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run()).violations.map((one) => `${one.id} ${one.nodes[0]?.html}`));
    expect(found, `${path} ${width} ${colorScheme}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} ${width}`).toBeLessThanOrEqual(width);
  }
}, 60_000);
