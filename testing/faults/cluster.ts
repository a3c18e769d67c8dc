/**
 * A centre of several machines, each with an engine and its server, behind Kamailio, on one PostgreSQL. On addresses of loopback as an ordinary
 * user, or each in a network namespace of its own (root, iproute2).
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureAsterisk } from '#telephony';
import { ensureKamailio, startKamailio } from '../kamailio/index.ts';
import type { Kamailio } from '../kamailio/index.ts';
import { createTestDatabase } from '#testing/postgres';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Agent, Callers, Party } from '#testing/sip';
import { ASTERISK_CACHE, until } from '../scenarios/centre.ts';
import { sweepAfterwards } from '../sweeper.ts';
import type { MachineOptions } from './machine.ts';

/** `url` is where people open the centre at this machine's server. */
export interface Machine { name: string; child: ChildProcess; enginePid: number; httpPort: number; url: string; said(): string }
export interface Cluster {
  callers: Callers;
  /** Where calls of the telephone company go: Kamailio. */
  proxy: string;
  /** Where the engines reach it. */
  inside: string;
  kamailio: Kamailio;
  machines: Machine[];
  /** The one-time link of the first administrator, at the last machine. */
  link: string;
  agents: Agent[];
  /** A call to the centre's number, through Kamailio. */
  call(more?: { tone?: number; from?: string }): Promise<Party>;
  /** Counsellor `n` (from 0) begins: the centre accepts for them, a SIP agent answers at the engine of this machine. */
  hire(n: number, machine: Machine): Promise<void>;
  one<T>(text: string, values?: unknown[]): Promise<T>;
  stop(): Promise<void>;
}

const staffId = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const SIP = 5_060;
const SIPS = 5_061;

/** Addresses, and what a program starts with so that it is on the machine of this name. */
interface Net { home: string; address(name: string): string; into(name: string): string[]; down(): void }

/** Others may run the same test beside us: a network of loopback of our own. */
function loopback(): Net {
  const prefix = `127.${1 + (process.pid % 250)}.${1 + (Math.floor(process.pid / 250) % 250)}`;
  const names: string[] = [];
  return { home: `${prefix}.1`, address: (name) => `${prefix}.${10 + (names.includes(name) ? names.indexOf(name) : names.push(name) - 1)}`, into: () => [], down: () => undefined };
}
/** A bridge with one namespace a machine; the callers and PostgreSQL's socket stay outside. */
function namespaces(): Net {
  const ip = (...words: string[]): void => {
    const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
  };
  const bridge = `hvb${process.pid % 100_000}`;
  const names: string[] = [];
  const space = (name: string): string => `hv-${process.pid}-${name}`;
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('addr', 'add', '10.77.0.1/24', 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  const address = (name: string): string => {
    if (!names.includes(name)) {
      const at = `10.77.0.${10 + names.push(name) - 1}`;
      const veth = `hv${process.pid % 100_000}${names.length}`;
      ip('netns', 'add', space(name));
      ip('link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space(name));
      ip('link', 'set', veth, 'master', bridge);
      ip('link', 'set', veth, 'up');
      for (const words of [['addr', 'add', `${at}/24`, 'dev', 'eth0'], ['link', 'set', 'eth0', 'up'], ['link', 'set', 'lo', 'up']]) ip('-n', space(name), ...words);
    }
    return `10.77.0.${10 + names.indexOf(name)}`;
  };
  return {
    home: '10.77.0.1', address, into: (name) => ['ip', 'netns', 'exec', space(name)],
    down() {
      for (const name of names) ip('netns', 'del', space(name));
      ip('link', 'del', bridge);
    },
  };
}

/** Database, engines "east" and "west" with their servers, Kamailio, callers; nobody is hired yet. `tls`: calls go by TLS and SRTP all the way, and counsellors' telephones are apart from the callers. */
export async function startCluster(counsellors: number, tone: number, { inNamespaces = false, tls }: { inNamespaces?: boolean; tls?: { certFile: string; keyFile: string } } = {}): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-cluster-'));
  chmodSync(home, 0o755);
  sweepAfterwards(home);
  const undo: (() => Promise<unknown> | unknown)[] = [() => rmSync(home, { recursive: true, force: true, maxRetries: 10 })];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    if (inNamespaces && tls) throw new Error('Kamailio has one address in its namespace, and by TLS it needs two.');
    const net = inNamespaces ? namespaces() : loopback();
    undo.push(() => net.down());
    const database = await createTestDatabase();
    undo.push(() => database.drop());
    const db = new pg.Client({ connectionString: database.adminUrl });
    await db.connect();
    undo.push(() => db.end());
    const one = async <T>(text: string, values: unknown[] = []): Promise<T> => (await db.query(text, values)).rows[0] as T;
    const runtime = await ensureAsterisk({ dataDir: home, cacheDir: ASTERISK_CACHE, log: () => undefined });
    const names = ['east', 'west'];
    const proxy = net.address('proxy');
    // By TLS Kamailio has an address of its own for the engines, as in a centre.
    const inside = tls === undefined ? proxy : net.address('inside');
    const addresses = names.map((name) => net.address(name));
    const trunkPort = tls === undefined ? SIP : SIPS;
    const callers = await startCallers({ runtime, runDir: join(home, 'callers'), address: net.home, trunkAddresses: [proxy, inside, ...addresses], ...(tls ? { tls } : {}) });
    undo.push(() => callers.stop());
    // Who calls by TLS has no other way in; the counsellors' telephones are inside.
    const desks = tls === undefined ? callers : await startCallers({ runtime, runDir: join(home, 'desks'), address: net.home, trunkAddresses: addresses });
    if (desks !== callers) undo.push(() => desks.stop());
    const agents = await desks.registerAgents(counsellors, { prefix: 'cluster', tone });
    const kamailio = await startKamailio({
      root: await ensureKamailio(() => undefined), dir: join(home, 'kamailio'), listen: `${proxy}:${SIP}`, engines: addresses.map((one) => `${one}:${trunkPort}`), company: `${net.home}:${callers.sipPort}`, prefix: net.into('proxy'),
      ...(tls ? { tls: { listen: `${proxy}:${SIPS}`, inside: `${inside}:${SIPS}`, ...tls } } : {}),
    });
    undo.push(() => kamailio.stop());
    const machines: Machine[] = [];
    let link = '';
    for (const [at, name] of names.entries()) {
      const rtp = (await freeUdpPort()) & ~1;
      const first = Math.min(rtp, 60_000);
      const options: MachineOptions = {
        name, address: addresses[at]!, sipPort: SIP, httpPort: await freePort(), rtpPorts: [first, first + 1_200], runDir: join(home, name), peers: addresses.filter((other) => other !== addresses[at]),
        trunkAddresses: [inside], agents: agents.map((agent, n) => ({ endpoint: `agent-${staffId(n)}`, uri: agent.uri })),
        server: { ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir: join(home, `data-${name}`), keysDir: join(home, 'keys'), port: await freePort(), host: '127.0.0.1', publicName: 'localhost', lines: { 200: 'en' }, carrier: `${inside}:${trunkPort}`, carrierTls: tls !== undefined },
        ...(tls ? { tls: { port: SIPS, ...tls } } : {}),
      };
      const [program, ...rest] = [...net.into(name), process.execPath, join(import.meta.dirname, 'machine.ts'), JSON.stringify(options)];
      const child = spawn(program!, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-8_000)));
      const gone = new Promise<void>((done) => child.once('close', () => done()));
      const machine: Machine = { name, child, enginePid: 0, httpPort: options.httpPort, url: `http://localhost:${options.server.port}`, said: () => said };
      undo.push(async () => {
        child.stdin.end();
        await gone;
        // What a test killed with it left its engine behind.
        if (machine.enginePid > 0) try { process.kill(machine.enginePid, 'SIGKILL'); } catch { /* it has ended */ }
      });
      machine.enginePid = Number((await until(`machine ${name} is up`, () => {
        if (child.exitCode !== null) throw new Error(said);
        return /^up (\d+)$/m.exec(said)?.[1];
      }, 60)));
      link = /^link (\S+)$/m.exec(said)![1]!;
      machines.push(machine);
    }
    await until('both engines are driven', async () => (await one<{ n: number }>('select count(*)::int as n from engine_lease where until > clock_timestamp()')).n === 2);
    return {
      callers, proxy, inside, kamailio, machines, link, agents, one, stop,
      call: (more = {}) => callers.placeCall({ toHost: proxy, toPort: trunkPort, tls: tls !== undefined, line: '200', ...more }),
      async hire(n, machine) {
        const id = staffId(n);
        await db.query(`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values ($1, 'staff', $2, '{counsellor}', '{en}', now())`, [id, `Synthetic ${n}`]);
        await db.query('insert into staff_routing (staff_id, auto_accept) values ($1, true)', [id]);
        await db.query('insert into softphone_place (staff_id, engine) values ($1, $2)', [id, machine.name]);
        await db.query(`insert into staff_presence values ($1, 'available', now())`, [id]);
        await db.query(`select pg_notify('havenline_live', '{"topic":"routing"}')`);
      },
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
