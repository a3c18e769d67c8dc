/** What wraps person keys: a key-encryption key (KEK) outside the database. One port; adapters: a file, OpenBao/Vault transit, AWS KMS. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { HavenlineError } from '#core/kernel';

/** A data key wrapped, and the name of the KEK version that opens it: `k3` of the file, `transit:NAME:v3`, `kms:KEY`. */
export interface Wrapped { readonly kek: string; readonly wrapped: Buffer }

export interface KeyWrapping {
  /** Whether a KEK of this name is this wrapping's. */
  owns(kek: string): boolean;
  /** The name of the version that wraps now. */
  current(): Promise<string>;
  /** Wraps 32 bytes for the one place `bound` names. @throws HavenlineError KeyServiceAway */
  wrap(key: Buffer, bound: string): Promise<Wrapped>;
  /** @throws HavenlineError KeyServiceAway; KeyWrapDamaged when it was changed or belongs elsewhere; KeyEncryptionKeyMissing */
  unwrap(one: Wrapped, bound: string): Promise<Buffer>;
  /** Makes a new version, which wraps from now on; older ones still unwrap. Answers its name. */
  rotate(): Promise<string>;
  /** Wraps again under the current version, without giving out the plain keys where the service can. Same order. */
  rewrap(all: readonly (Wrapped & { bound: string })[]): Promise<Wrapped[]>;
  /** Takes away every version but the current one. Only after nothing is wrapped under them. Answers what was done, for the operator. */
  retireOld(): Promise<string>;
}

/**
 * What a remote service wraps: the key and the digest of its place, so that a wrapped key moved to another person does not open there. Not the service's own
 * "context": transit's rewrap takes none, and KMS writes it into its trail, where it would say whose key was asked for when.
 */
export function boundPayload(key: Buffer, bound: string): Buffer {
  return Buffer.concat([key, digest(bound)]);
}

/** The key again. @throws HavenlineError KeyWrapDamaged */
export function keyOfPayload(payload: Uint8Array, bound: string): Buffer {
  const bytes = Buffer.from(payload);
  if (bytes.length !== 64 || !timingSafeEqual(bytes.subarray(32), digest(bound))) throw damaged();
  return bytes.subarray(0, 32);
}

const digest = (bound: string): Buffer => createHash('sha256').update(bound).digest();

export const damaged = () => new HavenlineError('KeyWrapDamaged', 500, 'A wrapped key was changed or belongs to somebody else.', 'Tell the data protection officer; restore the key store from its backup.');
export const away = (why: string) => new HavenlineError('KeyServiceAway', 503, `The key service does not answer (${why}), so nothing protected is read or written. Calls go on.`, 'Try again in a minute. If it stays, tell the operator to look after the key service.');
