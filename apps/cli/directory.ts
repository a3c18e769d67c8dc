/** `directory …`: brings parts of the directory in from a folder, a file or another API, shows what would change, applies and undoes it, writes it out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openGazetteer, openShapes } from '#adapters/geography';
import { openKeys } from '#adapters/keys';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { csvLine, openSource, readSheet } from '#adapters/sources';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createDirectory } from '#core/directory';
import type { Directory } from '#core/directory';
import { createJobs } from '#core/jobs';
import { inTx } from '#core/kernel';
import type { Actor, Db } from '#core/kernel';
import { createVault } from '#core/vault';
import { migrate } from '#database';
import { readConfig, UsageError } from './config.ts';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

const OPERATOR: Actor = { kind: 'system', name: 'operator' };
const USAGE = 'Say "directory import SOURCE [--name NAME] [--part] [--apply] [--despite-drop]", "directory list", "directory report ID", "directory apply ID [--despite-drop]", "directory undo ID", "directory discard ID", "directory export FOLDER" or "directory enforcement FILE --published 2026-03-01".';
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Flags { name?: string; part: boolean; apply: boolean; despiteDrop: boolean; published?: string }
function takeFlags(args: string[]): { flags: Flags; words: string[]; rest: string[] } {
  const flags: Flags = { part: false, apply: false, despiteDrop: false };
  const words: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--part') flags.part = true;
    else if (arg === '--apply') flags.apply = true;
    else if (arg === '--despite-drop') flags.despiteDrop = true;
    else if (arg === '--name' || arg === '--published') {
      const value = args[(i += 1)];
      if (value === undefined) throw new UsageError(`${arg} needs a value.`);
      if (arg === '--name') flags.name = value; else flags.published = value;
    } else if (arg.startsWith('--')) { rest.push(arg); if (!arg.includes('=') && args[i + 1] !== undefined && !args[i + 1]!.startsWith('--')) rest.push(args[(i += 1)]!); }
    else words.push(arg);
  }
  return { flags, words, rest };
}

export async function directory(verb: string | undefined, args: string[]): Promise<number> {
  const { flags, words: [word], rest } = takeFlags(args);
  if (!verb || !['import', 'list', 'report', 'apply', 'undo', 'discard', 'export', 'enforcement'].includes(verb) || (verb !== 'list' && word === undefined)) throw new UsageError(USAGE);
  const config = readConfig(rest);
  const dataDir = resolveDataDir(config.data);
  const running = runningHolder(lockFile(dataDir)) !== null;
  return withDatabase(config, dataDir, running, async ({ ownerUrl, appUrl }) => {
    if (!running) await migrate(ownerUrl);
    const db = createKysely(appUrl, 3);
    const keys = openKeys({ dataDir });
    try {
      const audit = createAudit({ clock: systemClock, random: systemRandom, signer: keys.signer });
      const access = createAccess({ db, audit, clock: systemClock, random: systemRandom, policyDir: join(import.meta.dirname, '..', '..', 'policies') });
      const vault = createVault({ keys: keys.store, random: systemRandom, clock: systemClock, audit });
      const made = createDirectory({ db, openSource, jobs: createJobs({ db, clock: systemClock, random: systemRandom }), clock: systemClock, random: systemRandom, audit, access, vault, gazetteer: openGazetteer(), shapes: openShapes, timeZone: async () => 'UTC', working: async () => [] });
      return await run(db, made, verb, word ?? '', flags);
    } finally {
      keys.close();
      await db.destroy();
    }
  });
}

async function run(db: Db, made: Directory, verb: string, word: string, flags: Flags): Promise<number> {
  const { imports } = made;
  switch (verb) {
    case 'import': {
      const id = await imports.read(db, OPERATOR, flags.name ?? word, openSource(word), { whole: !flags.part, onBatch: (kept) => void process.stderr.write(`\r${kept} rows read`) });
      process.stderr.write('\n');
      const refused = await report(db, made, id);
      if (flags.apply) { await inTx(db, (tx) => imports.apply(tx, OPERATOR, id, { despiteDrop: flags.despiteDrop })); print('Applied.'); }
      else print(`Nothing is changed yet. Apply it with "directory apply ${id}", or at the desk under Directory sources.`);
      return refused === 0 ? 0 : 3;
    }
    case 'list':
      for (const i of await inTx(db, (tx) => imports.list(tx, OPERATOR))) print(`${i.id}  ${i.state.padEnd(9)} ${i.begunAt}  ${i.source}${i.problem ? `  (${i.problem})` : ''}`);
      return 0;
    case 'report':
      await report(db, made, word);
      return 0;
    case 'apply': case 'undo': case 'discard':
      await inTx(db, (tx) => imports[verb](tx, OPERATOR, word, { despiteDrop: flags.despiteDrop }));
      print({ apply: 'Applied.', undo: 'Undone.', discard: 'Discarded.' }[verb]);
      return 0;
    case 'export': {
      mkdirSync(word, { recursive: true });
      await inTx(db, async (tx) => {
        for await (const { file, columns, rows } of made.api.tables(tx)) writeFileSync(join(word, file), csvLine(columns) + rows.map((row) => csvLine(columns.map((c) => row[c]))).join(''));
      });
      print(`The public part of the directory is in ${word}, as an HSDS 3 data package.`);
      return 0;
    }
    default: {
      if (!flags.published) throw new UsageError('Say on which day the list was published: --published 2026-03-01.');
      const sheet = await readSheet(word);
      const found = await inTx(db, (tx) => made.participation.importList(tx, OPERATOR, { publishedOn: flags.published!, file: basename(word), ...sheet }));
      for (const { line, message } of found.rejected) print(`${basename(word)}, line ${line}: ${message}`);
      print(`${found.agreements} agreements: ${found.matched} matched, ${found.review} doubtful (a supervisor decides them at the desk), ${found.unmatched} with nobody in the directory.`);
      return found.rejected.length === 0 ? 0 : 3;
    }
  }
}

/** Prints the whole report: every refused row, then what would change. Answers how many rows were refused. */
async function report(db: Db, made: Directory, id: string): Promise<number> {
  const { counts, differences, source, state, drop } = await inTx(db, (tx) => made.imports.report(tx, OPERATOR, id, 50));
  for (let offset = 0; ; offset += 1000) {
    const problems = await inTx(db, (tx) => made.imports.problems(tx, id, 1000, offset));
    for (const p of problems) print(`${p.severity === 'rejected' ? 'REFUSED' : 'note   '} ${p.file}${p.line === null ? '' : `, line ${p.line}`}: ${p.message} ${p.action}`);
    if (problems.length < 1000) break;
  }
  for (const d of differences) print(`${d.change.padEnd(7)} ${d.table} ${d.name}${d.change === 'changed' ? `: ${d.fields.map((f) => `${f.field} ${f.before ?? '–'} -> ${f.after ?? '–'}`).join('; ')}` : ''}`);
  if (drop.large) print(`CAREFUL: ${drop.going} of the ${drop.before} services of this source would go. Ask the source whether it is whole.`);
  print(`${source} (${state}): ${counts.read} rows read, ${counts.rejected} refused; ${counts.new} new, ${counts.changed} changed, ${counts.gone} gone, ${counts.same} the same.`);
  return counts.rejected;
}
