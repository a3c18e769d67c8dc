/** Starts, finds again and stops one Asterisk. It outlives us on purpose: calls stay up when our process dies. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { configFiles } from './config.ts';
import type { EngineSettings } from './config.ts';
import { AsteriskUnavailable } from './errors.ts';

/** A running Asterisk of ours. */
export interface Engine {
  pid: number;
  httpUrl: string;
  sipPort: number;
  httpPort: number;
  /** Ends it; calls that are up are ended too. */
  /** False once it has ended, whoever ended it. */
  running(): Promise<boolean>;
  stop(): Promise<void>;
}

/** What is written down beside the engine, so that the next start finds it. */
interface Leftover { pid: number; httpPort: number; sipPort: number }

export interface StartOptions extends EngineSettings {
  /** The account to run as, when we are root. Default: our own. */
  asUid?: { uid: number; gid: number };
  /** The folder of the centre's own recordings. */
  recordings?: string;
}

/** Writes the configuration and starts Asterisk; resolves when ARI answers. Throws AsteriskUnavailable. */
export async function startAsterisk(options: StartOptions): Promise<Engine> {
  const settings: StartOptions = { ...options, runDir: resolve(options.runDir) };
  const { runDir, runtime } = settings;
  const folders = ['etc', 'lib', 'lib/keys', 'data/sounds', 'spool/recording', 'run', 'log'];
  for (const folder of folders) await mkdir(join(runDir, folder), { recursive: true, mode: 0o700 });
  const files = configFiles(settings, (module) => existsSync(join(runtime.modulesDir, `${module}.so`)));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(runDir, 'etc', name), text, { mode: 0o600 });
    await chmod(join(runDir, 'etc', name), 0o600);
  }
  if (settings.tls) {
    const { certFile, keyFile, caFile } = settings.tls;
    for (const [name, from] of [['sip-cert.pem', certFile], ['sip-key.pem', keyFile], ...(caFile === undefined ? [] : [['trunk-ca.pem', caFile]])] as [string, string][]) {
      const path = join(runDir, 'etc', name);
      await writeFile(path, await readFile(from), { mode: 0o600 });
      if (settings.asUid) await chown(path, settings.asUid.uid, settings.asUid.gid);
    }
  }
  const prompts = join(import.meta.dirname, 'prompts');
  await link(prompts, join(runDir, 'data/sounds/havenline'));
  if (settings.recordings !== undefined) {
    await mkdir(settings.recordings, { recursive: true, mode: 0o755 });
    await link(resolve(settings.recordings), join(runDir, 'data/sounds/centre'));
  }
  await link(join(prompts, 'music'), join(runDir, 'data/moh'));
  await link(join(runtime.dataDir, 'documentation'), join(runDir, 'data/documentation'));
  if (settings.asUid) {
    for (const folder of ['', 'data', ...folders]) await chown(join(runDir, folder), settings.asUid.uid, settings.asUid.gid);
    for (const name of Object.keys(files)) await chown(join(runDir, 'etc', name), settings.asUid.uid, settings.asUid.gid);
  }
  const log = openSync(join(runDir, 'log/console.log'), 'a', 0o600);
  const [program, ...rest] = runtime.command as [string, ...string[]];
  const child = spawn(program, [...rest, '-C', join(runDir, 'etc/asterisk.conf'), '-f', '-g'], {
    detached: true, stdio: ['ignore', log, log], cwd: runDir, env: { HOME: runDir, TERM: 'dumb', PATH: '/usr/bin:/bin' },
    ...settings.asUid,
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new AsteriskUnavailable('Asterisk could not be started.', 'Check that the data directory may hold programs (no "noexec").');
  const leftover: Leftover = { pid: child.pid, httpPort: settings.httpPort, sipPort: settings.sipPort };
  await writeFile(join(runDir, 'engine.json'), JSON.stringify(leftover), { mode: 0o600 });
  let ended = false;
  child.once('exit', () => (ended = true));
  for (let tries = 0; tries < 200 && !ended; tries++) {
    if (await ariAnswers(settings)) return engine(settings, leftover);
    await pause(100);
  }
  const tail = (await readFile(join(runDir, 'log/console.log'), 'utf8')).slice(-600);
  if (!ended) process.kill(child.pid, 'SIGKILL');
  throw new AsteriskUnavailable(`Asterisk ${ended ? 'ended while starting' : 'did not answer in 20 seconds'}: ${tail.trim()}`, `See log/console.log under the engine's folder; are ports ${settings.sipPort} and ${settings.httpPort} free?`);
}

/** An engine that an earlier process left running in this folder: adopted when it answers with these settings, stopped when not, null when there is none. */
export async function adoptOrStop(options: StartOptions): Promise<Engine | null> {
  const runDir = resolve(options.runDir);
  const text = await readFile(join(runDir, 'engine.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const leftover = JSON.parse(text) as Leftover;
  if (!(await isOurs(leftover.pid, runDir))) return null;
  if (leftover.httpPort === options.httpPort && leftover.sipPort === options.sipPort && (await ariAnswers(options))) return engine({ ...options, runDir }, leftover);
  await end(leftover.pid, runDir);
  return null;
}

function engine(settings: StartOptions, leftover: Leftover): Engine {
  return {
    pid: leftover.pid, sipPort: leftover.sipPort, httpPort: leftover.httpPort,
    httpUrl: `http://127.0.0.1:${leftover.httpPort}`,
    running: () => isOurs(leftover.pid, settings.runDir),
    stop: () => end(leftover.pid, settings.runDir),
  };
}

/** A number may have been given to another program since: the command line must name our folder. */
async function isOurs(pid: number, runDir: string): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.split('\0').includes(join(runDir, 'etc/asterisk.conf'));
}

async function end(pid: number, runDir: string): Promise<void> {
  for (const [signal, tries] of [['SIGTERM', 50], ['SIGKILL', 50]] as const) {
    if (!(await isOurs(pid, runDir))) break;
    process.kill(pid, signal);
    for (let i = 0; i < tries && (await isOurs(pid, runDir)); i++) await pause(100);
  }
  await rm(join(runDir, 'engine.json'), { force: true });
}

async function ariAnswers(settings: EngineSettings): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${settings.ariUser ?? 'havenline'}:${settings.ariPassword}`).toString('base64')}`;
  const answer = await fetch(`http://127.0.0.1:${settings.httpPort}/ari/asterisk/info?only=status`, { headers: { authorization }, signal: AbortSignal.timeout(2000) }).catch(() => null);
  return answer?.ok === true;
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(target, path);
}
