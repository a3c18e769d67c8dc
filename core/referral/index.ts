/** Referrals: asking a service to act, with consent, and hearing what came of it. */
import type { Actor, Tx } from '#core/kernel';
import { answeringOf } from './answering.ts';
import { referralJobs } from './jobs.ts';
import type { ReferralDeps } from './ports.ts';
import * as rows from './repository.ts';
import { sendingOf } from './sending.ts';
export type { ReferralDeps } from './ports.ts';
export type { ReferralState, Urgency } from './referral.ts';

export type Referrals = ReturnType<typeof createReferrals>;

/** The referrals of this centre; also registers the workers of their deadlines and messages. */
export function createReferrals(deps: ReferralDeps) {
  referralJobs(deps);
  return {
    ...sendingOf(deps),
    ...answeringOf(deps),
    /** Who works on a case with a referral to this location that the service received and did not refuse. */
    working: rows.working,
    /** The newest 200 messages to partners. To a place where people live, the address is not shown. */
    async mailbox(tx: Tx, actor: Actor) {
      await deps.access.authorize(tx, { actor, purpose: 'system-operation', action: 'mailbox.read', subject: { type: 'Mailbox', id: 'partners', attrs: {} } });
      return (await rows.mails(tx)).map((m) => ({
        to: m.residential ? 'a service (sealed place)' : m.to_address, subject: m.subject, text: m.text, at: m.at.toISOString(), state: m.state, ...(m.error ? { error: m.error } : {}),
      }));
    },
  };
}
