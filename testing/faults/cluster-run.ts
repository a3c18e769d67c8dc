/**
 * `npm run faults -- cluster [--calls 400] [--rate 8]`: two machines behind Kamailio, each in a network namespace of its own when root (with
 * `--loopback 1` not). Half way one machine is killed, engine and server. Counts what agents were sent, what was bridged, and who heard whom; ends with one JSON line.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startCluster } from './cluster.ts';

const COUNSELLORS = 120;
const TALK_MS = 6_000;
const FROM_DESK = 1_200;

export interface ClusterResult {
  namespaces: boolean; calls: number; east_before: number; west_before: number; crossed: number; agent_invites: number; bridged: number; answered_with_tone: number; at_killed: number; at_other: number; at_other_lost: number;
  after_kill: number; after_kill_with_tone: number; longest_ms_after_kill: number; rows_ended_ms: number; left_open: number;
}

/** Runs it. */
export async function run(count: number, rate: number, inNamespaces: boolean): Promise<ClusterResult> {
  const it = await startCluster(COUNSELLORS, FROM_DESK, inNamespaces);
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
      const party = await it.call();
      try {
        await party.answered;
        await until('the counsellor is heard', () => party.hearsTone(FROM_DESK, 200), 20);
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
    const talks = still.filter((one) => one === 'hears').length;
    return {
      namespaces: inNamespaces, calls: count, east_before: eastBefore, west_before: westBefore,
      crossed: (await it.one<{ n: number }>(`select count(*)::int as n from contact c join offer o on o.contact_id = c.id and o.state = 'accepted' where c.started_at < now() and (right(o.staff_id::text, 1)::text ~ '[02468]') <> (c.engine = 'east')`)).n,
      agent_invites: it.agents.reduce((sum, agent) => sum + agent.calls.length, 0), bridged: await number('answered_at is not null'), answered_with_tone: heard.length,
      at_killed: still.length - talks, at_other: talks, at_other_lost: Math.max(0, still.length - talks - atKill),
      after_kill: all.length - Math.floor(count / 2), after_kill_with_tone: after.length, longest_ms_after_kill: Math.round(Math.max(0, ...after.map((one) => one.ms))), rows_ended_ms: Math.round(rowsEnded),
      left_open: await number(`state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`),
    };
  } finally {
    await it.stop();
  }
}
