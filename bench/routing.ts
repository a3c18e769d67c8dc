/**
 * Routing at 2,000 counsellors, 5,000 waiting and 12 languages: one decision of the board (somebody becomes free and gets the right contact), and one
 * whole assignment with its transaction on PostgreSQL (lock, picture, offer, contact, log entries, commit). Then ten times both. Beside it a
 * plain queue in SQL (`FOR UPDATE SKIP LOCKED`, first come first served by language, no skills, no log), in the same database in turn, and the member
 * choice of app_queue on a real Asterisk with as many members, one of them free (in memory, nothing written).
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely, listen, startEmbeddedPostgres } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createContacts } from '#core/contact';
import { createJobs } from '#core/jobs';
import { eventsOf, inTx, statement } from '#core/kernel';
import type { Db } from '#core/kernel';
import { createLines } from '#core/reach';
import { Board, createRouting } from '#core/routing';
import type { Seat } from '#core/routing';
import { seeded } from '#core/workforce';
import { migrate } from '#database';
import { memberChoice } from './routing/app-queue.ts';
import { fill, peerTable } from './routing/repository.ts';

const COUNSELLORS = 2_000;
const WAITING = 5_000;
const LANGUAGES = ['en', 'es', 'mam', 'quc', 'kek', 'kjb', 'cak', 'ixl', 'ht', 'pt', 'ar', 'fr'];
const clock = systemClock;
const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
const figures = (all: number[]): { p50: number; p99: number } => { const sorted = all.toSorted((a, b) => a - b); return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) }; };
const round = (value: number, to = 1_000): number => Math.round(value * to) / to;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Each speaks one to three languages, English and Spanish most; a third has another skill. One call in twelve needs one. */
function decisions(counsellors: number, waiting: number, times: number): { p50: number; p99: number; alone: number; alone50: number } {
  const random = seeded(20260302);
  const language = (): string => LANGUAGES[Math.floor(random() ** 2 * LANGUAGES.length)]!;
  const board = new Board();
  const seats: Seat[] = [];
  for (let n = 0; n < counsellors; n += 1) {
    const skills = new Map(Array.from({ length: 1 + Math.floor(random() * 3) }, () => [language(), 1 + Math.floor(random() * 3)] as const));
    if (n % 3 === 0) skills.set(['children', 'trauma', 'legal'][n % 9 / 3]!, 2);
    seats.push({ staffId: `s${n}`, skills, since: 0, calls: 1, chats: 0, chatsAtMost: 3, busy: false });
    board.seat(seats[n]!);
  }
  let now = 0;
  let made = 0;
  const arrive = (): void => board.put({ contactId: `c${(made += 1)}`, channel: made % 6 === 0 ? 'chat' : 'phone', language: language(), since: now, credit: made % 20 === 0 ? 600 : 0, ...(made % 12 === 0 ? { needs: [{ skill: 'children', level: 2, until: 120 }] } : {}) });
  for (let n = 0; n < waiting; n += 1) { now += 50; arrive(); }
  const took: number[] = [];
  for (let n = 0; n < times + 500; n += 1) {
    now += 50;
    const seat = seats[Math.floor(random() * seats.length)]!;
    const began = performance.now();
    board.works(seat.staffId, 0, 0, now);
    const next = board.next(now);
    if (next) {
      board.drop(next.contactId);
      board.works(next.staffId, 1, 0, now);
    }
    if (n >= 500) took.push(performance.now() - began);
    if (!next) board.works(seat.staffId, 1, 0, now);
    while (board.waiting < waiting) arrive();
  }
  // The other end: everybody is free and nobody waits; one contact arrives.
  const empty = new Board();
  for (const seat of seats) empty.seat({ ...seat, calls: 0 });
  const alone: number[] = [];
  for (let n = 0; n < times / 10; n += 1) {
    now += 50;
    const began = performance.now();
    empty.put({ contactId: 'one', channel: 'phone', language: 'en', since: now });
    if (!empty.next(now)) throw new Error('nobody took it');
    empty.drop('one');
    alone.push(performance.now() - began);
  }
  return { ...figures(took), alone: figures(alone).p99, alone50: figures(alone).p50 };
}

/** Statements sent, whoever sends them; begin and commit too. */
let sent = 0;
const { query } = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown };
(pg.Client.prototype as unknown as { query: unknown }).query = function counted(this: unknown, ...all: unknown[]) {
  sent += 1;
  return query.apply(this, all);
};

interface House { db: Db; assign(): Promise<number>; peer(): Promise<number>; statements(): number; stop(): Promise<void> }
/** A centre at the edge of what it carries: all are in talks, many wait. `assign` ends one talk and answers how long it took until the next was assigned and committed. */
async function open(appUrl: string, counsellors: number): Promise<House> {
  const db = createKysely(appUrl, 4);
  const audit = createAudit({ clock, random: systemRandom });
  const access = createAccess({ db, audit, clock, random: systemRandom, policyDir: join(import.meta.dirname, '../policies') });
  const contacts = createContacts({ db, clock, random: systemRandom, audit, access, jobs: createJobs({ db, clock, random: systemRandom }), timeZone: async () => 'UTC', lines: createLines({ clock, random: systemRandom, audit, access }), codeKey: Buffer.alloc(32), vault: {} as never, recorder: {} as never });
  let heard: (() => void) | undefined;
  const routing = createRouting({ db, clock, contacts, timeZone: async () => 'UTC', mayDialNow: () => true, accepted: () => heard?.(), onError: (error) => { throw error; } });
  const random = seeded(7);
  const talking = statement<{ id: string; counsellor_id: string }>(`select id, counsellor_id from contact where state = 'talking' offset $1 limit 1`);
  const ended = statement(`update contact set state = 'closed', ended_at = now() where id = $1`);
  // As the server does: the live events of the database say what changed.
  const events = listen(appUrl, 'havenline_live', (payload) => eventsOf(payload).forEach(routing.hear), { onReconnect: () => routing.hear({ topic: 'hello' }), onLost: routing.deaf });
  await events.ready;
  routing.start();
  await new Promise((done) => setTimeout(done, 1_500));
  let number = 0;
  const pick = statement<{ id: number }>(`select id from bench_queue where state = 'waiting' and language = any ($1) order by since limit 1 for update skip locked`);
  const take = statement(`update bench_queue set state = 'taken', staff_id = $2, taken_at = now() where id = $1`);
  return {
    db,
    async assign() {
      const language = LANGUAGES[Math.floor(random() ** 2 * LANGUAGES.length)]!;
      await inTx(db, (tx) => contacts.arrive(tx, { channel: 'phone', language, callId: `more-${(number += 1)}`, waits: { chosen: [] } }));
      // Listened for before: a look that comes by itself may be quicker.
      const accepted = new Promise<void>((ok, fail) => {
        heard = ok;
        setTimeout(() => fail(new Error('Nothing was assigned within ten seconds.')), 10_000).unref();
      });
      accepted.catch(() => {});
      const done = await inTx(db, async (tx) => {
        const one = (await talking.first(tx, Math.floor(random() * (counsellors - 1))))!;
        await ended.rows(tx, one.id);
        // Told by hand below: the wait measured begins when the end of the talk is known.
        return one;
      });
      sent = 0;
      const began = performance.now();
      routing.hear({ topic: `staff:${done.counsellor_id}`, hint: 'closed' });
      routing.hear({ topic: 'routing', hint: 'closed' });
      await accepted;
      const took = performance.now() - began;
      // Connected at once: the next talk to end is any.
      await inTx(db, (tx) => sql`update contact set state = 'talking', answered_at = now() where state = 'connecting'`.execute(tx));
      return took;
    },
    async peer() {
      const languages = [LANGUAGES[Math.floor(random() ** 2 * LANGUAGES.length)]!, 'en'];
      const began = performance.now();
      await inTx(db, async (tx) => {
        const one = await pick.first(tx, languages);
        if (one) await take.rows(tx, one.id, '00000000-0000-7000-8000-000000000000');
      });
      const took = performance.now() - began;
      await inTx(db, (tx) => sql`insert into bench_queue (language, since, state) values (${languages[0]!}, now(), 'waiting')`.execute(tx));
      return took;
    },
    statements: () => sent,
    async stop() {
      await routing.stop();
      await events.stop();
      await db.destroy();
    },
  };
}

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const times = quick ? 2_000 : 20_000;
  decisions(COUNSELLORS, WAITING, 1_000);
  const rounds = quick ? 1 : 3;
  const small = Array.from({ length: rounds }, () => decisions(COUNSELLORS, WAITING, times));
  const large = Array.from({ length: quick ? 1 : rounds }, () => decisions(COUNSELLORS * 10, WAITING * 10, times / 4));
  const median = (all: number[]): number => at(all.toSorted((a, b) => a - b), 0.5);
  const one = { p50: median(small.map((r) => r.p50)), p99: median(small.map((r) => r.p99)), alone: median(small.map((r) => r.alone)) };
  const ten = { p50: median(large.map((r) => r.p50)), p99: median(large.map((r) => r.p99)), alone: median(large.map((r) => r.alone)) };
  say(`one decision: p50 ${round(one.p50)} ms, p99 ${round(one.p99)} ms (all free and one arrives: p50 ${round(median(small.map((r) => r.alone50)))}, p99 ${round(one.alone)}); ten times both: p50 ${round(ten.p50)}, p99 ${round(ten.p99)} (${round(ten.alone)})`);

  const queue = figures((await memberChoice(COUNSELLORS, quick ? 20 : 300)).slice(quick ? 2 : 20));
  say(`app_queue's choice of a member of ${COUNSELLORS}: p50 ${round(queue.p50, 100)} ms, p99 ${round(queue.p99, 100)} ms`);
  const home = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'postgres'));
  const postgres = await startEmbeddedPostgres({ dataDir: home });
  try {
    await migrate(postgres.ownerUrl);
    const measured: { of: string; p50: number; p99: number; peer50: number; peer99: number; statements: number }[] = [];
    for (const [of, factor] of (quick ? [['1', 1]] : [['1', 1], ['10', 10]]) as [string, number][]) {
      const owner = createKysely(postgres.ownerUrl, 1);
      await fill(owner, COUNSELLORS * factor, WAITING * factor, LANGUAGES);
      await peerTable(owner, WAITING * factor, LANGUAGES);
      await owner.destroy();
      const house = await open(postgres.appUrl, COUNSELLORS * factor);
      for (let n = 0; n < (quick ? 20 : 100); n += 1) { await house.assign(); await house.peer(); }
      const [ours, theirs]: [number[], number[]] = [[], []];
      let [statements, counted] = [0, 0];
      for (let turn = 0; turn < rounds; turn += 1) {
        for (let n = 0; n < (quick ? 100 : 500); n += 1) { ours.push(await house.assign()); statements += house.statements(); counted += 1; }
        for (let n = 0; n < (quick ? 100 : 500); n += 1) theirs.push(await house.peer());
      }
      await house.stop();
      const [a, b] = [figures(ours), figures(theirs)];
      measured.push({ of, p50: a.p50, p99: a.p99, peer50: b.p50, peer99: b.p99, statements: statements / counted });
      say(`${of === '1' ? '' : 'ten times: '}whole assignment: p50 ${round(a.p50, 100)} ms, p99 ${round(a.p99, 100)} ms, ${round(statements / counted, 10)} statements; plain SQL queue: p50 ${round(b.p50, 100)}, p99 ${round(b.p99, 100)} ms`);
    }
    const [first, tenth] = measured;
    return {
      peer: 'SQL FOR UPDATE SKIP LOCKED queue', ratio: round(first!.p50 / first!.peer50, 100), ratio_of: 'p50 of one committed assignment', counsellors: COUNSELLORS, waiting: WAITING, languages: LANGUAGES.length,
      p50_ms: round(one.p50), p99_ms: round(one.p99), all_free_p99_ms: round(one.alone), growth: round(ten.p50 / one.p50, 100), growth_p99: round(ten.p99 / one.p99, 100),
      commit_p50_ms: round(first!.p50, 100), commit_p99_ms: round(first!.p99, 100), peer_p50_ms: round(first!.peer50, 100), peer_p99_ms: round(first!.peer99, 100), statements: round(first!.statements, 10), app_queue_p50_ms: round(queue.p50, 100), app_queue_p99_ms: round(queue.p99, 100),
      ...(tenth ? { commit_growth: round(tenth.p50 / first!.p50, 100), ten_commit_p99_ms: round(tenth.p99, 100), peer_growth: round(tenth.peer50 / first!.peer50, 100) } : {}), quick,
    };
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
