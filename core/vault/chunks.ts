/**
 * Long things encrypted in chunks while they pass: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance", 2015, as in age's payload) over AES-256-GCM. A chunk that is changed, left out, doubled, moved to
 * another place or another stream does not open, nor does a stream without its last chunk. Each stream has a key of its own: HKDF-SHA256 (RFC 5869)
 * over the given key, salted with the header's 32 random bytes and bound to a context.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { HavenlineError } from '#core/kernel';

/** Bytes of plain text in a chunk; the last may be shorter. */
export const CHUNK = 64 * 1024;
const VERSION = 1;
const TAG = 16;

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

/** The nonces of one stream, in order: 11 bytes of counter, then 1 for the last chunk. */
function nonces(): (last: boolean) => Buffer {
  let n = 0;
  let ended = false;
  return (last) => {
    if (ended) throw new Error('A stream ends with its last chunk.');
    ended = last;
    const nonce = Buffer.alloc(12);
    nonce.writeUIntBE(n++, 5, 6);
    nonce[11] = last ? 1 : 0;
    return nonce;
  };
}

/** @param salt 32 random bytes, never used twice */
export function sealChunks(key: Buffer, salt: Buffer, context: string): ChunkSealer {
  const own = streamKey(key, salt, context);
  const next = nonces();
  return {
    header: Buffer.concat([Buffer.from([VERSION]), salt]),
    seal(plain, last) {
      const cipher = createCipheriv('aes-256-gcm', own, next(last), { authTagLength: TAG });
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
  };
}

export function openChunks(key: Buffer, header: Uint8Array, context: string): ChunkOpener {
  if (header[0] !== VERSION || header.length !== 33) throw damaged();
  const own = streamKey(key, header.subarray(1), context);
  const next = nonces();
  return {
    open(sealed, last) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', own, next(last), { authTagLength: TAG });
        decipher.setAuthTag(sealed.subarray(-TAG));
        return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
      } catch {
        throw damaged();
      }
    },
  };
}
