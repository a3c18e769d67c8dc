/**
 * Calls from the public page. Each gets an account of the engine that works once: the secret opens one websocket, the websocket places one
 * call, and with its end the account is gone. Accounts are rows that every server of the engine reads, so the websocket may reach another
 * server than the one that was asked. Sound goes to the telephone engine alone, so neither side learns the other's network address.
 */
import { createHash } from 'node:crypto';
import { inTx, newSecret } from '../kernel/index.ts';
import type { Db, Random } from '../kernel/index.ts';
import * as rows from './repository.ts';
import type { TelephonyPort } from './telephony-port.ts';

/** An account that is not used in this time is taken away. */
const UNUSED_MS = 120_000;
/** While a websocket holds it an account is renewed so often; a server that died left it for `HELD_MS` at most. */
const RENEW_MS = 20_000;
const HELD_MS = 90_000;
/** After the websocket closed the account goes a little later, so that the end of the call is still said. */
const AFTER_MS = 5_000;
/** How often accounts whose time is over are taken from the engine, and after how long it is tried again when the engine did not do it. */
const SWEEP_MS = 10_000;
const AGAIN_MS = 60_000;

export interface WebCallsDeps {
  db: Db;
  random: Random;
  /** The engine whose servers share the accounts. */
  engine: string;
  telephony: Pick<TelephonyPort, 'provisionWebCaller' | 'removeSoftphone'>;
  /** Before the secret in the path of the websocket. */
  path: string;
  onError: (error: unknown) => void;
}
export interface WebCalls {
  /** A new account. `path` holds the secret that opens the websocket once; `text` is the one for the writing beside the sound, of which the target holds the hash. */
  issue(language: string, onlyWrites: boolean): Promise<{ endpoint: string; password: string; path: string; target: string; text: string }>;
  /** Takes the secret of a websocket, once among all servers of the engine; answers what to do when it closes, or null when it is not good (any more). */
  admit(secret: string): Promise<(() => void) | null>;
  /** Takes accounts whose time is over from the engine. Done by itself every ten seconds. */
  sweep(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** The web calls of one engine, as this server gives them out and lets them in. */
export function createWebCalls({ db, random, engine, telephony, path, onError }: WebCallsDeps): WebCalls {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();
  const keep = (key: Buffer, forMs: number): void => void inTx(db, (tx) => rows.keepWebCall(tx, key, forMs)).catch((error: unknown) => stopped || onError(error));
  let sweeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  async function sweep(): Promise<void> {
    for (const { secret_hash, endpoint } of await inTx(db, (tx) => rows.overWebCalls(tx, engine, AGAIN_MS))) {
      // The row outlives the account: what the engine did not do now is found again.
      await telephony.removeSoftphone(endpoint).then(() => inTx(db, (tx) => rows.deleteWebCall(tx, secret_hash))).catch((error: unknown) => stopped || onError(error));
    }
  }
  const later = (): void => void (sweeping = sweeping.then(async () => {
    if (!stopped) await sweep();
  }).catch((error: unknown) => void (stopped || onError(error))));
  return {
    async issue(language, onlyWrites) {
      const endpoint = `web-${random.bytes(12).toString('hex')}`;
      const [password, secret, text] = [newSecret(random), newSecret(random), newSecret(random)];
      await inTx(db, (tx) => rows.insertWebCall(tx, hash(secret), engine, endpoint, UNUSED_MS));
      await telephony.provisionWebCaller(endpoint, password);
      return { endpoint, password, path: `${path}/${secret}`, target: `call-${language}-${onlyWrites ? 'w' : 's'}${createHash('sha256').update(text).digest('hex')}`, text };
    },
    async admit(secret) {
      const key = hash(secret);
      if (!(await inTx(db, (tx) => rows.takeWebCall(tx, key, engine, HELD_MS)))) return null;
      const renewal = setInterval(() => keep(key, HELD_MS), RENEW_MS);
      timers.add(renewal);
      return () => {
        clearInterval(renewal);
        if (stopped || !timers.delete(renewal)) return;
        keep(key, AFTER_MS);
        const after = setTimeout(() => {
          timers.delete(after);
          later();
        }, AFTER_MS + 500);
        timers.add(after);
      };
    },
    sweep,
    start: () => void (timer = setInterval(later, SWEEP_MS)),
    async stop() {
      stopped = true;
      clearInterval(timer);
      for (const one of timers) clearTimeout(one);
      await sweeping;
    },
  };
}
