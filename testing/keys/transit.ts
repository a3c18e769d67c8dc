/** A fake of OpenBao's (and HashiCorp Vault's) transit engine: encrypt, decrypt, rewrap with batches, keys with rotation and configuration, tokens, the sealed state. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { serve } from './server.ts';
import type { FakeAnswer, FakeServer } from './server.ts';

export interface FakeTransit extends FakeServer {
  token: string;
  seal(on: boolean): void;
  /** The oldest version that still decrypts. */
  readonly oldest: number;
}

export async function startFakeTransit(mount = 'transit', name = 'havenline'): Promise<FakeTransit> {
  const token = `hvs.${randomBytes(12).toString('base64url')}`;
  const versions = new Map<number, Buffer>([[1, randomBytes(32)]]);
  let oldest = 1;
  let sealed = false;
  const latest = (): number => Math.max(...versions.keys());
  const error = (status: number, ...errors: string[]): FakeAnswer => ({ status, body: { errors } });
  const data = (body: object): FakeAnswer => ({ status: 200, body: { request_id: 'fake', lease_id: '', renewable: false, lease_duration: 0, data: body, wrap_info: null, warnings: null, auth: null } });
  const encrypt = (plaintext: string): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions.get(latest())!, nonce);
    return `vault:v${latest()}:${Buffer.concat([nonce, cipher.update(Buffer.from(plaintext, 'base64')), cipher.final(), cipher.getAuthTag()]).toString('base64')}`;
  };
  const decrypt = (ciphertext: string): string => {
    const [, version, text] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
    if (text === undefined) throw new Error('invalid ciphertext: no prefix');
    if (Number(version) < oldest) throw new Error('ciphertext or signature version is disallowed by policy (too old)');
    const key = versions.get(Number(version));
    if (!key) throw new Error('invalid ciphertext: version is too new');
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('base64');
    } catch {
      throw new Error('invalid ciphertext: unable to decrypt: cipher: message authentication failed');
    }
  };
  const server = await serve((request, bytes) => {
    if (sealed) return error(503, 'Vault is sealed');
    if (request.headers['x-vault-token'] !== token) return error(403, 'permission denied');
    const [, verb, rest] = new RegExp(`^/v1/${mount}/(encrypt|decrypt|rewrap|keys)/(.+)$`).exec(request.url ?? '') ?? [];
    if (verb === undefined) return error(404, 'no handler for route');
    const body = (bytes.length === 0 ? {} : JSON.parse(bytes.toString())) as { plaintext?: string; ciphertext?: string; min_decryption_version?: number; batch_input?: { ciphertext: string }[] };
    if (rest!.split('/')[0] !== name) return error(400, 'encryption key not found');
    try {
      if (verb === 'encrypt') return data({ ciphertext: encrypt(body.plaintext!), key_version: latest() });
      if (verb === 'decrypt') return data({ plaintext: decrypt(body.ciphertext!) });
      if (verb === 'rewrap') {
        if (!body.batch_input) return data({ ciphertext: encrypt(decrypt(body.ciphertext!)), key_version: latest() });
        return data({ batch_results: body.batch_input.map((one) => { try { return { ciphertext: encrypt(decrypt(one.ciphertext)), key_version: latest() }; } catch (cause) { return { error: (cause as Error).message }; } }) });
      }
      if (request.method === 'GET') return data({ name, type: 'aes256-gcm96', latest_version: latest(), min_decryption_version: oldest, min_encryption_version: 0, keys: Object.fromEntries([...versions.keys()].map((v) => [v, 0])) });
      if (rest === `${name}/rotate`) { versions.set(latest() + 1, randomBytes(32)); return data({ latest_version: latest() }); }
      if (rest === `${name}/config`) { oldest = body.min_decryption_version ?? oldest; return data({ min_decryption_version: oldest }); }
      return error(404, 'no handler for route');
    } catch (cause) {
      return error(400, (cause as Error).message);
    }
  }, 'application/json');
  return Object.defineProperties({ token, seal: (on: boolean) => void (sealed = on) }, { ...Object.getOwnPropertyDescriptors(server), oldest: { get: () => oldest } }) as FakeTransit;
}
