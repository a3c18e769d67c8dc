import type { Access, Grant } from '../access/index.ts';
import type { Actor, Clock, Db, Random, Tx } from '../kernel/index.ts';
import type { RecorderPort } from '../channel/index.ts';
import type { Lines } from '../reach/index.ts';

export interface Place { keyOf: { kind: 'contact'; id: string }; table: string; column: string; row: string }
/** What contacts need of the features before them; the Grant is theirs and only handed on. */
export interface ContactDeps {
  db: Db;
  clock: Clock;
  random: Random;
  /** The telephone engine that this server has to do with; default: the only one. */
  engine?: string;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' | 'refused'; details?: { [key: string]: string | number } }): Promise<unknown> };
  access: Pick<Access, 'authorize'>;
  vault: {
    createKey(kind: 'contact', id: string): Promise<unknown>;
    protect(tx: Tx, grant: Grant, place: Place, text: string): Promise<Buffer>;
    reveal(tx: Tx, grant: Grant, place: Place, ciphertext: Buffer): Promise<string>;
    sealingKey(recordingId: string): Promise<string>;
    unseal(tx: Tx, grant: Grant, recordingId: string, box: Buffer, info: string): Promise<Buffer>;
    eraseKey(tx: Tx, actor: Actor, purpose: string, key: { kind: 'recording' | 'contact'; id: string }): Promise<void>;
    destroyKey(key: { kind: 'recording'; id: string }): Promise<void>;
  };
  /** Writes and reads recordings; what it wrote opens with the vault alone. */
  recorder: RecorderPort;
  jobs: { enqueue(tx: Tx, name: string, payload: unknown, options?: { runAt?: Date }): Promise<string>; work<P = any>(name: string, handler: (tx: Tx, payload: P) => Promise<void>): void };
  /** After a hard contact: its counsellor is left alone for a while. */
  pauseAfterHard?: (tx: Tx, staffId: string) => Promise<void>;
  /** The centre's time zone: callers' wishes about when to call are of its clock. */
  timeZone: (tx: Tx) => Promise<string>;
  /** Keys the hash of spoken codes and of blocked numbers; lives with the other keys, never in the database. */
  codeKey: Buffer;
  /** Outside lines, and which numbers may be dialled. */
  lines: Pick<Lines, 'rule' | 'line' | 'lines'>;
}
