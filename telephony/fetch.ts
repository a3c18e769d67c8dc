/**
 * Gets Asterisk 22 or newer: the one on PATH, or Debian's packages unpacked into a folder of ours without root. The packages carry their own
 * loader and libraries, so nothing of the machine's own system is changed or needed.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AsteriskUnavailable } from './errors.ts';

const run = promisify(execFile);
const MINIMUM = 22;
const PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-core-sounds-en-gsm'];
const ADVICE = 'Install Asterisk 22 or newer with your system’s package manager, or let this machine reach its Debian mirror, and start again.';

/** How to run an Asterisk: the command before its own arguments, and where its modules and data lie. */
export interface AsteriskRuntime {
  readonly command: readonly string[];
  readonly moduleDir: string;
  readonly dataDir: string;
  readonly version: string;
}

/** Finds or fetches Asterisk. Safe to call again after an interruption. Throws AsteriskUnavailable with what to do. */
export async function ensureAsterisk(options: { dataDir: string; cacheDir?: string; log?: (line: string) => void }): Promise<AsteriskRuntime> {
  const log = options.log ?? (() => {});
  const found = await onPath();
  if (found) return found;
  const root = join(options.cacheDir ?? options.dataDir, 'asterisk');
  const known = join(root, 'runtime.json');
  if (existsSync(known)) return relocate(root, JSON.parse(await readFile(known, 'utf8')));
  if (process.platform !== 'linux') throw new AsteriskUnavailable(`There is no Asterisk here, and none can be fetched for ${process.platform}.`, ADVICE);
  log('Telephone: fetching Asterisk (about 80 MB, once)…');
  await mkdir(root, { recursive: true });
  const archives = await download(root, log);
  log(`Telephone: unpacking ${archives.length} packages…`);
  const tree = join(root, 'tree');
  await rm(tree, { recursive: true, force: true });
  await mkdir(tree, { recursive: true });
  for (const file of archives) await run('dpkg-deb', ['-x', file, tree], { maxBuffer: 1 << 26 });
  await relinkSounds(tree);
  const sums: Record<string, string> = {};
  for (const file of archives) sums[file.slice(file.lastIndexOf('/') + 1)] = createHash('sha256').update(await readFile(file)).digest('hex');
  const runtime = await relocate(root, { version: '' });
  const version = await versionOf(runtime.command);
  await writeFile(`${known}.new`, JSON.stringify({ version, packages: sums }, null, 1));
  await rename(`${known}.new`, known);
  log(`Telephone: ${version} is ready.`);
  return { ...runtime, version };
}

async function onPath(): Promise<AsteriskRuntime | null> {
  try {
    const version = await versionOf(['asterisk']);
    if (Number(/(\d+)\./.exec(version)?.[1] ?? 0) < MINIMUM) return null;
    const moduleDir = ['/usr/lib/x86_64-linux-gnu/asterisk/modules', '/usr/lib/aarch64-linux-gnu/asterisk/modules', '/usr/lib64/asterisk/modules', '/usr/lib/asterisk/modules'].find(existsSync);
    return moduleDir ? { command: ['asterisk'], moduleDir, dataDir: '/usr/share/asterisk', version } : null;
  } catch {
    return null; // not installed
  }
}

async function versionOf(command: readonly string[]): Promise<string> {
  const { stdout } = await run(command[0]!, [...command.slice(1), '-V']);
  return stdout.trim();
}

/** The runtime is found again from where its folder is now, so the data directory may be moved. */
async function relocate(root: string, kept: { version: string }): Promise<AsteriskRuntime> {
  const tree = join(root, 'tree');
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const loader = process.arch === 'arm64' ? 'ld-linux-aarch64.so.1' : 'ld-linux-x86-64.so.2';
  const lib = join(tree, 'usr/lib', triplet);
  const ld = [join(lib, loader), join(tree, 'usr/lib64', loader), join(tree, 'lib64', loader)].find(existsSync);
  if (!ld) throw new AsteriskUnavailable('The fetched Asterisk is incomplete.', `Delete ${root} and start again.`);
  return {
    command: [ld, '--library-path', [lib, join(lib, 'pulseaudio'), join(lib, 'odbc')].join(':'), join(tree, 'usr/sbin/asterisk')],
    moduleDir: join(lib, 'asterisk/modules'),
    dataDir: join(tree, 'usr/share/asterisk'),
    version: kept.version,
  };
}

async function download(root: string, log: (line: string) => void): Promise<string[]> {
  const state = join(root, 'apt');
  const archives = join(state, 'cache/archives');
  for (const d of ['state/lists/partial', 'cache/archives/partial', 'etc']) await mkdir(join(state, d), { recursive: true });
  await writeFile(join(state, 'status'), '');
  const { mirror, keyring } = await debianMirror();
  await writeFile(join(state, 'etc/sources.list'), `deb [signed-by=${keyring}] ${mirror} unstable main\n`);
  const q = (p: string) => JSON.stringify(join(state, p));
  await writeFile(
    join(state, 'apt.conf'),
    `Dir::State ${q('state')};\nDir::State::status ${q('status')};\nDir::Cache ${q('cache')};\nDir::Etc::sourcelist ${q('etc/sources.list')};\nDir::Etc::sourceparts "-";\nDir::Log ${q('state')};\n` +
      'APT::Sandbox::User "";\nAcquire::Languages "none";\nAcquire::Retries "3";\nDebug::NoLocking "1";\nAPT::Install-Recommends "0";\nDPkg::Post-Invoke {};\n',
  );
  const env = { APT_CONFIG: join(state, 'apt.conf'), PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
  try {
    await run('apt-get', ['update'], { env, maxBuffer: 1 << 26, timeout: 300_000 });
    log('Telephone: downloading packages…');
    await run('apt-get', ['install', '-y', '--download-only', ...PACKAGES], { env, maxBuffer: 1 << 26, timeout: 900_000 });
  } catch (cause) {
    throw new AsteriskUnavailable(`Asterisk could not be fetched: ${lastLine((cause as { stderr?: string }).stderr) || (cause as Error).message}`, ADVICE);
  }
  const files = (await readdir(archives)).filter((f) => f.endsWith('.deb')).map((f) => join(archives, f));
  if (files.length < 20) throw new AsteriskUnavailable('The mirror gave too few packages.', ADVICE);
  return files;
}

function lastLine(text = ''): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** The Debian mirror the machine itself uses (never a constant of ours), and the key ring that signs it. */
async function debianMirror(): Promise<{ mirror: string; keyring: string }> {
  const keyring = ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp'].find(existsSync);
  const texts: string[] = [];
  for (const dir of ['/etc/apt', '/etc/apt/sources.list.d']) {
    for (const f of existsSync(dir) ? await readdir(dir) : []) if (/\.(list|sources)$/.test(f)) texts.push(await readFile(join(dir, f), 'utf8'));
  }
  const mirror = /(https?:\/\/\S+\/debian)\/?(?=\s|$)/m.exec(texts.join('\n').replace(/^\s*#.*$/gm, ''))?.[1];
  if (!mirror || !keyring) throw new AsteriskUnavailable('There is no Asterisk on this machine, and its package sources name no Debian mirror to fetch it from.', ADVICE);
  return { mirror, keyring };
}

/** The packages link sounds by an absolute path; make it one inside the tree. */
async function relinkSounds(tree: string): Promise<void> {
  const sounds = join(tree, 'usr/share/asterisk/sounds');
  for (const name of existsSync(sounds) ? await readdir(sounds) : []) {
    const path = join(sounds, name);
    if (!(await lstat(path)).isSymbolicLink()) continue;
    const to = await readlink(path);
    if (!to.startsWith('/')) continue;
    await rm(path);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(tree, to), path);
  }
}
