/** `havenline demo`: the same centre, filled with synthetic staff and callers, on this machine alone. */
import { join, resolve } from 'node:path';
import { postgresMayPass } from '#adapters/postgres';
import { inTx } from '#core/kernel';
import { adoptOrStop, ensureAsterisk } from '#telephony';
import { startCallers } from '#testing/sip';
import type { Callers } from '#testing/sip';
import { isLoopback, readConfig, UsageError } from './config.ts';
import type { StartConfig } from './config.ts';
import { resolveDataDir, ROOT_DATA } from './data-dir.ts';
import { askForCallbacks, ring } from './demo/callers.ts';
import { remember } from './demo/history.ts';
import { staffNeeded } from './demo/pace.ts';
import { engage, work } from './demo/staff.ts';
import type { Simulation } from './demo/staff.ts';
import { announce, bringUp, runUntilSignal } from './start.ts';
import type { Centre } from './start.ts';

type Log = (line: string) => void;

/** The verb. Resolves after everything was stopped. @throws UsageError */
export async function demo(args: string[]): Promise<number> {
  const { config, speed } = readDemo(args);
  const log: Log = (line) => void process.stdout.write(`${line}\n`);
  return runUntilSignal(log, (stopped) => bringUpDemo(config, speed, log, stopped), (centre, say) => {
    announce({ ...centre, enrolmentLink: null }, say);
    say(`  Demonstration   ${new URL('/demo', centre.urls.public)}   (everybody here is invented; speed ${speed})`);
  });
}

/** The flags of start, and `--speed`. The demonstration has a data directory of its own and never another name than loopback. */
export function readDemo(args: string[], environment?: Record<string, string | undefined>): { config: StartConfig; speed: number } {
  const at = args.indexOf('--speed');
  const given = at < 0 ? '1' : (args[at + 1] ?? '');
  const speed = Number(given);
  if (!(speed >= 0.1 && speed <= 20)) throw new UsageError(`--speed is "${given}". Give a number from 0.1 to 20; 1 is a day as it is.`);
  const config = readConfig(at < 0 ? args : args.toSpliced(at, 2), environment);
  if (!isLoopback(config.publicName) || config.behindProxy || config.tls) throw new UsageError('The demonstration lets everybody in, so it runs on this machine alone: leave out --public-name, --behind-proxy and --tls-cert.');
  if (config.databaseUrl) throw new UsageError('The demonstration brings its own database: leave out DATABASE_URL and --database-url.');
  return { config: { ...config, data: config.data ?? (postgresMayPass(resolve('.havenline-demo')) ? resolve('.havenline-demo') : `${ROOT_DATA}-demo`) }, speed };
}

async function bringUpDemo(config: StartConfig, speed: number, log: Log, stopped: () => boolean): Promise<Centre> {
  const dataDir = resolveDataDir(config.data);
  const callers = config.telephony ? await bringUpCallers(config, dataDir, log) : null;
  const undo: (() => Promise<void> | void)[] = [() => callers?.stop()];
  try {
    const centre = await bringUp({ ...config, data: dataDir }, log, stopped, { demo: true, carrier: `127.0.0.1:${callers?.sipPort ?? 9}` });
    undo.unshift(() => centre.stop());
    let over = false;
    const simulation: Simulation = {
      system: centre.system,
      speed,
      uniform: () => Math.max(1e-9, Math.random()),
      pick: (list) => list[Math.floor(Math.random() * list.length)]!,
      after: (seconds, then) => void setTimeout(() => {
        if (!over) void then().catch((error: Error & { code?: string }) => over || expected(error) || log(`Demonstration: ${error.message}`));
      }, seconds * 1000).unref(),
    };
    log('Filling the centre with invented people ...');
    const counsellors = await engage(simulation, staffNeeded());
    await remember(simulation);
    const phones = centre.engine !== null && callers !== null;
    if (phones) {
      const agents = await callers.registerAgents(counsellors.length, { tone: 440, prefix: 'simulated' });
      for (const [n, one] of counsellors.entries()) await centre.engine!.provisionContact(`agent-${one.id}`, agents[n]!.uri);
    }
    for (const one of counsellors) await inTx(centre.system.db, (tx) => centre.system.staff.setPresence(tx, one, 'available'));
    const stopWork = work(simulation, counsellors);
    undo.unshift(() => {
      over = true;
      stopWork();
    });
    ring(simulation, phones ? callers : null, { sipPort: config.sipPort, url: new URL(centre.urls.public).origin }, log);
    if (phones) askForCallbacks(simulation, counsellors, callers);
    return { ...centre, stop: async () => { for (const step of undo) await step(); } };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

/** What happens when two simulated people act at the same moment, as real ones do. */
const expected = (error: { code?: string; message: string }): boolean =>
  ['NotFound', 'ContactMoved', 'ChatEnded', 'DraftMoved', 'CallbackTaken', 'ReferralMoved', 'OfferGone'].includes(error.code ?? '') || /ended before it was answered|404/.test(error.message);

/** The callers' side, a second Asterisk; null when this machine cannot get one. */
async function bringUpCallers(config: StartConfig, dataDir: string, log: Log): Promise<Callers | null> {
  try {
    const runtime = await ensureAsterisk({ dataDir, log, path: config.searchPath, ...(config.asteriskCache === null ? {} : { cacheDir: config.asteriskCache }) });
    const runDir = join(dataDir, 'callers');
    await adoptOrStop({ runtime, runDir, sipPort: 0, httpPort: 0, ariPassword: 'callers', rtpPorts: [0, 0], bindAddress: '127.0.0.1' });
    return await startCallers({ runtime, runDir });
  } catch (error) {
    log(`Simulated calls are not possible here: ${(error as Error).message}`);
    return null;
  }
}
