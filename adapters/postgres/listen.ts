/** LISTEN that survives a lost connection. */
import pg from 'pg';
import { quoteIdentifier } from './roles.ts';

export interface Listening {
  /** Resolves when the first LISTEN is in force; does not reject: it is tried until `stop`. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

export interface ListenOptions {
  /** Called after every connection made again: what was sent meanwhile is lost, so read the state anew. */
  onReconnect?: () => void;
  onError?: (error: Error) => void;
  /** Called when the connection is lost, before it is made again. */
  onLost?: () => void;
  /** First pause before trying again; doubles up to 5 s. Default 100 ms. */
  retryMs?: number;
}

/** Calls `handler` with the payload of every NOTIFY on `channel`, and connects again whenever the connection is lost. */
export function listen(url: string, channel: string, handler: (payload: string) => void, options: ListenOptions = {}): Listening {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let first = true;
  const firstPause = options.retryMs ?? 100;
  let pause = firstPause;
  let ready!: () => void;
  const isReady = new Promise<void>((done) => (ready = done));

  const again = (lost: pg.Client): void => {
    if (client !== lost) return;
    client = null;
    void lost.end().catch(() => {});
    if (stopped) return;
    options.onLost?.();
    timer = setTimeout(() => void connect(), pause);
    pause = Math.min(pause * 2, 5_000);
  };

  const connect = async (): Promise<void> => {
    if (stopped) return;
    const fresh = new pg.Client({
      connectionString: url,
      application_name: `havenline listen ${channel}`,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    client = fresh;
    fresh.on('error', (error) => {
      options.onError?.(error);
      again(fresh);
    });
    fresh.on('end', () => again(fresh));
    fresh.on('notification', (message) => {
      if (message.channel === channel) handler(message.payload ?? '');
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${quoteIdentifier(channel)}`);
    } catch (error) {
      if (!stopped) options.onError?.(error as Error);
      again(fresh);
      return;
    }
    if (stopped) return;
    pause = firstPause;
    if (first) {
      first = false;
      ready();
    } else options.onReconnect?.();
  };
  void connect();

  return {
    ready: isReady,
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      const open = client;
      client = null;
      await open?.end().catch(() => {});
    },
  };
}
