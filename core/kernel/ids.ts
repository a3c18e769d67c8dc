import type { Random } from './random.ts';
import type { Clock } from './clock.ts';

/** A UUID version 7 (RFC 9562): sorts by time inside the database, never shown to people. */
export function newId(clock: Clock, random: Random): string {
  const b = random.bytes(16);
  b.writeUIntBE(clock.now().getTime(), 0, 6);
  b[6] = (b[6]! & 0x0f) | 0x70;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

// Crockford's base 32 without letters that are read wrongly aloud.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random, never sequential number that people read to each other, e.g. `HV-7K3M-Q2XT`: 30^8 possibilities. */
export function newNumber(random: Random, prefix: 'HV' | 'CT' | 'RF' | 'RP' | 'DS' | 'LD' | 'SR'): string {
  const pick = () => ALPHABET[random.below(ALPHABET.length)]!;
  const four = () => Array.from({ length: 4 }, pick).join('');
  return `${prefix}-${four()}-${four()}`;
}

/** A secret of 256 bits for a link or a session, as base64url. Only its hash is kept. */
export function newSecret(random: Random): string {
  return random.bytes(32).toString('base64url');
}
