/** The system's clock and randomness: the only place that asks the machine for either. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Clock, Random } from '#core/kernel';

/** The time of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** Every entry of the log takes 48 bytes: one way to the operating system serves many of them. */
const POOL = 16_384;
let pool = Buffer.alloc(0);
let at = 0;
/** Unpredictable bytes and numbers of the operating system. */
export const systemRandom: Random = {
  bytes(n) {
    if (n > POOL / 4) return randomBytes(n);
    if (at + n > pool.length) {
      pool = randomBytes(POOL);
      at = 0;
    }
    const taken = Buffer.from(pool.subarray(at, at + n));
    // What was given out is not found here again.
    pool.fill(0, at, (at += n));
    return taken;
  },
  below: (limit) => randomInt(limit),
};
