/**
 * Calls at a rate through the whole house (durable contact row, offer, log entries, automatic counsellors), and through app_queue on the same
 * Asterisk in turn. The time is from a caller's first INVITE to the first INVITE at an agent. Then the knee of both, our behaviour at twice
 * ours, as many calls with sound as `AUDIO_CALLS`, its loss counted at both ends, and last a flood, with what is left of the line after it.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { inTx, statement } from '#core/kernel';
import { cpuOfMachine } from './sip/cpu.ts';
import { LINE, PEER_LINE, startHouse } from './sip/house.ts';
import type { House } from './sip/house.ts';
import type { Heard } from './sip/audio.ts';
import type { Order, Outcome } from './sip/load.ts';

const AGENTS = 300;
const RATES = [40, 100];
/** More than a small machine carries by either way: measured last, and nobody may be lost when it is over. */
const FLOOD = 200;
const ROUNDS = 3;
/** 300 agents have to be enough for 200 calls a second. */
const TALK_MS = 1_000;
/** Beyond this a caller would hear the delay; a rate that needs more, or loses a call, is past the knee. */
const KNEE_P99_MS = 500;
const RAMP = [40, 60, 80, 100, 125, 150, 175, 200, 225, 250, 300];
const AUDIO_CALLS = 260;
const AUDIO_RATE = 20;
/** Who is told that the centre is full hears it twice before it ends. */
const PATIENCE_MS = 60_000;

interface Measured { lost: number; p50: number; p99: number; cpu: number; engine: number; node: number; database: number; load: number; noise: number; answered: number; audio?: Heard }

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const load = fork(join(import.meta.dirname, 'sip', 'load.ts'), { stdio: 'inherit' });
  const said = <T>(): Promise<T> => new Promise((done, fail) => {
    load.once('message', done as (value: unknown) => void);
    load.once('exit', () => fail(new Error('The callers ended early.')));
  });
  const { agentPort } = await said<{ agentPort: number }>();
  const house = await startHouse(AGENTS, agentPort);
  try {
    const measure = async (line: string, order: Omit<Order, 'line' | 'toPort' | 'talkMs'>): Promise<Measured> => {
      const ours = line === LINE;
      const [before, machine, began] = [house.cpu(), cpuOfMachine(), performance.now()];
      load.send({ talkMs: TALK_MS, ...order, line, toPort: house.sipPort } satisfies Order);
      const outcome = await said<Outcome>();
      const used = house.cpu().map((ms, n) => ms - before[n]!);
      const sorted = outcome.delays.toSorted((a, b) => a - b);
      const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
      const [engine, node, database] = used.map((ms) => round(ms / outcome.placed)) as [number, number, number];
      const result: Measured = {
        lost: outcome.placed - outcome.bridged, answered: outcome.answered, p50: at(0.5), p99: at(0.99), engine, node, database, cpu: round(engine + (ours ? node : 0)), load: round(outcome.cpuMs / outcome.placed),
        noise: Math.round((cpuOfMachine() - machine - used.reduce((sum, ms) => sum + ms) - outcome.cpuMs) / ((performance.now() - began) / 1000)), ...(outcome.audio ? { audio: outcome.audio } : {}),
      };
      process.stdout.write(`${ours ? 'havenline' : 'app_queue'}  ${order.rate}/s: lost ${result.lost} of ${outcome.placed}, p50 ${result.p50} ms, p99 ${result.p99} ms, CPU a call ${result.cpu} ms (Asterisk ${engine}${ours ? `, our process ${node}; PostgreSQL ${database}` : ''}; callers ${result.load}), others used ${result.noise} ms of the machine's ${2_000} a second\n`);
      return result;
    };
    for (const line of [LINE, PEER_LINE]) await measure(line, { rate: quick ? 20 : 40, seconds: quick ? 1 : 5 });
    if (quick) return summary([{ rate: 20, ...(await turns(1, (line) => measure(line, { rate: 20, seconds: 3 }))) }], true);

    const found: Row[] = [];
    const compare = async (rate: number): Promise<void> => void found.push({ rate, ...(await turns(ROUNDS, (line) => measure(line, { rate, seconds: 8 }))) });
    for (const rate of RATES) await compare(rate);
    const [knee, peerKnee] = [await kneeOf((rate) => measure(LINE, { rate, seconds: 6 })), await kneeOf((rate) => measure(PEER_LINE, { rate, seconds: 6 }))];
    const overload = await overloaded(house, Math.max(knee, RAMP[0]!) * 2, measure);
    const audio = await turns(1, (line) => measure(line, { rate: AUDIO_RATE, seconds: AUDIO_CALLS / AUDIO_RATE, audioSeconds: 10 }));
    await compare(FLOOD);
    const after = await measure(LINE, { rate: RATES[0]!, seconds: 5 });
    return {
      ...summary(found, false), knee, peer_knee: peerKnee, ...overload, after_flood_lost: after.lost, after_flood_p99_ms: after.p99,
      audio_calls: AUDIO_CALLS, audio_bridged: AUDIO_CALLS - audio.ours.lost, audio_sent: audio.ours.audio!.sent, audio_lost: audio.ours.audio!.sent - audio.ours.audio!.received,
      peer_audio_sent: audio.theirs.audio!.sent, peer_audio_lost: audio.theirs.audio!.sent - audio.theirs.audio!.received,
    };
  } finally {
    load.removeAllListeners();
    load.send('end');
    await house.stop();
  }
}

interface Row { rate: number; ours: Measured; theirs: Measured }
/** Ours and theirs in turn; the medians of each figure. */
async function turns(rounds: number, measure: (line: string) => Promise<Measured>): Promise<Omit<Row, 'rate'>> {
  const [ours, theirs]: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measure(LINE));
    theirs.push(await measure(PEER_LINE));
  }
  const median = (all: Measured[]): Measured => Object.fromEntries(Object.keys(all[0]!).map((key) => {
    const values = all.map((one) => one[key as keyof Measured]);
    return [key, typeof values[0] === 'number' ? (values as number[]).toSorted((a, b) => a - b)[values.length >> 1] : values[0]];
  })) as unknown as Measured;
  // What was lost in any round is lost.
  return { ours: { ...median(ours), lost: ours.reduce((sum, one) => sum + one.lost, 0) }, theirs: { ...median(theirs), lost: theirs.reduce((sum, one) => sum + one.lost, 0) } };
}

async function kneeOf(measure: (rate: number) => Promise<Measured>): Promise<number> {
  let knee = 0;
  for (const rate of RAMP) {
    const { lost, p99 } = await measure(rate);
    if (lost > 0 || !(p99 <= KNEE_P99_MS)) break;
    knee = rate;
  }
  return knee;
}

const connected = statement<{ connected: number; told: number; rows: number }>(`with mine as (select id, answered_at from contact where started_at >= $1),
    lined as (select distinct details::jsonb -> 'subject' ->> 'id' as id from log_detail where details like '%"wait"%')
  select count(*)::int as rows, count(answered_at)::int as connected, count(*) filter (where answered_at is null and id::text not in (select id from lined))::int as told from mine`);
/** Callers stay until they were connected and the counsellor ended it, or were told that the centre is full and offered a callback. */
async function overloaded({ centre, talkFor }: House, rate: number, measure: (line: string, order: Omit<Order, 'line' | 'toPort' | 'talkMs'>) => Promise<Measured>): Promise<Record<string, number>> {
  const since = new Date();
  talkFor(TALK_MS);
  const { answered } = await measure(LINE, { rate, seconds: 10, patienceMs: PATIENCE_MS });
  talkFor(null);
  const found = await inTx(centre.system.db, (tx) => connected.first(tx, since));
  const forgotten = Math.max(0, answered - found!.connected - found!.told);
  process.stdout.write(`at twice the knee (${rate}/s): ${answered} answered, ${found!.connected} connected, ${found!.told} told that many are calling and offered a callback, ${forgotten} forgotten\n`);
  return { overload_rate: rate, overload_answered: answered, overload_connected: found!.connected, overload_told: found!.told, forgotten };
}

function summary(rows: Row[], quick: boolean): Record<string, unknown> {
  const main = rows.find((row) => row.rate === 100) ?? rows[0]!;
  return {
    peer: 'app_queue', ratio: round(main.ours.cpu / main.theirs.cpu, 100), ratio_of: `CPU a call (Asterisk + our process) at ${main.rate}/s`,
    rate: main.rate, lost: main.ours.lost, p50_ms: main.ours.p50, p99_ms: main.ours.p99, peer_lost: main.theirs.lost, peer_p50_ms: main.theirs.p50, peer_p99_ms: main.theirs.p99,
    cpu_ms_per_call: main.ours.cpu, peer_cpu_ms_per_call: main.theirs.cpu, postgres_cpu_ms_per_call: main.ours.database,
    rates: rows.map(({ rate, ours, theirs }) => ({
      rate, lost: ours.lost, p50_ms: ours.p50, p99_ms: ours.p99, cpu_ms: ours.cpu, asterisk_ms: ours.engine, node_ms: ours.node, postgres_ms: ours.database, noise_ms_per_s: ours.noise,
      peer_lost: theirs.lost, peer_p50_ms: theirs.p50, peer_p99_ms: theirs.p99, peer_cpu_ms: theirs.cpu, callers_cpu_ms: ours.load,
    })), quick,
  };
}

const round = (value: number, to = 10): number => Math.round(value * to) / to;
