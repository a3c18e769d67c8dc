/** Checkpoints in a chain whose links are signed, so that none of them can be dropped, moved or dated otherwise. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { LogSigner } from './note.ts';

/** The link of a checkpoint: over the link before (empty for the first), its moment and its note. */
export function linkOf(before: Buffer, at: Date, note: string): Buffer {
  return createHash('sha256').update(before).update(`${at.toISOString()}\n${note}`).digest();
}

const text = (n: number, link: Buffer): Buffer => Buffer.from(`havenline/checkpoint-seal/v1\nnumber ${n}\nlink ${link.toString('base64')}\n`);

/** The log's signature under a link and its number. */
export const seal = (n: number, link: Buffer, signer: LogSigner): Promise<Buffer> => signer.sign(text(n, link));

/** Whether the log's key sealed this link with this number. */
export function isSealed(n: number, link: Buffer, signature: Buffer, publicKey: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki' });
  return verify(null, text(n, link), key, signature);
}
