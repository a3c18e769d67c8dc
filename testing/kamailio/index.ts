/** Kamailio in front of engines, for tests: Debian's, unpacked without root, with the configuration that operators use. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchDebian, unpackedIn, withOwnLoader } from '../../telephony/debian.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const KAMAILIO_CACHE = join(ROOT, '.havenline-cache', 'kamailio');

const command = (root: string): string[] | null => withOwnLoader(root, 'usr/sbin/kamailio');
async function version(root: string): Promise<string | null> {
  const [program, ...rest] = command(root) ?? [];
  if (program === undefined) return null;
  return /version: kamailio (\d+\.\d+\.\d+)/.exec(spawnSync(program, [...rest, '-v'], { encoding: 'utf8', timeout: 10_000 }).stdout ?? '')?.[1] ?? null;
}

/** The folder of an unpacked Kamailio, fetched once. */
export async function ensureKamailio(log: (line: string) => void): Promise<string> {
  for (const root of await unpackedIn(KAMAILIO_CACHE)) if ((await version(root)) !== null) return root;
  return fetchDebian({
    what: 'Kamailio', packages: ['kamailio', 'kamailio-tls-modules'], cacheDir: KAMAILIO_CACHE, log, version,
    failed: (reason, cause) => new Error(`No Kamailio for the tests: ${reason}`, { cause }),
  });
}

const defined = (name: string, value: string): string => `#!substdef "!${name}!${value}!g"`;
export interface Kamailio { pid: number; said(): Promise<string>; stop(): Promise<void> }

/**
 * Starts it in `dir` on one address, in front of these engines and behind this telephone company (each "address:port"). With `tls` it has two
 * addresses, `listen` for the company and `inside` for the engines, reaches all of them by TLS alone, and refuses what comes without.
 */
export async function startKamailio(options: { root: string; dir: string; listen: string; engines: readonly string[]; company: string; tls?: { listen: string; inside: string; certFile: string; keyFile: string }; prefix?: readonly string[] }): Promise<Kamailio> {
  const { root, dir, listen, engines, company, tls, prefix = [] } = options;
  await mkdir(dir, { recursive: true });
  await copyFile(join(ROOT, 'deploy/kamailio/kamailio.cfg'), join(dir, 'kamailio.cfg'));
  /** How one of the list is reached, from which of our addresses. */
  const how = (from?: string): string => (from === undefined ? '' : `;transport=tls 0 0 socket=tls:${from}`);
  await writeFile(join(dir, 'dispatcher.list'), [...engines.map((one) => `1 sip:${one}${how(tls?.inside)}`), `2 sip:${company}${how(tls?.listen)}`, ''].join('\n'));
  await writeFile(join(dir, 'local.cfg'), [
    `listen=udp:${listen}`, defined('DISPATCHER_LIST', join(dir, 'dispatcher.list')),
    // The certificate of the tests is its own authority. On loopback the kernel would choose 127.0.0.1 to call from.
    ...(tls === undefined ? [] : ['#!define WITH_TLS', '#!define TLS_ONLY', `listen=tls:${tls.listen}`, `listen=tls:${tls.inside}`, `tcp_source_ipv4=${tls.inside.split(':')[0]}`, defined('TLS_CERTIFICATE', tls.certFile), defined('TLS_KEY', tls.keyFile), defined('TLS_CA', tls.certFile)]), '',
  ].join('\n'));
  const modules = ['usr/lib/x86_64-linux-gnu/kamailio/modules', 'usr/lib/aarch64-linux-gnu/kamailio/modules'].map((one) => join(root, one)).find((path) => existsSync(path))!;
  const [program, ...rest] = [...prefix, ...command(root)!] as [string, ...string[]];
  const file = join(dir, 'said.log');
  const log = openSync(file, 'a');
  const child = spawn(program, [...rest, '-f', join(dir, 'kamailio.cfg'), '-L', modules, '-Y', dir, '-w', dir, '-m', '64', '-M', '8', '-DD', '-E'], { stdio: ['ignore', log, log], cwd: dir });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return {
    pid: child.pid!,
    said: () => readFile(file, 'utf8'),
    async stop() { child.kill('SIGTERM'); await ended; },
  };
}
