/**
 * The running system (server, PostgreSQL, its routing) against the simulator with the same callers, sped up: who calls, how long they wait and talk are
 * the same in both. In place of the telephone this file says that a line is up; everything between the ring and the end of the talk is the centre's.
 */
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { exponential, lognormal, seeded, simulate } from '#core/workforce';
import type { Caller, Shift } from '#core/workforce';
import { startSystem } from '#testing/harness';
import { sql } from 'kysely';

const [HANDLING, PATIENCE, TARGET] = [840, 240, 20];
const LANGUAGES: readonly [string, number][] = [['es', 0.6], ['en', 0.34], ['ht', 0.06]];

/** Callers in real seconds, of `minutes` real minutes. */
function callersOf(minutes: number, perSecond: number, speed: number): Caller[] {
  const uniform = seeded(20);
  const all: Caller[] = [];
  for (let at = exponential(uniform, 1 / perSecond); at < minutes * 60; at += exponential(uniform, 1 / perSecond)) {
    let share = uniform();
    all.push({ at, channel: 'phone', language: (LANGUAGES.find(([, one]) => (share -= one) < 0) ?? LANGUAGES[0]!)[0], patience: exponential(uniform, PATIENCE / speed), handling: lognormal(uniform, HANDLING / speed, 0.8) });
  }
  return all;
}

export async function run(minutes: number, counsellors: number, speed: number): Promise<object> {
  const it = await startSystem({ clock: { now: () => new Date(), advance: () => undefined }, runJobs: true });
  const { db, staff, contacts } = it.system;
  const load = (counsellors * 0.9) / (HANDLING / speed);
  const callers = callersOf(minutes, load, speed);
  const skills = Array.from({ length: counsellors }, (_, n) => (n % 10 === 0 ? ['es', 'ht'] : n % 3 === 0 ? ['en'] : n % 3 === 1 ? ['es'] : ['en', 'es']));
  const actors = new Map<string, Actor>();
  const setUp: Actor = { kind: 'system', name: 'setup' };
  for (const [n, languages] of skills.entries()) {
    const actor = await inTx(db, async (tx) => {
      const { id } = await staff.invite(tx, setUp, { deskName: `Synthetic ${n}`, roles: ['counsellor'], languages });
      await contacts.setAutoAccept(tx, id, true);
      const one: Actor = { kind: 'staff', id, roles: ['counsellor'], deskName: `Synthetic ${n}` };
      await staff.setPresence(tx, one, 'available');
      return one;
    });
    actors.set((actor as { id: string }).id, actor);
  }
  const lasts = new Map<string, number>();
  let [open, errors] = [0, 0];
  const after = (seconds: number, act: () => Promise<unknown>): void => {
    open += 1;
    setTimeout(() => void act().catch(() => void (errors += 1)).finally(() => void (open -= 1)), Math.max(0, seconds * 1000));
  };
  it.system.settleCall = (id, row) => {
    if (row?.state !== 'connecting' || row.counsellor_id === null) return;
    const who = actors.get(row.counsellor_id)!;
    after(0, () => inTx(db, (tx) => contacts.connected(tx, id)));
    after(lasts.get(id)!, () => inTx(db, async (tx) => { await contacts.end(tx, who, id); await contacts.close(tx, who, id); }));
  };
  const began = performance.now();
  for (const [n, caller] of callers.entries()) {
    after(caller.at - (performance.now() - began) / 1000, async () => {
      // Known before the commit: who is accepted at once is told in the same moment.
      const id = await inTx(db, async (tx) => {
        const row = await contacts.arrive(tx, { channel: 'phone', language: caller.language, callId: `synthetic-${n}`, waits: { chosen: [] } });
        lasts.set(row.id, caller.handling);
        return row.id;
      });
      after(caller.patience, async () => {
        const waits = (await sql<{ n: number }>`select 1 as n from contact where id = ${id}::uuid and state in ('waiting', 'offered')`.execute(db)).rows.length > 0;
        if (waits) await inTx(db, (tx) => contacts.callerGone(tx, id));
      });
    });
  }
  while (open > 0) await new Promise((done) => setTimeout(done, 200));
  const seen = (await sql<{ calls: number; answered: number; intime: number; abandoned: number; wait: number; ended: number }>`select count(*)::int as calls, count(answered_at)::int as answered, count(*) filter (where answered_at - waiting_since <= ${TARGET / speed} * interval '1 second')::int as intime,
    count(*) filter (where state = 'abandoned')::int as abandoned, coalesce(avg(extract(epoch from answered_at - waiting_since)), 0)::float8 as wait, count(*) filter (where state in ('closed', 'abandoned'))::int as ended from contact`.execute(db)).rows[0]!;
  await it.stop();
  const shifts: Shift[] = skills.map((languages, n) => ({ staffId: `s${n}`, skills: new Map(languages.map((one) => [one, 2])), from: 0, to: 1e9 }));
  const { total } = simulate({ callers: [...callers, { at: minutes * 60 + 1e6, channel: 'phone', language: 'es', patience: 1, handling: 1 }], shifts, target: TARGET / speed });
  const calls = callers.length;
  const round = (value: number): number => Number(value.toFixed(4));
  return {
    speed, minutes, counsellors, calls, lost: calls - seen.ended, errors,
    in_time: round(seen.intime / calls), predicted_in_time: round((total.within - 1) / calls), gave_up: round(seen.abandoned / calls), predicted_gave_up: round(total.abandoned / calls),
    mean_answer_s: round(seen.wait * speed), predicted_mean_answer_s: round((total.answerWait / total.answered) * speed), about: 'times are those of a day at its own speed; both have the same callers',
  };
}
