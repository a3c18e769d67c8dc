/** Keys in the data directory: data keys in a file of their own, wrapped by a KEK (a file, OpenBao/Vault transit, AWS KMS); the log's signing key. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { HavenlineError } from '#core/kernel';
import type { LogSigner } from '#core/audit';
import type { KeyStore } from '#core/vault';
import { readOrMake } from './files.ts';
import { kmsWrapping } from './kms.ts';
import type { KmsOptions } from './kms.ts';
import { openStore } from './store.ts';
import type { OpenedStore } from './store.ts';
import { transitWrapping } from './transit.ts';
import type { TransitOptions } from './transit.ts';
import type { KeyWrapping } from './wrapping.ts';

export type { Rotation, RotateOptions, OpenedStore } from './store.ts';
export type { KeyWrapping, Wrapped } from './wrapping.ts';

export interface Keys { readonly store: KeyStore; readonly signer: LogSigner; readonly rotate: OpenedStore['rotate']; readonly usage: OpenedStore['usage']; close(): void }

/** What wraps the data keys. Without it the file keys/kek.json. */
export type KeyService = ({ kind: 'transit' } & TransitOptions) | ({ kind: 'kms' } & KmsOptions);

/** Opens (and at the first start makes) the keys under `dataDir`: keystore, keys/kek.json (unless a service wraps), keys/log.pem; all mode 0600. */
export function openKeys({ dataDir, service }: { dataDir: string; service?: KeyService | undefined }): Keys {
  const store = openStore(dataDir, wrappingOf(service));
  return { store, signer: openSigner(join(dataDir, 'keys', 'log.pem')), rotate: store.rotate, usage: store.usage, close: () => store.close() };
}

function wrappingOf(service: KeyService | undefined): KeyWrapping | null {
  if (!service) return null;
  return service.kind === 'transit' ? transitWrapping(service) : kmsWrapping(service);
}

/**
 * The words of `--key-service`: `file`; `transit+https://HOST:8200/MOUNT/KEY` with a token file; `kms://REGION/KEY-ID-OR-ARN`, `?endpoint=URL` for another address.
 * @throws HavenlineError KeysUnreadable
 */
export function readKeyService(words: string, tokenFile: string | null): KeyService | undefined {
  const unreadable = (what: string) => new HavenlineError('KeysUnreadable', 500, `--key-service (or HAVENLINE_KEY_SERVICE) ${what}.`, 'Give "file", "transit+https://host:8200/transit/havenline" or "kms://us-east-1/KEY-ID".');
  if (words === 'file') return undefined;
  if (!URL.canParse(words)) throw unreadable('is no address');
  const url = new URL(words);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'kms:') {
    const endpoint = url.searchParams.get('endpoint');
    const keyId = decodeURIComponent(url.pathname.slice(1));
    if (url.hostname === '' || keyId === '') throw unreadable('names no region or no key');
    return { kind: 'kms', region: url.hostname, keyId, ...(endpoint === null ? {} : { endpoint }) };
  }
  if (url.protocol === 'transit+https:' || (url.protocol === 'transit+http:' && local)) {
    const [mount, key, more] = url.pathname.slice(1).split('/');
    if (!mount || !key || more !== undefined) throw unreadable('names no mount and key');
    if (tokenFile === null) throw new HavenlineError('KeysUnreadable', 500, 'The key service needs a token.', 'Give a file that holds it as --key-service-token (or HAVENLINE_KEY_SERVICE_TOKEN).');
    return { kind: 'transit', address: `${url.protocol.slice('transit+'.length)}//${url.host}`, mount, key, tokenFile };
  }
  throw unreadable('begins with something else than transit+https: or kms:');
}

/** A signing key in a file of mode 0600, made if there is none. */
export function openSigner(path: string): LogSigner {
  const key = createPrivateKey(readOrMake(path, () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()));
  // The last 32 bytes of the SPKI form are the raw public key.
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, sign: (text) => Promise.resolve(sign(null, text, key)) };
}
