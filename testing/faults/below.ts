/**
 * What the server stands on, under calls: `npm run faults -- database` (PostgreSQL killed with -9), `engine` (Asterisk killed with -9) and `frozen`
 * (server, PostgreSQL and Asterisk stopped for a while), each [--talking 3] [--waiting 3] [--times 1]. The launcher starts again what was killed.
 * Each ends with one JSON line.
 */
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { FROM_CALLER, FROM_DESK, startFloor } from './floor.ts';
import type { Floor, Row } from './floor.ts';

export interface Load { talking: number; waiting: number }
export interface Outcome {
  /** Calls placed and contacts there are: the same, or a contact was lost. */
  calls: number;
  contacts: number;
  /** Who talked, and was not heard by a counsellor while the part was away or after it. */
  talks_lost: number;
  /** Who waited, and heard nothing while it was away. */
  without_music: number;
  /** Who waited, and was not answered from the same place afterwards. */
  waiting_lost: number;
  /** From the fault to the next new caller who talks with a counsellor, in milliseconds. */
  new_call_ms: number;
  /** Rows of calls that are over and say otherwise. */
  left_open: number;
}
export interface EngineOutcome extends Pick<Outcome, 'calls' | 'contacts' | 'new_call_ms' | 'left_open'> {
  /** From the fault until the rows of the calls it took were over, in milliseconds. */
  rows_over_ms: number;
  /** How they ended, and how many. */
  ended: Record<string, number>;
}

/** In one of three listenings, one after the other: a talk that is lost is silent in all of them. */
async function hears(one: Party): Promise<boolean> {
  for (let n = 0; n < 3; n++) if (await one.hearsTone(FROM_DESK, 300)) return true;
  return false;
}
const count = async (parties: Party[], look: (one: Party) => Promise<boolean>): Promise<number> => (await Promise.all(parties.map((one) => look(one).catch(() => false)))).filter(Boolean).length;
function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) try { process.kill(pid, name); } catch { /* a connection that ended meanwhile */ }
}

/** Under calls `strike` takes something away; `healed` resolves when it is there again. */
async function under(floor: Floor, load: Load, strike: () => Promise<void>, healed: () => Promise<void>): Promise<Outcome> {
  const before = (await floor.rows<{ n: number }>('select count(*)::int as n from contact'))[0]!.n;
  await floor.hire(load.talking);
  const held = await floor.fill(load.talking, load.waiting);
  const places = (await floor.open()).filter((one) => one.state === 'waiting');
  const begun = performance.now();
  await strike();
  // Somebody hangs up and somebody calls while it is away: both have to be true afterwards.
  const [left, ...stay] = held.talking as [Party, ...Party[]];
  const [gaveUp, ...line] = held.waiting as [Party, ...Party[]];
  await Promise.all([left.hangup(), gaveUp.hangup()]);
  const late = await floor.centre.callers.placeCall({ toPort: floor.centre.sipPort, digits: '1', tone: FROM_CALLER });
  const heard = await count(stay, hears);
  const music = await count(line, async (one) => !(await one.hearsSilence(800)));
  await healed();
  const heardAfter = await count(stay, hears);
  await until('who hung up meanwhile is over', async () => (await floor.open()).filter((one) => one.state === 'talking').length === stay.length, 30);
  // The line is as it was, with the one who came meanwhile at its end.
  await until('the one who came meanwhile stands in the line', async () => {
    // Whoever was answered before the fault has to press again when asked again, as people do.
    if ((await floor.open()).filter((one) => one.state === 'waiting').length === line.length + 1) return true;
    // Keys wait for the tone they send; and once each time: a second 1 is heard in the line, as the wish to be called back.
    if ((await floor.open()).some((one) => one.state === 'arriving')) {
      await late.stopTone();
      await late.sendDigits('1').catch(() => undefined);
      await until('the key was heard', async () => (await floor.open()).every((one) => one.state !== 'arriving'), 5).catch(() => undefined);
      await late.playTone(FROM_CALLER);
    }
    return false;
  }, 60);
  const now = (await floor.open()).filter((one) => one.state === 'waiting');
  const kept = now.filter((one) => places.some((was) => was.id === one.id && was.waiting_since?.getTime() === one.waiting_since?.getTime())).length;
  await floor.registerAnew();
  await floor.hire(line.length + 1);
  await until('everybody who waited is answered', async () => (await count([...line, late], hears)) === line.length + 1, 40).catch(() => undefined);
  const answered = await count([...line, late], hears);
  const newCall = performance.now() - begun;
  for (const one of [...stay, ...line, late]) await one.hangup();
  const open = await until('everything is over', async () => (await floor.open()).length === 0, 30).then(() => 0, async () => (await floor.open()).length);
  const after = (await floor.rows<{ n: number }>('select count(*)::int as n from contact'))[0]!.n;
  return {
    calls: load.talking + load.waiting + 1, contacts: after - before, talks_lost: stay.length * 2 - heard - heardAfter, without_music: line.length - music,
    waiting_lost: line.length * 2 + 1 - kept - answered, new_call_ms: Math.round(newCall), left_open: open,
  };
}

/** PostgreSQL killed with -9. */
export async function database(floor: Floor, load: Load): Promise<Outcome> {
  return under(floor, load, async () => signal(floor.pids('database'), 'SIGKILL'), () => until('the database is back', async () => (await floor.open()).length >= 0, 60).then(() => undefined));
}

/** Server, PostgreSQL or Asterisk stopped for `ms`. */
export async function frozen(floor: Floor, load: Load, part: 'server' | 'database' | 'engine', ms: number): Promise<Outcome> {
  let pids: number[] = [];
  let since = 0;
  return under(floor, load, async () => {
    since = performance.now();
    signal((pids = floor.pids(part)), 'SIGSTOP');
  }, async () => {
    await new Promise((next) => setTimeout(next, Math.max(0, ms - (performance.now() - since))));
    signal(pids, 'SIGCONT');
  });
}

/** Asterisk killed with -9: its calls are gone with it. */
export async function engine(floor: Floor, load: Load): Promise<EngineOutcome> {
  const before = (await floor.rows<{ n: number }>('select count(*)::int as n from contact'))[0]!.n;
  await floor.hire(load.talking);
  const held = await floor.fill(load.talking, load.waiting);
  const rows = await floor.open();
  const begun = performance.now();
  signal(floor.pids('engine'), 'SIGKILL');
  const over = async (): Promise<Row[]> => floor.rows<Row>(`select * from contact where id = any($1) and ended_at is not null`, [rows.map((one) => one.id)]);
  const ended = await until('the rows of its calls are over', async () => { const all = await over(); return all.length === rows.length ? all : undefined; }, 60).catch(over);
  const rowsOver = performance.now() - begun;
  await floor.registerAnew();
  await floor.hire(1);
  const next = await until('a new call is answered', async () => {
    const one = await floor.centre.callers.placeCall({ toPort: floor.centre.sipPort, digits: '1', tone: FROM_CALLER });
    return one.answered.then(() => one, () => undefined);
  }, 60);
  await until('the new caller hears a counsellor', () => hears(next), 40);
  const newCall = performance.now() - begun;
  for (const one of [...held.talking, ...held.waiting, next]) await one.hangup();
  const open = await until('everything is over', async () => (await floor.open()).length === 0, 30).then(() => 0, async () => (await floor.open()).length);
  const after = (await floor.rows<{ n: number }>('select count(*)::int as n from contact'))[0]!.n;
  const how: Record<string, number> = {};
  for (const one of ended) how[one.state] = (how[one.state] ?? 0) + 1;
  return { calls: load.talking + load.waiting + 1, contacts: after - before, rows_over_ms: Math.round(rowsOver), ended: how, new_call_ms: Math.round(newCall), left_open: open };
}

async function on<T>(name: string, most: number, work: (floor: Floor) => Promise<T>): Promise<T> {
  const floor = await startFloor(name, most);
  try {
    return await work(floor);
  } catch (error) {
    process.stderr.write(`${floor.centre.output()}\n`);
    throw error;
  } finally {
    await floor.stop();
  }
}
async function again<T>(name: string, times: number, { talking, waiting }: Load, one: (floor: Floor) => Promise<T>): Promise<{ times: number; each: T[] }> {
  return on(name, times * (talking + waiting + 2), async (floor) => {
    const each: T[] = [];
    for (let n = 0; n < times; n++) {
      each.push(await one(floor));
      process.stderr.write(`${name} ${n + 1} of ${times}: ${JSON.stringify(each.at(-1))}\n`);
    }
    return { times, each };
  });
}
/** The commands: one centre, struck again and again. */
export const runDatabase = (times: number, load: Load): Promise<object> => again('database', times, load, (floor) => database(floor, load));
export const runEngine = (times: number, load: Load): Promise<object> => again('engine', times, load, (floor) => engine(floor, load));
/** Each part once, for so many seconds. */
export const runFrozen = (seconds: number, load: Load): Promise<object> => on('frozen', 3 * (load.talking + load.waiting + 2), async (floor) => ({
  seconds, server: await frozen(floor, load, 'server', seconds * 1_000), database: await frozen(floor, load, 'database', seconds * 1_000), engine: await frozen(floor, load, 'engine', seconds * 1_000),
}));
