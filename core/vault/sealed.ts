/**
 * Sealed places: where a child is. Asked → agreed by a second person → opened once, or declined, or over.
 * The rows are behind functions of the database (0120_sealed.sql) that check the agreement, burn it and write the log themselves;
 * what they give out opens only with both keys, the subject's and the sealed one.
 */
import { hkdfSync } from 'node:crypto';
import { conflict, HavenlineError, invalid, newId, notFound } from '#core/kernel';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import { assertGrant } from '#core/access';
import type { Grant } from '#core/access';
import type { KeyStore } from './key-store.ts';
import * as repository from './repository.ts';
import { open, seal } from './vault.ts';
import type { Place } from './vault.ts';

export type SealedKind = 'person' | 'contact';
/** What is known of an ask; nothing of the place. Times are the database's. */
export type SealedAsk = repository.SealedAskRow;

export interface SealedState { readonly id: string; readonly placeId: string; readonly askId: string | null; readonly agreed: boolean; readonly expiresAt: Date | null }

/** The asker's screen hides a place after this. */
export const SEALED_SHOWN_SECONDS = 120;
const LONGEST = 1_000;
/** Every place has the same few lengths. */
const BLOCK = 256;
const SUBJECT: Record<SealedKind, { type: string; writes: string }> = { person: { type: 'Person', writes: 'person.write' }, contact: { type: 'Contact', writes: 'contact.write' } };

export interface Sealed {
  /** Seals the place of a person or contact; an earlier one is gone, and what was agreed about it. Grant: writing, field `place`. Answers the place's id. */
  putSealed(tx: Tx, grant: Grant, of: { kind: SealedKind; id: string; caseId: string | null }, text: string): Promise<{ placeId: string }>;
  /** The id of somebody's sealed place, or null. */
  sealedOf(tx: Tx, kind: SealedKind, id: string): Promise<string | null>;
  /** Takes the place away. Grant: as for putting. */
  removeSealed(tx: Tx, grant: Grant, of: { kind: SealedKind; id: string }): Promise<boolean>;
  /** Asks to open it, for the grant's purpose and one recipient (its name, at most 200 letters). Grant: `sealed.ask` on the SealedPlace. */
  askSealed(tx: Tx, grant: Grant, placeId: string, recipient: string): Promise<{ id: string; expiresAt: Date }>;
  /** The second person agrees, for 1 to 30 minutes. Grant: `sealed.approve` on the SealedPlace. @throws HavenlineError SealedAskOver */
  approveSealed(tx: Tx, grant: Grant, askId: string, minutes: number): Promise<{ expiresAt: Date }>;
  /** The second person does not agree. Grant: as for agreeing. @throws HavenlineError SealedAskOver */
  declineSealed(tx: Tx, grant: Grant, askId: string): Promise<void>;
  /** Opens it once, for the asker alone. Grant: `sealed.open` on the SealedPlace. Release the text only after the commit. @throws HavenlineError SealedAskOver */
  openSealed(tx: Tx, grant: Grant, askId: string): Promise<{ text: string; hidesInSeconds: number }>;
  sealedAsk(tx: Tx, askId: string): Promise<SealedAsk | null>;
  /** What waits for a second person. */
  sealedAsksWaiting(tx: Tx): Promise<SealedAsk[]>;
  /** Who of these has a sealed place, and how far this asker is with it. Nothing of the place. */
  sealedStates(tx: Tx, kind: SealedKind, ids: readonly string[], askedBy: string): Promise<SealedState[]>;
}

const over = () => conflict('SealedAskOver', 'This was not agreed to, was used already, or its time is over.', 'Ask again.');
const staffId = (actor: Actor): string => {
  if (actor.kind !== 'staff') throw notFound();
  return actor.id;
};
const placeOf = (kind: SealedKind, subjectId: string, row: string): Place => ({ keyOf: { kind, id: subjectId }, table: 'sealed_place', column: 'place', row });

/** Both keys make the one that opens: HKDF-SHA256 (RFC 5869) over the subject's key and the sealed key. */
function joined(subject: Buffer, sealed: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.concat([subject, sealed]), Buffer.alloc(0), 'havenline sealed place', 32));
}

export function createSealed({ keys, random, clock }: { keys: KeyStore; random: Random; clock: Clock }): Sealed {
  const keyFor = async (kind: SealedKind, id: string): Promise<Buffer> => {
    const [subject, second] = [await keys.get(kind, id), await keys.get('sealed', id)];
    if (!subject || !second) throw new HavenlineError('KeyMissing', 410, 'This was erased, or its key is not here.', 'If it was not erased, restore the key store from its backup.');
    return joined(subject, second);
  };
  const mayWrite = (grant: Grant, kind: SealedKind, id: string): void =>
    assertGrant(grant, { action: SUBJECT[kind].writes, subjectType: SUBJECT[kind].type, subjectId: id, field: 'place', now: clock.now() });
  const may = (grant: Grant, action: string, placeId: string): void => assertGrant(grant, { action, subjectType: 'SealedPlace', subjectId: placeId, now: clock.now() });
  const askOr404 = async (tx: Tx, id: string): Promise<SealedAsk> => {
    const ask = await repository.sealedAsk(tx, id);
    if (!ask) throw notFound();
    return ask;
  };
  return {
    async putSealed(tx, grant, { kind, id, caseId }, text) {
      mayWrite(grant, kind, id);
      const words = text.trim();
      if (words === '' || words.length > LONGEST || words.includes('\0')) throw invalid('PlaceUnusable', `A place has 1 to ${LONGEST} letters.`, 'Write it shorter; send it again.');
      await keys.create('sealed', id);
      const placeId = newId(clock, random);
      const padded = words + '\0'.repeat(BLOCK - (Buffer.byteLength(words) % BLOCK));
      await repository.putSealed(tx, { id: placeId, kind, subjectId: id, caseId, ciphertext: seal(await keyFor(kind, id), random.bytes(12), placeOf(kind, id, placeId), padded), by: staffId(grant.actor) });
      return { placeId };
    },
    sealedOf: (tx, kind, id) => repository.sealedOf(tx, kind, id),
    async removeSealed(tx, grant, { kind, id }) {
      mayWrite(grant, kind, id);
      return repository.removeSealed(tx, kind, id, staffId(grant.actor));
    },
    async askSealed(tx, grant, placeId, recipient) {
      may(grant, 'sealed.ask', placeId);
      const name = recipient.trim();
      if (name === '' || name.length > 200) throw invalid('RecipientNeeded', 'Say who will get the place: one recipient, at most 200 letters.', 'Name the agency or person, then ask again.');
      const id = newId(clock, random);
      const expiresAt = await repository.askSealed(tx, { id, placeId, by: staffId(grant.actor), purpose: grant.purpose, recipient: name });
      if (!expiresAt) throw notFound();
      return { id, expiresAt };
    },
    async approveSealed(tx, grant, askId, minutes) {
      const ask = await askOr404(tx, askId);
      may(grant, 'sealed.approve', ask.placeId);
      const expiresAt = await repository.approveSealed(tx, askId, staffId(grant.actor), minutes);
      if (!expiresAt) throw over();
      return { expiresAt };
    },
    async declineSealed(tx, grant, askId) {
      const ask = await askOr404(tx, askId);
      may(grant, 'sealed.approve', ask.placeId);
      if (!(await repository.declineSealed(tx, askId, staffId(grant.actor)))) throw over();
    },
    async openSealed(tx, grant, askId) {
      const ask = await askOr404(tx, askId);
      may(grant, 'sealed.open', ask.placeId);
      if (staffId(grant.actor) !== ask.askedBy) throw notFound();
      const row = await repository.openSealed(tx, askId);
      if (!row) throw over();
      const text = open(await keyFor(row.kind, row.subjectId), placeOf(row.kind, row.subjectId, row.placeId), row.ciphertext);
      return { text: text.replace(/\0+$/, ''), hidesInSeconds: SEALED_SHOWN_SECONDS };
    },
    sealedAsk: async (tx, id) => (await repository.sealedAsk(tx, id)) ?? null,
    sealedAsksWaiting: (tx) => repository.sealedAsksWaiting(tx),
    sealedStates: (tx, kind, ids, askedBy) => repository.sealedStates(tx, kind, ids, askedBy),
  };
}
