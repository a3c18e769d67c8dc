/**
 * `npm run faults -- cluster [--calls 400] [--rate 4]`: two machines behind Kamailio, each in a network namespace of its own when root (with
 * `--loopback 1` not). Half way one machine is killed, engine and server. Counts what agents were sent, what was bridged, and who heard whom; ends with one JSON line.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startCluster } from './cluster.ts';

const COUNSELLORS = 120;
const TALK_MS = 6_000;
const FROM_DESK = 1_200;
const FROM_CALLER = 600;

export interface ClusterResult {
  namespaces: boolean; calls: number; agent_invites: number; bridged: number;
  /** Callers who heard their counsellor. Who did not was at the engine that was killed. */
  heard: number; unheard: number;
  east_before: number; west_before: number; crossing: number; at_west_when_killed: number;
  /** Of the talks that went on at the kill: who heard their counsellor half a second later, and who did not. */
  talks_that_went_on: number; talks_that_ended: number; talks_at_west: number;
  after_kill: number; after_kill_heard: number; after_kill_slowest_ms: number; rows_ended_ms: number; left_open: number;
}

/** Runs it. */
export async function run(count: number, rate: number, inNamespaces: boolean): Promise<ClusterResult> {
  const it = await startCluster(COUNSELLORS, FROM_DESK, { inNamespaces });
  try {
    const [east, west] = it.machines as [(typeof it.machines)[number], (typeof it.machines)[number]];
    for (let n = 0; n < COUNSELLORS; n++) await it.hire(n, n % 2 === 0 ? east : west);
    const number = async (text: string): Promise<number> => (await it.one<{ n: number }>(`select count(*)::int as n from contact where ${text}`)).n;
    // Their wrap-up is cut short, so that so many are enough.
    const finish = setInterval(() => void it.one(`update contact set state = 'closed', wrap_up_ends_at = null, call_id = null where state = 'wrap_up'`).catch(() => undefined), 500);
    const talking = new Set<Party>();
    const heard: { after: boolean; ms: number }[] = [];
    let killed = false;
    const call = async (): Promise<void> => {
      const [after, begun] = [killed, performance.now()];
      const party = await it.call({ tone: FROM_CALLER });
      try {
        await party.answered;
        // Listening costs the callers' side more than talking: not all the time.
        await until('the counsellor is heard', async () => (await party.hearsTone(FROM_DESK, 300)) || (await pause(700), false), 30);
        heard.push({ after, ms: performance.now() - begun });
        talking.add(party);
        await pause(TALK_MS);
      } catch { /* counted by what was heard */ } finally {
        talking.delete(party);
        await party.hangup();
      }
    };
    const all: Promise<void>[] = [];
    const begin = async (many: number): Promise<void> => {
      for (let n = 0; n < many; n++) {
        all.push(call());
        await pause(1_000 / rate);
      }
    };
    await begin(Math.floor(count / 2));
    const [eastBefore, westBefore] = [await number(`engine = 'east'`), await number(`engine = 'west'`)];
    const atKill = await number(`engine = 'west' and state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`);
    const crossing = (await it.one<{ n: number }>(`select count(*)::int as n from contact c join softphone_place s on s.staff_id = c.counsellor_id where c.state = 'talking' and s.engine <> c.engine`)).n;
    const atWest = await number(`state = 'talking' and (engine = 'west' or counsellor_id in (select staff_id from softphone_place where engine = 'west'))`);
    const there = [...talking];
    west.child.kill('SIGKILL');
    process.kill(west.enginePid, 'SIGKILL');
    killed = true;
    const killedAt = performance.now();
    process.stderr.write(`killed the west with ${atKill} calls; ${eastBefore} calls had gone to the east and ${westBefore} to the west\n`);
    const rest = begin(count - Math.floor(count / 2));
    // Whoever still hears the desk a moment later is at the other engine.
    await pause(500);
    const still = (await Promise.all(there.map(async (party) => (talking.has(party) ? ((await party.hearsTone(FROM_DESK, 300)) ? 'hears' : 'lost') : 'over')))).filter((one) => one !== 'over');
    // The browsers of its counsellors find the other server, as a proxy in front would lead them.
    await it.one(`update softphone_place set engine = 'east' where engine = 'west'`);
    const ended = until('the dead engine left nothing open', async () => (await number(`engine = 'west' and state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)) === 0, 60).then(() => performance.now() - killedAt);
    await rest;
    await Promise.all(all);
    const rowsEnded = await ended;
    clearInterval(finish);
    await until('all are over', async () => (await number(`state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)) === 0, 60).catch(() => undefined);
    const after = heard.filter((one) => one.after);
    return {
      namespaces: inNamespaces, calls: count, agent_invites: it.agents.reduce((sum, agent) => sum + agent.calls.length, 0), bridged: await number('answered_at is not null'), heard: heard.length, unheard: count - heard.length,
      east_before: eastBefore, west_before: westBefore, crossing, at_west_when_killed: atKill,
      talks_that_went_on: still.filter((one) => one === 'hears').length, talks_that_ended: still.filter((one) => one === 'lost').length, talks_at_west: atWest,
      after_kill: all.length - Math.floor(count / 2), after_kill_heard: after.length, after_kill_slowest_ms: Math.round(Math.max(0, ...after.map((one) => one.ms))), rows_ended_ms: Math.round(rowsEnded),
      left_open: await number(`state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`),
    };
  } finally {
    await it.stop();
  }
}
