/** `havenline start`: everything up in order, and down again in the opposite one. */
import { existsSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskTelephony } from '#adapters/asterisk';
import { readKeyService } from '#adapters/keys';
import type { KeyService } from '#adapters/keys';
import { migrate } from '#database';
import { buildBrowserApps } from './build.ts';
import { readConfig, UsageError } from './config.ts';
import type { StartConfig } from './config.ts';
import { lockDataDir, resolveDataDir } from './data-dir.ts';
import { bringUpDatabase } from './database.ts';
import { bringUpTelephony } from './telephony.ts';
import type { StartOptions } from '#telephony';
import type { Telephony } from './telephony.ts';
import type { System } from '../server/wire.ts';

/** What apps/server/main.ts offers. */
export interface ServerModule {
  startServer(options: {
    ownerUrl: string;
    appUrl: string;
    dataDir: string;
    port: number;
    host: string;
    publicName: string;
    tls?: { certFile: string; keyFile: string };
    behindProxy: boolean;
    telephony: Telephony;
    engine?: { name: string; peer: string };
    keysDir?: string;
    smtp?: string;
    keyService?: KeyService | undefined;
    demo?: boolean;
    carrier?: string;
    carrierTls?: boolean;
    lines?: Record<string, string>;
    witnesses?: { url: string; key: string }[];
    log: (line: string) => void;
  }): Promise<{
    urls: { desk: string; public: string; partner: string };
    enrolmentLink: string | null;
    system: System;
    telephone: AsteriskTelephony | null;
    stop(): Promise<void>;
  }>;
}

export interface Centre {
  config: StartConfig;
  dataDir: string;
  ownerUrl: string;
  appUrl: string;
  telephony: Telephony;
  urls: { desk: string; public: string; partner: string };
  enrolmentLink: string | null;
  /** The parts, for verbs that run in the same process (the demonstration). */
  system: System;
  /** Null without a telephone engine. */
  engine: AsteriskTelephony | null;
  stop(): Promise<void>;
}

/** What the demonstration and the measurements ask beyond a start. */
export interface Extras {
  demo?: true;
  carrier?: string;
  /** Lines of one language: the number that was called, and its language. */
  lines?: Record<string, string>;
  /** More for the telephone engine than ours, for a peer beside us. */
  engine?: StartOptions['more'];
}

/** Lies in a data directory of the demonstration, and in no other. */
export const DEMO_MARK = 'demonstration';

type Log = (line: string) => void;

/** Whether a crash leaves no core file: the limit that PostgreSQL and the telephone engine inherit from us. Node cannot set it; npm start does. */
function coreFilesAreOff(): boolean {
  try {
    return /^Max core file size\s+0\s/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return true;
  }
}

/**
 * Brings the whole centre up. Whatever was started is stopped again if a later step fails.
 * @throws UsageError, PostgresUnavailable, MigrationError with what to do
 */
export async function bringUp(config: StartConfig, log: Log, stopped: () => boolean = () => false, { engine, ...extras }: Extras = {}): Promise<Centre> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    let failed: unknown;
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
      try {
        await step();
      } catch (error) {
        failed ??= error;
      }
    }
    if (failed !== undefined) throw failed;
  };
  const goOn = (): void => {
    if (stopped()) throw new Stopped();
  };
  try {
    const dataDir = resolveDataDir(config.data);
    checkMark(dataDir, extras.demo === true);
    undo.push(lockDataDir(dataDir));
    if (!coreFilesAreOff()) log('WARNING: this account may write core files, which hold what is in memory. Start with "npm start", or after "ulimit -c 0".');
    const database = await bringUpDatabase(config, dataDir, log);
    undo.push(() => database.stop());
    const applied = await migrate(database.ownerUrl);
    log(`Database: ${database.what}${applied.length > 0 ? `; ${applied.length} migration(s) applied` : ''}.`);
    goOn();
    // Voice fails open: a screen that cannot be built must not keep the telephone and the chat from starting.
    await buildBrowserApps(log).catch((cause: unknown) =>
      log(`Screens: not built (${(cause as Error).message.split('\n')[0]}). Calls still work; mend it with "npm run build", then reload the page.`),
    );
    goOn();
    const telephone = await bringUpTelephony(config, dataDir, log, engine);
    undo.push(() => telephone.stop());
    goOn();
    const { startServer } = (await import('../server/main.ts' as string)) as ServerModule;
    const server = await startServer({
      ownerUrl: database.ownerUrl,
      appUrl: database.appUrl,
      dataDir,
      port: config.port,
      host: config.host,
      publicName: config.publicName,
      ...(config.tls === null ? {} : { tls: config.tls }),
      behindProxy: config.behindProxy,
      telephony: telephone.telephony,
      ...(config.engine === null ? {} : { engine: config.engine }),
      ...(config.keys === null ? {} : { keysDir: config.keys }),
      keyService: readKeyService(config.keyService, config.keyServiceToken),
      ...(config.smtp === null ? {} : { smtp: config.smtp }),
      ...(config.trunk === null ? {} : { carrier: config.trunk, carrierTls: config.trunkTls !== null }),
      witnesses: config.witnesses,
      ...extras,
      log,
    });
    undo.push(() => server.stop());
    return {
      config,
      dataDir,
      ownerUrl: database.ownerUrl,
      appUrl: database.appUrl,
      telephony: telephone.telephony,
      urls: server.urls,
      enrolmentLink: server.enrolmentLink,
      system: server.system,
      engine: server.telephone,
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw friendly(error, config);
  }
}

class Stopped extends Error {}

/** A demonstration and a real centre never share a data directory: in the one everybody may be everybody. */
function checkMark(dataDir: string, demo: boolean): void {
  const mark = join(dataDir, DEMO_MARK);
  if (!demo && existsSync(mark)) throw new UsageError(`${dataDir} belongs to a demonstration. Give a real centre a data directory of its own with --data.`);
  if (demo && !existsSync(mark)) {
    if (existsSync(join(dataDir, 'keys')) || existsSync(join(dataDir, 'postgres'))) throw new UsageError(`${dataDir} belongs to a real centre. Give the demonstration a data directory of its own with --data.`);
    writeFileSync(mark, 'Nobody here is real.\n');
  }
}

/** The usual reason why a server does not start is a port in use; that gets words. */
function friendly(error: unknown, config: StartConfig): unknown {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return new UsageError(`Port ${port ?? config.port} is in use by another program. Stop that one, or choose another port with --port.`);
  }
  return error;
}

/** Prints what the operator needs to go on. */
export function announce(centre: Centre, log: Log): void {
  log('');
  log('Havenline is up.');
  log(`  Desk            ${centre.urls.desk}`);
  log(`  Public page     ${centre.urls.public}`);
  log(`  Partner portal  ${centre.urls.partner}`);
  if ('unavailable' in centre.telephony) {
    log('');
    log(`  The telephone is not connected: ${centre.telephony.unavailable.reason}`);
    log(`  ${centre.telephony.unavailable.advice}`);
    log('  Chat and callback requests work.');
  } else {
    const { publicName, sipPort, trunkTls } = centre.config;
    log(`  Calls           ${trunkTls === null ? `sip:${publicName}:${sipPort}` : `sips:${publicName}:${trunkTls.port}`}`);
  }
  if (centre.enrolmentLink !== null) {
    log('');
    log('  The first administrator opens this link once:');
    log(`  ${centre.enrolmentLink}`);
  }
  log('');
  log('  Stop with Ctrl-C.');
}

/** The verb. Resolves after everything was stopped. */
export async function start(args: string[]): Promise<number> {
  const config = readConfig(args);
  const log: Log = (line) => void process.stdout.write(`${line}\n`);
  return runUntilSignal(log, (stopped) => bringUp(config, log, stopped), announce);
}

/** Signals closer together than this (milliseconds) are one wish to stop: npm and a terminal both pass the same Ctrl-C on. */
const ONE_WISH = 2_000;

/** Brings a centre up, keeps it until SIGTERM or SIGINT, and drains it. A second signal, later than `ONE_WISH`, ends at once. */
export async function runUntilSignal(
  log: Log,
  up: (stopped: () => boolean) => Promise<Centre>,
  ready: (centre: Centre, log: Log) => void,
): Promise<number> {
  let signalled = false;
  let again = false;
  let wake!: () => void;
  const signal = new Promise<void>((done) => (wake = done));
  const onSignal = (): void => {
    if (again) process.exit(1);
    if (signalled) return;
    signalled = true;
    setTimeout(() => (again = true), ONE_WISH).unref();
    log('Stopping: calls and chats are handed over, then everything ends ...');
    wake();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Without a timer the wait for a signal would not keep the process alive if the server let go of its socket.
  const alive = setInterval(() => {}, 60_000);
  try {
    const centre = await up(() => signalled);
    if (!signalled) ready(centre, log);
    await signal;
    await centre.stop();
    log('Stopped.');
    return 0;
  } catch (error) {
    if (error instanceof Stopped) return 0;
    throw error;
  } finally {
    clearInterval(alive);
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
}

/** Where the lock of a data directory is, for verbs beside a running centre. */
export function lockFile(dataDir: string): string {
  return join(dataDir, 'havenline.pid');
}
