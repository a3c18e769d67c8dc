/** SimPy, from Debian's packages, unpacked without root. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fetchDebian, unpackedIn, withOwnLoader } from '../../telephony/debian.ts';

const CACHE = join(import.meta.dirname, '..', '..', '.havenline-cache', 'simpy');

function python(root: string, args: string[]): { stdout: string; stderr: string; status: number | null } {
  const [program, ...rest] = withOwnLoader(root, 'usr/bin/python3') ?? [];
  if (program === undefined) return { stdout: '', stderr: 'no python3', status: 1 };
  return spawnSync(program, [...rest, ...args], { encoding: 'utf8', env: { PYTHONHOME: join(root, 'usr'), PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'), PYTHONDONTWRITEBYTECODE: '1' } });
}
async function version(root: string): Promise<string | null> {
  return /^\d+(?:\.\d+)+/.exec(python(root, ['-c', 'import SimPy; print(SimPy.__version__)']).stdout)?.[0] ?? null;
}

/** The folder of SimPy with its Python, fetched once. */
export async function ensureSimPy(log: (line: string) => void): Promise<string> {
  for (const root of await unpackedIn(CACHE)) if ((await version(root)) !== null) return root;
  return fetchDebian({ what: 'SimPy', packages: ['python3', 'python3-simpy'], cacheDir: CACHE, log, version, failed: (reason, cause) => new Error(`No SimPy to compare with: ${reason}`, { cause }) });
}

export interface Run { version: string; calls: number; seconds: number; answered: number; within: number; abandoned: number }
/** One run of the line there. */
export function runSimPy(root: string, line: readonly number[]): Run {
  const { stdout, stderr, status } = python(root, [join(import.meta.dirname, 'line.py'), ...line.map(String)]);
  if (status !== 0) throw new Error(`SimPy ended with ${status}: ${stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout) as Run;
}
