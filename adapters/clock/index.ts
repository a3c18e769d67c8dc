/** The system's clock and randomness: the only place that asks the machine for either. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Clock, Random } from '#core/kernel';

/** The time of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** Unpredictable bytes and numbers of the operating system. */
export const systemRandom: Random = {
  bytes: (n) => randomBytes(n),
  below: (limit) => randomInt(limit),
};
