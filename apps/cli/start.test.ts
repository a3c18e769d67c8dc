import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '#adapters/postgres';

const MAIN = join(import.meta.dirname, 'main.ts');
const home = mkdtempSync(join(tmpdir(), 'havenline start '));
chmodSync(home, 0o755);
const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  // A test that failed half way may have left its postmaster running.
  const left = join(home, 'data');
  if (existsSync(left)) await (await startEmbeddedPostgres({ dataDir: left })).stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
});

/** A verb as an operator types it, with all it says and a way to wait for a word in that. */
class Run {
  output = '';
  child: ChildProcess;
  ended: Promise<number | null>;
  #waiting = new Set<() => void>();

  constructor(args: string[], environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], ...environment }, cwd: home });
    children.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        for (const look of this.#waiting) look();
      });
    }
    this.ended = new Promise((done) =>
      this.child.once('close', (code) => {
        children.delete(this.child);
        for (const look of this.#waiting) look();
        done(code);
      }),
    );
  }

  says(words: RegExp, withinMs = 90_000): Promise<void> {
    return new Promise((done, fail) => {
      const stop = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const timer = setTimeout(() => stop(() => fail(new Error(`did not say ${words} in time:\n${this.output}`))), withinMs);
      const look = (): void => {
        if (words.test(this.output)) stop(done);
        else if (this.child.exitCode !== null || this.child.signalCode !== null) stop(() => fail(new Error(`ended without saying ${words}:\n${this.output}`)));
      };
      this.#waiting.add(look);
      look();
    });
  }
}

async function run(args: string[], environment: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const one = new Run(args, environment);
  const code = await one.ended;
  return { code, output: one.output };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

test('a bad flag ends with its message and without a stack', async () => {
  const { code, output } = await run(['start', '--port', 'eighty']);
  expect(code).toBe(2);
  expect(output).toMatch(/--port .*"eighty"/);
  expect(output).not.toContain('at ');
});

test('an unknown verb and no verb both lead to the help', async () => {
  expect((await run(['fly'])).output).toMatch(/no verb "fly".*help/);
  expect((await run([])).output).toContain('schema dump');
});

test('a data directory that cannot be made is named', async () => {
  const { code, output } = await run(['start', '--data', '/proc/nowhere']);
  expect(code).toBe(2);
  expect(output).toMatch(/\/proc\/nowhere cannot be written to.*--data/);
});

test('an unreachable DATABASE_URL ends the start with what to check', async () => {
  const { code, output } = await run(['start', '--data', join(home, 'elsewhere')], { DATABASE_URL: 'postgresql://someone:hidden@127.0.0.1:1/x' });
  expect(code).toBe(1);
  expect(output).toMatch(/DATABASE_URL cannot be reached.*Check host, port/);
  expect(output).not.toContain('hidden');
});

test('a port in use is named', { timeout: 120_000 }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  try {
    const { code, output } = await run(['start', '--data', join(home, 'data'), '--no-telephony', '--port', String(port)]);
    expect(output).toContain(`Port ${port} is in use`);
    expect(code).toBe(2);
  } finally {
    server.close();
  }
});

test('it starts, refuses a second start, survives kill -9, drains on SIGTERM and starts once more', { timeout: 240_000 }, async () => {
  const args = ['start', '--data', join(home, 'data'), '--no-telephony', '--port', String(await freePort())];
  const first = new Run(args);
  await first.says(/Stop with Ctrl-C/);
  expect((await fetch(`http://localhost:${args.at(-1)}/health`)).status).toBe(200);
  expect(first.output).toMatch(/telephone is not connected.*--no-telephony/);
  const link = /https?:\/\/\S*(enrol|token)\S*/i.exec(first.output)?.[0];
  expect(link).toBeTruthy();

  const second = await run(args);
  expect(second.code).toBe(2);
  expect(second.output).toMatch(new RegExp(`runs in .* already \\(process ${first.child.pid}\\)`));

  first.child.kill('SIGKILL');
  await first.ended;
  const third = new Run(args);
  await third.says(/Stop with Ctrl-C/);
  expect(third.output).toContain('taken over from an earlier start');
  const postmaster = join(home, 'data', 'postgres', 'cluster', 'postmaster.pid');
  expect(existsSync(postmaster)).toBe(true);
  // A terminal and npm both pass one Ctrl-C on: the second must not cut the stopping short.
  third.child.kill('SIGTERM');
  third.child.kill('SIGTERM');
  third.child.kill('SIGINT');
  expect(await third.ended).toBe(0);
  expect(third.output).toContain('Stopped.');
  expect(existsSync(postmaster)).toBe(false);

  const fourth = new Run(args);
  await fourth.says(/Stop with Ctrl-C/);
  fourth.child.kill('SIGINT');
  expect(await fourth.ended).toBe(0);
});
