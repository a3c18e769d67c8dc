/** Data keys in a SQLite file of their own, each wrapped by a KEK. An erased key leaves a tombstone; it is never made again. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HavenlineError } from '#core/kernel';
import type { KeyKind, KeyOf, KeyStore } from '#core/vault';
import { fileWrapping } from './file-wrapping.ts';
import type { FileWrapping } from './file-wrapping.ts';
import type { KeyWrapping } from './wrapping.ts';

/** Plain keys held in memory: so many, and each so long, also while its service is away. */
const CACHED = 2_000;
const CACHED_MS = 5 * 60_000;
const BATCH = 100;

export interface Rotation { readonly from: string[]; readonly to: string; readonly moved: number }
export interface RotateOptions {
  /** Told after each batch: how many are done, of how many. */
  progress?(done: number, of: number): void;
  /** Stops between two batches; the next run goes on from there. */
  stopped?(): boolean;
  /** Waits before old versions are taken away, so that a key another server is wrapping this moment is seen. Milliseconds. */
  graceMs?: number;
  /** Waits; the system's timer unless told. */
  wait?(ms: number): Promise<void>;
}
export interface OpenedStore extends KeyStore {
  /** Moves every data key to a new KEK (or goes on with a move that was stopped), then retires the old ones. Fields are read throughout. */
  rotate(options?: RotateOptions): Promise<Rotation & { stopped: boolean; retired: string }>;
  /** How many data keys each KEK wraps. */
  usage(): Record<string, number>;
  close(): void;
}

/** @param remote what wraps instead of the file; keys wrapped by the file still open, until they are rotated */
export function openStore(dataDir: string, remote: KeyWrapping | null, now: () => number = () => performance.now()): OpenedStore {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'keystore');
  const before = existsSync(path);
  const db = new DatabaseSync(path);
  chmodSync(path, 0o600);
  // secure_delete: an erased key's bytes are overwritten, not only forgotten; TRUNCATE: nor do they stay in a journal.
  db.exec(`pragma busy_timeout = 5000; pragma secure_delete = on; pragma journal_mode = truncate; pragma synchronous = full;
    create table if not exists data_key (kind text not null, id text not null, kek text not null, wrapped blob not null, primary key (kind, id)) without rowid;
    create table if not exists erased (kind text not null, id text not null, primary key (kind, id)) without rowid;`);
  const anyOf = (like: string): boolean => db.prepare(`select 1 from data_key where kek ${like} '%:%' limit 1`).get() !== undefined;
  const file: FileWrapping = fileWrapping(dataDir, () => !anyOf('not like'));
  const wrapping: KeyWrapping = remote ?? file;
  if (before && anyOf('not like')) {
    try {
      file.wrapNow(Buffer.alloc(32), 'opening');
    } catch (error) {
      db.close();
      throw error;
    }
  }
  const ownerOf = (kek: string): KeyWrapping => {
    const owner = [wrapping, file].find((one) => one.owns(kek));
    if (!owner) throw new HavenlineError('KeyServiceNotNamed', 503, 'These keys are wrapped by a key service that this start does not name.', 'Start with the same --key-service as before, or move them with "havenline keys rotate".');
    return owner;
  };
  const bound = (kind: string, id: string): string => JSON.stringify(['havenline-data-key', kind, id]);
  const inLock = <T>(work: () => T): T => {
    db.exec('begin immediate');
    try {
      const answer = work();
      db.exec('commit');
      return answer;
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
  };
  // The row is asked every time, so that a key another process erased is gone here too; only the unwrapping is spared.
  const recent = new Map<string, { wrapped: Buffer; key: Buffer; until: number }>();
  const running = new Map<string, Promise<Buffer>>();
  const isErased = db.prepare('select 1 from erased where kind = ? and id = ?');
  const insert = db.prepare(`insert into data_key (kind, id, kek, wrapped) select ?1, ?2, ?3, ?4
    where not exists (select 1 from erased where kind = ?1 and id = ?2) on conflict do nothing`);
  const select = db.prepare('select kek, wrapped from data_key where kind = ? and id = ?');
  const forget = (name: string): void => {
    recent.get(name)?.key.fill(0);
    recent.delete(name);
  };
  const remember = (name: string, wrapped: Buffer, key: Buffer): void => {
    forget(name);
    recent.set(name, { wrapped, key, until: now() + CACHED_MS });
    while (recent.size > CACHED) forget(recent.keys().next().value!);
  };
  return {
    async create(kind: KeyKind, id: string) {
      if (isErased.get(kind, id)) throw new HavenlineError('KeyErased', 410, 'This was erased; it gets no new key.', 'Make a new record.');
      if (select.get(kind, id) !== undefined) return;
      const key = randomBytes(32);
      if (remote) {
        const one = await remote.wrap(key, bound(kind, id));
        insert.run(kind, id, one.kek, one.wrapped);
        return;
      }
      if (anyOf('like')) ownerOf(':');
      inLock(() => {
        const one = file.wrapNow(key, bound(kind, id));
        insert.run(kind, id, one.kek, one.wrapped);
      });
    },
    async get(kind, id) {
      const name = `${kind}/${id}`;
      const row = select.get(kind, id) as { kek: string; wrapped: Uint8Array } | undefined;
      if (!row) {
        forget(name);
        return null;
      }
      const wrapped = Buffer.from(row.wrapped);
      const known = recent.get(name);
      if (known && known.wrapped.equals(wrapped) && known.until > now()) {
        // The one used last is forgotten last.
        recent.delete(name);
        recent.set(name, known);
        return Buffer.from(known.key);
      }
      // Several who ask for one key at once ask its service once.
      const asked = `${name}/${row.kek}/${wrapped.toString('base64')}`;
      let unwrapped = running.get(asked);
      if (!unwrapped) {
        unwrapped = ownerOf(row.kek).unwrap({ kek: row.kek, wrapped }, bound(kind, id)).finally(() => running.delete(asked));
        running.set(asked, unwrapped);
      }
      const key = await unwrapped;
      // It may have been erased meanwhile.
      if (select.get(kind, id) === undefined) return null;
      remember(name, wrapped, Buffer.from(key));
      return Buffer.from(key);
    },
    async erase(kind, id) {
      inLock(() => {
        db.prepare('insert into erased (kind, id) values (?, ?) on conflict do nothing').run(kind, id);
        db.prepare('delete from data_key where kind = ? and id = ?').run(kind, id);
      });
      forget(`${kind}/${id}`);
    },
    erased: async () => db.prepare('select kind, id from erased order by kind, id').all() as unknown as KeyOf[],
    usage: () => Object.fromEntries((db.prepare('select kek, count(*) as n from data_key group by kek order by kek').all() as { kek: string; n: number }[]).map((row) => [row.kek, row.n])),
    async rotate({ progress, stopped = () => false, graceMs = 5_000, wait = (ms: number) => new Promise((done) => void setTimeout(done, ms)) } = {}) {
      const count = (sqlText: string, ...values: string[]): number => (db.prepare(`select count(*) as n from data_key ${sqlText}`).get(...values) as { n: number }).n;
      let to = await wrapping.current();
      const from = new Set<string>();
      // Keys under an older one: a move was stopped before its end, and this goes on with it.
      if (count('where kek <> ?', to) === 0) to = await wrapping.rotate();
      const others = db.prepare('select kind, id, kek, wrapped from data_key where kek <> ? order by kind, id limit ?');
      const update = db.prepare('update data_key set kek = ?, wrapped = ? where kind = ? and id = ? and wrapped = ?');
      let moved = 0;
      let waited = remote === null;
      for (;;) {
        const rows = (others.all(to, BATCH) as { kind: string; id: string; kek: string; wrapped: Uint8Array }[]).map((row) => ({ ...row, wrapped: Buffer.from(row.wrapped), bound: bound(row.kind, row.id) }));
        if (rows.length === 0) {
          if (waited) break;
          await wait(graceMs);
          waited = true;
          continue;
        }
        if (stopped()) return { from: [...from], to, moved, stopped: true, retired: '' };
        const own = rows.filter((row) => wrapping.owns(row.kek));
        const again = own.length === 0 ? [] : await wrapping.rewrap(own);
        // From one kind of service to another there is no way but through here.
        const moves = own.map((row, i) => ({ row, now: again[i]! }));
        for (const row of rows.filter((one) => !wrapping.owns(one.kek))) moves.push({ row, now: await wrapping.wrap(await ownerOf(row.kek).unwrap(row, row.bound), row.bound) });
        inLock(() => {
          // One that was erased or moved meanwhile is left alone.
          for (const { row, now: one } of moves) update.run(one.kek, one.wrapped, row.kind, row.id, row.wrapped);
        });
        for (const { row } of moves) from.add(row.kek);
        moved += moves.length;
        progress?.(moved, moved + count('where kek <> ?', to));
      }
      const raced = (): void => {
        if (count('where kek <> ?', to) > 0) throw new HavenlineError('KeyRotationRaced', 409, 'Keys were wrapped by the old key while this ran.', 'Run "havenline keys rotate" again.');
      };
      const end = (retired: string) => ({ from: [...from], to, moved, stopped: false, retired });
      // Of the file: with the store locked, nobody wraps between the last look and the removal.
      if (!remote) return end(inLock(() => (raced(), file.retireNow())));
      raced();
      return end(await remote.retireOld());
    },
    close() {
      for (const name of recent.keys()) forget(name);
      db.close();
    },
  };
}
