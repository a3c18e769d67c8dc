/** `log verify` and `log show`. The log is read with the server's own role: nothing more than the server can see. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAudit } from '#core/audit';
import type { LogEntry, Verification } from '#core/audit';
import { inTx } from '#core/kernel';
import { openKeys } from '#adapters/keys';
import type { Keys } from '#adapters/keys';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { migrate } from '#database';
import { readConfig, UsageError } from './config.ts';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

/** Prints what the check found (exit code 1 if anything is not as it was written), or the last entries. */
export async function log(verb: 'verify' | 'show', args: string[]): Promise<number> {
  const { limit, rest } = takeLimit(args);
  const config = readConfig(rest);
  const dataDir = resolveDataDir(config.data);
  const running = runningHolder(lockFile(dataDir)) !== null;
  return withDatabase(config, dataDir, running, async ({ ownerUrl, appUrl }) => {
    if (!running) await migrate(ownerUrl);
    const db = createKysely(appUrl, 2);
    const keys = openExistingKeys(config.keys ?? dataDir);
    try {
      const audit = createAudit({ clock: systemClock, random: systemRandom, ...(keys === null ? {} : { signer: keys.signer }) });
      if (verb === 'verify') return report(await audit.verify(db), keys !== null);
      const entries = await inTx(db, (tx) => audit.list(tx, { limit }));
      process.stdout.write(entries.length === 0 ? 'The log is empty.\n' : entries.map((entry) => `${line(entry)}\n`).reverse().join(''));
      return 0;
    } finally {
      keys?.close();
      await db.destroy();
    }
  });
}

function takeLimit(args: string[]): { limit: number; rest: string[] } {
  const { values, tokens } = parseArgs({ args, options: { limit: { type: 'string' } }, strict: false, tokens: true });
  const limit = Number(values.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new UsageError('--limit takes a whole number from 1 to 10000.');
  const token = tokens.find((one) => one.kind === 'option' && one.name === 'limit');
  if (token === undefined || token.kind !== 'option') return { limit, rest: args };
  return { limit, rest: args.filter((_word, index) => index !== token.index && (token.inlineValue || index !== token.index + 1)) };
}

/** The key that signs the checkpoints, if this data directory holds it; a check must not make a new one. */
function openExistingKeys(dataDir: string): Keys | null {
  return existsSync(join(dataDir, 'keys', 'log.pem')) ? openKeys({ dataDir }) : null;
}

function report(found: Verification, signed: boolean): number {
  for (const problem of found.problems) process.stdout.write(`${problem.code} at ${problem.seq}: ${problem.message}\n`);
  const signatures = signed ? '' : ' Signatures were not checked: the key is not in this data directory.';
  if (found.problems.length === 0) {
    process.stdout.write(`The log is whole: ${found.entries} entries, root ${found.root}.${signatures}\n`);
    return 0;
  }
  process.stdout.write(
    `The log is NOT as it was written: ${found.problems.length} problem(s) in ${found.entries} entries.${signatures} Keep this data directory as it is, and tell the data protection officer.\n`,
  );
  return 1;
}

function line({ seq, at, said }: LogEntry): string {
  if (said === null) return `${seq}  ${at}  (what it said was erased)`;
  return `${seq}  ${at}  ${said.outcome}  ${said.action}  ${said.subject.type}:${said.subject.id}  by ${said.actor.kind}:${said.actor.id}  for ${said.purpose}`;
}
