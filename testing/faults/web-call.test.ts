/** Two servers at one engine: the page asks one for its call, its websocket reaches the other, and both sides hear each other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { loudest, sitDown } from '../scenarios/people.ts';
import { startPair } from './pair.ts';
import type { Pair } from './pair.ts';

const FROM_DESK = 1200;
const FROM_CHILD = 600;
let it: Pair;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'havenline-web-call-'));
beforeAll(async () => {
  it = await startPair('web-call', 1, FROM_DESK);
  writeFileSync(join(folder, 'child.wav'), toneWav(FROM_CHILD, 2));
  browser = await launchBrowser({ microphone: join(folder, 'child.wav') });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await it?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an account from one server is let in by the other, once, and talks; with the call it is gone', { timeout: 120_000 }, async () => {
  const [asked, reached] = [it.urlOf(await it.serve()), it.urlOf(await it.serve())];
  await until('a server drives', it.holder);
  await it.hire(1);
  const { page, errors } = await sitDown(browser);
  let path = '';
  // What a proxy in front does that hands each request to another server.
  await page.route('**/api/public/web-call', async (route) => {
    const response = await route.fetch({ url: `${asked}/api/public/web-call`, headers: { ...route.request().headers(), origin: asked } });
    path = ((await response.json()) as { path: string }).path;
    await route.fulfill({ response });
  });
  await page.goto(`${reached}/en/speak/`);
  await page.getByRole('button', { name: 'Start the call' }).click();
  await until('the child hears the counsellor', async () => Math.abs((await loudest(page)) - FROM_DESK) < 25);
  await until('the counsellor hears the child', () => it.agents[0]!.calls[0]!.hearsTone(FROM_CHILD, 400));
  expect(await it.one(`select used from web_call_account`)).toEqual({ used: true });
  for (const server of [asked, reached]) {
    const again = await new Promise<string>((done) => {
      const socket = new WebSocket(`${server.replace('http', 'ws')}${path}`, 'sip', { origin: server });
      socket.on('open', () => { socket.close(); done('open'); });
      socket.on('unexpected-response', (_request, response) => done(String(response.statusCode)));
    });
    expect(again).toBe('401');
  }
  await page.getByRole('button', { name: 'End the call' }).click();
  await page.getByText('The call is over.').waitFor();
  await until('the account is gone', async () => (await it.one<{ n: number }>('select count(*)::int as n from web_call_account')).n === 0);
  expect(errors).toEqual([]);
});
