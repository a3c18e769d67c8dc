/** Two engines with their servers behind Kamailio, on one database: the short form of `npm run faults -- cluster`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';

const FROM_DESK = 1200;
const FROM_CALLER = 600;
let it: Cluster;
beforeAll(async () => { it = await startCluster(8, FROM_DESK); }, 180_000);
afterAll(() => it?.stop());

const open = async (): Promise<number> => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).n;

test('calls go to both engines; a caller at one talks with a counsellor at the other; an engine that is killed takes its own calls with it and no other', { timeout: 120_000 }, async () => {
  const [east, west] = it.machines as [Cluster['machines'][number], Cluster['machines'][number]];
  // Every counsellor is at the east: what arrives at the west crosses.
  for (let n = 0; n < 4; n++) await it.hire(n, east);
  const calls: Party[] = [];
  for (let n = 0; n < 4; n++) {
    const caller = await it.call({ tone: FROM_CALLER });
    calls.push(caller);
    await until(`caller ${n} hears a counsellor`, () => caller.hearsTone(FROM_DESK, 300));
  }
  const where = (await it.one<{ at: { id: string; engine: string; place: string }[] }>(`select json_agg(json_build_object('engine', c.engine, 'place', s.engine) order by c.started_at) as at from contact c join softphone_place s on s.staff_id = c.counsellor_id where c.state = 'talking'`)).at;
  expect(where.filter((one) => one.engine === 'east')).toHaveLength(2);
  expect(where.filter((one) => one.engine === 'west')).toHaveLength(2);
  expect(where.every((one) => one.place === 'east')).toBe(true);
  for (const agent of it.agents.slice(0, 4)) {
    expect(agent.calls).toHaveLength(1);
    expect(await agent.calls[0]!.hearsTone(FROM_CALLER, 300)).toBe(true);
  }

  const atEast = calls.filter((_, n) => where[n]!.engine === 'east');
  const before = await Promise.all(atEast.map((one) => one.packets()));
  process.kill(west.enginePid, 'SIGKILL');
  const killed = performance.now();
  for (const [n, one] of where.entries()) if (one.engine === 'east') expect(await calls[n]!.hearsTone(FROM_DESK, 300), calls[n]!.heard()).toBe(true);
  for (let n = 4; n < 6; n++) await it.hire(n, east);
  // In turn, so one of these two goes to the engine that is dead and on to the other.
  const later: Party[] = [];
  for (let n = 0; n < 2; n++) {
    const caller = await it.call({ tone: FROM_CALLER });
    later.push(caller);
    await until(`a caller after the kill (${n}) hears a counsellor`, () => caller.hearsTone(FROM_DESK, 300));
  }
  await until('the calls of the engine that died are over, and no others', async () => (await open()) === 4, 30);
  process.stdout.write(`the rows of the dead engine ended ${Math.round(performance.now() - killed)} ms after the kill\n`);
  const ended = await it.one<{ states: string[]; engines: string[] }>(`select array_agg(state) as states, array_agg(engine) as engines from contact where ended_at is not null`);
  expect(ended).toEqual({ states: ['wrap_up', 'wrap_up'], engines: ['west', 'west'] });
  for (const [n, one] of where.entries()) if (one.engine === 'east') expect(await calls[n]!.hearsTone(FROM_DESK, 300), calls[n]!.heard()).toBe(true);
  // Whoever talks at the other engine misses no packet; 20 ms each, and a moment for those on their way.
  for (const [n, one] of atEast.entries()) {
    const { received, lost } = await one.packets();
    expect(lost).toBe(before[n]!.lost);
    expect(received - before[n]!.received).toBeGreaterThan((performance.now() - killed) / 20 - 25);
  }
  for (const one of [...calls, ...later]) await one.hangup();
  await until('everything is over', async () => (await open()) === 0);
});

test('Kamailio says nothing about callers, whatever they send', { timeout: 30_000 }, async () => {
  const caller = await it.call({ from: '15550987654' });
  await caller.answered;
  await caller.hangup();
  const said = await it.kamailio.said();
  expect(said).toContain('does not answer any more');
  expect(said).not.toMatch(/15550987654|Call-ID|From:|INVITE/i);
});
