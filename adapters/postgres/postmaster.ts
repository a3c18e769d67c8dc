/** One postmaster process: found again after we died, started, stopped. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresUnavailable } from './errors.ts';
import { postgresAccount } from './runtime.ts';

const LOG_LIMIT_BYTES = 8 * 1024 * 1024;

/** The process that serves this cluster, or null. A stale postmaster.pid (a reused process id included) is removed. */
export function findPostmaster(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isPostmaster(pid, cluster)) return pid;
  // PostgreSQL would refuse to start if the id now belongs to another process of the same account.
  rmSync(file, { force: true });
  return null;
}

function isPostmaster(pid: number, cluster: string): boolean {
  try {
    if (!readlinkSync(`/proc/${pid}/exe`).includes('/postgres')) return false;
  } catch {
    return false;
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return true;
  }
}

/** Whether a process is there (a zombie counts as gone). */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Makes a new cluster. It gets its name only when it is whole, so that a crash in the middle leaves none behind. */
export function initCluster(runtime: string, cluster: string, superuser: string, passwordFile: string, ephemeral: boolean): void {
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const made = spawnSync(
    join(runtime, 'bin', 'initdb'),
    [
      '-D', fresh, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions',
      ...(ephemeral ? ['--no-sync'] : ['--data-checksums']),
    ],
    { ...postgresAccount(), cwd: runtime, env: environment(runtime), encoding: 'utf8' },
  );
  if (made.status !== 0) {
    throw new PostgresUnavailable(
      `initdb could not make a database cluster in ${fresh}: ${(made.stderr || made.error?.message || '').trim()}. ` +
        'Look for free space and for the rights of that folder, or choose another with --data.',
    );
  }
  renameSync(fresh, cluster);
}

/** Starts a postmaster in a session of its own (a Ctrl-C in our terminal must not reach it before we drained). */
export function startPostmaster(runtime: string, cluster: string, logFile: string, settings: Record<string, string>): number {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const output = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(
      join(runtime, 'bin', 'postgres'),
      ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...postgresAccount(), cwd: cluster, env: environment(runtime), detached: true, stdio: ['ignore', output, output] },
    );
    child.on('error', () => {});
    child.unref();
    if (child.pid === undefined) {
      throw new PostgresUnavailable(
        `PostgreSQL could not be started from ${runtime}. Check that this folder may be run from (no "noexec" mount), or name a server with DATABASE_URL.`,
      );
    }
    return child.pid;
  } finally {
    closeSync(output);
  }
}

/** Fast shutdown (open transactions are rolled back), after `patienceMs` immediate shutdown, then SIGKILL. */
export async function stopPostmaster(pid: number, patienceMs = 20_000): Promise<void> {
  for (const [signal, wait] of [['SIGINT', patienceMs], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + wait;
    while (performance.now() < deadline) {
      if (!isAlive(pid)) return;
      await delay(20);
    }
  }
}

function environment(runtime: string): NodeJS.ProcessEnv {
  return { LD_LIBRARY_PATH: join(runtime, 'lib'), PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
