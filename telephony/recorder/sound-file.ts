/**
 * The file of one take: sound encrypted as it is written, readable up to the last whole chunk whatever happens to who writes it.
 *
 *   "HVRECORD", version 1 · take id (16 bytes) · length of the box (2) · box: the file's own key, sealed to the recording's public key
 *   then chunks: length of the sealed sound with the highest bit for the last one (4) · AES-256-GCM of mu-law sound, 8,000 bytes a second · tag (16)
 *
 * Chunk n has the nonce n; its associated data are the SHA-256 of everything before the chunks, n, and whether it is the last. So chunks cannot be
 * changed, left out, put in another order or into another file, and a file that was cut off says so (core/vault/stream.ts). A key is of one file and is in
 * memory alone while it is written.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { chunkOpener, chunkSealer, TAG } from '../../core/vault/stream.ts';
import type { Numbering } from '../../core/vault/stream.ts';
import { seal } from '../capture/sealed.ts';

/** What kind of box the key of a file is in. */
export const BOX = 'havenline recording key 1';
export const BYTES_A_SECOND = 8_000;
/** Sound in one chunk: half a second, which is what a crash may cost. */
export const CHUNK = 4_000;
const MAGIC = Buffer.from('HVRECORD\x01', 'latin1');
const LAST = 0x80000000;
/** Chunks between two waits for the disk. */
const SYNC_EVERY = 10;

const idBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
/** Chunks of the file with this head. */
function numbering(head: Buffer): Numbering {
  const of = createHash('sha256').update(head).digest();
  return (n, last) => {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(BigInt(n), 4);
    return { nonce, about: Buffer.concat([of, nonce, Buffer.from([last ? 1 : 0])]) };
  };
}

export interface SoundFile {
  /** Sound, in any pieces; whole chunks go to the disk. */
  add(sound: Buffer): void;
  /** Writes what is left as the last chunk. */
  end(): void;
  /** Seconds of sound so far. */
  seconds(): number;
}
/** Begins the file at `path`, which must not be there. @throws when the disk does not take it */
export function beginSoundFile(path: string, id: string, publicKey: string): SoundFile {
  const key = randomBytes(32);
  const box = seal(publicKey, key, BOX);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(box.length);
  const head = Buffer.concat([MAGIC, idBytes(id), length, box]);
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, head);
  fsyncSync(file);
  const sealed = chunkSealer(key, numbering(head));
  let waiting: Buffer[] = [];
  let held = 0;
  let count = 0;
  let sound = 0;
  const chunk = (bytes: Buffer, last: boolean): void => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE((bytes.length + TAG | (last ? LAST : 0)) >>> 0);
    // One write a chunk: whoever dies leaves whole chunks, or one that is cut off at the end.
    writeSync(file, Buffer.concat([size, sealed(bytes, last)]));
    count += 1;
    if (last || count % SYNC_EVERY === 0) fsyncSync(file);
  };
  return {
    add(bytes) {
      sound += bytes.length;
      waiting.push(bytes);
      held += bytes.length;
      if (held < CHUNK) return;
      let all = Buffer.concat(waiting);
      for (; all.length >= CHUNK; all = all.subarray(CHUNK)) chunk(all.subarray(0, CHUNK), false);
      waiting = [Buffer.from(all)];
      held = all.length;
    },
    end() {
      chunk(Buffer.concat(waiting), true);
      waiting = [];
      key.fill(0);
      closeSync(file);
    },
    seconds: () => sound / BYTES_A_SECOND,
  };
}

interface Parts { head: Buffer; id: string; box: Buffer; chunks: { sealed: Buffer; last: boolean }[] }
function partsOf(file: Buffer): Parts {
  if (file.length < MAGIC.length + 18 || !file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('This is no recording of ours, or of a later version.');
  const at = MAGIC.length + 18;
  const start = at + file.readUInt16BE(at - 2);
  const chunks: Parts['chunks'] = [];
  for (let i = start; i + 4 <= file.length; ) {
    const size = file.readUInt32BE(i) & ~LAST;
    if (i + 4 + size > file.length) break;
    chunks.push({ sealed: file.subarray(i + 4, i + 4 + size), last: (file.readUInt32BE(i) & LAST) !== 0 });
    i += 4 + size;
  }
  return { head: file.subarray(0, start), id: file.subarray(MAGIC.length, MAGIC.length + 16).toString('hex'), box: file.subarray(at, start), chunks };
}
/** Seconds of sound in a file; known without its key. */
export const secondsOf = (file: Buffer): number => partsOf(file).chunks.reduce((sum, one) => sum + Math.max(0, one.sealed.length - TAG), 0) / BYTES_A_SECOND;

/**
 * The sound of a file. `whole` is false when it was cut off: the process died, or somebody took chunks away from its end.
 * @throws when a chunk was changed, moved or left out, when it is the file of another take, or the key does not open it
 */
export async function readSoundFile(file: Buffer, id: string, openBox: (box: Buffer) => Promise<Buffer>): Promise<{ sound: Buffer; whole: boolean }> {
  const { head, box, chunks, id: found } = partsOf(file);
  if (found !== idBytes(id).toString('hex')) throw new Error('This is the file of another take.');
  const key = await openBox(box);
  const open = chunkOpener(key, numbering(head));
  const sound = chunks.map(({ sealed, last }) => open(sealed, last));
  key.fill(0);
  return { sound: Buffer.concat(sound), whole: chunks.at(-1)?.last ?? false };
}
