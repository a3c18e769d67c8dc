/** `keys show` and `keys rotate`: the key-encryption key, without touching a field. `keys accept`: another key store than before. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openKeys, readKeyService } from '#adapters/keys';
import { readConfig, UsageError } from './config.ts';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import { acceptKeyStore } from '#core/vault';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

/** `havenline keys accept`: with every server stopped. */
export async function acceptKeys(args: string[], say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)): Promise<number> {
  const config = readConfig(args);
  const dataDir = resolveDataDir(config.data);
  if (runningHolder(lockFile(dataDir)) !== null) throw new UsageError('Havenline runs with this data directory. Stop every server of the centre first: those that run would go on with the other keys.');
  return withDatabase(config, dataDir, false, async (urls) => {
    const db = createKysely(urls.appUrl, 1);
    const keys = openKeys({ dataDir: config.keys ?? dataDir, service: readKeyService(config.keyService, config.keyServiceToken) });
    try {
      await acceptKeyStore(db, createAudit({ clock: systemClock, random: systemRandom, signer: keys.signer }));
    } finally {
      keys.close();
      await db.destroy();
    }
    say('The key store of the next start is taken as the one of this centre. Start one server, then the others with the same --keys.');
    return 0;
  });
}

/** @param say where progress goes; one line each */
export async function keys(verb: 'show' | 'rotate', args: string[], say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)): Promise<number> {
  const config = readConfig(args);
  const dataDir = config.keys ?? resolveDataDir(config.data);
  if (!existsSync(join(dataDir, 'keystore'))) throw new UsageError(`There are no keys in ${dataDir}. Name the data directory of the centre with --data.`);
  const service = readKeyService(config.keyService, config.keyServiceToken);
  const opened = openKeys({ dataDir, service });
  const usage = (): void => {
    for (const [kek, n] of Object.entries(opened.usage())) say(`${kek}  wraps ${n} data key(s)`);
  };
  let asked = false;
  const stop = (): void => {
    asked = true;
    say('Stopping after this batch ...');
  };
  try {
    if (verb === 'show') {
      usage();
      return 0;
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    const done = await opened.rotate({ stopped: () => asked, progress: (moved, of) => say(`${moved} of ${of} moved`) });
    if (done.stopped) {
      say(`Stopped: ${done.moved} moved to ${done.to}. All keys still open. Run "keys rotate" again to go on.`);
      return 3;
    }
    say(`${done.moved} data key(s) are under ${done.to} now. ${done.retired}`);
    if (service && existsSync(join(dataDir, 'keys', 'kek.json'))) say('keys/kek.json opens nothing of this store any more: destroy it and its copies, once no older key store is to be restored.');
    usage();
    return 0;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    opened.close();
  }
}
