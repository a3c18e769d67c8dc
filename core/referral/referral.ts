/**
 * The states of a referral, and what leaves with it. Pure.
 * draft -> sent -> received -> accepted | declined; accepted -> in_service -> outcome; revoked and expired end it.
 */
import { conflict, HavenlineError, invalid, plusSeconds } from '#core/kernel';

export type ReferralState = 'draft' | 'sent' | 'received' | 'accepted' | 'declined' | 'in_service' | 'outcome' | 'revoked' | 'expired';
export type ReferralMove = 'send' | 'receive' | 'accept' | 'decline' | 'begin' | 'report' | 'revoke' | 'expire';
export type Urgency = 'now' | 'today' | 'week';

const MOVES: Record<ReferralState, Partial<Record<ReferralMove, ReferralState>>> = {
  draft: { send: 'sent', revoke: 'revoked' },
  sent: { receive: 'received', revoke: 'revoked', expire: 'expired' },
  received: { accept: 'accepted', decline: 'declined', revoke: 'revoked', expire: 'expired' },
  accepted: { begin: 'in_service', report: 'outcome', revoke: 'revoked' },
  in_service: { report: 'outcome', revoke: 'revoked' },
  declined: {}, outcome: {}, revoked: {}, expired: {},
};

/** The state after a move. @throws ReferralMoved when the present state does not allow it; the message names both. */
export function move(state: ReferralState, by: ReferralMove): ReferralState {
  const next = MOVES[state][by];
  if (next) return next;
  throw conflict('ReferralMoved', `"${by}" is not possible: this referral is ${state.replace('_', ' ')}.`, 'Load it again and look at its state.');
}

const DEADLINE_SECONDS: Record<Urgency, number> = { now: 15 * 60, today: 4 * 3600, week: 48 * 3600 };
/** By when the partner has to answer. */
export function deadline(urgency: Urgency, from: Date): Date {
  return plusSeconds(from, DEADLINE_SECONDS[urgency]);
}
/** What was sent can be read for so long. */
export const READABLE_SECONDS = 30 * 24 * 3600;

/** States in which a partner has nothing to read or to do. */
export const GONE: readonly ReferralState[] = ['draft', 'revoked', 'expired'];
/** The kind of agency, as the rules speak of it; the directory tells no more yet than whether people live there. */
export const agencyOf = (residential: boolean): 'residential' | 'service' => (residential ? 'residential' : 'service');

/** Fields of a person that may be chosen for a referral. */
export const DISCLOSABLE = ['name', 'phone', 'ageBand', 'languages'] as const;
export type Disclosable = (typeof DISCLOSABLE)[number];
export function checkDisclosable(field: string): Disclosable {
  if ((DISCLOSABLE as readonly string[]).includes(field)) return field as Disclosable;
  throw invalid('UnknownField', `"${field}" cannot be given to a partner.`, `Choose from: ${DISCLOSABLE.join(', ')}.`);
}

export interface Consent { by: string; how: string; saidAt: string }
/** Consent names who gave it and how, and was given before now. @throws ConsentMissing */
export function checkConsent(consent: Consent, now: Date): Consent {
  const at = new Date(consent.saidAt);
  const usable = consent.by.trim() && consent.how.trim() && !Number.isNaN(at.getTime()) && at <= plusSeconds(now, 60);
  if (!usable) throw invalid('ConsentMissing', 'Without consent nothing can be sent.', 'Say who consented, how, and when.');
  return { by: consent.by.trim(), how: consent.how.trim(), saidAt: at.toISOString() };
}

/** The refusal for an organization with a published agreement to take part in enforcement. */
export function enforcementPartner(since: string): HavenlineError {
  return new HavenlineError('EnforcementPartner', 409, `This organization takes part in immigration enforcement (published, since ${since}). It gets no referral.`, 'Choose another service.');
}

export interface Leaving { need: string; urgency: Urgency; fields: { label: string; value: string }[]; notice: string }
/** Exactly what leaves. The preview shows these bytes, and the partner's reading is made of the same. */
export function leavingBytes(l: Leaving): string {
  return JSON.stringify({ need: l.need, urgency: l.urgency, fields: l.fields.map(({ label, value }) => ({ label, value })), notice: l.notice }, null, 2);
}

/** The mail to the partner: that there is something, never what. */
export function mailText(dueAt: Date): { subject: string; text: string } {
  return {
    subject: 'A referral is waiting for you',
    text: `A referral is waiting in the partner portal. Please sign in and answer by ${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.\n\nThis message has no content on purpose. Please do not reply to it.\n`,
  };
}

/** After so many failed attempts people are told; after the last one nobody tries any more. */
export const MAIL_VISIBLE_AFTER = 3;
export const MAIL_ATTEMPTS = 8;
/** 30 s, 1 min, 2 min, ... before the next attempt. */
export function mailPause(attempts: number): number {
  return 30 * 2 ** (attempts - 1);
}
