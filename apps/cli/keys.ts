/** `keys show` and `keys rotate`: the key-encryption key, without touching a field. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openKeys, readKeyService } from '#adapters/keys';
import { readConfig, UsageError } from './config.ts';
import { resolveDataDir } from './data-dir.ts';

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
