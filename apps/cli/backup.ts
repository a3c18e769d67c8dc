/**
 * `backup` and `restore` of a centre with the embedded database. The key store is never in the same backup: it goes to a place of its own (--keys-to), and
 * whoever has one of the two alone reads nothing. Erasures are written beside every backup and applied again after every restore.
 */
import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseSync } from 'node:sqlite';
import { openKeys } from '#adapters/keys';
import { systemClock, systemRandom } from '#adapters/clock';
import { copyCluster, createKysely, placeCluster, startEmbeddedPostgres, versionOf } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import { createVault } from '#core/vault';
import type { KeyOf } from '#core/vault';
import { migrate } from '#database';
import { readConfig, UsageError } from './config.ts';
import { lockDataDir, resolveDataDir, runningHolder } from './data-dir.ts';

type Say = (line: string) => void;
const print: Say = (line) => void process.stdout.write(`${line}\n`);
const LOCK = 'havenline.pid';

/** Flags of these verbs, and the rest, which are those of a start. */
function take(args: string[], names: readonly string[]): { values: Record<string, string | undefined>; rest: string[] } {
  const { values, tokens } = parseArgs({ args, options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])), strict: false, tokens: true });
  const taken = new Set<number>();
  for (const token of tokens) if (token.kind === 'option' && names.includes(token.name)) {
    taken.add(token.index);
    if (!token.inlineValue) taken.add(token.index + 1);
  }
  return { values: values as Record<string, string | undefined>, rest: args.filter((_, i) => !taken.has(i)) };
}

function where(rest: string[]): { dataDir: string; keysDir: string } {
  const config = readConfig(rest);
  if (config.databaseUrl !== null) {
    throw new UsageError('With a PostgreSQL of your own (DATABASE_URL), back it up with its own means: pgBackRest, or pg_basebackup with the archived log. Back up the key store with "havenline backup --keys-to DIR".');
  }
  const dataDir = resolveDataDir(config.data);
  return { dataDir, keysDir: config.keys ?? dataDir };
}

const inside = (inner: string, outer: string): boolean => !relative(resolve(outer), resolve(inner)).startsWith('..');

/** `havenline backup [--to DIR] [--keys-to DIR]`: beside a running centre or a stopped one. */
export async function backup(args: string[], say: Say = print): Promise<number> {
  const { values, rest } = take(args, ['to', 'keys-to']);
  const [to, keysTo] = [values['to'], values['keys-to']];
  if (to === undefined && keysTo === undefined) throw new UsageError('Say where to: --to DIR for the database, --keys-to ANOTHER-DIR for the keys.');
  if (to !== undefined && keysTo !== undefined && (inside(keysTo, to) || inside(to, keysTo))) throw new UsageError('The keys have to go somewhere else than the database: who finds both reads everything.');
  const stamp = systemClock.now().toISOString().replace(/[:.]/g, '-');
  if (to === undefined) {
    const config = readConfig(rest);
    say(`Keys: ${copyKeys(config.keys ?? resolveDataDir(config.data), join(keysTo!, stamp))}`);
    return 0;
  }
  const { dataDir, keysDir } = where(rest);
  if (inside(to, dataDir)) throw new UsageError(`${to} lies in the data directory itself. Give a folder on another disk.`);
  const target = join(to, stamp);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const running = runningHolder(join(dataDir, LOCK)) !== null;
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    const db = createKysely(postgres.ownerUrl, 1);
    const bytes = await copyCluster(postgres.adminUrl, join(dataDir, 'postgres', 'cluster'), join(target, 'cluster'));
    const erased = await erasures(db, keysDir).finally(() => db.destroy());
    cpSync(join(dataDir, 'postgres', 'secrets.json'), join(target, 'secrets.json'));
    if (existsSync(join(dataDir, 'prompts'))) cpSync(join(dataDir, 'prompts'), join(target, 'prompts'), { recursive: true });
    writeFileSync(join(target, 'erasures.json'), JSON.stringify(erased), { mode: 0o600 });
    // Last: a backup without it is not whole.
    writeFileSync(join(target, 'manifest.json'), JSON.stringify({ made: systemClock.now().toISOString(), postgres: versionOf(join(target, 'cluster')), bytes, erasures: erased.length }), { mode: 0o600 });
    syncTree(target);
    say(`Database: ${(bytes / 1e6).toFixed(0)} MB in ${target}. The keys are not in it.`);
  } finally {
    if (!running && !postgres.adopted) await postgres.stop();
  }
  if (keysTo !== undefined) say(`Keys: ${copyKeys(keysDir, join(keysTo, stamp))}`);
  else say('Keys: not copied. Without them nothing in this backup can be read; copy them with --keys-to to a place of their own.');
  return 0;
}

function copyKeys(keysDir: string, target: string): string {
  if (!existsSync(join(keysDir, 'keystore'))) throw new UsageError(`There are no keys in ${keysDir}.`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const store = new DatabaseSync(join(keysDir, 'keystore'), { readOnly: true });
  try {
    // Written anew: nothing of an erased key is in it, and a key made meanwhile is whole or not there.
    store.exec(`vacuum into '${join(target, 'keystore').replaceAll("'", "''")}'`);
    const erased = store.prepare('select kind, id from erased').all();
    writeFileSync(join(target, 'erasures.json'), JSON.stringify(erased), { mode: 0o600 });
  } finally {
    store.close();
  }
  cpSync(join(keysDir, 'keys'), join(target, 'keys'), { recursive: true });
  syncTree(target);
  return `in ${target}. Keep them apart from the database's backups, and few of them: each opens what it had keys for, until it is restored by "havenline restore".`;
}

/** Every erasure that the database or the key store knows of. */
async function erasures(db: ReturnType<typeof createKysely>, keysDir: string): Promise<KeyOf[]> {
  if (!existsSync(join(keysDir, 'keystore'))) return [];
  const keys = openKeys({ dataDir: keysDir });
  try {
    const vault = createVault({ keys: keys.store, random: systemRandom, clock: systemClock, audit: createAudit({ clock: systemClock, random: systemRandom }) });
    await vault.applyErasures(db);
    return await keys.store.erased();
  } finally {
    keys.close();
  }
}

function listed(folder: string): KeyOf[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => join(folder, name, 'erasures.json')).filter((file) => existsSync(file)).flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as KeyOf[]);
}

/** `havenline restore --from DIR/STAMP [--keys-from DIR/STAMP]`: the centre has to be stopped. What was there is moved aside, not removed. */
export async function restore(args: string[], say: Say = print): Promise<number> {
  const { values, rest } = take(args, ['from', 'keys-from']);
  const [from, keysFrom] = [values['from'], values['keys-from']];
  if (from === undefined) throw new UsageError('Say which backup: --from DIR/STAMP.');
  if (!existsSync(join(from, 'manifest.json'))) throw new UsageError(`${from} is not a whole backup: it has no manifest.json. Name the folder with the date.`);
  if (keysFrom !== undefined && !existsSync(join(keysFrom, 'keystore'))) throw new UsageError(`${keysFrom} holds no keys.`);
  const { dataDir, keysDir } = where(rest);
  const unlock = lockDataDir(dataDir);
  const aside = `.before-${systemClock.now().toISOString().replace(/[:.]/g, '-')}`;
  try {
    // Erasures that came after the backup: from what is here, and from every backup beside the one that is restored.
    const known = new Map<string, KeyOf>();
    const learn = (all: readonly KeyOf[]): void => { for (const one of all) known.set(`${one.kind}/${one.id}`, one); };
    const cluster = join(dataDir, 'postgres', 'cluster');
    if (existsSync(cluster)) {
      const before = await startEmbeddedPostgres({ dataDir }).catch(() => null);
      if (before) {
        const db = createKysely(before.ownerUrl, 1);
        learn(await erasures(db, keysDir).catch(() => []).finally(() => db.destroy()));
        await before.stop();
      } else say('The database that is here does not start; erasures are taken from the key store and the backups.');
    }
    if (existsSync(join(keysDir, 'keystore'))) {
      const keys = openKeys({ dataDir: keysDir });
      learn(await keys.store.erased());
      keys.close();
    }
    learn(listed(dirname(resolve(from))));
    if (keysFrom !== undefined) learn(listed(dirname(resolve(keysFrom))));

    for (const name of ['cluster', 'secrets.json']) if (existsSync(join(dataDir, 'postgres', name))) renameSync(join(dataDir, 'postgres', name), join(dataDir, 'postgres', name + aside));
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    cpSync(join(from, 'secrets.json'), join(dataDir, 'postgres', 'secrets.json'));
    placeCluster(join(from, 'cluster'), cluster);
    if (existsSync(join(from, 'prompts'))) cpSync(join(from, 'prompts'), join(dataDir, 'prompts'), { recursive: true });
    if (keysFrom !== undefined) {
      for (const name of ['keystore', 'keys']) {
        if (existsSync(join(keysDir, name))) renameSync(join(keysDir, name), join(keysDir, name + aside));
        cpSync(join(keysFrom, name), join(keysDir, name), { recursive: true });
      }
    }
    const keys = openKeys({ dataDir: keysDir });
    const postgres = await startEmbeddedPostgres({ dataDir });
    try {
      for (const { kind, id } of known.values()) await keys.store.erase(kind, id);
      await migrate(postgres.ownerUrl);
      const db = createKysely(postgres.appUrl, 2);
      try {
        const audit = createAudit({ clock: systemClock, random: systemRandom, signer: keys.signer });
        const n = await createVault({ keys: keys.store, random: systemRandom, clock: systemClock, audit }).applyErasures(db);
        await audit.sequence(db).catch(() => {});
        const { problems, entries } = await audit.verify(db);
        say(`Restored from ${from}; ${n} erasure(s) applied again. The log has ${entries} entries, ${problems.length === 0 ? 'whole' : `${problems.length} problem(s): run "havenline log verify"`}.`);
      } finally {
        await db.destroy();
      }
    } finally {
      await postgres.stop();
      keys.close();
    }
    say(`What was here before lies beside it as *${aside}. Remove that once the centre works: it is not covered by later erasures.`);
    return 0;
  } finally {
    unlock();
  }
}

/** On the disk, before anybody counts on it. */
function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) syncTree(inner);
    else if (entry.isFile()) {
      const file = openSync(inner, 'r');
      fsyncSync(file);
      closeSync(file);
    }
  }
}
