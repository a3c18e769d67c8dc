/** The data directory: where it is, and that one Havenline alone works in it. */
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { postgresMayPass } from '#adapters/postgres';
import { UsageError } from './config.ts';

/** Where root keeps the data if the account that runs PostgreSQL cannot pass to the working folder. */
export const ROOT_DATA = '/var/lib/havenline';

/**
 * `--data`, or ./.havenline; for root on a path that PostgreSQL's account cannot pass, /var/lib/havenline.
 * @throws UsageError if the folder cannot be made
 */
export function resolveDataDir(given: string | null): string {
  const near = resolve('.havenline');
  const chosen = given ?? (postgresMayPass(near) ? near : ROOT_DATA);
  try {
    makeFolder(chosen);
    writeFileSync(join(chosen, '.writable'), '');
    rmSync(join(chosen, '.writable'));
  } catch (cause) {
    throw new UsageError(
      `The data directory ${chosen} cannot be written to (${(cause as NodeJS.ErrnoException).code}). Give another one with --data, or the rights on it.`,
      { cause },
    );
  }
  return chosen;
}

/** Step by step: Node's recursive mkdir never returns below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Takes the lock of the data directory; the answer gives it back.
 * A lock whose process is gone (kill -9, a crash, a reboot) is taken over.
 * @throws UsageError if another Havenline runs there
 */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'havenline.pid');
  const mine = `${process.pid} ${startOf(process.pid) ?? '0'}\n`;
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, mine);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // A link either appears whole or fails: two starts at once cannot both have it.
        linkSync(temporary, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
        const holder = runningHolder(file);
        if (holder !== null) {
          throw new UsageError(
            `Havenline runs in ${dataDir} already (process ${holder}). Stop it first with "kill ${holder}", or start another one with its own --data and ports.`,
          );
        }
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  return () => {
    if (existsSync(file) && readFileSync(file, 'utf8') === mine) rmSync(file, { force: true });
  };
}

/** The id of the process that runs in this data directory, or null. */
export function runningHolder(file: string): number | null {
  const [pid, start] = (existsSync(file) ? readFileSync(file, 'utf8') : '').trim().split(' ');
  const id = Number(pid);
  return Number.isInteger(id) && id > 1 && start !== undefined && startOf(id) === start ? id : null;
}

/** When a process began, in ticks since the boot: tells a process from a later one with the same id. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
