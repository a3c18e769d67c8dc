/** The log's types and its pure parts: what an entry says and what stands in the tree for it. */
import { createHash } from 'node:crypto';
import type { Actor } from '#core/kernel';
import { canonical } from './canonical.ts';
import type { Json } from './canonical.ts';

/** What somebody did, or was refused. `details` never holds a protected value: ids, counts and words of closed lists only. */
export interface Act {
  readonly actor: Actor;
  readonly purpose: string;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly outcome: 'done' | 'refused';
  readonly fields?: readonly string[] | undefined;
  readonly details?: { readonly [key: string]: Json | undefined } | undefined;
}

/** An entry as the data protection officer reads it. */
export interface LogEntry {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  /** null: what it said was erased. */
  readonly said: Said | null;
}

export interface Said {
  /** `roles`: those that a member of staff had then. */
  readonly actor: { readonly kind: string; readonly id: string; readonly roles?: readonly string[] };
  readonly purpose: string;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly outcome: 'done' | 'refused';
  readonly fields?: readonly string[];
  readonly details?: Json;
  /** The moment of the act; what was written before 2026-11-25 holds it in the entry alone. */
  readonly at?: string;
}

export type ProblemCode =
  | 'EntryEdited' | 'EntryMissing' | 'EntryMoved' | 'LeafUnreadable'
  | 'DetailEdited' | 'DetailMissing' | 'DetailStray' | 'ErasedWithoutEntry' | 'PendingEdited'
  | 'TileEdited' | 'TileMissing' | 'TileStray'
  | 'CheckpointRootDiffers' | 'CheckpointSignatureWrong' | 'CheckpointEdited' | 'CheckpointMissing' | 'CheckpointSealWrong' | 'LogShorterThanCheckpoint'
  | 'CosignatureWrong' | 'CosignatureStray' | 'WitnessUnknown' | 'LogForked'
  | 'PublishedEdited' | 'PublishedMissing' | 'PublishedSignatureWrong';

/** `seq` is the place of the entry, or of the last entry of a checkpoint; -1 where nothing has a place. */
export interface Problem { readonly code: ProblemCode; readonly seq: number; readonly message: string }
export type Say = (code: ProblemCode, seq: number, message: string) => void;

/** The act that takes away what an entry said; `details.erasedAt` binds the moment. */
export const ERASE = 'log.erase';

/** Who acted, without a name. */
export function actorRef(actor: Actor): { kind: string; id: string } {
  switch (actor.kind) {
    case 'staff': return { kind: 'staff', id: actor.id };
    case 'partner': return { kind: 'partner', id: actor.id };
    case 'caller': return { kind: 'caller', id: actor.contactId };
    case 'system': return { kind: 'system', id: actor.name };
  }
}

/** The one spelling of what an entry says; the moment is in it, so that it is bound before the entry has a place. */
export function saidText(act: Act, at: string): string {
  return canonical({
    at, actor: { ...actorRef(act.actor), roles: act.actor.kind === 'staff' ? [...act.actor.roles].sort() : undefined }, purpose: act.purpose, action: act.action, subject: { type: act.subject.type, id: act.subject.id },
    outcome: act.outcome, fields: act.fields && [...act.fields], details: act.details,
  });
}

/** What binds an entry to what it says without revealing it. */
export function commitment(salt: Buffer, details: string): string {
  return createHash('sha256').update(salt).update(details).digest('hex');
}

/** The bytes of an entry in the tree. */
export function leafText(entry: { id: string; at: string; commit: string }): string {
  return canonical({ v: 1, id: entry.id, at: entry.at, commit: entry.commit });
}
