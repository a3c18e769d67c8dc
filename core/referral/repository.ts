/** The SQL of referrals: the row, what leaves with it, its steps, and the messages about it. */
import { sql } from 'kysely';
import type { Columns, Condition } from '#core/access';
import type { Tx } from '#core/kernel';
import { agencyOf, GONE } from './referral.ts';
import type { Consent, ReferralState, Step, Urgency } from './referral.ts';

export interface ReferralRow {
  id: string; number: string; case_id: string; service_at_location_id: string; organization_id: string; created_by: string; state: ReferralState; urgency: Urgency; need: string;
  fields: { personId: string; field: string }[]; consent: Consent | null; legal_basis: string | null; about_person: string | null; again_of: string | null;
  created_at: Date; sent_at: Date | null; due_at: Date | null; readable_until: Date | null; waitlist_until: string | null; answered_at: Date | null; ended_at: Date | null;
  first_answer: string | null; told_by: 'portal' | 'machine' | 'phone' | null; answered_via: string | null; decline_code: string | null; decline_reason: string | null; outcome_code: string | null; outcome: string | null;
  service: string; service_id: string; organization: string; residential: boolean;
  /** Takes part in immigration enforcement, as published. */
  participates: boolean;
}
export interface PayloadRow { id: string; person_id: string; field: string; label: string; ciphertext: Buffer }
export interface MailRow { id: string; to_address: string; subject: string; text: string; at: Date; state: 'queued' | 'delivered' | 'failing' | 'failed'; attempts: number; error: string | null; case_id: string | null; referral_number: string | null }

const select = sql`select r.*, r.waitlist_until::text as waitlist_until, s.name as service, s.id as service_id, o.name as organization, s.residential, exists (select from enforcement_concerned e where e.organization_id = o.id) as participates from referral r
  join hsds.service_at_location sal on sal.id = r.service_at_location_id join hsds.service s on s.id = sal.service_id join hsds.organization o on o.id = r.organization_id`;

export interface NewReferral {
  id: string; number: string; caseId: string; serviceAtLocationId: string; organizationId: string; by: string; urgency: Urgency; need: string; fields: { personId: string; field: string }[];
  aboutPerson: string | null; againOf: string | null; at: Date;
}
/** A draft: nothing of it has left. */
export async function insertReferral(tx: Tx, r: NewReferral): Promise<void> {
  await within(tx, r.id);
  await sql`insert into referral (id, number, case_id, service_at_location_id, organization_id, created_by, state, urgency, need, fields, about_person, again_of, created_at)
    values (${r.id}, ${r.number}, ${r.caseId}, ${r.serviceAtLocationId}, ${r.organizationId}, ${r.by}, 'draft', ${r.urgency}, ${r.need}, ${JSON.stringify(r.fields)}, ${r.aboutPerson}, ${r.againOf}, ${r.at})`.execute(tx);
}
export async function setSent(tx: Tx, id: string, s: { state: ReferralState; toldBy: 'portal' | 'machine' | 'phone'; consent: Consent | null; legalBasis: string | null; at: Date; dueAt: Date; readableUntil: Date }): Promise<void> {
  await sql`update referral set state = ${s.state}, told_by = ${s.toldBy}, consent = ${s.consent ? JSON.stringify(s.consent) : null}, legal_basis = ${s.legalBasis}, sent_at = ${s.at}, due_at = ${s.dueAt}, readable_until = ${s.readableUntil} where id = ${id}`.execute(tx);
}
/** One by its number; from here on the transaction is about it (0267_rows_of_requests.sql). */
async function found(tx: Tx, number: string, locked: boolean): Promise<ReferralRow | undefined> {
  const { rows } = await sql<{ id: string | null }>`select find_referral(${number}, ${locked}) as id`.execute(tx);
  return rows[0]?.id ? (await sql<ReferralRow>`${select} where r.id = ${rows[0].id}`.execute(tx)).rows[0] : undefined;
}
/** The row is locked first, so that of two answers one waits and sees the other's. */
export const byNumber = (tx: Tx, number: string): Promise<ReferralRow | undefined> => found(tx, number, true);
/** Without a lock: for a job that waits for somebody else's machine. */
export const seeByNumber = (tx: Tx, number: string): Promise<ReferralRow | undefined> => found(tx, number, false);
/** Row level security shows the referrals to this organization, until the transaction ends. */
export async function toOrganization(tx: Tx, organizationId: string): Promise<void> {
  await sql`select set_config('havenline.organization', ${organizationId}, true)`.execute(tx);
}
/** Of one organization alone: somebody else's number is no row, like one that does not exist. */
export async function byNumberOf(tx: Tx, number: string, organizationId: string): Promise<ReferralRow | undefined> {
  await toOrganization(tx, organizationId);
  const { rows } = await sql<{ id: string }>`select id from referral where number = ${number} and organization_id::text = ${organizationId} for update`.execute(tx);
  return (await sql<ReferralRow>`${select} where r.id::text = ${rows[0]?.id ?? ''}`.execute(tx)).rows[0];
}
export async function ofCase(tx: Tx, caseId: string): Promise<(ReferralRow & { again_number: string | null })[]> {
  return (await sql<ReferralRow & { again_number: string | null }>`select x.*, b.number as again_number from (${select} where r.case_id = ${caseId}) x left join referral b on b.id = x.again_of order by x.created_at desc, x.id`.execute(tx)).rows;
}
/** What the rules look at, in these tables: the same facts that a single reading gives them. */
export const COLUMNS: Columns = {
  assigned: { has: sql<boolean>`true`, contains: (staffId) => sql<boolean>`exists (select from case_staff(r.case_id) a where a = ${staffId}::uuid)` },
  organization: { value: sql`r.organization_id` },
  open: { value: sql`(r.state <> all (${GONE}))` },
  participates: { value: sql`exists (select from enforcement_concerned e where e.organization_id = o.id)` },
  agency: { value: sql`(case when s.residential then ${agencyOf(true)} else ${agencyOf(false)} end)` },
};
/** Only the referrals that the same rules would open one by one. */
export async function sentWhere(tx: Tx, organizationId: string, permitted: Condition): Promise<ReferralRow[]> {
  await toOrganization(tx, organizationId);
  return (await sql<ReferralRow>`${select} where ${permitted} order by r.due_at, r.id limit 200`.execute(tx)).rows;
}
/** How an answer came to us. */
export type AnsweredVia = 'portal' | 'phone' | 'machine';
export interface Change { answeredAt?: Date; endedAt?: Date; firstAnswer?: string; answeredVia?: AnsweredVia; declineCode?: string; declineReason?: string; outcomeCode?: string; outcome?: string; waitlistUntil?: string }
export async function setState(tx: Tx, id: string, state: ReferralState, more: Change = {}): Promise<void> {
  await sql`update referral set state = ${state}, answered_at = coalesce(answered_at, ${more.answeredAt ?? null}), ended_at = coalesce(ended_at, ${more.endedAt ?? null}), first_answer = coalesce(first_answer, ${more.firstAnswer ?? null}),
    answered_via = coalesce(${more.answeredVia ?? null}, answered_via), decline_code = coalesce(${more.declineCode ?? null}, decline_code), decline_reason = coalesce(${more.declineReason ?? null}, decline_reason), outcome_code = coalesce(${more.outcomeCode ?? null}, outcome_code),
    outcome = coalesce(${more.outcome ?? null}, outcome), waitlist_until = coalesce(${more.waitlistUntil ?? null}::date, waitlist_until) where id = ${id}`.execute(tx);
}
/** Says that a step was taken; false when it was before. */
export async function takeStep(tx: Tx, id: string, step: string, at: Date): Promise<boolean> {
  return (await sql`insert into referral_step (referral_id, step, at) values (${id}, ${step}, ${at}) on conflict do nothing returning 1`.execute(tx)).rows.length > 0;
}
export async function stepsOf(tx: Tx, ids: readonly string[]): Promise<{ referral_id: string; step: Step; at: Date }[]> {
  return (await sql<{ referral_id: string; step: Step; at: Date }>`select referral_id, step, at from referral_step where referral_id = any(${ids}::uuid[]) order by at, step`.execute(tx)).rows;
}
/** The deadline that a service set for itself, in minutes. */
export async function ownMinutes(tx: Tx, serviceId: string, urgency: Urgency): Promise<number | undefined> {
  return (await sql<{ minutes: number }>`select minutes from service_deadline where service_id = ${serviceId} and urgency = ${urgency}`.execute(tx)).rows[0]?.minutes;
}
export async function serviceIdOf(tx: Tx, serviceAtLocationId: string): Promise<string> {
  return (await sql<{ id: string }>`select service_id as id from hsds.service_at_location where id = ${serviceAtLocationId}`.execute(tx)).rows[0]!.id;
}

/** Row level security shows what leaves with this referral alone, until the transaction ends. */
export async function within(tx: Tx, referralId: string): Promise<void> {
  await sql`select set_config('havenline.referral', ${referralId}, true)`.execute(tx);
}
export async function insertPayload(tx: Tx, referralId: string, p: { id: string; personId: string; field: string; label: string; ciphertext: Buffer }): Promise<void> {
  await within(tx, referralId);
  await sql`insert into referral_payload (id, referral_id, person_id, field, label, ciphertext) values (${p.id}, ${referralId}, ${p.personId}, ${p.field}, ${p.label}, ${p.ciphertext})`.execute(tx);
}
export async function payloadOf(tx: Tx, referralId: string): Promise<PayloadRow[]> {
  await within(tx, referralId);
  return (await sql<PayloadRow>`select id, person_id, field, label, ciphertext from referral_payload where referral_id = ${referralId} order by id`.execute(tx)).rows;
}
export async function deletePayload(tx: Tx, referralId: string): Promise<void> {
  await within(tx, referralId);
  await sql`delete from referral_payload where referral_id = ${referralId}`.execute(tx);
}

export async function insertMail(tx: Tx, m: { id: string; to: string; subject: string; text: string; at: Date; caseId: string; referralNumber: string; residential: boolean }): Promise<void> {
  await sql`insert into mailbox_message (id, to_address, subject, text, at, state, case_id, referral_number, residential) values (${m.id}, ${m.to}, ${m.subject}, ${m.text}, ${m.at}, 'queued', ${m.caseId}, ${m.referralNumber}, ${m.residential})`.execute(tx);
}
export async function mailById(tx: Tx, id: string): Promise<MailRow | undefined> {
  return (await sql<MailRow>`select * from mailbox_message where id = ${id} for update`.execute(tx)).rows[0];
}
export async function setMail(tx: Tx, id: string, state: MailRow['state'], attempts: number, error: string | null): Promise<void> {
  await sql`update mailbox_message set state = ${state}, attempts = ${attempts}, error = ${error} where id = ${id}`.execute(tx);
}
export async function mails(tx: Tx): Promise<(MailRow & { residential: boolean })[]> {
  return (await sql<MailRow & { residential: boolean }>`select * from mailbox_message order by at desc, id desc limit 200`.execute(tx)).rows;
}
/** Who works on a case with a referral to this location that was not declined, taken back or run out. */
export async function working(tx: Tx, locationId: string): Promise<string[]> {
  return (await sql<{ id: string }>`select a::text as id from working_at(${locationId}) a`.execute(tx)).rows.map((r) => r.id);
}
