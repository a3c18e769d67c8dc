import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { freePort, freeUdpPort } from '#testing/sip';
import { startCentre, until } from '../../testing/scenarios/centre.ts';
import { readDemo } from './demo.ts';
import { CALLS_A_DAY, lasting, staffNeeded, untilNextCall } from './demo/pace.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const CACHE = join(import.meta.dirname, '../../.havenline-cache/asterisk');
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'havenline-demo-'));
  chmodSync(home, 0o755); // the account that runs PostgreSQL has to pass
});
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));

test('the pace is that of a 7,000-call day, and speed makes talks shorter as it makes calls more', () => {
  const calls = (speed: number): number => {
    let [count, at] = [0, 0];
    for (; at < 86_400 / speed; count += 1) at += untilNextCall(at, speed, Math.exp(-1));
    return count;
  };
  expect(Math.abs(calls(1) - CALLS_A_DAY)).toBeLessThan(CALLS_A_DAY * 0.05);
  expect(Math.abs(calls(10) - CALLS_A_DAY)).toBeLessThan(CALLS_A_DAY * 0.05);
  expect(lasting(12, 10, Math.exp(-1))).toBeCloseTo(72);
  expect(staffNeeded()).toBeGreaterThan(90);
});

test('the demonstration refuses another name, another database, an unknown speed and the data of a real centre', async () => {
  expect(() => readDemo(['--public-name', 'help.example.org', '--behind-proxy'], {})).toThrow(/this machine alone/);
  expect(() => readDemo([], { DATABASE_URL: 'postgresql://somebody@127.0.0.1/x' })).toThrow(/own database/);
  expect(() => readDemo(['--speed', 'fast'], {})).toThrow(/0\.1 to 20/);
  expect(readDemo(['--speed', '10', '--port', '9000'], {})).toMatchObject({ speed: 10, config: { port: 9000 } });
  const real = join(home, 'real');
  mkdirSync(join(real, 'keys'), { recursive: true });
  expect((await run(['demo', '--data', real, '--no-telephony'])).output).toMatch(/belongs to a real centre/);
});

test('within a minute of the command calls and chats are answered; one press signs in; a real start knows nothing of that, and does not touch this data', { timeout: 240_000 }, async () => {
  const [port, sip, http] = [await freePort(), await freeUdpPort(), await freePort()];
  const data = join(home, 'demo');
  const where = ['--data', data, '--port', String(port), '--sip-port', String(sip), '--asterisk-http-port', String(http), '--asterisk-cache', CACHE];
  const demo = begin(['demo', '--speed', '10', ...where]);
  await until('the demonstration is up', () => demo.output().includes('speed 10)') || (demo.ended() && Promise.reject(new Error(demo.output()))), 90);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}/demo`);
    await page.getByText('Nobody here is real').waitFor();
    await page.getByRole('button', { name: 'Visitor Supervisor' }).click();
    await page.waitForURL('**/desk/wallboard');
    const answered = () => page.evaluate(async () => (await (await fetch('/api/wallboard')).json()).totals.answeredToday as number);
    expect(await until('five contacts are answered', async () => (await answered()) >= 5, 60)).toBe(true);

    await page.goto(`http://localhost:${port}/demo`);
    await page.getByRole('button', { name: 'Visitor Counsellor' }).click();
    await page.waitForURL('**/desk/now');
    await page.getByRole('button', { name: 'Ready' }).click();
    await page.getByRole('alertdialog').waitFor({ timeout: 30_000 });
  } finally {
    await browser.close();
    demo.child.kill('SIGTERM');
    await until('the demonstration has stopped', () => demo.ended(), 40).catch((error: Error) => {
      throw new Error(`${error.message}; it said: ${demo.output().slice(-8000)}`);
    });
  }
  expect(demo.output()).toContain('Stopped.');
  expect(demo.output()).not.toMatch(/Demonstration: /);
  expect((await run(['start', ...where])).output).toMatch(/belongs to a demonstration/);

  const real = await startCentre('real', ['--no-telephony']);
  try {
    expect((await fetch(`${real.url}/demo`)).status).toBe(404);
    const enter = await fetch(`${real.url}/demo/enter/0`, { method: 'POST', headers: { origin: real.url }, redirect: 'manual' });
    expect([enter.status, enter.headers.get('set-cookie')]).toEqual([404, null]);
    expect((await run(['start', '--demo'])).output).toMatch(/Unknown option/);
  } finally {
    await real.stop();
  }
});

function begin(args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: home, env: { PATH: process.env['PATH'] ?? '' } });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.once('close', () => (ended = true));
  return { child, output: () => output, ended: () => ended };
}
async function run(args: string[]): Promise<{ output: string }> {
  const one = begin(args);
  await until('the verb ends', () => one.ended(), 60);
  return { output: one.output() };
}
