/** The KEK in a file of mode 0600: keys/kek.json under the data directory. Versions k1, k2, …; AES-256-GCM, bound to the place. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HavenlineError } from '#core/kernel';
import { readOrMake, replaceFile } from './files.ts';
import { damaged } from './wrapping.ts';
import type { KeyWrapping, Wrapped } from './wrapping.ts';

interface KeyRing { current: string; keys: Record<string, string> }

export interface FileWrapping extends KeyWrapping {
  /** Like `wrap`, without a moment in between: inside a transaction of the key store it excludes a rotation. */
  wrapNow(key: Buffer, bound: string): Wrapped;
  /** Like `retireOld`, likewise. */
  retireNow(): string;
}

const missing = (name: string) => new HavenlineError('KeyEncryptionKeyMissing', 500, `The key-encryption key ${name} is not in keys/kek.json.`, 'Restore keys/kek.json from where you keep it.');

/** @param mayMake whether there is nothing yet that an older file would have to open */
export function fileWrapping(dataDir: string, mayMake: () => boolean): FileWrapping {
  const path = join(dataDir, 'keys', 'kek.json');
  let seen: { text: string; ring: KeyRing } | undefined;
  /** Read anew each time it is needed: a rotation beside a running server changes it. */
  const ring = (): KeyRing => {
    // A new key-encryption key beside an old store would make every field unreadable for good without anybody noticing at once.
    if (!existsSync(path) && !mayMake()) {
      throw new HavenlineError('KeyEncryptionKeyMissing', 500, 'There are data keys, but the key that wraps them is gone.', 'Restore keys/kek.json from where you keep it; do not start without it.');
    }
    const text = existsSync(path) ? readFileSync(path, 'utf8') : readOrMake(path, () => JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }));
    if (seen?.text !== text) {
      const read = JSON.parse(text) as KeyRing;
      if (Buffer.from(read.keys[read.current] ?? '', 'base64').length !== 32) {
        throw new HavenlineError('KeyEncryptionKeyInvalid', 500, 'keys/kek.json does not hold its current key.', 'Restore it from where you keep it.');
      }
      seen = { text, ring: read };
    }
    return seen.ring;
  };
  const kek = (name: string): Buffer => {
    const key = seen?.ring.keys[name] ?? ring().keys[name];
    if (key === undefined) throw missing(name);
    return Buffer.from(key, 'base64');
  };
  const wrapNow = (key: Buffer, bound: string): Wrapped => {
    const name = ring().current;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', kek(name), nonce).setAAD(Buffer.from(bound));
    return { kek: name, wrapped: Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]) };
  };
  const unwrapNow = ({ kek: name, wrapped }: Wrapped, bound: string): Buffer => {
    const key = kek(name);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(bound));
      decipher.setAuthTag(wrapped.subarray(-16));
      return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
    } catch {
      throw damaged();
    }
  };
  const retireNow = (): string => {
    const { current, keys } = ring();
    const old = Object.keys(keys).filter((name) => name !== current);
    if (old.length > 0) replaceFile(path, JSON.stringify({ current, keys: { [current]: keys[current] } }));
    return old.length === 0 ? 'There was no older key.' : `${old.join(', ')} ${old.length === 1 ? 'is' : 'are'} gone from keys/kek.json. Make a new copy of that file where you keep it, and destroy the old one.`;
  };
  return {
    owns: (name) => !name.includes(':'),
    current: async () => ring().current,
    wrapNow,
    wrap: async (key, bound) => wrapNow(key, bound),
    unwrap: async (one, bound) => unwrapNow(one, bound),
    async rotate() {
      const { keys } = ring();
      const name = `k${Math.max(...Object.keys(keys).map((one) => Number(one.slice(1)) || 0)) + 1}`;
      replaceFile(path, JSON.stringify({ current: name, keys: { ...keys, [name]: randomBytes(32).toString('base64') } }));
      return name;
    },
    rewrap: async (all) => all.map((one) => wrapNow(unwrapNow(one, one.bound), one.bound)),
    retireNow,
    retireOld: async () => retireNow(),
  };
}
