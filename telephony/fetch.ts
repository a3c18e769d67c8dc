/** Gets Asterisk: the machine's own, one fetched before, or Debian's, unpacked without root. */
import { join, resolve } from 'node:path';
import { fetchDebian } from './debian.ts';
import { AsteriskUnavailable } from './errors.ts';
import { newestUnpacked, onPath, unpacked } from './runtime.ts';
import type { AsteriskRuntime } from './runtime.ts';

const PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-core-sounds-en-gsm'];
const ADVICE = 'Install Asterisk 22.4 or newer (package "asterisk" of Ubuntu, Alpine or Fedora) so that it is on PATH, or start without telephones.';

export interface EnsureOptions {
  /** The project's data directory; packages are kept in its folder `asterisk` unless cacheDir says otherwise. */
  dataDir: string;
  /** One line for each step, for an operator to read. */
  log: (line: string) => void;
  /** Where packages and the unpacked engine are kept, shared by several data directories. */
  cacheDir?: string;
  /** The search path of the caller's environment; none means that only the cache and the fetch are used. */
  path?: string;
}

/** Finds Asterisk on PATH, in the cache, or fetches it. Throws AsteriskUnavailable with what to do. */
export async function ensureAsterisk(options: EnsureOptions): Promise<AsteriskRuntime> {
  const installed = onPath(options.path ?? '');
  if (installed !== null) {
    options.log(`telephony: using the installed Asterisk ${installed.version}`);
    return installed;
  }
  const cacheDir = resolve(options.cacheDir ?? join(options.dataDir, 'asterisk'));
  const cached = await newestUnpacked(cacheDir);
  if (cached !== null) return cached;
  return fetchAsterisk(cacheDir, options.log);
}

async function fetchAsterisk(cacheDir: string, log: (line: string) => void): Promise<AsteriskRuntime> {
  const root = await fetchDebian({
    what: 'Asterisk', packages: PACKAGES, cacheDir, log,
    version: async (folder) => (await unpacked(folder))?.version ?? null,
    failed: (reason, cause) => new AsteriskUnavailable(reason, ADVICE, cause === undefined ? undefined : { cause }),
  });
  const ready = await unpacked(root);
  if (ready === null) throw new AsteriskUnavailable('The fetched Asterisk was moved and no longer runs.', ADVICE);
  return ready;
}
