/**
 * A sealed box: anybody with the public key can close it, only the private key opens it. X25519 with an ephemeral key (RFC 7748), HKDF-SHA256
 * (RFC 5869) over both public keys, AES-256-GCM. Layout: ephemeral public key (32 bytes), nonce (12), tag (16), text.
 */
import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const INFO = 'havenline captured callback';
const PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const raw = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32);
const keyOf = (secret: Buffer, ephemeral: Buffer, recipient: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.concat([ephemeral, recipient]), INFO, 32));

/** A new pair, as PEM. */
export function newBox(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(), privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}
export function seal(publicPem: string, text: string): Buffer {
  const recipient = createPublicKey(publicPem);
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const [ephemeral, nonce] = [raw(publicKey), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(diffieHellman({ privateKey, publicKey: recipient }), ephemeral, raw(recipient)), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([ephemeral, nonce, cipher.getAuthTag(), body]);
}
/** @throws when it was not sealed for this key, or was changed */
export function open(privatePem: string, box: Buffer): string {
  const privateKey = createPrivateKey(privatePem);
  const [ephemeral, nonce, tag, body] = [box.subarray(0, 32), box.subarray(32, 44), box.subarray(44, 60), box.subarray(60)];
  const publicKey = createPublicKey({ key: Buffer.concat([PREFIX, ephemeral]), format: 'der', type: 'spki' });
  const decipher = createDecipheriv('aes-256-gcm', keyOf(diffieHellman({ privateKey, publicKey }), ephemeral, raw(createPublicKey(privateKey))), nonce);
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}
