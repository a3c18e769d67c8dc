/** A whole centre as `npm start` brings it up, in a process of its own that a test can kill; with callers beside it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAsterisk } from '#telephony';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Callers } from '#testing/sip';
import { sweepAfterwards } from '../sweeper.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Where tests keep the fetched telephone engine, so that it is fetched once. */
export const ASTERISK_CACHE = join(ROOT, '.havenline-cache', 'asterisk');

export interface TestCentre {
  url: string;
  dataDir: string;
  sipPort: number;
  callers: Callers;
  /** The process that runs now. */
  pid(): number;
  /** Everything the centre has printed so far. */
  output(): string;
  /** The one-time link of the first administrator. */
  link(): string;
  /** Another verb of the command line, beside the running centre. */
  havenline(...args: string[]): Promise<{ code: number | null; output: string }>;
  /** Ends the process as a power cut would; PostgreSQL and Asterisk go on. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a centre on free ports and a callers' side. Throws with all it said when it does not come up in two minutes. */
export async function startCentre(name: string, more: string[] = [], trunk: { tls?: { certFile: string; keyFile: string } } = {}): Promise<TestCentre> {
  const home = mkdtempSync(join(tmpdir(), `havenline-${name}-`));
  chmodSync(home, 0o755);
  sweepAfterwards(home);
  const dataDir = join(home, 'data');
  const [port, plainPort, httpPort, tlsPort] = [await freePort(), await freeUdpPort(), await freePort(), await freePort()];
  const sipPort = trunk.tls ? tlsPort : plainPort;
  const runtime = await ensureAsterisk({ dataDir: home, cacheDir: ASTERISK_CACHE, log: () => undefined });
  const callers = await startCallers({ runtime, runDir: join(home, 'callers'), ...trunk });
  const where = ['--data', dataDir, '--port', String(port), '--sip-port', String(plainPort), ...(trunk.tls ? ['--sip-tls-port', String(tlsPort)] : []), '--asterisk-http-port', String(httpPort), '--asterisk-cache', ASTERISK_CACHE, '--trunk', `127.0.0.1:${callers.sipPort}`, ...more];
  let running: Verb | null = null;
  const start = async (): Promise<void> => {
    running = run(['start', ...where]);
    await running.says('Stop with Ctrl-C');
  };
  await start().catch(async (error: unknown) => {
    await callers.stop();
    throw error;
  });
  return {
    url: `http://localhost:${port}`,
    dataDir,
    sipPort,
    callers,
    pid: () => running!.child.pid!,
    output: () => running?.output() ?? '',
    link() {
      const found = /https?:\/\/\S+\/desk\/enrol\/\S+/.exec(running?.output() ?? '');
      if (!found) throw new Error(`no enrolment link was printed:\n${running?.output()}`);
      return found[0];
    },
    async havenline(...args) {
      const verb = run([...args, '--data', dataDir]);
      return { code: await verb.ended, output: verb.output() };
    },
    async kill() {
      running?.child.kill('SIGKILL');
      await running?.ended;
    },
    start,
    async stop() {
      await callers.stop();
      // A centre that was killed left its PostgreSQL and Asterisk behind: only a start and a stop take them away.
      if (running?.child.exitCode !== null || running.child.signalCode !== null) await start();
      running?.child.kill('SIGTERM');
      await running?.ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

interface Verb { child: ChildProcess; ended: Promise<number | null>; output(): string; says(words: string): Promise<void> }

function run(args: string[]): Verb {
  const child = spawn(process.execPath, [join(ROOT, 'apps', 'cli', 'main.ts'), ...args], { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '' } });
  let output = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const look of looks) look();
    });
  }
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return {
    child,
    ended,
    output: () => output,
    says: (words) => new Promise((done, fail) => {
      const over = (act: () => void): void => { clearTimeout(timer); looks.delete(look); act(); };
      const timer = setTimeout(() => over(() => fail(new Error(`it did not say "${words}" in two minutes:\n${output}`))), 120_000);
      const look = (): void => { if (output.includes(words)) over(done); };
      looks.add(look);
      void ended.then(() => over(() => fail(new Error(`it ended before it said "${words}":\n${output}`))));
      look();
    }),
  };
}

/** Looks again and again until something is there; throws after `seconds` with what was missing. */
export async function until<T>(what: string, read: () => Promise<T> | T, seconds = 20): Promise<NonNullable<T>> {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const found = await read();
      if (found !== undefined && found !== null && (found as unknown) !== false) return found as NonNullable<T>;
    } catch (error) {
      last = error;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`not within ${seconds} s: ${what}${last instanceof Error ? `; last: ${last.message.split('\n')[0]}` : ''}`, { cause: last });
}
