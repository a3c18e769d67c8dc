/**
 * The one construction by which something long is encrypted in chunks: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption
 * and its Nonce-Reuse Misuse-Resistance", 2015, as in age's payload) over AES-256-GCM. Its place and whether it is the last are bound into each
 * chunk: one that is changed, left out, doubled or moved does not open. How they are bound is the file's format, and given. Pure.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes that a chunk is longer by when it is sealed. */
export const TAG = 16;
/** What chunk `n`, counted from 0, is bound to: its nonce (12 bytes), never twice under a key, and what is authenticated beside it. */
export type Numbering = (n: number, last: boolean) => { readonly nonce: Buffer; readonly about?: Buffer };

function counting(numbering: Numbering): (last: boolean) => ReturnType<Numbering> {
  let n = 0;
  let ended = false;
  return (last) => {
    if (ended) throw new Error('A stream ends with its last chunk.');
    ended = last;
    return numbering(n++, last);
  };
}
/** Seals one chunk after the other; ciphertext ‖ tag. `last` is true once, for the last. */
export function chunkSealer(key: Buffer, numbering: Numbering): (plain: Uint8Array, last: boolean) => Buffer {
  const next = counting(numbering);
  return (plain, last) => {
    const { nonce, about } = next(last);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
    if (about) cipher.setAAD(about);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
}
/** Opens them in the same order. The answer throws for a chunk that was changed or moved. */
export function chunkOpener(key: Buffer, numbering: Numbering): (sealed: Uint8Array, last: boolean) => Buffer {
  const next = counting(numbering);
  return (sealed, last) => {
    const { nonce, about } = next(last);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
    if (about) decipher.setAAD(about);
    decipher.setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
  };
}
