/**
 * kill -9 during appends. `npm run faults -- log [--times 500]`: a child appends, each in a transaction of its own, says over a pipe which it was told are
 * committed, and gives entries their places; it is killed at a random moment, in every tenth round the postmaster is too. At the end the log has to be whole, and
 * every acknowledged act has to have its entry. Ends with one JSON line.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { systemClock, systemRandom } from '#adapters/clock';
import { openSigner } from '#adapters/keys';
import { createKysely, startEmbeddedPostgres } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import { migrate } from '#database';
import { findPostmaster } from '../../adapters/postgres/postmaster.ts';
import { sweepAfterwards } from '../sweeper.ts';

export interface LogFaults { kills: number; postmaster_kills: number; acknowledged: number; missing: number; entries: number; problems: string[]; verified_between: number }

/** Every how many rounds the database dies as well, and how often the whole log is checked on the way. */
const POSTMASTER = 10;
const CHECK = 50;

/** Runs it. `log` is told how far it is. */
export async function run(times: number, log: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)): Promise<LogFaults> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-log-faults-'));
  chmodSync(home, 0o755);
  sweepAfterwards(home);
  mkdirSync(join(home, 'postgres'));
  const keyFile = join(home, 'log.pem');
  const audit = createAudit({ clock: systemClock, random: systemRandom, signer: openSigner(keyFile) });
  let postgres = await startEmbeddedPostgres({ dataDir: home });
  try {
    await migrate(postgres.ownerUrl);
    const acknowledged: string[] = [];
    let postmasterKills = 0;
    let checks = 0;
    const problems: string[] = [];
    const verify = async (): Promise<number> => {
      const db = createKysely(postgres.appUrl, 2);
      try {
        await audit.sequence(db);
        const found = await audit.verify(db);
        problems.push(...found.problems.map((one) => `${one.code} ${one.seq}`));
        checks++;
        return found.entries;
      } finally {
        await db.destroy();
      }
    };
    for (let round = 1; round <= times; round++) {
      acknowledged.push(...(await oneLife(postgres.appUrl, keyFile)));
      if (round % POSTMASTER === 0) {
        const pid = findPostmaster(join(home, 'postgres', 'cluster'));
        if (pid !== null) process.kill(pid, 'SIGKILL');
        postmasterKills++;
        await pause(20);
        postgres = await startEmbeddedPostgres({ dataDir: home });
      }
      if (round % CHECK === 0) {
        await verify();
        log(`${round} of ${times} kills: ${acknowledged.length} acknowledged, ${problems.length} problems`);
      }
    }
    const entries = await verify();
    const client = new pg.Client({ connectionString: postgres.adminUrl.replace('/postgres?', '/havenline?') });
    await client.connect();
    const { rows } = await client.query<{ missing: number }>('select count(*)::int as missing from unnest($1::uuid[]) as told(id) where not exists (select from log_entry e where e.id = told.id)', [acknowledged]);
    await client.end();
    return { kills: times, postmaster_kills: postmasterKills, acknowledged: acknowledged.length, missing: rows[0]!.missing, entries, problems, verified_between: checks - 1 };
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts the child, kills it at a random moment after its first word, and answers what it had acknowledged. */
async function oneLife(url: string, keyFile: string): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'log-child.ts'), url, keyFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await new Promise<void>((done) => {
    child.stdout.on('data', (text: Buffer) => { said += text.toString(); done(); });
    void ended.then(done);
  });
  await pause(systemRandom.below(60));
  child.kill('SIGKILL');
  await ended;
  // A line that was cut in the middle acknowledged nothing.
  return said.split('\n').slice(0, -1);
}
