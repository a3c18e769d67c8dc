/**
 * kill -9 of the server again and again under calls. `npm run faults -- kills [--times 100] [--calls 5]`: two servers share an engine, the one
 * that drives it is killed, another is started. Counts established calls that we hung up, and contacts that were lost. Ends with one JSON line.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { rawPhone } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startPair } from './pair.ts';

const COUNSELLORS = 60;
const TALK_MS = 6_000;

export interface KillsResult { kills: number; calls: number; connected: number; established_lost: number; never_answered: number; refusals: number[]; contacts: number; left_open: number; takeover_p50_ms: number; takeover_worst_ms: number }

/** Runs it. */
export async function run(times: number, rate: number): Promise<KillsResult> {
  const it = await startPair('kills', COUNSELLORS);
  try {
    const servers = new Map<string, ChildProcess>();
    const learn = async (child: ChildProcess, not: Iterable<string>): Promise<void> => {
      const known = new Set(not);
      servers.set((await until('it drives', async () => { const now = await it.holder(); return now !== undefined && !known.has(now) ? now : undefined; }, 30))!, child);
    };
    let [driver, standby] = [await it.serve(), null as ChildProcess | null];
    await learn(driver, []);
    for (let n = 1; n <= COUNSELLORS; n++) await it.hire(n);
    standby = await it.serve();

    const phone = await rawPhone(it.sipPort);
    const all: Promise<{ answered: boolean; byCentre?: boolean; status?: number }>[] = [];
    // Their wrap-up is cut short, so that sixty are enough.
    const finish = setInterval(() => void it.one(`update contact set state = 'closed', wrap_up_ends_at = null, call_id = null where state = 'wrap_up'`).catch(() => undefined), 500);
    let calling = true;
    const load = (async () => {
      while (calling) {
        all.push(phone.call({ line: '200', talkMs: TALK_MS, patienceMs: 40_000 }));
        await pause(1_000 / rate);
      }
    })();
    const took: number[] = [];
    for (let n = 0; n < times; n++) {
      await pause(3_000);
      const before = await it.holder();
      driver.kill('SIGKILL');
      const killed = performance.now();
      await until('another server drives', async () => { const now = await it.holder(); return now !== undefined && now !== before; }, 30);
      took.push(performance.now() - killed);
      driver = standby;
      standby = await it.serve();
      process.stderr.write(`kill ${n + 1} of ${times}: taken over in ${Math.round(took.at(-1)!)} ms, ${all.length} calls so far\n`);
    }
    clearInterval(finish);
    calling = false;
    await load;
    const done = await Promise.all(all);
    phone.close();
    process.stderr.write(`the calls are over; what is left: ${JSON.stringify((await it.one<{ n: unknown }>(`select json_object_agg(state, n) as n from (select state, count(*) as n from contact group by 1) s`)).n)}\n`);
    const open = async (): Promise<{ state: string; call_id: string | null }[]> => (await it.one<{ all: { state: string; call_id: string | null }[] | null }>(`select json_agg(json_build_object('state', state, 'call_id', call_id, 'leg_id', leg_id, 'started_at', started_at, 'answered_at', answered_at)) as all from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).all ?? [];
    const left = await until('all are over', async () => (await open()).length === 0, 60).then(() => [], open);
    if (left.length > 0) {
      const up = (await (await fetch(`http://127.0.0.1:${it.httpPort}/ari/channels`, { headers: { authorization: `Basic ${btoa('havenline:secret')}` } })).json()) as { id: string; state: string; creationtime: string }[];
      process.stderr.write(`left open: ${JSON.stringify(left)}; the engine has: ${JSON.stringify(up.map(({ id, state, creationtime }) => ({ id, state, creationtime })))}\n`);
    }
    const contacts = (await it.one<{ n: number }>('select count(*)::int as n from contact')).n;
    const connected = (await it.one<{ n: number }>('select count(*)::int as n from contact where answered_at is not null')).n;
    took.sort((a, b) => a - b);
    return {
      kills: times, calls: done.length, connected, established_lost: done.filter((one) => one.byCentre === true).length, never_answered: done.filter((one) => !one.answered).length, refusals: [...new Set(done.filter((one) => !one.answered).map((one) => one.status ?? 0))], contacts, left_open: left.length,
      takeover_p50_ms: Math.round(took[Math.floor(took.length / 2)] ?? 0), takeover_worst_ms: Math.round(took.at(-1) ?? 0),
    };
  } finally {
    await it.stop();
  }
}
