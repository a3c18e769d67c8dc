/** Two engines behind Kamailio, and one counsellor at a desk in Chromium: callers of both engines talk with them, through the softphone that is registered at one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { toneWav } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { beReady, enrol, invite, loudest, setUpCentre, sitDown } from '../scenarios/people.ts';
import { startCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';

const FROM_DESK = 1000;
const FROM_CALLER = 600;
const folder = mkdtempSync(join(tmpdir(), 'havenline-cluster-browser-'));
let it: Cluster;
let browser: Browser;
beforeAll(async () => {
  it = await startCluster(0, FROM_DESK);
  writeFileSync(join(folder, 'desk.wav'), toneWav(FROM_DESK, 2));
  browser = await launchBrowser({ microphone: join(folder, 'desk.wav') });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await it?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a caller of either engine talks with the counsellor whose browser is at one of them, both ways; on hold and back; a caller who hangs up ends it at the desk', { timeout: 120_000 }, async () => {
  const [east, west] = it.machines as [Cluster['machines'][number], Cluster['machines'][number]];
  const office = (await sitDown(browser)).page;
  await enrol(office, it.link);
  await setUpCentre(office, 'Synthetic Helpline');
  const { page: desk, errors } = await sitDown(browser);
  await enrol(desk, (await invite(office, { deskName: 'Sorrel' })).replace(west.url, east.url));
  await beReady(desk);
  expect(await until('the softphone is somewhere', () => it.one('select engine from softphone_place'))).toEqual({ engine: 'east' });

  const engines = new Set<string>();
  for (let n = 0; n < 2; n++) {
    const caller = await it.call({ tone: FROM_CALLER });
    await desk.getByRole('alertdialog').waitFor();
    await desk.keyboard.press('F2');
    await until('the counsellor hears the caller', async () => Math.abs((await loudest(desk)) - FROM_CALLER) < 25);
    await until('the caller hears the counsellor', () => caller.hearsTone(FROM_DESK, 400));
    const { engine } = await it.one<{ engine: string }>(`select engine from contact where state = 'talking'`);
    engines.add(engine);
    if (engine === 'west') {
      await desk.keyboard.press('F8');
      await until('on hold the caller hears music, not the counsellor', async () => !(await caller.hearsTone(FROM_DESK, 400)) && !(await caller.hearsSilence(400)));
      await desk.keyboard.press('F8');
      await until('back, the caller hears the counsellor', () => caller.hearsTone(FROM_DESK, 400));
    }
    await caller.hangup();
    await desk.getByRole('region', { name: 'Talk controls' }).getByText('Wrap-up').waitFor();
    await desk.getByRole('button', { name: 'Finish' }).click();
    await until('the wrap-up is over', async () => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state = 'wrap_up'`)).n === 0);
    await desk.goto(`${east.url}/desk/now`);
    await desk.getByText('Ready. The next call comes to you.').waitFor();
  }
  expect([...engines].toSorted()).toEqual(['east', 'west']);
  expect(errors).toEqual([]);
});
