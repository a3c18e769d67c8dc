/**
 * Calls at a rate through the whole house (durable contact row, offer, log entries, automatic agents), and through app_queue on the same
 * Asterisk in the same run. The time is from a caller's first INVITE to the first INVITE at an agent.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { freePort, freeUdpPort } from '#testing/sip';
import { readConfig } from '../apps/cli/config.ts';
import { bringUp } from '../apps/cli/start.ts';
import type { Centre } from '../apps/cli/start.ts';
import type { Order, Outcome } from './sip/load.ts';

const AGENTS = 300;
const RATE = 20;
const LINE = '701';
const PEER_LINE = '702';
const TALK_MS = 4_000;
/** Beyond this a caller would hear the delay; a rate that needs more, or loses a call, is past the knee. */
const KNEE_P99_MS = 500;
const RAMP = [40, 60, 80, 100, 125, 150, 200];

interface Measured { lost: number; p50: number; p99: number; cpuMs: number }

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  chmodSync(home, 0o755);
  const [port, sipPort, httpPort] = [await freePort(), await freeUdpPort(), await freePort()];
  const load = fork(join(import.meta.dirname, 'sip', 'load.ts'), { stdio: 'inherit' });
  const said = <T>(): Promise<T> => new Promise((done, fail) => {
    load.once('message', done as (value: unknown) => void);
    load.once('exit', () => fail(new Error('The callers ended early.')));
  });
  const { agentPort } = await said<{ agentPort: number }>();
  const peers = Array.from({ length: AGENTS }, (_, n) => `bench-${n}`);
  const config = readConfig(['--data', join(home, 'data'), '--port', String(port), '--sip-port', String(sipPort), '--asterisk-http-port', String(httpPort), '--asterisk-cache', join(import.meta.dirname, '../.havenline-cache/asterisk')]);
  const centre = await bringUp(config, (line) => void process.stderr.write(`${line}\n`), () => false, {
    lines: { [LINE]: 'en' },
    engine: {
      modules: ['app_queue'],
      files: {
        'extensions.conf': `[from-trunk](+)\nexten => ${PEER_LINE},1,Queue(bench)\n same => n,Hangup()\n`,
        'queues.conf': `[general]\npersistentmembers=no\nautofill=yes\nlog_membername_as_agent=no\n[bench]\nstrategy=rrmemory\nringinuse=no\ntimeout=15\nretry=1\nwrapuptime=0\n${peers.map((name) => `member => PJSIP/${name}\n`).join('')}`,
      },
    },
  });
  try {
    if (!centre.engine) throw new Error('The telephone engine did not start; see above.');
    for (const name of peers) await centre.engine.provisionContact(name, `sip:${name}@127.0.0.1:${agentPort}`);
    const stopClosing = await automaticAgents(centre, agentPort);
    const engine = (JSON.parse(readFileSync(join(centre.dataDir, 'asterisk-run/engine.json'), 'utf8')) as { pid: number }).pid;
    const postmaster = Number(readFileSync(join(centre.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    const measure = async (line: string, rate: number, seconds: number): Promise<Measured> => {
      const house = line === LINE;
      const parts = (): number[] => [cpu(engine), ...(house ? [cpu(process.pid), cpuOfFamily(postmaster)] : [])];
      const before = parts();
      const order: Order = { rate, seconds, line, toPort: sipPort, talkMs: TALK_MS };
      load.send(order);
      const outcome = await said<Outcome>();
      const used = parts().map((ms, n) => ms - before[n]!);
      const sorted = outcome.delays.toSorted((a, b) => a - b);
      const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
      const result = { lost: outcome.placed - outcome.bridged, p50: at(0.5), p99: at(0.99), cpuMs: round(used.reduce((sum, ms) => sum + ms) / outcome.placed) };
      process.stdout.write(`${house ? 'havenline' : 'app_queue'}  ${rate}/s for ${seconds} s: lost ${result.lost}, p50 ${result.p50} ms, p99 ${result.p99} ms, CPU ${result.cpuMs} ms a call${house ? ` (Asterisk, Node, PostgreSQL: ${used.map((ms) => round(ms / outcome.placed)).join(', ')})` : ''}\n`);
      return result;
    };
    await measure(LINE, 5, 2);
    await measure(PEER_LINE, 5, 2);
    const seconds = quick ? 5 : 60;
    const ours = await measure(LINE, RATE, seconds);
    const theirs = await measure(PEER_LINE, RATE, seconds);
    const ramp = async (line: string): Promise<{ knee: number; at100: number | null }> => {
      let knee = RATE;
      let at100: number | null = null;
      for (const rate of quick ? [] : RAMP) {
        const found = await measure(line, rate, 10);
        if (rate === 100) at100 = found.cpuMs;
        if (found.lost > 0 || !(found.p99 <= KNEE_P99_MS)) break;
        knee = rate;
      }
      return { knee, at100 };
    };
    const [our, their] = [await ramp(LINE), await ramp(PEER_LINE)];
    await stopClosing();
    return {
      peer: 'app_queue', ratio: our.at100 && their.at100 ? round(our.at100 / their.at100) : null, ratio_of: 'CPU a call at 100/s',
      rate: RATE, lost: ours.lost, p50_ms: ours.p50, p99_ms: ours.p99, peer_lost: theirs.lost, peer_p50_ms: theirs.p50, peer_p99_ms: theirs.p99,
      cpu_ms_per_call: ours.cpuMs, peer_cpu_ms_per_call: theirs.cpuMs, knee: our.knee, peer_knee: their.knee, quick,
    };
  } finally {
    load.removeAllListeners();
    load.send('end');
    await centre.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Counsellors for whom the centre accepts and a SIP agent answers; they finish their wrap-up at once. */
async function automaticAgents({ system, engine }: Centre, agentPort: number): Promise<() => Promise<void>> {
  const setup: Actor = { kind: 'system', name: 'setup' };
  const mine = new Map<string, Actor>();
  for (let n = 0; n < AGENTS; n += 1) {
    const { id } = await inTx(system.db, async (tx) => {
      const made = await system.staff.invite(tx, setup, { deskName: `Automatic ${n}`, roles: ['counsellor'], languages: ['en'] });
      await system.contacts.setAutoAccept(tx, made.id, true);
      return made;
    });
    const actor: Actor = { kind: 'staff', id, roles: ['counsellor'], deskName: `Automatic ${n}` };
    await engine!.provisionContact(`agent-${id}`, `sip:agent-${n}@127.0.0.1:${agentPort}`);
    await inTx(system.db, (tx) => system.staff.setPresence(tx, actor, 'available'));
    mine.set(`staff:${id}`, actor);
  }
  let working: Promise<unknown> = Promise.resolve();
  const stop = system.live.on(({ topic, hint }) => {
    const actor = mine.get(topic);
    if (!actor || hint !== 'wrap_up') return;
    const closing = inTx(system.db, (tx) => system.contacts.now(tx, actor)).then(async ({ contacts }) => {
      for (const one of contacts) if (one.state === 'wrap_up') await inTx(system.db, (tx) => system.contacts.close(tx, actor, one.id));
    });
    working = Promise.allSettled([working, closing]);
  });
  return async () => {
    stop();
    await working;
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** Milliseconds of CPU of one process so far (proc(5): utime and stime in hundredths of a second). */
function cpu(pid: number): number {
  const fields = stat(pid);
  return fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) * 10;
}
/** The same of a process, its children, and the children that ended. */
function cpuOfFamily(pid: number): number {
  const ended = stat(pid);
  let sum = cpu(pid) + (ended === null ? 0 : (Number(ended[13]) + Number(ended[14])) * 10);
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name) && stat(Number(name))?.[1] === String(pid)) sum += cpu(Number(name));
  return sum;
}
function stat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
