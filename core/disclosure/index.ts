/** The ledger of everything protected that leaves the centre. */
import { newId } from '#core/kernel';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import * as rows from './repository.ts';
import type { LedgerRow } from './repository.ts';

export interface DisclosureDeps {
  clock: Clock;
  random: Random;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done'; fields?: string[] }): Promise<unknown> };
}
/** What the ledger must know before anything leaves. */
export type Disclosure = Omit<LedgerRow, 'id' | 'at' | 'kind' | 'askedBy'>;
export type Disclosures = ReturnType<typeof createDisclosures>;

/** The notice that travels with a referral. */
export const REFERRAL_NOTICE =
  'Given to you for this help alone, with consent. Do not pass it on, do not use it for any other purpose, and never for enforcement of any kind. Delete it when it expires or is taken back.';

/** The disclosures of this centre. */
export function createDisclosures({ clock, random, audit }: DisclosureDeps) {
  async function write(tx: Tx, actor: Actor, kind: 'disclosed' | 'revoked', d: Disclosure): Promise<void> {
    if (actor.kind !== 'staff') throw new Error('only a member of staff can answer for a disclosure');
    const id = newId(clock, random);
    await rows.insert(tx, { ...d, id, at: clock.now(), kind, askedBy: actor.id });
    await audit.append(tx, {
      actor, purpose: d.purpose, action: kind === 'disclosed' ? 'disclosure.made' : 'disclosure.revoked', subject: { type: 'Disclosure', id }, outcome: 'done',
      fields: d.fields.map((f) => `${f.personId}.${f.field}`),
    });
  }
  return {
    /** Records that something leaves, in the transaction that lets it leave. */
    record: (tx: Tx, actor: Actor, d: Disclosure) => write(tx, actor, 'disclosed', d),
    /** Records that it was taken back. */
    recordRevocation: (tx: Tx, actor: Actor, d: Disclosure) => write(tx, actor, 'revoked', d),
    ofReferral: (tx: Tx, number: string) => rows.ofReferral(tx, number),
  };
}
