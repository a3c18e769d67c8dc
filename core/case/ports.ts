import type { Access, Grant } from '#core/access';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import type { ChunkOpener, ChunkSealer, Sealed } from '#core/vault';

export interface Place { keyOf: { kind: 'person' | 'referral' | 'disclosure'; id: string }; table: string; column: string; row: string }

/** What a case needs of the features above it. The Grant is theirs: here it is only handed on. */
export interface CaseDeps {
  clock: Clock;
  random: Random;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' | 'refused'; fields?: string[] }): Promise<unknown> };
  access: Pick<Access, 'authorize' | 'filter'>;
  vault: {
    createKey(kind: 'person' | 'referral' | 'disclosure', id: string): Promise<unknown>;
    protect(tx: Tx, grant: Grant, place: Place, text: string): Promise<Buffer>;
    reveal(tx: Tx, grant: Grant, place: Place, ciphertext: Buffer): Promise<string>;
    protectLong(tx: Tx, grant: Grant, place: Place): Promise<ChunkSealer>;
    revealLong(tx: Tx, grant: Grant, place: Place, header: Buffer): Promise<ChunkOpener>;
  } & Pick<Sealed, 'putSealed' | 'sealedOf' | 'askSealed' | 'openSealed' | 'sealedAsk' | 'sealedStates'>;
  /** Who handles a contact, or null when there is no such contact. */
  contacts: { counsellorOf(tx: Tx, contactId: string): Promise<string | null> };
  staff: { account(tx: Tx, id: string): Promise<{ kind: 'staff' | 'partner'; deskName: string; disabled: boolean } | null> };
}
