/** The server: wires the core to its adapters, answers HTTP, sends live updates, and stops in order. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '#adapters/clock';
import { createAsterisk } from '#adapters/asterisk';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { openKeys } from '#adapters/keys';
import type { KeyService } from '#adapters/keys';
import { readOrMake } from '../../adapters/keys/files.ts';
import { createKysely, listen } from '#adapters/postgres';
import { createRecorder } from '#telephony';
import type { Clock, Random } from '#core/kernel';
import { createWebCalls } from '#core/channel';
import { createKeyCheck } from '#core/vault';
import { inTx } from '#core/kernel';
import type { TelephonyPort } from '../../core/channel/telephony-port.ts';
import { session as sessionOperations } from '#contracts';
import { createApp, routes, SESSION_COOKIE } from './framework.ts';
import type { RouteFn } from './framework.ts';
import { createLive } from './live.ts';
import { takeOverCaptured } from './captured.ts';
import { createPrompts } from './prompts.ts';
import type { Prompts } from './prompts.ts';
import { createProblems } from './problems.ts';
import { carrySoftphones, SOFTPHONE_PATH, WEB_CALL_PATH } from './softphone.ts';
import { serveApps } from './statics.ts';
import { withoutTelephone } from './telephony.ts';
import { wire } from './wire.ts';
import type { Edge, System } from './wire.ts';

export type TelephonyOption =
  | { ari: { url: string; user: string; password: string } }
  | { unavailable: { reason: string; advice: string } }
  | { port: TelephonyPort };

export interface ServerOptions {
  ownerUrl: string;
  appUrl: string;
  dataDir: string;
  port: number;
  host: string;
  publicName: string;
  tls?: { certFile: string; keyFile: string };
  behindProxy?: boolean;
  telephony: TelephonyOption;
  /** One of several telephone engines of this centre: its name, and where the others reach it (host:port). */
  engine?: { name: string; peer: string };
  /** Where the keys are. Default: the data directory. Servers of one centre share them. */
  keysDir?: string;
  smtp?: string;
  /** What wraps the data keys; without it the file keys/kek.json. */
  keyService?: KeyService | undefined;
  log: (line: string) => void;
  /** The demonstration: practice data, and signing in without a passkey. On loopback alone. */
  demo?: boolean;
  /** Lines of one language: the number that was called, and its language. */
  lines?: Record<string, string>;
  /** The address calls go out to, for callbacks: host:port of the carrier. */
  carrier?: string;
  /** Calls to and from the carrier go by TLS and SRTP. */
  carrierTls?: boolean;
  /** Who cosigns the log: where each is asked, and its key. */
  witnesses?: { url: string; key: string }[];
  /** For tests: their own time, and jobs that run only when drained. */
  clock?: Clock;
  random?: Random;
  runJobs?: boolean;
}
export interface Server {
  urls: { desk: string; public: string; partner: string };
  enrolmentLink: string | null;
  system: System;
  /** Null without a telephone engine. */
  telephone: AsteriskTelephony | null;
  stop(): Promise<void>;
}

const { openSoftphone } = sessionOperations;
const AREAS = ['session', 'contact', 'flow', 'recording', 'case', 'directory', 'disclosure', 'demand', 'request', 'referral', 'routing', 'oversight', 'workforce', 'figures', 'log'];

/** Starts everything that is not PostgreSQL or Asterisk; `stop` ends it, calls and chats are left standing. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, publicName, log } = options;
  if (options.demo === true && (!['localhost', '127.0.0.1', '::1'].includes(publicName) || host !== '127.0.0.1')) {
    throw new Error('The demonstration lets everybody in: it runs on this machine alone.');
  }
  const secure = options.tls !== undefined || options.behindProxy === true;
  const origins: string[] = [];
  const originNow = () => origins[0]!;
  // Of several engines each has a way of its own, by which a proxy in front finds the server that gave an account out.
  const way = options.engine === undefined ? '' : `/${options.engine.name}`;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const db = createKysely(options.appUrl);
  const live = createLive();
  const problems = createProblems(log);
  const undo: (() => Promise<unknown> | unknown)[] = [() => db.destroy()];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const prompts = createPrompts(options.dataDir);
    const phone = connectTelephone(options, prompts);
    undo.push(() => phone.stop());
    const unheard = phone.engine?.onProblem((problem) => void problems.tell('telephone engine', problem));
    if (unheard) undo.push(() => unheard());
    const recorder = createRecorder(options.dataDir);
    undo.push(() => recorder.stop());
    const keys = openKeys({ dataDir: options.keysDir ?? options.dataDir, service: options.keyService });
    undo.push(() => keys.close());
    const edge: Edge = {
      secure, publicName, origins, practice: options.demo === true,
      softphone: phone.engineUrl === null ? null : { path: `${SOFTPHONE_PATH}${way}`, domain: publicName },
      enrolmentLink: (secret, kind) => enrolmentAddress(originNow(), secret, kind),
    };
    const system = await wire({
      db, appUrl: options.appUrl, dataDir: options.dataDir, clock, random, telephony: phone.port, prompts, recorder, engine: phone.engineUrl === null ? null : (options.engine?.name ?? 'asterisk'), peer: options.engine?.peer ?? null, live, edge, log, problems,
      keys, codeKey: openCodeKey(options.keysDir ?? options.dataDir), ...(options.smtp === undefined ? {} : { smtp: options.smtp }), ...(options.lines ? { lines: options.lines } : {}), runJobs: options.runJobs ?? true,
      witnesses: options.witnesses ?? [],
    });
    // Before anybody is let in: with another key store than the others this server would do harm.
    const keyCheck = createKeyCheck({ db, keys: keys.store, server: readOrMake(join(options.dataDir, 'server-id'), () => random.bytes(12).toString('hex')), onError: (error) => void problems.tell('keys', error) });
    await keyCheck.start();
    undo.push(() => keyCheck.stop());
    const webCalls = createWebCalls({ db, random, engine: options.engine?.name ?? 'asterisk', telephony: phone.port, path: `${WEB_CALL_PATH}${way}`, onError: (error) => void problems.tell('web call', error) });
    system.webCalls = webCalls;
    if (phone.engineUrl !== null) system.background.push(webCalls);
    const appOptions = { origins, secure, problems, behindProxy: options.behindProxy === true, ...(options.tls ? { tls: options.tls } : {}) };
    const app = await createApp(appOptions);
    undo.push(() => app.close());
    const { route } = routes(app, system, appOptions);
    for (const area of AREAS) {
      const file = join(import.meta.dirname, 'routes', `${area}.ts`);
      if (existsSync(file)) ((await import(file)) as { register: (route: RouteFn, system: System) => void }).register(route, system);
    }
    if (options.demo === true) (await import('./demo.ts')).registerDemo(app, system);
    const dist = join(import.meta.dirname, '..', '..', 'dist');
    mkdirSync(dist, { recursive: true });
    await serveApps(app, dist, async () => {
      const centre = await inTx(db, (tx) => system.staff.centre(tx));
      return { phone: centre.phoneNumber, name: centre.name, practice: edge.practice };
    }, (period) => inTx(db, (tx) => system.statistics.published(tx, period)));

    const updates = listen(options.appUrl, 'havenline_live', live.deliver, { onReconnect: live.resync, onLost: live.deaf });
    undo.push(() => updates.stop());
    const jobCalls = listen(options.appUrl, 'havenline_jobs', () => system.jobs.wake());
    undo.push(() => jobCalls.stop());
    await Promise.all([updates.ready, jobCalls.ready]);
    if (phone.engineUrl !== null) {
      const softphones = carrySoftphones(app.server, {
        engineUrl: phone.engineUrl,
        origins,
        path: `${SOFTPHONE_PATH}${way}`,
        guests: { path: `${WEB_CALL_PATH}${way}`, admit: webCalls.admit },
        gone: (staffId) => system.counsellorGone?.(staffId),
        owner: async (cookies) => {
          const secret = cookies === undefined ? undefined : app.parseCookie(cookies)[SESSION_COOKIE];
          const session = secret ? await inTx(db, (tx) => system.staff.authenticate(tx, secret, { touch: false })) : null;
          return session?.actor.kind === 'staff' && session.actor.roles.some((role) => openSoftphone.callers.includes(role)) ? session.actor.id : null;
        },
      });
      undo.push(softphones.end);
      system.browsers = () => [...new Set([...live.staff(), ...softphones.staff()])];
    }
    if (phone.engine) undo.push(takeOverCaptured(options.dataDir, system, problems));
    await app.listen({ port: options.port, host });
    undo.push(() => live.close());
    const port = (app.server.address() as { port: number }).port;
    origins.push(...originsOf(publicName, port, options));
    for (const part of system.background) {
      await part.start();
      undo.push(() => part.stop());
    }
    const secret = await inTx(db, (tx) => system.staff.firstAdministratorLink(tx));
    return {
      urls: { desk: `${originNow()}/desk/`, public: `${originNow()}/`, partner: `${originNow()}/partner/` },
      enrolmentLink: secret === null ? null : edge.enrolmentLink(secret, 'staff'),
      system,
      telephone: phone.engine,
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** For the command line, beside a running centre or without one: a new link for an administrator. */
export async function createEnrolmentLink(options: Omit<ServerOptions, 'telephony' | 'host' | 'log'>): Promise<string> {
  const db = createKysely(options.appUrl, 2);
  const keys = openKeys({ dataDir: options.keysDir ?? options.dataDir });
  try {
    const origin = originsOf(options.publicName, options.port, options)[0]!;
    const edge: Edge = { secure: false, practice: false, publicName: options.publicName, origins: [origin], softphone: null, enrolmentLink: (secret, kind) => enrolmentAddress(origin, secret, kind) };
    const system = await wire({
      db, appUrl: options.appUrl, dataDir: options.dataDir, clock: systemClock, random: systemRandom, telephony: withoutTelephone('', ''), prompts: createPrompts(options.dataDir), recorder: createRecorder(options.dataDir), engine: null, peer: null, live: createLive(), edge, log: () => {}, problems: createProblems(() => {}), runJobs: false, keys, codeKey: openCodeKey(options.keysDir ?? options.dataDir),
    });
    return edge.enrolmentLink((await inTx(db, (tx) => system.staff.firstAdministratorLink(tx, { force: true })))!, 'staff');
  } finally {
    keys.close();
    await db.destroy();
  }
}

const enrolmentAddress = (origin: string, secret: string, kind: 'staff' | 'partner'): string => `${origin}/${kind === 'staff' ? 'desk' : 'partner'}/enrol/${secret}`;

/** The first one is what people open; on loopback the number works for chats, but passkeys need the name. */
function originsOf(publicName: string, port: number, { tls, behindProxy }: Pick<ServerOptions, 'tls' | 'behindProxy'>): string[] {
  if (behindProxy) return [`https://${publicName}`];
  const address = new URL(`${tls ? 'https' : 'http'}://${publicName}:${port}`).origin;
  return publicName === 'localhost' ? [address, address.replace('localhost', '127.0.0.1')] : [address];
}

interface Phone { port: TelephonyPort; engine: AsteriskTelephony | null; engineUrl: string | null; stop(): Promise<void> | void }

function connectTelephone({ telephony, carrier, carrierTls }: ServerOptions, prompts: Prompts): Phone {
  if ('port' in telephony) return { port: telephony.port, engine: null, engineUrl: null, stop: () => {} };
  if ('unavailable' in telephony) return { port: withoutTelephone(telephony.unavailable.reason, telephony.unavailable.advice), engine: null, engineUrl: null, stop: () => {} };
  const { ari } = telephony;
  const engine = createAsterisk({ url: ari.url, user: ari.user, password: ari.password, soundOf: prompts.soundOf, leased: true, ...(carrier === undefined ? {} : { carrier }), ...(carrierTls === true ? { carrierTls } : {}) });
  return { port: engine, engine, engineUrl: `${ari.url.replace(/^http/, 'ws')}/ws`, stop: () => engine.close() };
}

const openCodeKey = (dataDir: string): Buffer => Buffer.from(readOrMake(join(dataDir, 'keys', 'codes.key'), () => systemRandom.bytes(32).toString('base64')), 'base64');
