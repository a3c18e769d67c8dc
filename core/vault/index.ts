/** Protected fields: one key a person (or contact), opened by a grant only; erasure by destroying the key. */
import { HavenlineError, inTx } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Audit } from '#core/audit';
import { assertGrant } from '#core/access';
import type { Grant } from '#core/access';
import { openChunks, sealChunks } from './chunks.ts';
import type { ChunkOpener, ChunkSealer } from './chunks.ts';
import type { KeyStore } from './key-store.ts';
import { openBox, privateOf, publicPemOf } from './box.ts';
import * as repository from './repository.ts';
import { createSealed } from './sealed.ts';
import type { Sealed } from './sealed.ts';
import { contextOf, open, seal } from './vault.ts';
import type { KeyKind, KeyOf, Place } from './vault.ts';

export type { KeyStore } from './key-store.ts';
export { acceptKeyStore, createKeyCheck } from './key-check.ts';
export type { KeyKind, KeyOf, Place } from './vault.ts';
export { createBlindIndex, SEARCHABLE } from './blind-index.ts';
export type { BlindIndex } from './blind-index.ts';
export { CHUNK } from './chunks.ts';
export type { ChunkOpener, ChunkSealer } from './chunks.ts';
export { SEALED_SHOWN_SECONDS } from './sealed.ts';
export type { Sealed, SealedAsk, SealedKind, SealedState } from './sealed.ts';

export interface Vault extends Sealed {
  /** Encrypts a field for its place. Needs a grant for a writing action on the key's subject. */
  protect(tx: Tx, grant: Grant, place: Place, plaintext: string): Promise<Buffer>;
  /** Opens a field. Needs a grant for a reading action on the key's subject; `place.column` (or `place.field`) is the field. */
  reveal(tx: Tx, grant: Grant, place: Place, ciphertext: Uint8Array): Promise<string>;
  /** Encrypts something long in chunks for its place. Grant: as for protecting. */
  protectLong(tx: Tx, grant: Grant, place: Place): Promise<ChunkSealer>;
  /** Opens it again; `header` is the sealer's. Grant: as for revealing. */
  revealLong(tx: Tx, grant: Grant, place: Place, header: Uint8Array): Promise<ChunkOpener>;
  /** Makes the key of a new person, contact, …; one that is there already stays. */
  createKey(kind: KeyKind, id: string): Promise<void>;
  /** The public half (PEM) of a recording's key, made if there is none: whoever has it writes what they cannot open. */
  sealingKey(recordingId: string): Promise<string>;
  /** Opens a box that was sealed to it. Needs a grant to listen to that recording. */
  unseal(tx: Tx, grant: Grant, recordingId: string, box: Buffer, info: string): Promise<Buffer>;
  /** Decides an erasure in the transaction: tombstone and log entry. `applyErasures` after the commit destroys the key. */
  eraseKey(tx: Tx, actor: Actor, purpose: string, key: KeyOf): Promise<void>;
  /** Destroys every key with a tombstone, in the database or in the key store, and writes it in the other. Run after `eraseKey`'s commit, at start and after a restore. Answers how many tombstones there are. */
  applyErasures(db: Db): Promise<number>;
  /** Destroys one key whose tombstone is committed; a second time does nothing. */
  destroyKey(key: KeyOf): Promise<void>;
}

/** The type of subject a grant has to name for each kind of key. */
const SUBJECT: Record<KeyKind, string> = { person: 'Person', contact: 'Contact', case: 'Case', callback: 'Callback', referral: 'Referral', disclosure: 'Disclosure', sealed: 'SealedPlace', index: 'Index', check: 'Centre', recording: 'Recording', location: 'Location' };
const WRITES = ['contact.write', 'case.open', 'case.write', 'person.write', 'task.write', 'referral.create', 'referral.answer', 'referral.record', 'person.answer', 'callback.request', 'location.write', 'disclosure.ask', 'disclosure.approve', 'disclosure.review', 'disclosure.tell'];
const READS = ['contact.read', 'case.read', 'person.reveal', 'task.read', 'referral.read', 'callback.take', 'location.reveal', 'disclosure.read', 'disclosure.send', 'referral.deliver'];

const LISTENS = ['recording.listen', 'message.listen'];

/** The vault over a key store. */
export function createVault({ keys, random, clock, audit }: { keys: KeyStore; random: Random; clock: Clock; audit: Audit }): Vault {
  const existing = async ({ kind, id }: KeyOf): Promise<Buffer> => {
    const key = await keys.get(kind, id);
    if (!key) throw new HavenlineError('KeyMissing', 410, 'This was erased, or its key is not here.', 'If it was not erased, restore the key store from its backup.');
    return key;
  };
  const keyFor = async (grant: Grant, action: readonly string[], place: Place): Promise<Buffer> => {
    assertGrant(grant, { action, subjectType: SUBJECT[place.keyOf.kind], subjectId: place.keyOf.id, field: place.field ?? place.column, now: clock.now() });
    return existing(place.keyOf);
  };
  return {
    ...createSealed({ keys, random, clock }),
    protect: async (_tx, grant, place, plaintext) => seal(await keyFor(grant, WRITES, place), random.bytes(12), place, plaintext),
    reveal: async (_tx, grant, place, ciphertext) => open(await keyFor(grant, READS, place), place, ciphertext),
    protectLong: async (_tx, grant, place) => sealChunks(await keyFor(grant, WRITES, place), random.bytes(32), contextOf(place)),
    revealLong: async (_tx, grant, place, header) => openChunks(await keyFor(grant, READS, place), header, contextOf(place)),
    createKey: (kind, id) => keys.create(kind, id),
    async sealingKey(id) {
      await keys.create('recording', id);
      return publicPemOf(privateOf(await existing({ kind: 'recording', id })));
    },
    async unseal(_tx, grant, id, box, info) {
      assertGrant(grant, { action: LISTENS, subjectType: SUBJECT.recording, subjectId: id, field: 'sound', now: clock.now() });
      const key = await existing({ kind: 'recording', id });
      try {
        return openBox(privateOf(key), box, info);
      } catch {
        throw new HavenlineError('FieldDamaged', 500, 'A protected field cannot be opened: it was changed or moved.', 'Tell the data protection officer; restore the field from a backup.');
      }
    },
    destroyKey: ({ kind, id }) => keys.erase(kind, id),
    async eraseKey(tx, actor, purpose, key) {
      // A person's sealed place goes with them: both its keys are destroyed.
      for (const kind of key.kind === 'person' || key.kind === 'contact' ? [key.kind, 'sealed' as const] : [key.kind]) {
        await repository.insertTombstone(tx, { kind, id: key.id, at: clock.now().toISOString() });
      }
      await audit.append(tx, { actor, purpose, action: 'key.erase', subject: { type: SUBJECT[key.kind], id: key.id }, outcome: 'done' });
    },
    async applyErasures(db) {
      // Each store heals the other: whichever of the two was restored from an older copy, the erasures it has forgotten come back from the other.
      const forgotten = await keys.erased();
      if (forgotten.length > 0) await inTx(db, (tx) => repository.insertTombstones(tx, forgotten, clock.now().toISOString()));
      const all = await inTx(db, (tx) => repository.tombstones(tx));
      const gone = new Set(forgotten.map((one) => `${one.kind}/${one.id}`));
      for (const one of all) if (!gone.has(`${one.kind}/${one.id}`)) await keys.erase(one.kind as KeyKind, one.id);
      return all.length;
    },
  };
}
