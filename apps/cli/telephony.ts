/** The telephone engine, as far as the command line sees it. A machine without one still takes chats and callbacks. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOBODY, postgresAccount, postgresMayPass } from '#adapters/postgres';
import type { StartOptions } from '#telephony';
import { ROOT } from './build.ts';
import { isLoopback } from './config.ts';
import type { StartConfig } from './config.ts';
import { keepUp } from './keeper.ts';

/** What the server is told about the telephone. */
export type Telephony = { ari: { url: string; user: string; password: string } } | { unavailable: { reason: string; advice: string } };

export interface RunningTelephony {
  telephony: Telephony;
  stop(): Promise<void>;
}

const USER = 'havenline';

/** Gets and starts Asterisk, or adopts one left running; never fails: why there is no telephone, and what to do, is part of the answer. */
export async function bringUpTelephony(config: StartConfig, dataDir: string, log: (line: string) => void, more?: StartOptions['more']): Promise<RunningTelephony> {
  const without = (reason: string, advice: string): RunningTelephony => ({ telephony: { unavailable: { reason, advice } }, stop: async () => {} });
  if (!config.telephony) return without('It was started with --no-telephony.', 'Start without --no-telephony to connect the telephone.');
  try {
    const engine = await import('#telephony');
    const runtime = await engine.ensureAsterisk({
      dataDir,
      log,
      path: config.searchPath,
      ...(config.asteriskCache === null ? {} : { cacheDir: config.asteriskCache }),
    });
    const password = ariPassword(dataDir);
    // As root it runs as nobody, as PostgreSQL does, if that account can reach the programs and the prompts.
    const asNobody = postgresAccount() !== null && postgresMayPass(dataDir) && postgresMayPass(ROOT);
    const capture = await engine.startCapture(dataDir);
    const options: StartOptions = {
      capturePort: capture.port,
      runtime,
      runDir: join(dataDir, 'asterisk-run'),
      recordings: join(dataDir, 'prompts'),
      sipPort: config.sipPort,
      httpPort: config.asteriskHttpPort,
      ariUser: USER,
      ariPassword: password,
      rtpPorts: [10000, 14999],
      bindAddress: isLoopback(config.publicName) ? '127.0.0.1' : '0.0.0.0',
      ...(config.trunk === null ? {} : { trunkAddresses: trunkAddresses(config.trunk, isLoopback(config.publicName)) }),
      ...(config.trunkTls === null ? {} : {
        trunkEncrypted: true,
        tls: { port: config.trunkTls.port, certFile: config.trunkTls.certFile, keyFile: config.trunkTls.keyFile, ...(config.trunkTls.caFile === null ? {} : { caFile: config.trunkTls.caFile }) },
      }),
      ...(config.engine === null ? {} : { among: { name: config.engine.name, peers: config.engine.peers } }),
      ...(asNobody ? { asUid: NOBODY } : {}),
      ...(more ? { more } : {}),
    };
    const left = await engine.adoptOrStop(options);
    if (left !== null) log('Found Asterisk still running from an earlier start, calls and all; taking it over.');
    let running = left ?? (await engine.startAsterisk(options));
    const kept = keepUp({ what: 'Asterisk', log, running: () => running.running(), start: async () => { running = await engine.startAsterisk(options); } });
    return { telephony: { ari: { url: running.httpUrl, user: USER, password } }, stop: async () => { await kept.stop(); await running.stop(); capture.stop(); } };
  } catch (cause) {
    const error = cause as Error & { reason?: string; advice?: string };
    return without(
      error.reason ?? error.message,
      error.advice ?? 'Install Asterisk 22 or newer, or allow this machine to reach its Debian mirror, and start again.',
    );
  }
}

/** Calls without a password come from the telephone company alone; on loopback also from this machine. */
function trunkAddresses(trunk: string, loopback: boolean): string[] {
  const host = trunk.replace(/:\d+$/, '');
  return loopback && host !== '127.0.0.1' ? ['127.0.0.1', host] : [host];
}

/** Stays the same over restarts: an engine that is left running can only be adopted with the password it was started with. */
function ariPassword(dataDir: string): string {
  const file = join(dataDir, 'ari-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
