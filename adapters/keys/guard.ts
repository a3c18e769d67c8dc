/**
 * Keeps a key service that is away from taking the centre with it: each call has a time limit, only a few run at once, and after a failure
 * the next calls fail at once for a short while. What waits for a key holds a database connection, and calls need those.
 */
import { HavenlineError } from '#core/kernel';
import { away } from './wrapping.ts';

const LIMIT_MS = 2_000;
const AT_ONCE = 16;
const REST_MS = 1_000;

export interface Guard { <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> }

export function createGuard(): Guard {
  let running = 0;
  let restUntil = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (performance.now() < restUntil) throw away('it was away a moment ago');
    if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    running++;
    try {
      if (performance.now() < restUntil) throw away('it was away a moment ago');
      return await work(AbortSignal.timeout(LIMIT_MS));
    } catch (error) {
      if (error instanceof HavenlineError && error.code !== 'KeyServiceAway') throw error;
      restUntil = Math.max(restUntil, performance.now() + REST_MS);
      throw error instanceof HavenlineError ? error : away((error as Error).name === 'TimeoutError' ? `no answer within ${LIMIT_MS / 1000} s` : 'no connection');
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
