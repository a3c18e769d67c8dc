/**
 * The running system (server, channel, routing, PostgreSQL) against the simulator with the same callers, sped up: `npm run faults -- day [--minutes 5]
 * [--counsellors 100] [--speed 20]`. Who calls, how long they are patient and how long they talk are the same in both; the telephone engine is a fake
 * that answers at once. Beside the same callers the simulator plays other days of the same load, whose 95 per cent bounds the running system has to keep.
 */
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { bounded, exponential, lognormal, seeded, simulate } from '#core/workforce';
import type { Caller, Shift } from '#core/workforce';
import { startSystem } from '#testing/harness';
import { sql } from 'kysely';
import { FakeTelephony } from '../../core/channel/testing.ts';

/** Mean talk with wrap-up, mean patience, and answered within so many counts as in time; seconds of the day. */
const [HANDLING, PATIENCE, TARGET] = [840, 240, 20];
const LOAD = 0.95;
const LANGUAGES: readonly [string, number][] = [['es', 0.6], ['en', 0.34], ['ht', 0.06]];
const SPEAKS = (n: number): string[] => (n % 10 === 0 ? ['es', 'ht'] : n % 3 === 0 ? ['en'] : n % 3 === 1 ? ['es'] : ['en', 'es']);
/** Seconds of the machine's clock in which the line fills. */
const FILLS_SECONDS = 4;
const DAYS = 200;

/** What became of a caller; seconds of the machine's clock from the beginning. */
interface Fate { at: number; answered: number | null; done: number | null }
interface Figures { in_time: number; mean_answer_s: number; gave_up: number; occupancy: number }
/** Both are measured by this alone. Nobody who waits is left: a run goes on until everybody was answered or gave up. */
function figuresOf(fates: readonly Fate[], { counsellors, lasts, speed }: { counsellors: number; lasts: number; speed: number }): Figures {
  const answered = fates.filter((one) => one.answered !== null);
  const busy = answered.reduce((sum, one) => sum + Math.max(0, Math.min(lasts, one.done ?? lasts) - Math.min(lasts, one.answered!)), 0);
  return {
    in_time: answered.filter((one) => (one.answered! - one.at) * speed <= TARGET).length / fates.length,
    mean_answer_s: (speed * answered.reduce((sum, one) => sum + one.answered! - one.at, 0)) / Math.max(1, answered.length),
    gave_up: 1 - answered.length / fates.length,
    occupancy: busy / (counsellors * lasts),
  };
}
/** Callers of one day for `lasts` seconds, `perSecond` of them. */
function callersOf(seed: number, lasts: number, perSecond: number, speed: number): Caller[] {
  const uniform = seeded(seed);
  const one = (at: number): Caller => {
    let share = uniform();
    return { at, channel: 'phone', language: (LANGUAGES.find(([, its]) => (share -= its) < 0) ?? LANGUAGES[0]!)[0], patience: exponential(uniform, PATIENCE / speed), handling: lognormal(uniform, HANDLING / speed, 0.8) };
  };
  // Most are there in the first seconds, so that the line is soon as it stays.
  const all = Array.from({ length: Math.round(((0.9 * perSecond) * HANDLING) / speed) }, () => one(uniform() * FILLS_SECONDS));
  for (let at = exponential(uniform, 1 / perSecond); at < lasts; at += exponential(uniform, 1 / perSecond)) all.push(one(at));
  return all.sort((a, b) => a.at - b.at);
}
function simulated(callers: readonly Caller[], counsellors: number, target: number): Fate[] {
  const shifts: Shift[] = Array.from({ length: counsellors }, (_, n) => ({ staffId: `s${String(n).padStart(4, '0')}`, skills: new Map(SPEAKS(n).map((one) => [one, 2])), from: 0, to: 1e9 }));
  const answered = new Map<Caller, number>();
  // One more comes long after: until then all others were answered or gave up.
  simulate({ callers: [...callers, { at: 1e6, channel: 'phone', language: 'es', patience: 1, handling: 1 }], shifts, target, answered: (caller, at) => void answered.set(caller, at) });
  return callers.map((one) => ({ at: one.at, answered: answered.get(one) ?? null, done: answered.has(one) ? answered.get(one)! + one.handling : null }));
}

interface Ran { fates: Fate[]; lost: number; errors: string[]; lateMs: number[]; /** Of this process, while the callers came. */ cores: number; rssMb: number }
/** The same callers at the running system. */
async function atTheCentre(callers: readonly Caller[], counsellors: number, lasts: number): Promise<Ran> {
  const engine = new FakeTelephony();
  const it = await startSystem({ clock: { now: () => new Date(), advance: () => undefined }, runJobs: true, telephony: engine, lines: Object.fromEntries(LANGUAGES.map(([language]) => [language, language])) });
  const { db, staff, contacts } = it.system;
  const setUp: Actor = { kind: 'system', name: 'setup' };
  const actors = new Map<string, Actor>();
  for (let n = 0; n < counsellors; n += 1) {
    await inTx(db, async (tx) => {
      const { id } = await staff.invite(tx, setUp, { deskName: `Synthetic ${n}`, roles: ['counsellor'], languages: SPEAKS(n) });
      await contacts.setAutoAccept(tx, id, true);
      const one: Actor = { kind: 'staff', id, roles: ['counsellor'], deskName: `Synthetic ${n}` };
      await staff.setPresence(tx, one, 'available');
      actors.set(id, one);
    });
  }
  const errors: string[] = [];
  const lateMs: number[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const acting = new Set<Promise<void>>();
  const after = (seconds: number, act: () => Promise<unknown>): void => {
    const due = performance.now() + Math.max(0, seconds * 1000);
    const timer = setTimeout(() => {
      timers.delete(timer);
      lateMs.push(performance.now() - due);
      const done = act().then(() => undefined, (error: unknown) => void errors.push(error instanceof Error ? error.message : String(error))).finally(() => void acting.delete(done));
      acting.add(done);
    }, Math.max(0, seconds * 1000));
    timers.add(timer);
  };
  const talking = new Set<string>();
  const off = it.system.live.on(({ topic, hint }) => {
    const contactId = topic.startsWith('contact:') && hint === 'talking' ? topic.slice('contact:'.length) : undefined;
    if (contactId === undefined || talking.has(contactId)) return;
    talking.add(contactId);
    after(0, async () => {
      const row = await inTx(db, (tx) => contacts.byId(tx, contactId));
      const who = actors.get(row!.counsellor_id!)!;
      after(callers[Number(row!.call_id)]!.handling - (Date.now() - row!.answered_at!.getTime()) / 1000, async () => {
        await inTx(db, async (tx) => { await contacts.end(tx, who, contactId); await contacts.close(tx, who, contactId); });
        it.system.settleCall?.(contactId);
      });
    });
  });
  const [began, beganAt, used] = [performance.now(), Date.now(), process.cpuUsage()];
  for (const [n, caller] of callers.entries()) {
    after(caller.at - (performance.now() - began) / 1000, () => {
      after(caller.patience, async () => {
        // Whoever is with a counsellor stays; the engine says of the others that they have gone.
        if (engine.live.get(String(n))?.state !== 'answered') return;
        engine.live.delete(String(n));
        await engine.emit({ type: 'callerGone', callId: String(n) });
      });
      return engine.arrive(String(n), caller.language);
    });
  }
  // Until everybody who came has been answered or has given up; talks that go on then say nothing more.
  const inLine = async (): Promise<boolean> => (await sql`select 1 from contact where state in ('arriving', 'waiting', 'offered', 'connecting') limit 1`.execute(db)).rows.length > 0;
  while (performance.now() - began < lasts * 1000 + 500 || (await inLine())) await new Promise((done) => setTimeout(done, 200));
  const { user, system } = process.cpuUsage(used);
  const cores = (user + system) / 1000 / (performance.now() - began);
  off();
  for (const timer of timers) clearTimeout(timer);
  await Promise.all(acting);
  const rows = (await sql<{ at: Date; answered: Date | null; closed: Date | null; fine: boolean }>`select waiting_since as at, answered_at as answered, closed_at as closed, state in ('talking', 'closed', 'abandoned') as fine from contact`.execute(db)).rows;
  await it.stop();
  const seconds = (at: Date): number => (at.getTime() - beganAt) / 1000;
  const fates = rows.map((one) => ({ at: seconds(one.at), answered: one.answered && seconds(one.answered), done: one.closed && seconds(one.closed) }));
  return { fates, lost: callers.length - rows.filter((one) => one.fine).length, errors, lateMs, cores, rssMb: process.resourceUsage().maxRSS / 1024 };
}

const NAMES = ['in_time', 'mean_answer_s', 'gave_up', 'occupancy'] as const;
const places = (value: number): number => Number(value.toFixed(4));
const quantile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
/** For each figure the mean over the days with its confidence bounds, and between which 95 per cent of single days lie. */
function spread(days: readonly Figures[]) {
  return Object.fromEntries(NAMES.map((name) => {
    const values = days.map((day) => day[name]);
    const { mean, low, high } = bounded(values);
    return [name, { mean: places(mean), mean_low: places(low), mean_high: places(high), day_low: places(quantile(values, 0.025)), day_high: places(quantile(values, 0.975)) }];
  })) as Record<(typeof NAMES)[number], { mean: number; mean_low: number; mean_high: number; day_low: number; day_high: number }>;
}

/** Runs it for so many minutes of the machine's clock. */
export async function run(minutes: number, counsellors: number, speed: number): Promise<object> {
  const lasts = minutes * 60;
  const perSecond = (counsellors * LOAD) / (HANDLING / speed);
  const of = { counsellors, lasts, speed };
  const callers = callersOf(20, lasts, perSecond, speed);
  const { fates, lost, errors, lateMs, cores, rssMb } = await atTheCentre(callers, counsellors, lasts);
  const target = TARGET / speed;
  const seen = figuresOf(fates, of);
  const told = simulated(callers, counsellors, target);
  // What the way through the server takes, of those for whom somebody was free at once.
  const own = fates.filter((one) => one.answered !== null).map((one) => one.answered! - one.at);
  const way = quantile(own, 0.1);
  const moved = seeded(5);
  const same = Array.from({ length: DAYS }, () => figuresOf(simulated(callers.map((one) => ({ ...one, at: one.at + moved() * way, handling: one.handling + 2 * moved() * way })).toSorted((a, b) => a.at - b.at), counsellors, target), of));
  const others = Array.from({ length: DAYS }, (_, day) => figuresOf(simulated(callersOf(1_000 + day, lasts, perSecond, speed), counsellors, target), of));
  const [sameSpread, otherSpread] = [spread(same), spread(others)];
  const rounded = (figures: Figures): Figures => Object.fromEntries(NAMES.map((name) => [name, places(figures[name])])) as unknown as Figures;
  for (const name of NAMES) {
    const { day_low: low, day_high: high } = otherSpread[name];
    process.stderr.write(`${name.padEnd(14)} running ${seen[name].toFixed(3)}, simulated with the same callers ${figuresOf(told, of)[name].toFixed(3)}, other days ${otherSpread[name].mean.toFixed(3)} (95 % of them ${low.toFixed(3)} to ${high.toFixed(3)})\n`);
  }
  return {
    speed, minutes, counsellors, calls: callers.length, lost, errors: errors.length, ...(errors.length > 0 ? { first_error: errors[0] } : {}),
    answered_in_20s: places(seen.in_time), predicted_in_20s: places(figuresOf(told, of).in_time), cpu_cores: Number(cores.toFixed(2)), peak_rss_mb: Math.round(rssMb),
    running: rounded(seen), simulated: rounded(figuresOf(told, of)), same_callers: sameSpread, other_days: otherSpread,
    within_bounds: NAMES.filter((name) => seen[name] >= otherSpread[name].day_low && seen[name] <= otherSpread[name].day_high),
    outside_bounds: NAMES.filter((name) => seen[name] < otherSpread[name].day_low || seen[name] > otherSpread[name].day_high),
    way_ms: places(1000 * way), timers_late_p99_ms: places(quantile(lateMs, 0.99)),
    about: 'seconds are those of a day at its own speed; same_callers: the same callers with milliseconds moved; bounds are those of 95 per cent of single days',
  };
}
