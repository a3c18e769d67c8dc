/** The KEK in AWS KMS, by its own client library: the key itself never leaves it. Another KMS key is made there; rotating here moves all data keys to it. */
import { DecryptCommand, EncryptCommand, KMSClient, ReEncryptCommand } from '@aws-sdk/client-kms';
import { HavenlineError } from '#core/kernel';
import { createGuard } from './guard.ts';
import { away, boundPayload, damaged, keyOfPayload } from './wrapping.ts';
import type { KeyWrapping, Wrapped } from './wrapping.ts';

export interface KmsOptions {
  region: string;
  /** Id, ARN or alias of a symmetric key. */
  keyId: string;
  /** Another address than the region's own: a VPC endpoint. */
  endpoint?: string;
  /** Without it the library looks for them in its usual places (environment, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

export function kmsWrapping({ region, keyId, endpoint, credentials }: KmsOptions): KeyWrapping {
  const client = new KMSClient({ region, maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint }), ...(credentials ? { credentials } : {}) });
  const guard = createGuard();
  const run = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => guard(async (abortSignal) => {
    try {
      return await work(abortSignal);
    } catch (error) {
      const { name } = error as Error;
      if (name === 'InvalidCiphertextException' || name === 'IncorrectKeyException') throw damaged();
      if (name === 'NotFoundException') throw new HavenlineError('KeyEncryptionKeyMissing', 500, 'The key service does not have the key that wraps this.', 'Look for it in AWS KMS; a deletion can be cancelled while it is pending.');
      if (['DisabledException', 'KMSInvalidStateException', 'AccessDeniedException'].includes(name)) throw away(`it answers ${name}`);
      throw error;
    }
  });
  const current = `kms:${keyId}`;
  const keyOf = (kek: string): string => kek.slice('kms:'.length);
  return {
    owns: (kek) => kek.startsWith('kms:'),
    current: async () => current,
    wrap: (plain, bound) => run(async (abortSignal) => {
      const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: keyId, Plaintext: boundPayload(plain, bound) }), { abortSignal });
      return { kek: current, wrapped: Buffer.from(CiphertextBlob!) };
    }),
    unwrap: (one, bound) => run(async (abortSignal) => {
      const { Plaintext } = await client.send(new DecryptCommand({ KeyId: keyOf(one.kek), CiphertextBlob: one.wrapped }), { abortSignal });
      return keyOfPayload(Plaintext!, bound);
    }),
    rotate: async () => current,
    async rewrap(all) {
      const done: Wrapped[] = [];
      for (const one of all) {
        const { CiphertextBlob } = await run((abortSignal) => client.send(new ReEncryptCommand({ CiphertextBlob: one.wrapped, SourceKeyId: keyOf(one.kek), DestinationKeyId: keyId }), { abortSignal }));
        done.push({ kek: current, wrapped: Buffer.from(CiphertextBlob!) });
      }
      return done;
    },
    retireOld: async () => `Everything is under ${keyId}. Disable the former key in AWS KMS, and delete it later.`,
  };
}
