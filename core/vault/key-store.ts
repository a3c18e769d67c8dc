import type { KeyKind, KeyOf } from './vault.ts';

/** The port to where data keys are kept: never the database. Adapters: a file, a KMS. */
export interface KeyStore {
  /** Makes a key unless there is one. @throws HavenlineError KeyErased after an erasure */
  create(kind: KeyKind, id: string): Promise<void>;
  /** The 32 bytes of a key, or null when there is none (any more). */
  get(kind: KeyKind, id: string): Promise<Buffer | null>;
  /** Destroys a key and leaves a tombstone; a second time does nothing. */
  erase(kind: KeyKind, id: string): Promise<void>;
  /** Every tombstone it has. */
  erased(): Promise<KeyOf[]>;
}
