/** Closing a sealed box, which only the private key opens; core/vault/box.ts says how it is made. */
import { createCipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { boxKey, openBox, rawPublic } from '../../core/vault/box.ts';

const CALLBACK = 'havenline captured callback';

/** A new pair, as PEM. */
export function newBox(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(), privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}
/** `info` says what kind of box it is. */
export function seal(publicPem: string, text: string | Buffer, info = CALLBACK): Buffer {
  const recipient = createPublicKey(publicPem);
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const [ephemeral, nonce] = [rawPublic(publicKey), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', boxKey(diffieHellman({ privateKey, publicKey: recipient }), ephemeral, rawPublic(recipient), info), nonce);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([ephemeral, nonce, cipher.getAuthTag(), body]);
}
/** @throws when it was not sealed for this key, or was changed */
export const open = (privatePem: string, box: Buffer): string => openBox(createPrivateKey(privatePem), box, CALLBACK).toString('utf8');
