/** Referrals: asking a service to act, with consent or on a legal basis, and hearing what came of it. */
import type { Actor, Tx } from '#core/kernel';
import { agencyOfReferrals } from './agency.ts';
import { answeringOf } from './answering.ts';
import { callingOf } from './calling.ts';
import { deliveryJobs } from './delivery.ts';
import { referralJobs } from './jobs.ts';
import { fhirJobs } from './fhir-jobs.ts';
import { inboundOf } from './inbound.ts';
import { machineJobs } from './machine.ts';
import { messagesOfReferrals } from './messages.ts';
import type { ReferralDeps } from './ports.ts';
import { queriesOf } from './queries.ts';
import { reportingOf } from './reporting.ts';
import * as rows from './repository.ts';
import { sendingOf } from './sending.ts';
import { sharedOf } from './shared.ts';
import { waysOf } from './ways.ts';
export type { ReferralDeps } from './ports.ts';
export type { Answer, DeclineReason, Outcome, ReferralState, Urgency } from './referral.ts';
export { answerOf, ENDED, reported } from './referral.ts';

export type Referrals = ReturnType<typeof createReferrals>;

/** The referrals of this centre; also registers the workers of their steps and messages. */
export function createReferrals(deps: ReferralDeps) {
  const shared = sharedOf(deps);
  referralJobs(shared);
  deliveryJobs(deps);
  machineJobs(deps);
  const { answerByPhone, ...answering } = answeringOf(shared);
  fhirJobs(shared, answering);
  const messages = messagesOfReferrals(shared);
  return {
    machines: { ...waysOf(deps), ...inboundOf(deps, answering, messages) },
    ...sendingOf(shared),
    ...answering,
    calls: callingOf(shared, { answerByPhone }),
    ...messages,
    ...queriesOf(shared),
    ...reportingOf(shared),
    agency: agencyOfReferrals(shared),
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
