/** The append-only log: append, sequence, seal, publish, witness, prove, verify. */
import { atCommit, HavenlineError, inTx, invalid, newId, notFound } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import { commitment, ERASE, saidText } from './audit.ts';
import type { Act, LogEntry, Said } from './audit.ts';
import { formatKey, LOG_KEY, ORIGIN } from './note.ts';
import type { LogSigner, VerifierKey } from './note.ts';
import { consistencyOf, exportTiles, inclusionOf } from './proofs.ts';
import type { ConsistencyProof, InclusionProof } from './proofs.ts';
import { publishPeriods, publicTile, readPublicLog } from './published.ts';
import * as repository from './repository.ts';
import { nothingWaits, sequenceBatch } from './sequence.ts';
import { verifyLog } from './verify.ts';
import type { Verification, VerifyOptions } from './verify.ts';
import * as witnessing from './witnessing.ts';
import type { WitnessRequest, WitnessState } from './witnessing.ts';

export type { Act, LogEntry, Problem, ProblemCode, Said } from './audit.ts';
export { actorRef } from './audit.ts';
export { canonical } from './canonical.ts';
export type { Json } from './canonical.ts';
export { cosign, formatKey, LOG_KEY, openCheckpoint, ORIGIN, parseKey, WITNESS_KEY } from './note.ts';
export type { LogSigner, VerifierKey } from './note.ts';
export type { ConsistencyProof, InclusionProof } from './proofs.ts';
export { consistencyProof, inclusionProof, leafHash, nodeHash, provesConsistency, provesInclusion, provesSubtree, root } from './tlog.ts';
export { TILE, tileNumber } from './tiles.ts';
export type { Verification } from './verify.ts';
export { originAsked, witnessAnswer } from './witness.ts';
export type { Seen } from './witness.ts';
export type { WitnessRequest, WitnessState } from './witnessing.ts';

export interface LogFilter {
  readonly purpose?: string | undefined;
  readonly action?: string | undefined;
  /** The kind of actor: staff, partner, caller, system. */
  readonly kind?: string | undefined;
  /** A role that a member of staff had then. */
  readonly role?: string | undefined;
  readonly actor?: string | undefined;
  readonly outcome?: string | undefined;
  readonly from?: Date | undefined;
  /** Before this moment. */
  readonly to?: Date | undefined;
  /** Any of these ids as the subject. */
  readonly subjects?: readonly string[] | undefined;
}

export interface Audit {
  /** Puts one entry down in the transaction of the act: all of one transaction are written just before it commits, with it or not at all. Answers the entry's id. */
  append(tx: Tx, act: Act): Promise<string>;
  /** Gives all committed entries their places, and signs a checkpoint. Any server may call it at any time. */
  sequence(db: Db): Promise<{ moved: number; size: number; root: string }>;
  /** Appends to the public log what is due. Answers how many leaves. */
  publish(db: Db, how: { origin: string; seconds: number }): Promise<number>;
  /** Rebuilds everything and names what is not as it was. Reads one moment; writes nothing. */
  verify(db: Db, options?: Omit<VerifyOptions, 'publicKey'> & { publicKey?: Buffer }): Promise<Verification>;
  /** The newest entries first; `before` is the last place already seen. */
  list(tx: Tx, page: { before?: number | undefined; limit: number } & LogFilter): Promise<LogEntry[]>;
  /** Entries from a place on, in their order. */
  follow(tx: Tx, seq: number, limit: number): Promise<LogEntry[]>;
  /** Takes away what an entry said, with an entry that says so; the place in the tree stays. @throws HavenlineError NotFound */
  eraseDetail(tx: Tx, id: string, by: { actor: Actor; purpose: string }): Promise<void>;
  /** Proof that an entry (by its id or its place) is in the tree of the latest checkpoint. @throws HavenlineError NotFound */
  prove(tx: Tx, which: { id: string } | { seq: number }): Promise<InclusionProof>;
  /** Proof that the tree of `from` entries grew into the one of `to`. @throws HavenlineError Invalid */
  proveGrowth(tx: Tx, from: number, to: number): Promise<ConsistencyProof>;
  /** The latest checkpoint of a log (the centre's own, or the public one) with its cosignatures; null while there is none. */
  checkpoint(tx: Tx, which: 'own' | 'public'): Promise<string | null>;
  /** A file of the public log below `tile/`, as C2SP tlog-tiles names it; null: there is none. */
  publicTile(tx: Tx, path: string): Promise<Buffer | null>;
  /** Hands out every tile and entry bundle of the log up to its latest checkpoint, as C2SP tlog-tiles has them. Leaves reveal nothing. */
  exportTiles(tx: Tx, put: (level: number | 'entries', idx: number, width: number, bytes: Buffer) => void): Promise<{ size: number; checkpoint: string | null }>;
  /** The keys with which both logs can be checked elsewhere (`name+hash+key`). */
  keys(tx: Tx): Promise<string[]>;
  readonly witnessing: {
    /** What to submit to a witness now; null: nothing is new. */
    requestFor(tx: Tx, witness: string, origin: string): Promise<WitnessRequest | null>;
    /** Takes the answer; true: ask again at once. */
    take(tx: Tx, key: VerifierKey, request: WitnessRequest, answer: { status: number; text: string }): Promise<boolean>;
    failed(tx: Tx, witness: string, origin: string, error: string): Promise<void>;
    states(tx: Tx, witnesses: readonly string[]): Promise<WitnessState[]>;
    origins(tx: Tx): Promise<string[]>;
    /** Remembers the job that will ask next (null: none); answers the one before, and how many attempts failed in a row. */
    job(tx: Tx, witness: string, origin: string): Promise<{ jobId: string | null; attempts: number; set(jobId: string | null): Promise<void> }>;
  };
}

const BATCH = 1_000;

const entryOf = (row: repository.EntryRow): LogEntry => ({ seq: row.seq, id: row.id, at: row.at.toISOString(), said: row.details === null ? null : (JSON.parse(row.details) as Said) });

/** The log over the tables log_*. Without a `signer` entries can be written and read, but not sequenced. */
export function createAudit({ clock, random, signer }: { clock: Clock; random: Random; signer?: LogSigner }): Audit {
  const signing = (): LogSigner => {
    if (!signer) throw new HavenlineError('LogSignerMissing', 500, 'The log has no signing key, so no checkpoint can be made.', 'Start with the key adapter that holds it.');
    return signer;
  };
  // The public log only grows, and by a leaf a period: it is read once for each.
  let served: { newest: number; log: Promise<Awaited<ReturnType<typeof readPublicLog>>> } | undefined;
  const append: Audit['append'] = async (tx, act) => {
    const id = newId(clock, random);
    const salt = random.bytes(32);
    const at = clock.now().toISOString();
    const details = saidText(act, at);
    await atCommit(tx, repository.insertPending, { id, at, commitment: commitment(salt, details), salt, details });
    return id;
  };
  const withCosignatures = async (tx: Tx, origin: string, size: number, note: string): Promise<string> =>
    note + (await repository.cosignaturesAt(tx, origin, size)).map((row) => row.line).join('');
  return {
    append,
    async sequence(db) {
      const key = signing();
      const idle = await inTx(db, nothingWaits);
      if (idle) return { moved: 0, size: idle.size, root: idle.root.toString('hex') };
      for (let moved = 0; ; ) {
        const batch = await inTx(db, (tx) => sequenceBatch(tx, clock, key, BATCH));
        moved += batch.moved;
        if (batch.moved < BATCH) return { moved, size: batch.size, root: batch.root.toString('hex') };
      }
    },
    publish: (db, how) => inTx(db, (tx) => publishPeriods(tx, clock, random, signing(), how)),
    verify: (db, options = {}) => inTx(db, async (tx) => {
      await repository.freezeMoment(tx);
      return verifyLog(tx, { publicKey: signer?.publicKey, ...options });
    }),
    async list(tx, { before, limit, from, to, ...filter }) {
      return (await repository.entriesBefore(tx, before, limit, { ...filter, from: from?.toISOString(), to: to?.toISOString() })).map(entryOf);
    },
    follow: async (tx, seq, limit) => (await repository.entriesFrom(tx, seq, limit)).map(entryOf),
    async eraseDetail(tx, id, { actor, purpose }) {
      const at = clock.now().toISOString();
      if (!(await repository.eraseDetail(tx, id, at))) throw notFound();
      await append(tx, { actor, purpose, action: ERASE, subject: { type: 'LogEntry', id }, outcome: 'done', details: { erasedAt: at } });
    },
    async prove(tx, which) {
      const proof = await inclusionOf(tx, which);
      if (!proof) throw notFound();
      return { ...proof, checkpoint: await withCosignatures(tx, ORIGIN, proof.size, proof.checkpoint) };
    },
    async proveGrowth(tx, from, to) {
      const proof = await consistencyOf(tx, from, to);
      if (!proof) throw invalid('Invalid', 'There are no such two trees: the first has at least one entry, the second no fewer and no more than the log has.', 'Give two sizes of this log.');
      return proof;
    },
    async checkpoint(tx, which) {
      if (which === 'own') {
        const last = await repository.latestCheckpoint(tx);
        return last ? withCosignatures(tx, ORIGIN, last.size, last.note) : null;
      }
      const last = await repository.latestPublished(tx);
      return last ? withCosignatures(tx, last.note.split('\n')[0]!, last.seq + 1, last.note) : null;
    },
    async publicTile(tx, path) {
      const newest = (await repository.latestPublished(tx))?.seq ?? -1;
      if (served?.newest !== newest) {
        served = { newest, log: readPublicLog(tx) };
        served.log.catch(() => (served = undefined));
      }
      return publicTile(await served.log, path);
    },
    async exportTiles(tx, put) {
      await repository.freezeMoment(tx);
      const last = await repository.latestCheckpoint(tx);
      const size = last?.size ?? 0;
      await exportTiles(tx, size, put);
      return { size, checkpoint: last ? await withCosignatures(tx, ORIGIN, size, last.note) : null };
    },
    async keys(tx) {
      return (await witnessing.origins(tx)).map((name) => formatKey({ name, type: LOG_KEY, publicKey: signing().publicKey }));
    },
    witnessing: {
      requestFor: witnessing.requestFor,
      take: (tx, key, request, answer) => witnessing.takeAnswer(tx, clock, key, request, answer),
      failed: (tx, witness, origin, error) => witnessing.noteFailure(tx, clock, witness, origin, error),
      states: witnessing.states,
      origins: witnessing.origins,
      async job(tx, witness, origin) {
        const state = await repository.witnessState(tx, witness, origin);
        return { jobId: state.jobId, attempts: state.attempts, set: async (jobId) => repository.saveWitnessState(tx, { ...(await repository.witnessState(tx, witness, origin)), jobId }) };
      },
    },
  };
}
