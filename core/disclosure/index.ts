/** What leaves the building: the ledger, asking for a disclosure, the second person, threats to life. */
import type { Actor, Tx } from '#core/kernel';
import { composingOf } from './composing.ts';
import { decidingOf, onCallOf } from './deciding.ts';
import { demandsOf } from './demands.ts';
import { emergencyOf } from './emergency.ts';
import { NOTICES } from './disclosure.ts';
import { disclosureJobs } from './jobs.ts';
import { officialCallOf } from './official-call.ts';
import type { DisclosureDeps } from './ports.ts';
import { queriesOf } from './queries.ts';
import { reportsOf } from './reports.ts';
import * as rows from './repository.ts';
import { sealedAsksOf } from './sealed-asks.ts';
import { sharedOf } from './shared.ts';
import type { Disclosure } from './shared.ts';
export type { Ask } from './composing.ts';
export type { Basis, ChildSide, DisclosurePurpose, DisclosureState } from './disclosure.ts';
export { NO_CONFIRMATION } from './demand.ts';
export { bytesHash } from './disclosure.ts';
export type { DisclosureDeps } from './ports.ts';
export type { Disclosure } from './shared.ts';

export type Disclosures = ReturnType<typeof createDisclosures>;

/** The notice that travels with a referral. */
export const REFERRAL_NOTICE = NOTICES['service-referral'];

/** The disclosures of this centre; also registers the workers of their timers. */
export function createDisclosures(deps: DisclosureDeps) {
  const shared = sharedOf(deps);
  const callOn = onCallOf(shared);
  const composing = composingOf(shared, callOn);
  disclosureJobs(shared, callOn);
  const { release, ...asking } = composing;
  return {
    /** Records that something leaves, in the transaction that lets it leave (referrals, which bring their own consent and bytes). */
    record: (tx: Tx, actor: Actor, d: Disclosure, askedBy?: string) => shared.writeLine(tx, actor, 'disclosed', d, askedBy),
    /** Records that it was taken back. */
    recordRevocation: (tx: Tx, actor: Actor, d: Disclosure) => shared.writeLine(tx, actor, 'revoked', d),
    /** Deletes what a disclosure still holds of a person who is erased; that it was, stays. */
    forget: rows.deleteParts,
    ofReferral: rows.ofReferral,
    ofRequest: rows.ofRequest,
    ...asking,
    ...decidingOf(shared, release),
    ...queriesOf(shared),
    ...sealedAsksOf(shared),
    ...demandsOf(shared, composing),
    ...officialCallOf(shared),
    ...emergencyOf(shared),
    ...reportsOf(shared, composing),
  };
}
