/**
 * A copy of the embedded cluster while it runs (PostgreSQL's manual, "Making a Base Backup Using the Low Level API"): the embedded programs bring no
 * pg_basebackup. Files are copied between pg_backup_start and pg_backup_stop, with the write-ahead log from the one to the other; started again, it recovers to the moment of the stop.
 */
import { chmodSync, chownSync, cpSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { PostgresUnavailable } from './errors.ts';
import { postgresAccount } from './runtime.ts';

const SLOT = 'havenline_backup';
/** What PostgreSQL makes anew at a start, or must not find there. */
const LEFT_OUT = ['pg_wal', 'postmaster.pid', 'postmaster.opts', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'pg_replslot'];
const EMPTY = ['pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'pg_replslot'];

/** Copies the running cluster at `cluster` into the new folder `to`. Answers the bytes copied. */
export async function copyCluster(adminUrl: string, cluster: string, to: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  mkdirSync(to, { recursive: true, mode: 0o700 });
  try {
    // The slot keeps the write-ahead log from being recycled while we copy.
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active', [SLOT]);
    await client.query('select pg_create_physical_replication_slot($1, true)', [SLOT]);
    const start = (await client.query('select pg_walfile_name(lsn) as file from pg_backup_start($1, fast => true) as lsn', ['havenline'])).rows[0] as { file: string };
    const bytes = await copyTree(cluster, to, LEFT_OUT);
    const stop = (await client.query('select pg_walfile_name(lsn) as file, labelfile from pg_backup_stop(wait_for_archive => false)')).rows[0] as { file: string; labelfile: string };
    writeFileSync(join(to, 'backup_label'), stop.labelfile, { mode: 0o600 });
    for (const name of EMPTY) mkdirSync(join(to, name), { recursive: true, mode: 0o700 });
    mkdirSync(join(to, 'pg_wal', 'archive_status'), { recursive: true, mode: 0o700 });
    let wal = 0;
    for (const name of readdirSync(join(cluster, 'pg_wal')).filter((file) => /^[0-9A-F]{24}$/.test(file) && file >= start.file && file <= stop.file)) {
      await copyFile(join(cluster, 'pg_wal', name), join(to, 'pg_wal', name));
      wal += 16 * 1024 * 1024;
    }
    if (wal === 0) throw new PostgresUnavailable('The write-ahead log of the backup is not there any more. Run the backup again.');
    return bytes + wal;
  } finally {
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [SLOT]).catch(() => {});
    await client.end();
  }
}

/** Files may come and go while they are copied: the log makes up for it. */
async function copyTree(from: string, to: string, leftOut: readonly string[]): Promise<number> {
  let bytes = 0;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of await readdir(from)) {
    if (leftOut.includes(name) || name.startsWith('pgsql_tmp')) continue;
    const [source, target] = [join(from, name), join(to, name)];
    try {
      const stat = await lstat(source);
      if (stat.isDirectory()) bytes += await copyTree(source, target, []);
      else if (stat.isSymbolicLink()) await symlink(await readlink(source), target);
      else {
        await copyFile(source, target);
        bytes += stat.size;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return bytes;
}

/** Puts a copy where the cluster was; nothing may be there. It belongs to the account that runs PostgreSQL, and recovers at its next start. */
export function placeCluster(from: string, cluster: string): void {
  if (existsSync(cluster)) throw new PostgresUnavailable(`There is a cluster in ${cluster}. Move it away first.`);
  if (!existsSync(join(from, 'backup_label')) || !existsSync(join(from, 'PG_VERSION'))) throw new PostgresUnavailable(`${from} is not a whole backup: its label is missing.`);
  const fresh = `${cluster}.restoring`;
  rmSync(fresh, { recursive: true, force: true });
  cpSync(from, fresh, { recursive: true, verbatimSymlinks: true });
  const account = postgresAccount();
  const own = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) own(inner);
      else if (account !== null) lchownSync(inner, account.uid, account.gid);
    }
    if (account !== null) chownSync(path, account.uid, account.gid);
    chmodSync(path, 0o700);
  };
  own(fresh);
  renameSync(fresh, cluster);
}

/** The major version a copy was made by. */
export const versionOf = (cluster: string): string => readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
