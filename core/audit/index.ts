/** The append-only log: append, sequence, seal, prove, verify. */
import { HavenlineError, inTx, newId } from '#core/kernel';
import type { Clock, Db, Random, Tx } from '#core/kernel';
import { commitment, saidText } from './audit.ts';
import type { Act, LogEntry, Said } from './audit.ts';
import type { LogSigner } from './note.ts';
import * as repository from './repository.ts';
import { sequenceBatch } from './sequence.ts';
import { verifyLog } from './verify.ts';
import type { Verification } from './verify.ts';

export type { Act, LogEntry, Problem, ProblemCode, Said } from './audit.ts';
export { actorRef } from './audit.ts';
export { canonical } from './canonical.ts';
export type { Json } from './canonical.ts';
export { isCheckpointOf, ORIGIN, signCheckpoint, verifierKey } from './note.ts';
export type { LogSigner } from './note.ts';
export { consistencyProof, inclusionProof, leafHash, nodeHash, provesConsistency, provesInclusion, root } from './tlog.ts';
export type { Verification } from './verify.ts';

export interface Audit {
  /** Writes one entry in the transaction of the act; it commits with it or not at all. Answers the entry's id. */
  append(tx: Tx, act: Act): Promise<string>;
  /** Gives all committed entries their places, and signs a checkpoint. Any server may call it at any time. */
  sequence(db: Db): Promise<{ moved: number; size: number; root: string }>;
  /** Rebuilds everything and names what is not as it was. Reads one moment; writes nothing. */
  verify(db: Db): Promise<Verification>;
  /** The newest entries first; `before` is the last place already seen. */
  list(tx: Tx, page: { before?: number; limit: number }): Promise<LogEntry[]>;
  /** Takes away what an entry said; the entry stays and the tree with it. */
  eraseDetail(tx: Tx, id: string): Promise<void>;
}

const BATCH = 1_000;

/** The log over the tables log_*. Without a `signer` entries can be written and read, but not sequenced. */
export function createAudit({ clock, random, signer }: { clock: Clock; random: Random; signer?: LogSigner }): Audit {
  return {
    async append(tx, act) {
      const id = newId(clock, random);
      const salt = random.bytes(32);
      const details = saidText(act);
      await repository.insertPending(tx, { id, at: clock.now().toISOString(), commitment: commitment(salt, details), salt, details });
      return id;
    },
    async sequence(db) {
      if (!signer) throw new HavenlineError('LogSignerMissing', 500, 'The log has no signing key, so no checkpoint can be made.', 'Start with the key adapter that holds it.');
      for (let moved = 0; ; ) {
        const batch = await inTx(db, (tx) => sequenceBatch(tx, clock, signer, BATCH));
        moved += batch.moved;
        if (batch.moved < BATCH) return { moved, size: batch.size, root: batch.root.toString('hex') };
      }
    },
    verify: (db) => inTx(db, async (tx) => {
      await repository.freezeMoment(tx);
      return verifyLog(tx, signer?.publicKey);
    }),
    async list(tx, { before, limit }) {
      const rows = await repository.entriesBefore(tx, before, limit);
      return rows.map((row) => ({ seq: row.seq, id: row.id, at: row.at.toISOString(), said: row.details === null ? null : (JSON.parse(row.details) as Said) }));
    },
    eraseDetail: (tx, id) => repository.eraseDetail(tx, id, clock.now().toISOString()),
  };
}
