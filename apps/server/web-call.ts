/**
 * Calls from the public page. Each gets an account of its own that works once: the secret opens one websocket, the websocket places one call,
 * and with its end the account is gone. Sound goes to the telephone engine alone, so neither side learns the other's network address.
 */
import { createHash } from 'node:crypto';
import type { TelephonyPort } from '../../core/channel/telephony-port.ts';
import { newSecret } from '#core/kernel';
import type { Random } from '#core/kernel';

export const WEB_CALL_PATH = '/web-call';
/** An account that is not used in this time is taken away. */
const UNUSED_MS = 120_000;
/** After the websocket closed the account goes a little later, so that the end of the call is still said. */
const AFTER_MS = 5_000;

export interface WebCalls {
  /** A new account. `path` holds the secret that opens the websocket once; `text` is the one for the writing beside the sound, of which the target holds the hash. */
  issue(language: string, onlyWrites: boolean): Promise<{ endpoint: string; password: string; path: string; target: string; text: string }>;
  /** Takes the secret of a websocket; answers what to do when it closes, or null when it is not good (any more). */
  admit(secret: string): (() => void) | null;
  stop(): void;
}

/** The web calls of this server, whose websockets come by `path`. */
export function createWebCalls(telephony: TelephonyPort, random: Random, path: string, onError: (error: unknown) => void): WebCalls {
  const accounts = new Map<string, { endpoint: string; timer: NodeJS.Timeout }>();
  const timers = new Set<NodeJS.Timeout>();
  const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64');
  const remove = (endpoint: string): void => void telephony.removeSoftphone(endpoint).catch(onError);
  return {
    async issue(language, onlyWrites) {
      const endpoint = `web-${random.bytes(12).toString('hex')}`;
      const [password, secret, text] = [newSecret(random), newSecret(random), newSecret(random)];
      await telephony.provisionWebCaller(endpoint, password);
      const key = hash(secret);
      const timer = setTimeout(() => {
        accounts.delete(key);
        remove(endpoint);
      }, UNUSED_MS);
      accounts.set(key, { endpoint, timer });
      return { endpoint, password, path: `${path}/${secret}`, target: `call-${language}-${onlyWrites ? 'w' : 's'}${createHash('sha256').update(text).digest('hex')}`, text };
    },
    admit(secret) {
      const account = accounts.get(hash(secret));
      if (!account) return null;
      accounts.delete(hash(secret));
      clearTimeout(account.timer);
      return () => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          remove(account.endpoint);
        }, AFTER_MS);
        timers.add(timer);
      };
    },
    stop() {
      for (const { timer } of accounts.values()) clearTimeout(timer);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
