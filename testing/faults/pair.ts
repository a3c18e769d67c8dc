/** Servers that share one database and one Asterisk, each in a process of its own that can be killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createAsterisk } from '#adapters/asterisk';
import { ensureAsterisk, startAsterisk } from '#telephony';
import { createTestDatabase } from '#testing/postgres';
import { freePort, freeUdpPort, startCallers } from '#testing/sip';
import type { Agent, Callers } from '#testing/sip';
import { ASTERISK_CACHE, until } from '../scenarios/centre.ts';
import { sweepAfterwards } from '../sweeper.ts';

export interface Pair {
  sipPort: number;
  callers: Callers;
  agents: Agent[];
  /** Where the engine is driven. */
  httpPort: number;
  /** Starts one more server, which reaches the engine at `url`; resolves when it is up. */
  serve(url?: string): Promise<ChildProcess>;
  /** Where people open the centre at this server. */
  urlOf(server: ChildProcess): string;
  /** The process that holds this lease, once its holder is known. */
  holder(): Promise<string | undefined>;
  /** One more counsellor, number `n` from 1, for whom the centre accepts and a SIP agent answers. */
  hire(n: number): Promise<void>;
  one<T>(text: string, values?: unknown[]): Promise<T>;
  stop(): Promise<void>;
}

/** Database, engine and callers, with room for `counsellors`; no server yet. */
export async function startPair(name: string, counsellors: number, tone?: number): Promise<Pair> {
  const home = mkdtempSync(join(tmpdir(), `havenline-${name}-`));
  chmodSync(home, 0o755);
  sweepAfterwards(home);
  const database = await createTestDatabase();
  const db = new pg.Client({ connectionString: database.adminUrl });
  await db.connect();
  const runtime = await ensureAsterisk({ dataDir: home, cacheDir: ASTERISK_CACHE, log: () => undefined });
  const first = 26_000;
  const engine = await startAsterisk({ runtime, runDir: join(home, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'secret', rtpPorts: [first, first + 1_600], bindAddress: '127.0.0.1' });
  const callers = await startCallers({ runtime, runDir: join(home, 'callers') });
  const agents = await callers.registerAgents(counsellors, { prefix: name, ...(tone === undefined ? {} : { tone }) });
  const helper = createAsterisk({ url: engine.httpUrl, user: 'havenline', password: 'secret', app: 'helper', leased: true });
  const servers = new Map<ChildProcess, string>();
  const one = async <T>(text: string, values: unknown[] = []): Promise<T> => (await db.query(text, values)).rows[0] as T;
  return {
    sipPort: engine.sipPort,
    callers,
    agents,
    one,
    urlOf: (server) => servers.get(server)!,
    holder: async () => (await one<{ holder: string } | undefined>('select holder from engine_lease where until > clock_timestamp()'))?.holder,
    httpPort: engine.httpPort,
    async serve(url = engine.httpUrl) {
      const options = {
        ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir: join(home, 'data'), port: await freePort(), host: '127.0.0.1', publicName: 'localhost',
        telephony: { ari: { url, user: 'havenline', password: 'secret' } }, lines: { 200: 'en' },
      };
      const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } });
      servers.set(child, `http://localhost:${options.port}`);
      let said = '';
      child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4_000)));
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      await until('a server is up', () => {
        if (child.exitCode !== null) throw new Error(said);
        return said.includes('up http');
      }, 60);
      return child;
    },
    async hire(n) {
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      await db.query(`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values ($1, 'staff', $2, '{counsellor}', '{en}', now())`, [id, `Synthetic ${n}`]);
      await db.query('insert into staff_routing (staff_id, auto_accept) values ($1, true)', [id]);
      await helper.provisionContact(`agent-${id}`, agents[n - 1]!.uri);
      await db.query(`insert into staff_presence values ($1, 'available', now())`, [id]);
      await db.query(`select pg_notify('havenline_live', '{"topic":"routing"}')`);
    },
    async stop() {
      for (const server of servers.keys()) server.kill('SIGKILL');
      helper.close();
      await callers.stop();
      await engine.stop();
      await db.end();
      await database.drop();
      rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
