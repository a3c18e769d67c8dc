/** Debian packages without root: an apt state of our own, the whole closure unpacked into a folder; nothing of the machine's is changed. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DebianWish {
  /** What they are for, in words: "Asterisk". */
  what: string;
  packages: readonly string[];
  /** Where packages and what is unpacked are kept. */
  cacheDir: string;
  /** Its version when what was unpacked there runs here and is recent enough; null when not. */
  version(root: string): Promise<string | null>;
  /** One line for each step, for an operator to read. */
  log: (line: string) => void;
  /** The error to throw, with what went wrong. */
  failed(reason: string, cause?: unknown): Error;
}

/** The folder (holding usr/) of these packages, newest of the unstable suite with everything they need, down to the C library. */
export async function fetchDebian({ what, packages: wanted, cacheDir, version: versionOf, log, failed }: DebianWish): Promise<string> {
  const run = (program: string, args: string[]): Promise<string> => runProgram(program, args, what, failed);
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) throw failed(`There is no packaged ${what} for ${process.platform}-${process.arch}.`);
  const apt = join(cacheDir, 'apt');
  for (const folder of ['etc', 'state/lists/partial', 'cache/archives/partial']) await mkdir(join(apt, folder), { recursive: true });
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const { mirror, keyring } = await machineMirror(what, failed);
  await writeFile(join(apt, 'etc/sources.list'), `deb [arch=${architecture}${keyring ? ` signed-by=${keyring}` : ''}] ${mirror} unstable main\n`);
  // An empty status file makes apt resolve the whole closure, down to the C library.
  await writeFile(join(apt, 'status'), '');
  const settings = [
    `Dir::State=${join(apt, 'state')}`, `Dir::State::status=${join(apt, 'status')}`, `Dir::Cache=${join(apt, 'cache')}`,
    `Dir::Etc::sourcelist=${join(apt, 'etc/sources.list')}`, 'Dir::Etc::sourceparts=-', 'Dir::Etc::preferencesparts=-',
    'APT::Sandbox::User=', `APT::Architecture=${architecture}`, 'APT::Install-Recommends=false', 'Acquire::Languages=none', 'Acquire::Retries=3',
  ].flatMap((setting) => ['-o', setting]);
  log(`${what}: reading the package list`);
  await run('apt-get', [...settings, 'update', '-q']);
  log(`${what}: downloading it with all it needs (an interrupted download goes on where it stopped)`);
  await run('apt-get', [...settings, 'install', '-q', '-y', '--download-only', ...wanted]);

  const archives = join(apt, 'cache/archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb')).sort();
  log(`${what}: unpacking ${packages.length} packages`);
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
    // The tar goes through --keep-directory-symlink, so that lib -> usr/lib stays a link.
    await run('/bin/sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner --keep-directory-symlink -C "$2"', 'sh', join(archives, name), fresh]);
  }
  const version = await versionOf(fresh);
  if (version === null) throw failed(`The fetched ${what} does not run on this machine, or is too old.`);
  await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify({ version, mirror, checksums }, null, 2)}\n`);
  const target = join(cacheDir, `root-${version}-${process.arch}`);
  await rename(fresh, target).catch(async (error: unknown) => {
    // Somebody else put the same there first.
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  log(`${what} ${version} is ready`);
  return target;
}

/** The folders unpacked in the cache and complete, newest first. */
export async function unpackedIn(cacheDir: string): Promise<string[]> {
  if (!existsSync(cacheDir)) return [];
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith('root-')).sort().reverse();
  return names.map((name) => join(cacheDir, name)).filter((root) => existsSync(join(root, 'manifest.json')));
}

/** What goes before the arguments of an unpacked program, so that it runs with the loader and libraries it came with; null when they are not there. */
export function withOwnLoader(root: string, program: string): string[] | null {
  const [triplet, loaderName] = process.arch === 'arm64' ? ['aarch64-linux-gnu', 'ld-linux-aarch64.so.1'] : ['x86_64-linux-gnu', 'ld-linux-x86-64.so.2'];
  const lib = join(root, 'usr/lib', triplet);
  const loader = [join(lib, loaderName), join(root, 'usr/lib64', loaderName), join(root, 'lib64', loaderName)].find((path) => existsSync(path));
  if (loader === undefined || !existsSync(join(root, program))) return null;
  const libraries = [lib, join(root, 'lib', triplet), join(lib, 'pulseaudio'), join(lib, 'odbc'), join(lib, 'kamailio')].filter((path) => existsSync(path)).join(':');
  return [loader, '--library-path', libraries, join(root, program)];
}

/** The Debian mirror this machine already uses, with the key that vouches for it. */
async function machineMirror(what: string, failed: DebianWish['failed']): Promise<{ mirror: string; keyring: string | null }> {
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
  if (mirror === undefined) throw failed(`This machine has no Debian mirror among its package sources, and no ${what} on PATH.`);
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return { mirror, keyring: existsSync(keyring) ? keyring : null };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function runProgram(program: string, args: string[], what: string, failed: DebianWish['failed']): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let problem = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problem = (problem + chunk.toString()).slice(-2000)));
    child.on('error', (cause) => fail(failed(`${what} is not on PATH, and ${program} is not here to fetch it.`, cause)));
    child.on('close', (code) => (code === 0 ? done(out) : fail(failed(`Fetching ${what} failed: ${problem.trim() || `${program} ended with ${code}`}`))));
  });
}
