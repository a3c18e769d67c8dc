/** Checkpoints as C2SP signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), signed with Ed25519. */
import { createHash, createPublicKey, verify } from 'node:crypto';

export const ORIGIN = 'havenline/log';

/** Who signs the log's checkpoints; the key stays in the adapter. */
export interface LogSigner {
  /** The 32 bytes of the Ed25519 public key. */
  readonly publicKey: Buffer;
  sign(text: Buffer): Promise<Buffer>;
}

const keyHash = (publicKey: Buffer): Buffer => createHash('sha256').update(`${ORIGIN}\n`).update(Buffer.from([1])).update(publicKey).digest().subarray(0, 4);

const text = (size: number, root: Buffer): string => `${ORIGIN}\n${size}\n${root.toString('base64')}\n`;

/** The checkpoint of a tree, signed. */
export async function signCheckpoint(size: number, root: Buffer, signer: LogSigner): Promise<string> {
  const body = text(size, root);
  const signature = await signer.sign(Buffer.from(body));
  return `${body}\n— ${ORIGIN} ${Buffer.concat([keyHash(signer.publicKey), signature]).toString('base64')}\n`;
}

/** Whether a note is the signed checkpoint of this tree. */
export function isCheckpointOf(note: string, size: number, root: Buffer, publicKey: Buffer): boolean {
  const body = text(size, root);
  if (!note.startsWith(`${body}\n— ${ORIGIN} `)) return false;
  const lines = note.slice(body.length + 1).split('\n').filter((line) => line.startsWith(`— ${ORIGIN} `));
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki' });
  return lines.some((line) => {
    const blob = Buffer.from(line.slice(`— ${ORIGIN} `.length), 'base64');
    return blob.length === 68 && blob.subarray(0, 4).equals(keyHash(publicKey)) && verify(null, Buffer.from(body), key, blob.subarray(4));
  });
}

/** The signer's key as other C2SP tools take it: `name+hash+key`. */
export function verifierKey(publicKey: Buffer): string {
  return `${ORIGIN}+${keyHash(publicKey).toString('hex')}+${Buffer.concat([Buffer.from([1]), publicKey]).toString('base64')}`;
}
