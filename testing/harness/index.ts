/** The whole system on a database of its own, with a clock that tests move. Signing in without a passkey exists here only. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '#adapters/clock';
import type { Clock, Role } from '#core/kernel';
import { inTx } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import type { TelephonyPort } from '../../core/channel/telephony-port.ts';
import { startServer } from '../../apps/server/main.ts';
import type { Server } from '../../apps/server/main.ts';
import type { System } from '../../apps/server/wire.ts';

export interface TestClock extends Clock { advance(seconds: number): void }
/** Time that stands still until a test moves it. */
export function createTestClock(start = new Date('2026-03-02T15:00:00Z')): TestClock {
  let at = start.getTime();
  return { now: () => new Date(at), advance: (seconds) => void (at += seconds * 1000) };
}

export interface Answer { status: number; body: any; headers: Headers }
export interface Person {
  id: string;
  cookie: string;
  /** Calls the wire as this person would from the desk. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}
export interface TestSystem {
  url: string;
  server: Server;
  system: System;
  clock: TestClock;
  lines: string[];
  ownerUrl: string;
  appUrl: string;
  dataDir: string;
  anonymous: Person;
  signIn(roles: Role | Role[], languages?: string[], deskName?: string): Promise<Person>;
  signInPartner(organizationId: string): Promise<Person>;
  /** Runs everything due, until nothing is. */
  drain(): Promise<number>;
  /** Stops the server and starts it again on the same database and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSystem(options: { telephony?: TelephonyPort; /** Lines that are called, with their language. */ lines?: Record<string, string>; clock?: TestClock; runJobs?: boolean; witnesses?: { url: string; key: string }[]; /** A log's key that was made before. */ logKeyFile?: string } = {}): Promise<TestSystem> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'havenline-test-'));
  if (options.logKeyFile) cpSync(options.logKeyFile, join(dataDir, 'keys', 'log.pem'), { recursive: true });
  const clock = options.clock ?? createTestClock();
  const lines: string[] = [];
  const up = () => startServer({
    ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir, port: 0, host: '127.0.0.1', publicName: 'localhost', clock, random: systemRandom,
    telephony: options.telephony ? { port: options.telephony } : { unavailable: { reason: 'This is a test without a telephone.', advice: 'Nothing.' } },
    log: (line) => void lines.push(line), runJobs: options.runJobs ?? false, ...(options.lines ? { lines: options.lines } : {}), witnesses: options.witnesses ?? [],
  });
  let server = await up();
  const origin = () => new URL(server.urls.desk).origin;
  const person = (id: string, cookie: string): Person => ({
    id,
    cookie,
    async call(method, path, body) {
      const response = await fetch(`${origin()}${path}`, {
        method, headers: { origin: origin(), cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text, headers: response.headers };
    },
  });
  const enter = async (id: string): Promise<Person> => person(id, `havenline_session=${await inTx(server.system.db, (tx) => server.system.staff.beginSession(tx, id))}`);
  return {
    get url() { return origin(); },
    get server() { return server; },
    get system() { return server.system; },
    clock, lines, ownerUrl: database.ownerUrl, appUrl: database.appUrl, dataDir,
    anonymous: person('', ''),
    async signIn(roles, languages = ['en'], deskName = 'Test') {
      const { id } = await inTx(server.system.db, (tx) => server.system.staff.invite(tx, { kind: 'staff', id: '00000000-0000-7000-8000-000000000000', roles: ['administrator'], deskName: 'Harness' }, { deskName, roles: [roles].flat(), languages }));
      return enter(id);
    },
    async signInPartner(organizationId) {
      const { id } = await inTx(server.system.db, (tx) => server.system.staff.invitePartner(tx, { kind: 'staff', id: '00000000-0000-7000-8000-000000000000', roles: ['administrator'], deskName: 'Harness' }, { deskName: 'Partner', organizationId }));
      return enter(id);
    },
    async drain() {
      let ran = 0;
      for (;;) {
        const now = (await server.system.jobs.drain()) + (await server.system.routing.tick());
        if (now === 0) return ran;
        ran += now;
      }
    },
    async restart() {
      await server.stop();
      server = await up();
    },
    async stop() {
      await server.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
