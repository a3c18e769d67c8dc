/** Where an Asterisk is: the machine's own, or one unpacked from Debian packages into a folder of ours. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackedIn, withOwnLoader } from './debian.ts';

/** An Asterisk that can be started: `command` goes before every argument. */
export interface AsteriskRuntime {
  command: string[];
  version: string;
  modulesDir: string;
  dataDir: string;
  origin: 'path' | 'fetched';
}

/** REST over the ARI WebSocket arrived in 22.4; older ones are not used. */
export const MINIMUM = [22, 4] as const;

/** Whether a version such as "22.10.1" is new enough. */
export function newEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/** The Asterisk on PATH, when it is recent enough; null otherwise. */
export function onPath(path: string): AsteriskRuntime | null {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const program = join(folder, 'asterisk');
    if (!existsSync(program)) continue;
    const version = readVersion([program]);
    if (version === null || !newEnough(version)) continue;
    const modulesDir = ['/usr/lib/asterisk/modules', '/usr/lib64/asterisk/modules', `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/asterisk/modules`].find(
      (candidate) => existsSync(join(candidate, 'res_ari.so')),
    );
    const dataDir = ['/usr/share/asterisk', '/var/lib/asterisk'].find((candidate) => existsSync(join(candidate, 'documentation')));
    if (modulesDir === undefined || dataDir === undefined) continue;
    return { command: [program], version, modulesDir, dataDir, origin: 'path' };
  }
  return null;
}

/** The Asterisk unpacked under `root` (the folder that holds usr/), or null when it does not run. */
export async function unpacked(root: string): Promise<AsteriskRuntime | null> {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const lib = join(root, 'usr/lib', triplet);
  const command = withOwnLoader(root, 'usr/sbin/asterisk');
  if (command === null) return null;
  const version = readVersion(command);
  if (version === null || !newEnough(version)) return null;
  const modules = [join(lib, 'asterisk/modules'), join(root, 'usr/lib/asterisk/modules')].find((path) => existsSync(join(path, 'res_ari.so')));
  if (modules === undefined) return null;
  return { command, version, modulesDir: modules, dataDir: join(root, 'usr/share/asterisk'), origin: 'fetched' };
}

/** The newest usable runtime already unpacked in the cache, or null. */
export async function newestUnpacked(cacheDir: string): Promise<AsteriskRuntime | null> {
  for (const root of await unpackedIn(cacheDir)) {
    const runtime = await unpacked(root);
    if (runtime !== null) return runtime;
  }
  return null;
}

function readVersion(command: string[]): string | null {
  const [program, ...rest] = command as [string, ...string[]];
  const result = spawnSync(program, [...rest, '-V'], { encoding: 'utf8', timeout: 10_000 });
  return /Asterisk (?:certified\/)?(\d+\.\d+(?:\.\d+)?)/.exec(result.stdout ?? '')?.[1] ?? null;
}
