/** `log verify`, `show`, `prove`, `keys` and `export`. The log is read with the server's own role: nothing more than the server can see. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAudit, LOG_KEY, parseKey, TILE, tileNumber, WITNESS_KEY } from '#core/audit';
import type { Audit, LogEntry, Verification, VerifierKey } from '#core/audit';
import { inTx } from '#core/kernel';
import type { Db } from '#core/kernel';
import { openKeys } from '#adapters/keys';
import type { Keys } from '#adapters/keys';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { migrate } from '#database';
import { readConfig, UsageError } from './config.ts';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

const VERBS = {
  verify: ['witness-key', 'log-key', 'against'],
  show: ['limit'],
  prove: ['entry', 'from', 'to'],
  keys: [],
  export: ['to'],
} as const;
type Verb = keyof typeof VERBS;

export const isLogVerb = (word: string | undefined): word is Verb => word !== undefined && Object.hasOwn(VERBS, word);

/** Runs one of the verbs of the log. Exit code 1 where anything is not as it was written. */
export async function log(verb: Verb, args: string[]): Promise<number> {
  const { own, rest } = takeFlags(args, VERBS[verb]);
  const ask = prepare(verb, own);
  const config = readConfig(rest);
  const dataDir = resolveDataDir(config.data);
  const running = runningHolder(lockFile(dataDir)) !== null;
  return withDatabase(config, dataDir, running, async ({ ownerUrl, appUrl }) => {
    if (!running) await migrate(ownerUrl);
    const db = createKysely(appUrl, 2);
    const keys = openExistingKeys(config.keys ?? dataDir);
    try {
      return await ask(createAudit({ clock: systemClock, random: systemRandom, ...(keys === null ? {} : { signer: keys.signer }) }), db, keys);
    } finally {
      keys?.close();
      await db.destroy();
    }
  });
}

type Flags = Record<string, string[]>;
type Ask = (audit: Audit, db: Db, keys: Keys | null) => Promise<number>;

/** Reads a verb's own flags before anything is opened. @throws UsageError */
function prepare(verb: Verb, flags: Flags): Ask {
  const one = (name: string): string | undefined => flags[name]?.at(-1);
  const number = (name: string, from: number, to = Number.MAX_SAFE_INTEGER): number => {
    const value = Number(one(name));
    if (!Number.isInteger(value) || value < from || value > to) throw new UsageError(`--${name} takes a whole number${to === Number.MAX_SAFE_INTEGER ? ` from ${from} on` : ` from ${from} to ${to}`}.`);
    return value;
  };
  switch (verb) {
    case 'show': {
      const limit = one('limit') === undefined ? 50 : number('limit', 1, 10_000);
      return show(limit);
    }
    case 'verify': {
      const witnessKeys = flags['witness-key']?.map((text) => keyOf(text, WITNESS_KEY, '--witness-key'));
      const logKey = one('log-key') === undefined ? undefined : keyOf(one('log-key')!, LOG_KEY, '--log-key');
      const against = flags['against']?.map((file) => noteOf(file));
      return verify(witnessKeys, logKey, against);
    }
    case 'prove': {
      const entry = one('entry');
      if (entry !== undefined) {
        const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(entry);
        if (!id && !/^\d{1,15}$/.test(entry)) throw new UsageError('--entry takes the id of an entry, or its place in the log.');
        return proveEntry(id ? { id: entry } : { seq: Number(entry) });
      }
      if (one('from') === undefined) throw new UsageError('Say "log prove --entry ID", or "log prove --from N --to M".');
      return proveGrowth(number('from', 1), number('to', 1));
    }
    case 'keys':
      return printKeys;
    case 'export': {
      const to = one('to');
      if (to === undefined) throw new UsageError('Say "log export --to FOLDER".');
      return exportTo(to);
    }
  }
}

/** Takes a verb's own flags out of the arguments; the rest are those of a start. */
function takeFlags(args: string[], names: readonly string[]): { own: Flags; rest: string[] } {
  const { tokens } = parseArgs({ args, options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const, multiple: true }])), strict: false, tokens: true });
  const own: Flags = {};
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !names.includes(token.name)) continue;
    if (token.value === undefined) throw new UsageError(`--${token.name} needs a value.`);
    (own[token.name] ??= []).push(token.value);
    taken.add(token.index);
    if (!token.inlineValue) taken.add(token.index + 1);
  }
  return { own, rest: args.filter((_word, index) => !taken.has(index)) };
}

function keyOf(text: string, type: number, flag: string): VerifierKey {
  const key = parseKey(text);
  if (key?.type !== type) throw new UsageError(`${flag} is not the key of a ${type === WITNESS_KEY ? 'witness, as its start prints it' : 'log, as "log keys" prints it'}: name+01234567+base64.`);
  return key;
}

function noteOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`--against names ${file}, which cannot be read. Give a file that holds a checkpoint.`, { cause });
  }
}

/** The key that signs the checkpoints, if this data directory holds it; a check must not make a new one. */
function openExistingKeys(dataDir: string): Keys | null {
  return existsSync(join(dataDir, 'keys', 'log.pem')) ? openKeys({ dataDir }) : null;
}

const show = (limit: number): Ask => async (audit, db) => {
  const entries = await inTx(db, (tx) => audit.list(tx, { limit }));
  process.stdout.write(entries.length === 0 ? 'The log is empty.\n' : entries.map((entry) => `${line(entry)}\n`).reverse().join(''));
  return 0;
};

const verify = (witnessKeys: VerifierKey[] | undefined, logKey: VerifierKey | undefined, against: string[] | undefined): Ask => async (audit, db, keys) => {
  let told = Date.now();
  const found = await audit.verify(db, {
    witnessKeys, against, ...(logKey ? { publicKey: logKey.publicKey } : {}),
    progress: (done, of) => {
      if (Date.now() - told < 2_000) return;
      told = Date.now();
      process.stderr.write(`${done} of ${of} entries …\n`);
    },
  });
  return report(found, keys !== null || logKey !== undefined, witnessKeys !== undefined);
};

function report(found: Verification, signed: boolean, witnesses: boolean): number {
  for (const problem of found.problems) process.stdout.write(`${problem.code}${problem.seq < 0 ? '' : ` at ${problem.seq}`}: ${problem.message}\n`);
  const signatures = (signed ? '' : ' Signatures were not checked: the key is not in this data directory, and none was given with --log-key.')
    + (witnesses ? '' : ' Cosignatures were not checked: give the keys of the witnesses with --witness-key.');
  for (const one of found.witnessed) process.stdout.write(`${one.witness} cosigned ${one.origin} up to ${one.size} at ${one.at}.\n`);
  if (found.problems.length === 0) {
    process.stdout.write(`The log is whole: ${found.entries} entries, root ${found.root}.${signatures}\n`);
    return 0;
  }
  process.stdout.write(
    `The log is NOT as it was written: ${found.problems.length} problem(s) in ${found.entries} entries.${signatures} Keep this data directory as it is, and tell the data protection officer.\n`,
  );
  return 1;
}

const base64 = (hashes: readonly Buffer[]): string => hashes.map((hash) => `${hash.toString('base64')}\n`).join('');

/** In the format of c2sp.org/tlog-proof; the extra data is the bytes of the entry in the tree. */
const proveEntry = (which: { id: string } | { seq: number }): Ask => async (audit, db) => {
  const proof = await inTx(db, (tx) => audit.prove(tx, which)).catch(explainMissing);
  process.stdout.write(`c2sp.org/tlog-proof@v1\nextra ${Buffer.from(proof.leaf).toString('base64')}\nindex ${proof.seq}\n${base64(proof.hashes)}\n${proof.checkpoint}`);
  if (proof.holds) return 0;
  process.stderr.write('This proof does NOT hold: the entry or the tree was changed. Run "havenline log verify".\n');
  return 1;
};

const proveGrowth = (from: number, to: number): Ask => async (audit, db) => {
  const proof = await inTx(db, (tx) => audit.proveGrowth(tx, from, to)).catch(explainMissing);
  process.stdout.write(`old ${from} ${proof.from.root.toString('base64')}\nnew ${to} ${proof.to.root.toString('base64')}\n${base64(proof.hashes)}`);
  if (proof.holds) return 0;
  process.stderr.write('This proof does NOT hold: the tree was changed. Run "havenline log verify".\n');
  return 1;
};

function explainMissing(cause: unknown): never {
  const code = (cause as { code?: string }).code;
  if (code === 'NotFound') throw new UsageError('There is no such entry, or no checkpoint covers it yet (that takes about a second).', { cause });
  if (code === 'Invalid') throw new UsageError((cause as Error).message, { cause });
  throw cause;
}

const printKeys: Ask = async (audit, db, keys) => {
  if (keys === null) throw new UsageError('The key of the log is not in this data directory. Start the centre once, or give its --data.');
  process.stdout.write((await inTx(db, (tx) => audit.keys(tx))).map((key) => `${key}\n`).join(''));
  return 0;
};

/** Everything an auditor's own C2SP tools need, as files: checkpoint, tile/…, tile/entries/…. Leaves hold commitments alone. */
const exportTo = (folder: string): Ask => async (audit, db) => {
  const { size, checkpoint } = await inTx(db, async (tx) => {
    const put = (path: string, bytes: Buffer | string): void => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    };
    const whole = await audit.exportTiles(tx, (level, idx, width, bytes) => put(join('tile', String(level), `${tileNumber(idx)}${width === TILE ? '' : `.p/${width}`}`), bytes));
    if (whole.checkpoint !== null) put('checkpoint', whole.checkpoint);
    return whole;
  });
  process.stdout.write(checkpoint === null ? 'The log is empty; nothing was written.\n' : `${size} entries were written to ${folder}, as C2SP tlog-tiles.\n`);
  return 0;
};

function line({ seq, at, said }: LogEntry): string {
  if (said === null) return `${seq}  ${at}  (what it said was erased)`;
  return `${seq}  ${at}  ${said.outcome}  ${said.action}  ${said.subject.type}:${said.subject.id}  by ${said.actor.kind}:${said.actor.id}  for ${said.purpose}`;
}
