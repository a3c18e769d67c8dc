/**
 * What an attacker's usual tools learn: `npm run faults -- strangers [--names 200]`. SIPVicious (Debian's package) from another address of loopback than the
 * trunk's: svmap looks for engines, svwar for names, by each method it knows; among the names stand those of real endpoints. Ends with one JSON line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rawPhone } from '#testing/sip';
import { fetchDebian, unpackedIn, withOwnLoader } from '../../telephony/debian.ts';
import { sweepAfterwards } from '../sweeper.ts';
import { startFloor } from './floor.ts';

const CACHE = join(import.meta.dirname, '..', '..', '.havenline-cache', 'sipvicious');
const STRANGER = '127.0.0.66';
interface Said { output: string; status: number | null }

/** One of its programs with Debian's own Python, from this address (its own option for that is lost on the way); what it writes about its scans goes to `home`. */
function vicious(root: string, home: string, from: string, program: string, args: string[], seconds = 60): Promise<Said> {
  const [loader, ...rest] = withOwnLoader(root, 'usr/bin/python3') ?? [];
  if (loader === undefined) return Promise.resolve({ output: 'no python3', status: 1 });
  const child = spawn(loader, [...rest, '-c', `import sys, socket; bind = socket.socket.bind; socket.socket.bind = lambda one, at: bind(one, ('${from}', at[1])); sys.argv[0] = '${program}'; from sipvicious.${program} import main; main()`, ...args], {
    env: { HOME: home, PYTHONHOME: join(root, 'usr'), PYTHONPATH: [join(root, 'usr/share/sipvicious'), join(root, 'usr/lib/python3/dist-packages')].join(':'), PYTHONDONTWRITEBYTECODE: '1', TERM: 'dumb', COLUMNS: '200' }, stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((done) => child.once('close', (status) => done({ output, status })));
}

async function ensureVicious(home: string, log: (line: string) => void): Promise<{ root: string; version: string }> {
  const version = async (root: string): Promise<string | null> => /(\d+\.\d+(?:\.\d+)*)/.exec((await vicious(root, home, STRANGER, 'svmap', ['--version'], 20)).output)?.[1] ?? null;
  for (const root of await unpackedIn(CACHE)) { const found = await version(root); if (found !== null) return { root, version: found }; }
  const root = await fetchDebian({ what: 'SIPVicious', packages: ['python3', 'sipvicious'], cacheDir: CACHE, log, version, failed: (reason, cause) => new Error(`No SIPVicious to be attacked with: ${reason}`, { cause }) });
  return { root, version: (await version(root))! };
}

export interface StrangersResult {
  sipvicious: string;
  /** Whether it finds the real names when it asks from the trunk's own address: that the tool works. */
  tool_works: boolean;
  /** Whether it sees from the stranger's address that something answers there. */
  seen_from_outside: boolean;
  names_tried: number;
  /** By method: names that svwar says are there. */
  learnt: Record<string, string[]>;
  engine_survived: boolean;
  next_call_answered: boolean;
}

/** Runs it. */
export async function run(names: number): Promise<StrangersResult> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-strangers-'));
  sweepAfterwards(home);
  const floor = await startFloor('strangers', 0);
  try {
    const { root, version } = await ensureVicious(home, (line) => void process.stderr.write(`${line}\n`));
    const port = String(floor.centre.sipPort);
    const [engine] = floor.pids('engine') as [number];
    const there = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'].map((id) => `agent-${id}`);
    for (const name of there) await floor.softphone(name);
    writeFileSync(join(home, 'names.txt'), [...there, 'trunk', 'peer', 'anonymous', 'strangers', ...Array.from({ length: names }, (_, n) => String(100 + n))].join('\n'));
    const outside = await vicious(root, home, STRANGER, 'svmap', ['-x', STRANGER, '-P', '15060', '-p', port, '127.0.0.1'], 30);
    const war = async (from: string, method: string): Promise<string[]> => {
      const { output } = await vicious(root, home, from, 'svwar', ['--force', '-x', from, '-P', '15060', '-m', method, '-d', join(home, 'names.txt'), '-p', port, '127.0.0.1'], 90);
      process.stderr.write(`${from} ${method}: ${output.trim().split('\n').at(-1)}\n`);
      return output.split('\n').filter((line) => /\|\s*(reqauth|noauth|weird)/i.test(line)).map((line) => line.split('|')[1]!.trim());
    };
    const found = await war('127.0.0.1', 'OPTIONS');
    const learnt: Record<string, string[]> = {};
    for (const method of ['REGISTER', 'INVITE', 'OPTIONS']) learnt[method] = await war(STRANGER, method);
    const phone = await rawPhone(floor.centre.sipPort);
    const next = await phone.call();
    phone.close();
    return {
      sipvicious: version, tool_works: there.every((name) => found.includes(name)), seen_from_outside: outside.output.includes(`127.0.0.1:${port}`), names_tried: names + there.length + 4, learnt,
      engine_survived: floor.pids('engine')[0] === engine && !floor.centre.output().includes('ended by itself'), next_call_answered: next.answered,
    };
  } finally {
    await floor.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
