/**
 * Long things encrypted in chunks while they pass (`stream.ts`). A chunk of another stream does not open, nor does a stream without its last chunk.
 * Each stream has a key of its own: HKDF-SHA256 (RFC 5869) over the given key, salted with the header's 32 random bytes and bound to a context.
 */
import { hkdfSync } from 'node:crypto';
import { HavenlineError } from '#core/kernel';
import { chunkOpener, chunkSealer } from './stream.ts';
import type { Numbering } from './stream.ts';

/** Bytes of plain text in a chunk; the last may be shorter. */
export const CHUNK = 64 * 1024;
const VERSION = 1;

export interface ChunkSealer {
  /** Kept beside the chunks: version (1 byte) ‖ salt (32). */
  readonly header: Buffer;
  /** The next chunk, sealed; `last` is true once, for the last. */
  seal(plain: Uint8Array, last: boolean): Buffer;
}
export interface ChunkOpener {
  /** The next chunk, opened. @throws HavenlineError FieldDamaged */
  open(sealed: Uint8Array, last: boolean): Buffer;
}

const damaged = () => new HavenlineError('FieldDamaged', 500, 'A protected document cannot be opened: it was changed or moved.', 'Tell the data protection officer; restore it from a backup.');

const streamKey = (key: Buffer, salt: Uint8Array, context: string): Buffer => Buffer.from(hkdfSync('sha256', key, salt, `havenline stream ${context}`, 32));

/** 11 bytes of counter, then 1 for the last chunk. */
const numbering: Numbering = (n, last) => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(n, 5, 6);
  nonce[11] = last ? 1 : 0;
  return { nonce };
};

/** @param salt 32 random bytes, never used twice */
export const sealChunks = (key: Buffer, salt: Buffer, context: string): ChunkSealer =>
  ({ header: Buffer.concat([Buffer.from([VERSION]), salt]), seal: chunkSealer(streamKey(key, salt, context), numbering) });

export function openChunks(key: Buffer, header: Uint8Array, context: string): ChunkOpener {
  if (header[0] !== VERSION || header.length !== 33) throw damaged();
  const next = chunkOpener(streamKey(key, header.subarray(1), context), numbering);
  return {
    open(sealed, last) {
      try {
        return next(sealed, last);
      } catch {
        throw damaged();
      }
    },
  };
}
