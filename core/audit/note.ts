/** Signed notes, checkpoints and cosignatures as C2SP writes them (c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature), with Ed25519. */
import { createHash, createPublicKey, verify } from 'node:crypto';

/** The name of the log as the centre keeps it, with every entry. What the public sees has an origin of its own (published.ts). */
export const ORIGIN = 'havenline/log';

/** Signature types of signed notes: by the log itself, and timestamped by a witness. */
export const LOG_KEY = 1;
export const WITNESS_KEY = 4;

/** Who signs; the key stays in the adapter. */
export interface LogSigner {
  /** The 32 bytes of the Ed25519 public key. */
  readonly publicKey: Buffer;
  sign(text: Buffer): Promise<Buffer>;
}

export interface VerifierKey { readonly name: string; readonly type: number; readonly publicKey: Buffer }
export interface NoteSignature { readonly name: string; readonly keyId: Buffer; readonly bytes: Buffer; readonly line: string }
export interface Note { readonly body: string; readonly signatures: readonly NoteSignature[] }
export interface Checkpoint { readonly origin: string; readonly size: number; readonly root: Buffer }

const NAME = /^[^\s+\p{Z}]+$/u;
const SIZE = /^(0|[1-9]\d{0,15})$/;

/** Bytes from base64 in its one canonical spelling, or null. */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

const keyId = ({ name, type, publicKey }: VerifierKey): Buffer => createHash('sha256').update(`${name}\n`).update(Buffer.from([type])).update(publicKey).digest().subarray(0, 4);

/** A key as other C2SP tools take it: `name+hash+key`. */
export function formatKey(key: VerifierKey): string {
  return `${key.name}+${keyId(key).toString('hex')}+${Buffer.concat([Buffer.from([key.type]), key.publicKey]).toString('base64')}`;
}

/** The key in `name+hash+key`, or null where it is not one of ours (Ed25519 of a log or of a witness). */
export function parseKey(text: string): VerifierKey | null {
  const [, name, id, data] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(data ?? '');
  if (name === undefined || !NAME.test(name) || bytes?.length !== 33 || ![LOG_KEY, WITNESS_KEY].includes(bytes[0]!)) return null;
  const key = { name, type: bytes[0]!, publicKey: bytes.subarray(1) };
  return keyId(key).toString('hex') === id ? key : null;
}

/** The parts of a note, or null where the text is not one. */
export function splitNote(note: string): Note | null {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || note.length > 1_000_000) return null;
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n')) return null;
  const lines = note.slice(at + 2, -1).split('\n');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, data] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const blob = fromBase64(data ?? '');
    if (name === undefined || !NAME.test(name) || blob === null || blob.length < 5) return null;
    signatures.push({ name, keyId: blob.subarray(0, 4), bytes: blob.subarray(4), line: `${line}\n` });
  }
  return { body: note.slice(0, at + 1), signatures };
}

/** The text of a checkpoint, before its signatures. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** What a checkpoint says, or null where the body is not one. Extension lines are let pass, as the format has them. */
export function parseCheckpoint(body: string): Checkpoint | null {
  const [origin, size, hash, ...more] = body.split('\n');
  const root = fromBase64(hash ?? '');
  if (!origin || !SIZE.test(size ?? '') || root?.length !== 32 || more.at(-1) !== '' || more.slice(0, -1).includes('')) return null;
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root } : null;
}

const verifies = (message: string, signature: Buffer, publicKey: Buffer): boolean => {
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki' });
  return signature.length === 64 && verify(null, Buffer.from(message), key, signature);
};

const line = (key: VerifierKey, bytes: Buffer): string => `— ${key.name} ${Buffer.concat([keyId(key), bytes]).toString('base64')}\n`;

const ofKey = (key: VerifierKey) => (one: NoteSignature): boolean => one.name === key.name && one.keyId.equals(keyId(key));

/** The checkpoint of a tree, signed by the log. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: LogSigner): Promise<string> {
  const body = checkpointText(checkpoint);
  const key = { name: checkpoint.origin, type: LOG_KEY, publicKey: signer.publicKey };
  return `${body}\n${line(key, await signer.sign(Buffer.from(body)))}`;
}

/** The checkpoint that this note is, if the log's key signed it; null otherwise, also where one signature of that key is wrong. */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint | null {
  const split = splitNote(note);
  const checkpoint = split && parseCheckpoint(split.body);
  const own = split?.signatures.filter(ofKey(key)) ?? [];
  if (!split || !checkpoint || key.type !== LOG_KEY || checkpoint.origin !== key.name || own.length === 0) return null;
  return own.every((one) => verifies(split.body, one.bytes, key.publicKey)) ? checkpoint : null;
}

const cosigned = (body: string, seconds: bigint): string => `cosignature/v1\ntime ${seconds}\n${body}`;

/** A witness's line under a checkpoint (cosignature/v1); `seconds` since 1970. */
export async function cosign(body: string, name: string, seconds: number, signer: LogSigner): Promise<string> {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = await signer.sign(Buffer.from(cosigned(body, BigInt(seconds))));
  return line({ name, type: WITNESS_KEY, publicKey: signer.publicKey }, Buffer.concat([time, signature]));
}

/** When this witness cosigned the body, by one of these lines; null: none of them is its valid cosignature. */
export function cosignedAt(body: string, lines: string, key: VerifierKey): Date | null {
  for (const one of splitNote(`${body}\n${lines}`)?.signatures.filter(ofKey(key)) ?? []) {
    if (key.type !== WITNESS_KEY || one.bytes.length !== 72) return null;
    const seconds = one.bytes.readBigUInt64BE();
    if (seconds > 8_640_000_000_000n || !verifies(cosigned(body, seconds), one.bytes.subarray(8), key.publicKey)) return null;
    return new Date(Number(seconds) * 1000);
  }
  return null;
}
