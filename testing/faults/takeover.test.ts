/** Two servers share one database and one Asterisk; the one that drives it is killed. Nobody who talks notices, who waits keeps place and music, and the other takes over in time. */
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../scenarios/centre.ts';
import { startPair } from './pair.ts';
import type { Pair } from './pair.ts';

const TAKEOVER_MS = 5_000;
let it: Pair;
let driver: ChildProcess;
beforeAll(async () => {
  it = await startPair('takeover', 3, 1200);
  driver = await it.serve();
}, 180_000);
afterAll(() => it?.stop());

test('of two servers one drives the engine; killed, the other takes over within five seconds, the talk goes on and who waits is answered from the same place', { timeout: 120_000 }, async () => {
  const first = (await until('the first server drives', it.holder))!;
  const second = await it.serve();
  await it.hire(1);
  const talks = await it.callers.placeCall({ toPort: it.sipPort, line: '200', tone: 600 });
  await until('the first caller talks', () => talks.hearsTone(1200, 400));
  const waits = await it.callers.placeCall({ toPort: it.sipPort, line: '200', tone: 600 });
  await until('the second caller waits', async () => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state = 'waiting'`)).n === 1);
  const place = await it.one<{ id: string; waiting_since: Date }>(`select id, waiting_since from contact where state = 'waiting'`);

  expect(await it.holder()).toBe(first);
  driver.kill('SIGKILL');
  const killed = performance.now();
  await until('another server drives', async () => { const now = await it.holder(); return now !== undefined && now !== first; });
  const took = performance.now() - killed;
  expect(took).toBeLessThan(TAKEOVER_MS);
  expect(await talks.hearsTone(1200, 400)).toBe(true);
  expect(await waits.hearsSilence(800)).toBe(false);

  await it.hire(2);
  await until('the second caller is answered', () => waits.hearsTone(1200, 400));
  expect(await it.one(`select state, waiting_since from contact where id = $1`, [place.id])).toEqual({ state: 'talking', waiting_since: place.waiting_since });
  const third = await it.callers.placeCall({ toPort: it.sipPort, line: '200', tone: 600 });
  await third.answered;
  for (const party of [talks, waits, third]) await party.hangup();
  await until('all of them are over for us too', async () => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).n === 0);
  second.stdin!.end();
  await until('a server that is stopped gives the engine back', async () => (await it.holder()) === undefined);
});

test('a server that froze loses the engine to the other; when it wakes it does not take it back, and calls are answered throughout', { timeout: 120_000 }, async () => {
  const running = await it.serve();
  const first = (await until('a server drives', it.holder))!;
  const spare = await it.serve();
  running.kill('SIGSTOP');
  const frozen = performance.now();
  const next = (await until('the other drives', async () => { const now = await it.holder(); return now !== undefined && now !== first ? now : undefined; }))!;
  expect(performance.now() - frozen).toBeLessThan(TAKEOVER_MS);
  await it.hire(3);
  const caller = await it.callers.placeCall({ toPort: it.sipPort, line: '200', tone: 600 });
  await until('a caller is answered by the other', () => caller.hearsTone(1200, 400));
  running.kill('SIGCONT');
  // Several renewals of the one that woke: it finds the engine in other hands each time.
  const renewed = performance.now() + 3_000;
  await until('some renewals have passed', async () => { expect(await it.holder()).toBe(next); return performance.now() > renewed; });
  expect(await caller.hearsTone(1200, 400)).toBe(true);
  await caller.hangup();
  await until('the end is known', async () => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).n === 0);
  for (const one of [running, spare]) one.stdin!.end();
});
