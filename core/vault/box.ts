/**
 * Opening a sealed box: anybody with the public key can close it (telephony/capture/sealed.ts), only the private key opens it. X25519 with an
 * ephemeral key (RFC 7748), HKDF-SHA256 (RFC 5869) over both public keys, AES-256-GCM. Layout: ephemeral public key (32 bytes), nonce (12), tag (16), text.
 */
import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The 32 bytes of a public key. */
export const rawPublic = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32);
/** 32 unpredictable bytes as a private key (RFC 7748 takes any). */
export const privateOf = (bytes: Buffer): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' });
/** The public half, as PEM. */
export const publicPemOf = (privateKey: KeyObject): string => createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
/** The key of one box. `info` says what kind of box it is: one kind never opens as another. */
export const boxKey = (secret: Buffer, ephemeral: Buffer, recipient: Buffer, info: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.concat([ephemeral, recipient]), info, 32));

/** @throws when it was not sealed for this key and kind, or was changed */
export function openBox(privateKey: KeyObject, box: Buffer, info: string): Buffer {
  const [ephemeral, nonce, tag, body] = [box.subarray(0, 32), box.subarray(32, 44), box.subarray(44, 60), box.subarray(60)];
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, ephemeral]), format: 'der', type: 'spki' });
  const decipher = createDecipheriv('aes-256-gcm', boxKey(diffieHellman({ privateKey, publicKey }), ephemeral, rawPublic(createPublicKey(privateKey)), info), nonce);
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
