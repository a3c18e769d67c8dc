/** A centre with automatic counsellors, and app_queue on the same Asterisk with as many members. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { freePort, freeUdpPort } from '#testing/sip';
import { readConfig } from '../../apps/cli/config.ts';
import { bringUp } from '../../apps/cli/start.ts';
import type { Centre } from '../../apps/cli/start.ts';
import { cpu, cpuOfFamily } from './cpu.ts';

export const LINE = '701';
export const PEER_LINE = '702';

export interface House {
  centre: Centre;
  sipPort: number;
  /** CPU so far, milliseconds: Asterisk, our process, PostgreSQL. */
  cpu(): [number, number, number];
  /** Counsellors end a talk after so long (null: callers do), and their wrap-up at once. */
  talkFor(ms: number | null): void;
  stop(): Promise<void>;
}

/** Starts all of it; `agentPort` is where every agent's telephone answers. */
export async function startHouse(agents: number, agentPort: number): Promise<House> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  chmodSync(home, 0o755);
  const [port, sipPort, httpPort] = [await freePort(), await freeUdpPort(), await freePort()];
  const peers = Array.from({ length: agents }, (_, n) => `bench-${n}`);
  const config = readConfig(['--data', join(home, 'data'), '--port', String(port), '--sip-port', String(sipPort), '--asterisk-http-port', String(httpPort), '--asterisk-cache', join(import.meta.dirname, '../../.havenline-cache/asterisk')]);
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
  const stop = async (): Promise<void> => {
    await centre.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    if (!centre.engine) throw new Error('The telephone engine did not start; see above.');
    for (const name of peers) await centre.engine.provisionContact(name, `sip:${name}@127.0.0.1:${agentPort}`);
    const counsellors = await hire(centre, agents, agentPort);
    const engine = (JSON.parse(readFileSync(join(centre.dataDir, 'asterisk-run/engine.json'), 'utf8')) as { pid: number }).pid;
    const postmaster = Number(readFileSync(join(centre.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    return {
      centre, sipPort,
      cpu: () => [cpu(engine), cpu(process.pid), cpuOfFamily(postmaster)],
      talkFor: counsellors.talkFor,
      async stop() {
        await counsellors.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Counsellors for whom the centre accepts and a SIP agent answers. */
async function hire({ system, engine }: Centre, agents: number, agentPort: number): Promise<{ talkFor(ms: number | null): void; stop(): Promise<void> }> {
  const setup: Actor = { kind: 'system', name: 'setup' };
  const all = new Map<string, Actor>();
  for (let n = 0; n < agents; n += 1) {
    const { id } = await inTx(system.db, async (tx) => {
      const made = await system.staff.invite(tx, setup, { deskName: `Automatic ${n}`, roles: ['counsellor'], languages: ['en'] });
      await system.contacts.setAutoAccept(tx, made.id, true);
      return made;
    });
    const actor: Actor = { kind: 'staff', id, roles: ['counsellor'], deskName: `Automatic ${n}` };
    await engine!.provisionContact(`agent-${id}`, `sip:agent-${n}@127.0.0.1:${agentPort}`);
    await inTx(system.db, (tx) => system.staff.setPresence(tx, actor, 'available'));
    all.set(`staff:${id}`, actor);
  }
  let talkMs: number | null = null;
  let contactId = '';
  const working = new Set<Promise<unknown>>();
  const act = (work: Promise<unknown>): void => {
    const done = work.catch(() => undefined).finally(() => working.delete(done));
    working.add(done);
  };
  // The events of one step come together: what it was about, then whose it is.
  const stop = system.live.on(({ topic, hint }) => {
    if (topic.startsWith('contact:')) contactId = topic.slice('contact:'.length);
    const actor = all.get(topic);
    if (!actor) return;
    const id = contactId;
    if (hint === 'wrap_up') act(inTx(system.db, (tx) => system.contacts.close(tx, actor, id)));
    if (hint === 'talking' && talkMs !== null) {
      setTimeout(() => act(inTx(system.db, (tx) => system.contacts.end(tx, actor, id)).then(() => system.settleCall?.(id))), talkMs);
    }
  });
  return {
    talkFor: (ms) => void (talkMs = ms),
    async stop() {
      stop();
      await Promise.all(working);
    },
  };
}
