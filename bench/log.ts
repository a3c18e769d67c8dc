/**
 * Appends to the log, each in a transaction of its own that is on the disk before it counts, with sequencing and sealing once a second as in the
 * server; beside it the same rows without tree, salt and signature, and the number of fsyncs that this disk does in the same run. PostgreSQL with its own settings (fsync on).
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely, startEmbeddedPostgres } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import type { Audit } from '#core/audit';
import { inTx, newId } from '#core/kernel';
import type { Db } from '#core/kernel';
import { migrate } from '#database';

/** Appends a second at which the delay is measured, and how many at once where the most is. */
const RATE = 200;
const WRITERS = 16;

const act = (n: number) => ({ actor: { kind: 'staff', id: '00000000-0000-7000-8000-000000000001', roles: ['counsellor'], deskName: '' }, purpose: 'answer-contact', action: 'contact.read', subject: { type: 'Contact', id: `contact ${n}` }, outcome: 'done', fields: ['form', 'text'], details: { grant: 'g', rules: ['counsellor-own-contact'] } }) as const;

interface Round { perSecond: number; p50: number; p99: number }

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'postgres'));
  const postgres = await startEmbeddedPostgres({ dataDir: home });
  try {
    await migrate(postgres.ownerUrl);
    const owner = createKysely(postgres.ownerUrl, 1);
    // The peer: the same words in the same number of columns, in the order of arrival, and nothing that could be checked.
    await sql`create table bench_plain (seq bigint generated always as identity primary key, id uuid not null unique, at timestamptz not null, details text not null)`.execute(owner);
    await sql`grant select, insert on bench_plain to havenline_app`.execute(owner);
    await owner.destroy();
    const db = createKysely(postgres.appUrl, WRITERS + 4);
    const pair = generateKeyPairSync('ed25519');
    const audit = createAudit({ clock: systemClock, random: systemRandom, signer: { publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sign: (text) => Promise.resolve(sign(null, text, pair.privateKey)) } });
    const ours = (n: number) => inTx(db, (tx) => audit.append(tx, act(n)));
    const peer = (n: number) => inTx(db, (tx) => sql`insert into bench_plain (id, at, details) values (${newId(systemClock, systemRandom)}::uuid, ${new Date().toISOString()}::timestamptz, ${JSON.stringify(act(n))})`.execute(tx));
    const seconds = quick ? 2 : 10;
    const rounds = quick ? 1 : 4;
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    say('warming up');
    await atRate(ours, 1);
    await asMany(peer, 1);
    await withSequencer(audit, db, () => asMany(ours, 1));
    const measured = { ours: [] as Round[], peer: [] as Round[], most: [] as number[], peerMost: [] as number[], fsyncs: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      measured.ours.push(await withSequencer(audit, db, () => atRate(ours, seconds)));
      measured.peer.push(await atRate(peer, seconds));
      measured.most.push(await withSequencer(audit, db, () => asMany(ours, seconds)));
      measured.peerMost.push(await asMany(peer, seconds));
      measured.fsyncs.push(fsyncs(home, quick ? 500 : 1_000));
      say(`round ${round + 1}: ${Math.round(measured.most.at(-1)!)} appends/s (peer ${Math.round(measured.peerMost.at(-1)!)}), at ${RATE}/s p99 ${measured.ours.at(-1)!.p99.toFixed(2)} ms (peer ${measured.peer.at(-1)!.p99.toFixed(2)}), ${Math.round(measured.fsyncs.at(-1)!)} fsync/s`);
    }
    const started = performance.now();
    const { entries, problems } = await audit.verify(db);
    const verifyPerSecond = entries / ((performance.now() - started) / 1000);
    await db.destroy();
    const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    const most = median(measured.most);
    const noise = (Math.max(...measured.most) - Math.min(...measured.most)) / most;
    process.stdout.write(`\n                         ours     plain rows\nappends a second       ${Math.round(most)}        ${Math.round(median(measured.peerMost))}\nat ${RATE}/s p50 / p99 ms  ${median(measured.ours.map((r) => r.p50)).toFixed(2)} / ${median(measured.ours.map((r) => r.p99)).toFixed(2)}   ${median(measured.peer.map((r) => r.p50)).toFixed(2)} / ${median(measured.peer.map((r) => r.p99)).toFixed(2)}\n`
      + `checked a second       ${Math.round(verifyPerSecond)} (${entries} entries, ${problems.length} problems)\nfsyncs of this disk    ${Math.round(median(measured.fsyncs))} a second; writers share one\nnoise between rounds   ${(noise * 100).toFixed(0)} %\n\n`);
    const round = (value: number): number => Math.round(value * 100) / 100;
    return {
      peer: 'the same rows without the tree', per_s: Math.round(most), peer_per_s: Math.round(median(measured.peerMost)), rate: RATE,
      p50_ms: round(median(measured.ours.map((r) => r.p50))), p99_ms: round(median(measured.ours.map((r) => r.p99))), peer_p99_ms: round(median(measured.peer.map((r) => r.p99))),
      reached_per_s: round(median(measured.ours.map((r) => r.perSecond))), verify_per_s: Math.round(verifyPerSecond), entries, problems: problems.length, fsync_per_s: Math.round(median(measured.fsyncs)), noise: round(noise),
      ratio: round(most / median(measured.peerMost)), ratio_of: 'appends a second',
    };
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs it while entries get their places once a second. */
async function withSequencer<T>(audit: Audit, db: Db, work: () => Promise<T>): Promise<T> {
  let busy: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => void (busy = busy.then(() => audit.sequence(db))), 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await busy;
    await audit.sequence(db);
  }
}

/** One every 1/RATE seconds, whether the last is done or not: the delay counts from when it was due. */
async function atRate(write: (n: number) => Promise<unknown>, seconds: number): Promise<Round> {
  const took: number[] = [];
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let n = 0; n < seconds * RATE; n++) {
    const due = start + (n * 1000) / RATE;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const began = due;
    running.push(write(n).then(() => void took.push(performance.now() - began)));
  }
  await Promise.all(running);
  took.sort((a, b) => a - b);
  return { perSecond: took.length / ((performance.now() - start) / 1000), p50: took[Math.floor(took.length / 2)]!, p99: took[Math.floor(took.length * 0.99)]! };
}

/** As many as WRITERS can. */
async function asMany(write: (n: number) => Promise<unknown>, seconds: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    while (performance.now() - start < seconds * 1000) await write(done++);
  }));
  return done / ((performance.now() - start) / 1000);
}

/** How often this disk can say that a page is on it, one after the other. */
function fsyncs(folder: string, times: number): number {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(8_192, 1);
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    writeSync(file, page, 0, page.length, 0);
    fsyncSync(file);
  }
  const perSecond = times / ((performance.now() - start) / 1000);
  closeSync(file);
  rmSync(path);
  return perSecond;
}
