/** Keys in the data directory: data keys in a SQLite file of their own, wrapped by a key-encryption key; the log's signing key. */
import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HavenlineError } from '#core/kernel';
import type { LogSigner } from '#core/audit';
import type { KeyKind, KeyStore } from '#core/vault';
import { readOrMake } from './files.ts';

export interface Keys { readonly store: KeyStore; readonly signer: LogSigner; close(): void }

const CACHED = 2_000;

/** Opens (and at the first start makes) the keys under `dataDir`: keystore, keys/kek.json, keys/log.pem; all mode 0600. */
export function openKeys({ dataDir }: { dataDir: string }): Keys {
  const store = openStore(dataDir);
  return { store, signer: openSigner(join(dataDir, 'keys', 'log.pem')), close: () => store.close() };
}

/** A signing key in a file of mode 0600, made if there is none. */
export function openSigner(path: string): LogSigner {
  const key = createPrivateKey(readOrMake(path, () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()));
  // The last 32 bytes of the SPKI form are the raw public key.
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, sign: (text) => Promise.resolve(sign(null, text, key)) };
}

interface KeyRing { current: string; keys: Record<string, string> }

function openRing(dataDir: string, mayMake: boolean): KeyRing {
  const path = join(dataDir, 'keys', 'kek.json');
  // A new key-encryption key beside an old store would make every field unreadable for good without anybody noticing at once.
  if (!mayMake && !existsSync(path)) {
    throw new HavenlineError('KeyEncryptionKeyMissing', 500, 'There are data keys, but the key that wraps them is gone.', 'Restore keys/kek.json from where you keep it; do not start without it.');
  }
  const ring = JSON.parse(readOrMake(path, () => JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }))) as KeyRing;
  if (Buffer.from(ring.keys[ring.current] ?? '', 'base64').length !== 32) {
    throw new HavenlineError('KeyEncryptionKeyInvalid', 500, 'keys/kek.json does not hold its current key.', 'Restore it from where you keep it.');
  }
  return ring;
}

function openStore(dataDir: string): KeyStore & { close(): void } {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'keystore');
  const before = existsSync(path);
  const db = new DatabaseSync(path);
  chmodSync(path, 0o600);
  // secure_delete: an erased key's bytes are overwritten, not only forgotten; TRUNCATE: nor do they stay in a journal.
  db.exec(`pragma busy_timeout = 5000; pragma secure_delete = on; pragma journal_mode = truncate; pragma synchronous = full;
    create table if not exists data_key (kind text not null, id text not null, kek text not null, wrapped blob not null, primary key (kind, id)) without rowid;
    create table if not exists erased (kind text not null, id text not null, primary key (kind, id)) without rowid;`);
  const empty = !before || db.prepare('select 1 from data_key limit 1').get() === undefined;
  let ring: KeyRing;
  try {
    ring = openRing(dataDir, empty);
  } catch (error) {
    db.close();
    throw error;
  }
  const kek = (name: string): Buffer => {
    const key = ring.keys[name];
    if (key === undefined) throw new HavenlineError('KeyEncryptionKeyMissing', 500, `The key-encryption key ${name} is not in keys/kek.json.`, 'Restore keys/kek.json from where you keep it.');
    return Buffer.from(key, 'base64');
  };
  const bound = (kind: string, id: string): Buffer => Buffer.from(JSON.stringify(['havenline-data-key', kind, id]));
  const wrap = (kind: string, id: string, key: Buffer): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', kek(ring.current), nonce).setAAD(bound(kind, id));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  };
  const unwrap = (kind: string, id: string, name: string, wrapped: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', kek(name), wrapped.subarray(0, 12)).setAAD(bound(kind, id));
    decipher.setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
  };
  // The row is asked every time, so that a key another process erased is gone here too; only the unwrapping is spared.
  const recent = new Map<string, { wrapped: Buffer; key: Buffer }>();
  const isErased = db.prepare('select 1 from erased where kind = ? and id = ?');
  const insert = db.prepare('insert into data_key (kind, id, kek, wrapped) values (?, ?, ?, ?) on conflict do nothing');
  const select = db.prepare('select kek, wrapped from data_key where kind = ? and id = ?');
  const forget = (name: string): void => {
    recent.get(name)?.key.fill(0);
    recent.delete(name);
  };
  return {
    async create(kind: KeyKind, id: string) {
      if (isErased.get(kind, id)) throw new HavenlineError('KeyErased', 410, 'This was erased; it gets no new key.', 'Make a new record.');
      if (select.get(kind, id) === undefined) insert.run(kind, id, ring.current, wrap(kind, id, randomBytes(32)));
    },
    async get(kind, id) {
      const name = `${kind}/${id}`;
      const row = select.get(kind, id) as { kek: string; wrapped: Uint8Array } | undefined;
      if (!row) {
        forget(name);
        return null;
      }
      const wrapped = Buffer.from(row.wrapped);
      let entry = recent.get(name);
      if (!entry?.wrapped.equals(wrapped)) entry = { wrapped, key: unwrap(kind, id, row.kek, wrapped) };
      recent.delete(name);
      recent.set(name, entry);
      if (recent.size > CACHED) forget(recent.keys().next().value!);
      return Buffer.from(entry.key);
    },
    async erase(kind, id) {
      db.exec('begin immediate');
      try {
        db.prepare('insert into erased (kind, id) values (?, ?) on conflict do nothing').run(kind, id);
        db.prepare('delete from data_key where kind = ? and id = ?').run(kind, id);
        db.exec('commit');
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
      forget(`${kind}/${id}`);
    },
    close() {
      for (const name of recent.keys()) forget(name);
      db.close();
    },
  };
}
