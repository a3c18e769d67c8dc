/** A whole centre as `npm start` brings it up, with counsellors who answer by themselves: for what is killed, stopped or cut below the server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createAsterisk } from '#adapters/asterisk';
import type { Agent, Party } from '#testing/sip';
import { startCentre, until } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';

export const FROM_DESK = 1200;
export const FROM_CALLER = 600;
export interface Row { id: string; state: string; waiting_since: Date | null; answered_at: Date | null; ended_at: Date | null; call_id: string | null }
export interface Floor {
  centre: TestCentre;
  /** The processes of the part that runs now. */
  pids(part: 'server' | 'database' | 'engine'): number[];
  /** Throws while the database is away. */
  rows<T>(text: string, values?: unknown[]): Promise<T[]>;
  /** Contacts that are not over. */
  open(): Promise<Row[]>;
  /** So many more counsellors are there, free. */
  hire(count: number): Promise<void>;
  /** The engine is a new one and knows no counsellor: as their softphones do by themselves, they register anew. */
  registerAnew(): Promise<void>;
  /** An endpoint as a counsellor's browser has it, with a password. */
  softphone(name: string): Promise<void>;
  /** So many calls of people who chose English, `talking` of them with a counsellor, the others in the line. */
  fill(talking: number, waiting: number): Promise<{ talking: Party[]; waiting: Party[] }>;
  stop(): Promise<void>;
}

/** Starts it with room for `most` counsellors, none of them there yet. */
export async function startFloor(name: string, most: number): Promise<Floor> {
  const centre = await startCentre(name);
  const home = join(centre.dataDir, 'postgres');
  const engineNow = (): { pid: number; httpPort: number } => JSON.parse(readFileSync(join(centre.dataDir, 'asterisk-run/engine.json'), 'utf8')) as { pid: number; httpPort: number };
  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => {
    const { admin } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { admin: string };
    const client = new pg.Client({ user: 'havenline_admin', password: admin, database: 'havenline', host: readFileSync(join(home, 'cluster/postmaster.pid'), 'utf8').split('\n')[4]! });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(text, values)).rows as T[];
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const open = (): Promise<Row[]> => rows<Row>(`select * from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking') order by started_at`);
  const agents: Agent[] = await centre.callers.registerAgents(most, { prefix: name, tone: FROM_DESK });
  const staffId = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  let hired = 0;
  const helper = createAsterisk({ url: `http://127.0.0.1:${engineNow().httpPort}`, user: 'havenline', password: readFileSync(join(centre.dataDir, 'ari-password'), 'utf8').trim(), app: 'helper', leased: true });
  const register = (n: number): Promise<void> => helper.provisionContact(`agent-${staffId(n)}`, agents[n - 1]!.uri);
  const floor: Floor = {
    centre, rows, open,
    pids(part) {
      if (part === 'engine') return [engineNow().pid];
      if (part === 'server') return [centre.pid()];
      const postmaster = Number(readFileSync(join(home, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
      const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').filter(Boolean);
      return [postmaster, ...children.map(Number)];
    },
    async hire(count) {
      for (const end = hired + count; hired < end;) {
        const id = staffId(++hired);
        await register(hired);
        await rows(`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values ($1, 'staff', $2, '{counsellor}', '{en}', now())`, [id, `Synthetic ${hired}`]);
        await rows('insert into staff_routing (staff_id, auto_accept) values ($1, true)', [id]);
        await rows(`insert into staff_presence values ($1, 'available', now())`, [id]);
      }
      await rows(`select pg_notify('havenline_live', '{"topic":"routing"}')`);
    },
    async registerAnew() { for (let n = 1; n <= hired; n++) await register(n); },
    softphone: (name) => helper.provisionSoftphone(name, 'only for this test'),
    async fill(talking, waiting) {
      const before = (await open()).length;
      const all: Party[] = [];
      for (let n = 0; n < talking + waiting; n++) {
        all.push(await centre.callers.placeCall({ toPort: centre.sipPort, digits: '1', tone: FROM_CALLER }));
        await until(`caller ${n} stands in the line or talks`, async () => (await open()).filter((one) => one.state === 'waiting' || one.state === 'talking').length === before + n + 1);
        if (n < talking) await until(`caller ${n} hears a counsellor`, () => all[n]!.hearsTone(FROM_DESK, 300));
      }
      return { talking: all.slice(0, talking), waiting: all.slice(talking) };
    },
    async stop() { helper.close(); await centre.stop(); },
  };
  return floor;
}
