/** The telephone engine, as far as the command line sees it. A machine without one still takes chats and callbacks. */

/** What the server is told about the telephone. */
export type Telephony = { ari: { url: string; user: string; password: string } } | { unavailable: { reason: string; advice: string } };

export interface RunningTelephony {
  telephony: Telephony;
  stop(): Promise<void>;
}

/** The face of #telephony that is used here. */
interface Engine {
  ensureAsterisk(options: Record<string, unknown>): Promise<unknown>;
  startAsterisk(options: Record<string, unknown>): Promise<{ ari: { url: string; user: string; password: string }; stop(): Promise<void> }>;
}

/** Gets and starts Asterisk; never fails: why there is no telephone, and what to do, is part of the answer. */
export async function bringUpTelephony(options: {
  wanted: boolean;
  dataDir: string;
  sipPort: number;
  httpPort: number;
  publicName: string;
  searchPath: string;
  cacheDir: string | null;
  log: (line: string) => void;
}): Promise<RunningTelephony> {
  const without = (reason: string, advice: string): RunningTelephony => ({ telephony: { unavailable: { reason, advice } }, stop: async () => {} });
  if (!options.wanted) {
    return without('It was started with --no-telephony.', 'Start without --no-telephony to connect the telephone.');
  }
  try {
    const engine = (await import('#telephony' as string)) as Engine;
    const asterisk = await engine.ensureAsterisk({
      dataDir: options.dataDir,
      log: options.log,
      path: options.searchPath,
      ...(options.cacheDir === null ? {} : { cacheDir: options.cacheDir }),
    });
    const running = await engine.startAsterisk({
      runtime: asterisk,
      dataDir: options.dataDir,
      sipPort: options.sipPort,
      httpPort: options.httpPort,
      publicName: options.publicName,
      log: options.log,
    });
    return { telephony: { ari: running.ari }, stop: () => running.stop() };
  } catch (cause) {
    const error = cause as Error & { reason?: string; advice?: string };
    return without(
      error.reason ?? error.message,
      error.advice ?? 'Install Asterisk 22 or newer, or allow this machine to reach its Debian mirror, and start again.',
    );
  }
}
