/** No server: callers are spoken to and kept, a number that is left is sealed beside the engine, survives kill -9 of everything, and becomes one callback when the server is back. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';
import { enrol, invite, setUpCentre, sitDown } from './people.ts';

const NUMBER = '5550177442';
/** In so long a caller hears something although no server is there. */
const SPOKEN_TO_MS = 10_000;
let centre: TestCentre;
let browser: Browser;
beforeAll(async () => {
  centre = await startCentre('capture');
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

test('a number left while the server is dead becomes one callback, and is in no file in the clear', { timeout: 180_000 }, async () => {
  const office = (await sitDown(browser)).page;
  await enrol(office, centre.link());
  await setUpCentre(office, 'Synthetic Helpline');
  const link = await invite(office, { deskName: 'Dunlin' });
  await centre.kill();

  const begun = performance.now();
  const caller = await centre.callers.placeCall({ toPort: centre.sipPort });
  await caller.answered;
  await until('the caller is spoken to', async () => !(await caller.hearsSilence(300)));
  expect(performance.now() - begun).toBeLessThan(SPOKEN_TO_MS);
  await caller.sendDigits('1');
  await caller.sendDigits(`${NUMBER}#`);
  await caller.sendDigits('2');
  await caller.ended;

  const folder = join(centre.dataDir, 'captured');
  expect(await until('it is kept', () => readdirSync(folder).filter((name) => name.endsWith('.sealed')).length || undefined)).toBe(1);
  process.kill((JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
  const clear = await promisify(execFile)('grep', ['-rlaF', NUMBER, centre.dataDir]).catch((error: { code: number; stdout: string }) => ({ stdout: error.code === 1 ? '' : error.stdout }));
  expect(clear.stdout).toBe('');

  await centre.start();
  const { page } = await sitDown(browser);
  await enrol(page, link);
  const listed = () => page.evaluate(async () => (await (await fetch('/api/callbacks')).json()).callbacks as { language: string }[]);
  expect(await until('the callback is in the list', async () => (await listed()).length > 0 && listed(), 30)).toEqual([expect.objectContaining({ language: 'es', state: 'open' })]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.sealed'))).toEqual([]);
});
