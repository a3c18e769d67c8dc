/** The KEK in the transit engine of OpenBao or HashiCorp Vault: the key itself never leaves it. API: openbao.org/api-docs/secret/transit. */
import { readFileSync } from 'node:fs';
import { HavenlineError } from '#core/kernel';
import { createGuard } from './guard.ts';
import { away, boundPayload, damaged, keyOfPayload } from './wrapping.ts';
import type { KeyWrapping, Wrapped } from './wrapping.ts';

export interface TransitOptions {
  /** https://host:8200; http only to this machine. */
  address: string;
  /** Where the engine is mounted; usually `transit`. */
  mount: string;
  /** The key's name there: type aes256-gcm96. */
  key: string;
  /** A file with the token. Read for each call, so that an agent can renew it. */
  tokenFile: string;
}

interface Answer { errors?: string[]; data?: { ciphertext?: string; plaintext?: string; latest_version?: number; batch_results?: { ciphertext?: string; error?: string }[] } }

export function transitWrapping({ address, mount, key, tokenFile }: TransitOptions): KeyWrapping {
  const guard = createGuard();
  const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<NonNullable<Answer['data']>> => guard(async (signal) => {
    const response = await fetch(`${address}/v1/${mount}/${path}`, {
      method, signal, redirect: 'error', headers: { 'x-vault-token': readFileSync(tokenFile, 'utf8').trim(), 'x-vault-request': 'true' }, ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (response.status === 204 ? {} : await response.json().catch(() => ({}))) as Answer;
    if (response.ok) return answer.data ?? {};
    // Its messages may repeat what was sent: only what kind it is goes on.
    const said = (answer.errors ?? []).join(' ');
    if (response.status === 503) throw away('it is sealed or starting');
    if (response.status === 403) throw away('it refuses our token');
    if (response.status === 400 && /too old|disallowed by policy/.test(said)) throw new HavenlineError('KeyEncryptionKeyMissing', 500, 'The version of the key that wraps this was retired in the key service.', 'Lower min_decryption_version of the key, run "havenline keys rotate", then raise it again.');
    if (response.status === 400 && /ciphertext|message authentication/.test(said)) throw damaged();
    throw away(`it answers ${response.status}`);
  });
  const nameOf = (ciphertext: string): string => `transit:${key}:${ciphertext.split(':')[1] ?? ''}`;
  const wrapped = (ciphertext: string | undefined): Wrapped => {
    if (ciphertext === undefined || !/^vault:v\d+:/.test(ciphertext)) throw away('its answer cannot be read');
    return { kek: nameOf(ciphertext), wrapped: Buffer.from(ciphertext) };
  };
  const latest = async (): Promise<number> => {
    const { latest_version: version } = await call('GET', `keys/${key}`);
    if (version === undefined) throw away('its answer cannot be read');
    return version;
  };
  return {
    owns: (kek) => kek.startsWith(`transit:${key}:`),
    current: async () => `transit:${key}:v${await latest()}`,
    wrap: async (plain, bound) => wrapped((await call('POST', `encrypt/${key}`, { plaintext: boundPayload(plain, bound).toString('base64') })).ciphertext),
    async unwrap(one, bound) {
      const { plaintext } = await call('POST', `decrypt/${key}`, { ciphertext: one.wrapped.toString() });
      return keyOfPayload(Buffer.from(plaintext ?? '', 'base64'), bound);
    },
    async rotate() {
      await call('POST', `keys/${key}/rotate`, {});
      return `transit:${key}:v${await latest()}`;
    },
    async rewrap(all) {
      const { batch_results: results = [] } = await call('POST', `rewrap/${key}`, { batch_input: all.map((one) => ({ ciphertext: one.wrapped.toString() })) });
      if (results.length !== all.length) throw away('its answer cannot be read');
      return results.map((one) => { if (one.error) throw damaged(); return wrapped(one.ciphertext); });
    },
    async retireOld() {
      const version = await latest();
      await call('POST', `keys/${key}/config`, { min_decryption_version: version });
      return `Version ${version} is the oldest that the key service still opens.`;
    },
  };
}
