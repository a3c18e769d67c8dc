/** Gets Asterisk from Debian's unstable suite with an apt state of our own: no root, nothing of the machine's is changed. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    throw new AsteriskUnavailable(`There is no packaged Asterisk for ${process.platform}-${process.arch}.`, ADVICE);
  }
  const apt = join(cacheDir, 'apt');
  for (const folder of ['etc', 'state/lists/partial', 'cache/archives/partial']) await mkdir(join(apt, folder), { recursive: true });
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const { mirror, keyring } = await machineMirror();
  await writeFile(join(apt, 'etc/sources.list'), `deb [arch=${architecture}${keyring ? ` signed-by=${keyring}` : ''}] ${mirror} unstable main\n`);
  // An empty status file makes apt resolve the whole closure, down to the C library.
  await writeFile(join(apt, 'status'), '');
  const settings = [
    `Dir::State=${join(apt, 'state')}`, `Dir::State::status=${join(apt, 'status')}`, `Dir::Cache=${join(apt, 'cache')}`,
    `Dir::Etc::sourcelist=${join(apt, 'etc/sources.list')}`, 'Dir::Etc::sourceparts=-', 'Dir::Etc::preferencesparts=-',
    'APT::Sandbox::User=', `APT::Architecture=${architecture}`, 'APT::Install-Recommends=false', 'Acquire::Languages=none', 'Acquire::Retries=3',
  ].flatMap((setting) => ['-o', setting]);
  log('telephony: reading the package list');
  await run('apt-get', [...settings, 'update', '-q']);
  log('telephony: downloading Asterisk (about 80 MB; an interrupted download goes on where it stopped)');
  await run('apt-get', [...settings, 'install', '-q', '-y', '--download-only', ...PACKAGES]);

  const archives = join(apt, 'cache/archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb')).sort();
  log(`telephony: unpacking ${packages.length} packages`);
  const fresh = join(cacheDir, `tmp-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  // Merged /usr, as the packages expect; without the links a package could make real folders of them.
  for (const name of ['lib', 'lib64', 'bin', 'sbin']) {
    await mkdir(join(fresh, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(fresh, name));
  }
  const checksums: Record<string, string> = {};
  for (const name of packages) {
    checksums[name] = await sha256(join(archives, name));
    await unpack(join(archives, name), fresh);
  }
  const runtime = await unpacked(fresh);
  if (runtime === null) throw new AsteriskUnavailable('The fetched Asterisk does not run on this machine, or is older than 22.4.', ADVICE);
  await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify({ version: runtime.version, mirror, checksums }, null, 2)}\n`);
  const target = join(cacheDir, `root-${runtime.version}-${process.arch}`);
  await rename(fresh, target).catch(async (error: unknown) => {
    // Somebody else put the same there first.
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  log(`telephony: Asterisk ${runtime.version} is ready`);
  const ready = await unpacked(target);
  if (ready === null) throw new AsteriskUnavailable('The fetched Asterisk was moved and no longer runs.', ADVICE);
  return ready;
}

/** The Debian mirror this machine already uses, with the key that vouches for it. */
async function machineMirror(): Promise<{ mirror: string; keyring: string | null }> {
  const files = ['/etc/apt/sources.list'];
  if (existsSync('/etc/apt/sources.list.d')) {
    for (const name of await readdir('/etc/apt/sources.list.d')) files.push(join('/etc/apt/sources.list.d', name));
  }
  const found: string[] = [];
  for (const file of files.filter((path) => existsSync(path))) {
    const text = await readFile(file, 'utf8');
    for (const line of text.split('\n')) {
      const match = /^(?:deb\s+(?:\[[^\]]*\]\s*)?|URIs:\s*)(\S+)/.exec(line.trim());
      if (match?.[1] !== undefined) found.push(match[1]);
    }
  }
  const mirror = found.find((url) => /\/debian\/?$/.test(url));
  if (mirror === undefined) throw new AsteriskUnavailable('This machine has no Debian mirror among its package sources, and no Asterisk on PATH.', ADVICE);
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return { mirror, keyring: existsSync(keyring) ? keyring : null };
}

async function unpack(archive: string, into: string): Promise<void> {
  // The tar goes through --keep-directory-symlink, so that lib -> usr/lib stays a link.
  await run('/bin/sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner --keep-directory-symlink -C "$2"', 'sh', archive, into]);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function run(program: string, args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let problem = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problem = (problem + chunk.toString()).slice(-2000)));
    child.on('error', (cause) => fail(new AsteriskUnavailable(`Asterisk is not on PATH, and ${program} is not here to fetch it.`, ADVICE, { cause })));
    child.on('close', (code) => (code === 0 ? done(out) : fail(new AsteriskUnavailable(`Fetching Asterisk failed: ${problem.trim() || `${program} ended with ${code}`}`, ADVICE))));
  });
}
