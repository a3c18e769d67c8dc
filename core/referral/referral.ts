/**
 * The states of a referral, and what leaves with it. Pure.
 * draft -> sent -> received -> accepted | declined | waitlisted; waitlisted -> accepted | declined; accepted -> in_service -> outcome;
 * revoked and expired end it from wherever it is. Nothing leads out of declined, outcome, revoked, expired.
 */
import { conflict, HavenlineError, invalid, plusSeconds } from '#core/kernel';
import { legalBasis } from './legal-bases.ts';

export const STATES = ['draft', 'sent', 'received', 'waitlisted', 'accepted', 'in_service', 'declined', 'outcome', 'revoked', 'expired'] as const;
export type ReferralState = (typeof STATES)[number];
export type ReferralMove = 'send' | 'receive' | 'accept' | 'decline' | 'waitlist' | 'begin' | 'report' | 'revoke' | 'expire';
export type Urgency = 'now' | 'today' | 'week';

const MOVES: Record<ReferralState, Partial<Record<ReferralMove, ReferralState>>> = {
  draft: { send: 'sent', revoke: 'revoked', expire: 'expired' },
  sent: { receive: 'received', revoke: 'revoked', expire: 'expired' },
  received: { accept: 'accepted', decline: 'declined', waitlist: 'waitlisted', revoke: 'revoked', expire: 'expired' },
  waitlisted: { accept: 'accepted', decline: 'declined', waitlist: 'waitlisted', revoke: 'revoked', expire: 'expired' },
  accepted: { begin: 'in_service', report: 'outcome', revoke: 'revoked', expire: 'expired' },
  in_service: { report: 'outcome', revoke: 'revoked', expire: 'expired' },
  declined: {}, outcome: {}, revoked: {}, expired: {},
};

/** The state after a move. @throws ReferralMoved when the present state does not allow it; the message names both. */
export function move(state: ReferralState, by: ReferralMove): ReferralState {
  const next = MOVES[state][by];
  if (next) return next;
  throw conflict('ReferralMoved', `"${by}" is not possible: this referral is ${state.replace('_', ' ')}.`, 'Load it again and look at its state.');
}
/** Whether a move is possible now; what screens offer comes from here. */
export const can = (state: ReferralState, by: ReferralMove): boolean => MOVES[state][by] !== undefined;

/** Ended: nothing that was given is kept for the service any more. */
export const ENDED: readonly ReferralState[] = ['declined', 'outcome', 'revoked', 'expired'];
/** States in which a partner has nothing to read or to do. */
export const GONE: readonly ReferralState[] = ['draft', ...ENDED];
/** The service has not said yet what it does. */
export const UNANSWERED: readonly ReferralState[] = ['sent', 'received'];

/** What the centre asks of every service, in minutes, and the longest that a service may set for itself. */
export const DEADLINE_MINUTES: Record<Urgency, number> = { now: 15, today: 4 * 60, week: 48 * 60 };
export const LONGEST_MINUTES: Record<Urgency, number> = { now: 60, today: 12 * 60, week: 7 * 24 * 60 };
/** The moment after so many minutes of the time that a service has. */
export type AnswerClock = (minutes: number) => Date;
/**
 * The clock by which a service has to answer. What is urgent never waits; anything else runs in the hours in which the service is open (`open`; null: nobody says, then it runs always),
 * but a referral of the week is due within seven days however seldom the service is open. `minutes`: what it has in all.
 */
export function answerClock(urgency: Urgency, from: Date, minutes: number, open: (minutes: number) => Date | null): AnswerClock {
  const plain: AnswerClock = (m) => plusSeconds(from, m * 60);
  if (urgency === 'now') return plain;
  return (m) => {
    const at = open(m);
    if (urgency !== 'week') return at ?? plain(m);
    const latest = plusSeconds(from, (Math.max(LONGEST_MINUTES.week, minutes) * 60 * m) / minutes);
    if (at === null) return open(0) === null ? plain(m) : latest;
    return at < latest ? at : latest;
  };
}

/** What happens by itself when nobody answers: when, in parts of the time that the service has. */
export const LADDER = [['remind', 0.5], ['propose', 1], ['phone', 1.5], ['supervisor', 2]] as const;
export type Step = (typeof LADDER)[number][0] | 'wait_over' | 'outcome_due';
export function ladder(minutes: number, clock: AnswerClock): { step: Step; at: Date }[] {
  return LADDER.map(([step, part]) => ({ step, at: clock(minutes * part) }));
}

const DAY = 24 * 3600;
/** What was sent can be read for so long. */
export const READABLE_SECONDS = 30 * DAY;
/** After so long a referral ends whatever its state. */
export const LIFE_SECONDS = 180 * DAY;
/** A draft that nobody sends is gone after a week. */
export const DRAFT_SECONDS = 7 * DAY;
/** After so long in service, or accepted, without a report, somebody asks. */
export const OUTCOME_SECONDS = 14 * DAY;

/** The kind of agency, as the rules speak of it; the directory tells no more yet than whether people live there. */
export const agencyOf = (residential: boolean): 'residential' | 'service' => (residential ? 'residential' : 'service');

/** Fields of a person that may be chosen for a referral. A place is not among them: where a service must go there, it is a disclosure of its own with two people. */
export const DISCLOSABLE = ['name', 'phone', 'ageBand', 'languages'] as const;
export type Disclosable = (typeof DISCLOSABLE)[number];
export function checkDisclosable(field: string): Disclosable {
  if ((DISCLOSABLE as readonly string[]).includes(field)) return field as Disclosable;
  throw invalid('UnknownField', `"${field}" cannot be given to a partner.`, `Choose from: ${DISCLOSABLE.join(', ')}.`);
}

export interface Consent { by: string; how: string; saidAt: string }
/** What a referral rests on: what somebody said, or a basis of the list. */
export type Basis = { kind: 'consent'; consent: Consent } | { kind: 'law'; code: string };
/** Consent names who gave it and how, and was given before now. @throws ConsentMissing */
export function checkConsent(consent: Consent, now: Date): Consent {
  const at = new Date(consent.saidAt);
  const usable = consent.by.trim() && consent.how.trim() && !Number.isNaN(at.getTime()) && at <= plusSeconds(now, 60);
  if (!usable) throw invalid('ConsentMissing', 'Without consent nothing can be sent.', 'Say who consented, how, and when.');
  return { by: consent.by.trim(), how: consent.how.trim(), saidAt: at.toISOString() };
}
/** Exactly one of both. @throws ConsentMissing, UnknownLegalBasis */
export function checkBasis(given: { consent?: Consent | undefined; legalBasis?: string | undefined }, now: Date): Basis {
  if (given.consent && given.legalBasis !== undefined) throw invalid('ConsentMissing', 'A referral rests on consent or on a legal basis, not on both.', 'Leave one of them out.');
  if (given.legalBasis === undefined) return { kind: 'consent', consent: checkConsent(given.consent ?? { by: '', how: '', saidAt: '' }, now) };
  if (!legalBasis(given.legalBasis)) throw invalid('UnknownLegalBasis', 'This is not one of the legal bases.', 'Choose one of the list, or write down who consented.');
  return { kind: 'law', code: given.legalBasis };
}
/** For the ledger and the timeline. */
export const basisWords = (basis: Basis): { ledger: string; timeline: string } =>
  basis.kind === 'consent' ? { ledger: 'consent', timeline: `Consent: ${basis.consent.by}, ${basis.consent.how}.` } : { ledger: `law: ${basis.code}, ${legalBasis(basis.code)!.source}`, timeline: `Legal basis: ${legalBasis(basis.code)!.en}.` };

export const OUTCOMES = ['helped', 'partly_helped', 'not_reached', 'no_longer_wanted', 'could_not_help'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const DECLINE_REASONS = ['full', 'not_for_them', 'language', 'area', 'not_safe', 'other'] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What a service says, by whichever way it says it. */
export type Answer =
  | { kind: 'accept' } | { kind: 'decline'; why: DeclineReason; reason: string }
  /** Until when nobody can be taken, as a day. */
  | { kind: 'waitlist'; until: string; text: string }
  | { kind: 'begin'; text: string } | { kind: 'report'; outcome: Outcome; text: string };

/** The answer that a word of the wire stands for: `in_service` says that help began, another word how it ended. @throws UnknownOutcome */
export function reported(outcome: string, text: string): Answer {
  if (outcome === 'in_service') return { kind: 'begin', text };
  if ((OUTCOMES as readonly string[]).includes(outcome)) return { kind: 'report', outcome: outcome as Outcome, text };
  throw invalid('UnknownOutcome', 'This is not one of the outcomes.', `Choose from: ${OUTCOMES.join(', ')}.`);
}
/** An answer as a form gives it. @throws UnknownOutcome, and UnknownTime where it is checked */
export function answerOf(given: { kind: 'accept' | 'decline' | 'waitlist' | 'report'; why?: DeclineReason | undefined; until?: string | undefined; outcome?: string | undefined; text: string }): Answer {
  switch (given.kind) {
    case 'accept': return { kind: 'accept' };
    case 'decline': return { kind: 'decline', why: given.why ?? 'other', reason: given.text || (given.why ?? 'other') };
    case 'waitlist': return { kind: 'waitlist', until: given.until ?? '', text: given.text };
    case 'report': return reported(given.outcome ?? '', given.text);
  }
}
/** A day ahead of us, and not beyond the life of a referral. @throws UnknownTime */
export function checkUntil(until: string, now: Date): string {
  const at = Date.parse(`${until}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(at) || at < now.getTime() - DAY * 1000 || at > now.getTime() + LIFE_SECONDS * 1000) throw invalid('UnknownTime', 'This is not a day ahead.', 'Give the day from which there may be a place, within the next 180 days.');
  return until;
}
/** The state that an answer leads to; answering from the list, without having opened it, counts as received. */
export function after(state: ReferralState, answer: Answer): ReferralState {
  return move(state === 'sent' && ['accept', 'decline', 'waitlist'].includes(answer.kind) ? move(state, 'receive') : state, answer.kind);
}

/** The refusal for an organization with a published agreement to take part in enforcement. */
export function enforcementPartner(since: string): HavenlineError {
  return new HavenlineError('EnforcementPartner', 409, `This organization takes part in immigration enforcement (published, since ${since}). It gets no referral.`, 'Choose another service.');
}
/** What would leave is not what was shown before. */
export const previewStale = (): HavenlineError => conflict('PreviewStale', 'What would leave has changed since it was shown.', 'Look at what they get again, then send.');

export interface Leaving { need: string; urgency: Urgency; fields: { label: string; value: string }[]; notice: string }
/** Exactly what leaves. The preview shows these bytes, and the partner's reading is made of the same. */
export function leavingBytes(l: Leaving): string {
  return JSON.stringify({ need: l.need, urgency: l.urgency, fields: l.fields.map(({ label, value }) => ({ label, value })), notice: l.notice }, null, 2);
}
