/**
 * Whether the servers of a centre hold one and the same key store. Each server has a key of its own in the store, and the database what only the
 * holder of that key can reckon. A server whose store lacks the key of another one would read that one's people as erased, and make keys
 * nobody else has: it does not start. A copy of the store passes until the first server is added after the copying; then all that run say so.
 */
import { createHmac } from 'node:crypto';
import { HavenlineError, inTx } from '#core/kernel';
import type { Actor, Db } from '#core/kernel';
import type { Audit } from '#core/audit';
import type { KeyStore } from './key-store.ts';
import * as repository from './repository.ts';

const AGAIN_MS = 60_000;

export interface KeyCheckDeps {
  db: Db;
  keys: Pick<KeyStore, 'create' | 'get'>;
  /** This server, by a name that its data directory keeps. */
  server: string;
  onError: (error: unknown) => void;
}
export interface KeyCheck {
  /** Compares, and enters this server. @throws HavenlineError KeyStoreDiffers, and whatever a key service that is away says */
  check(): Promise<void>;
  /** The first time: refuses a store that differs, and lets a key service that is away be. Then it looks every minute. */
  start(): Promise<void>;
  stop(): void;
}

/** The check of this server. */
export function createKeyCheck({ db, keys, server, onError }: KeyCheckDeps): KeyCheck {
  let timer: NodeJS.Timeout | undefined;
  const valueOf = async (name: string): Promise<Buffer | null> => {
    const key = await keys.get('check', name);
    return key && createHmac('sha256', key).update('havenline key store').digest();
  };
  async function check(): Promise<void> {
    const known = await inTx(db, repository.keyChecks);
    for (const one of known) if ((await valueOf(one.server))?.equals(one.value) !== true) throw differs();
    if (known.some((one) => one.server === server)) return;
    await keys.create('check', server);
    await inTx(db, async (tx) => repository.insertKeyCheck(tx, server, (await valueOf(server))!));
  }
  return {
    check,
    async start() {
      await check().catch((error: unknown) => {
        if (error instanceof HavenlineError && error.code === 'KeyStoreDiffers') throw error;
        // Calls do not wait for a key service; what is protected cannot be read meanwhile, and says so.
        onError(error);
      });
      timer = setInterval(() => void check().catch(onError), AGAIN_MS);
    },
    stop: () => clearInterval(timer),
  };
}

/** Takes the key store that the next server starts with as the centre's: after an older copy was put back, or the keys were lost. */
export async function acceptKeyStore(db: Db, audit: Pick<Audit, 'append'>): Promise<void> {
  const operator: Actor = { kind: 'system', name: 'operator' };
  await inTx(db, async (tx) => {
    await repository.deleteKeyChecks(tx);
    await audit.append(tx, { actor: operator, purpose: 'system-operation', action: 'accept-keys', subject: { type: 'Centre', id: 'keys' }, outcome: 'done' });
  });
}

const differs = (): HavenlineError => new HavenlineError('KeyStoreDiffers', 500, 'The key store of this server is not the one of the other servers on this database: what they encrypt could not be read here, and what this one encrypts not there.',
  'Give all servers the same folder with --keys, on a file system that they share (docs/operations/keys.md). If an older copy of the keys was put back, or the keys are lost for good, stop all servers and run "havenline keys accept" once.');
