/** The SQL of the ledger (only ever inserted and read) and of what is asked to be given out. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Basis, DisclosurePurpose, DisclosureState } from './disclosure.ts';

export interface LedgerRow {
  id: string; at: Date; kind: 'disclosed' | 'revoked'; recipient: string; organizationId: string | null; purpose: string; legalBasis: string;
  fields: { personId: string; field: string }[]; askedBy: string; expiresAt: Date; notice: string; referralNumber: string | null;
  requestNumber?: string | null; sha256?: string | null; approvedBy?: string | null;
}
export async function insert(tx: Tx, r: LedgerRow): Promise<void> {
  await sql`insert into disclosure (id, at, kind, recipient, recipient_organization_id, purpose, legal_basis, fields, asked_by, expires_at, notice, referral_number, request_number, sha256, approved_by)
    values (${r.id}, ${r.at}, ${r.kind}, ${r.recipient}, ${r.organizationId}, ${r.purpose}, ${r.legalBasis}, ${JSON.stringify(r.fields)}, ${r.askedBy}, ${r.expiresAt}, ${r.notice}, ${r.referralNumber},
      ${r.requestNumber ?? null}, ${r.sha256 ?? null}, ${r.approvedBy ?? null})`.execute(tx);
}
const line = sql`select id, at, kind, recipient, recipient_organization_id as "organizationId", purpose, legal_basis as "legalBasis", fields, asked_by as "askedBy",
  expires_at as "expiresAt", notice, referral_number as "referralNumber", request_number as "requestNumber", sha256, approved_by as "approvedBy" from disclosure`;
export async function ofReferral(tx: Tx, number: string): Promise<LedgerRow[]> {
  return (await sql<LedgerRow>`${line} where referral_number = ${number} order by at, kind, id`.execute(tx)).rows;
}
export async function ofRequest(tx: Tx, number: string): Promise<LedgerRow[]> {
  return (await sql<LedgerRow>`${line} where request_number = ${number} order by at, kind, id`.execute(tx)).rows;
}
/** Lines that came from referrals: they have no request of their own. */
export async function referralLines(tx: Tx, limit: number): Promise<LedgerRow[]> {
  return (await sql<LedgerRow>`${line} where request_number is null order by at desc, id desc limit ${limit}`.execute(tx)).rows;
}

export interface RequestRow {
  id: string; number: string; state: DisclosureState; purpose: DisclosurePurpose; case_id: string | null; contact_id: string | null; person_id: string | null; official_id: string | null;
  recipient: string; recipient_sealed: boolean; organization_id: string | null; enforcement_since: string | null; via: 'portal' | 'handover' | 'spoken'; basis: Basis;
  fields: { personId: string; field: string }[]; notice: string; asked_by: string; asked_at: Date; asked_of: string | null; decided_by: string | null; decided_at: Date | null; shown_seconds: number;
  released_at: Date | null; expires_at: Date | null; sha256: string | null; child_side: 'agreed' | 'will_be_told' | 'told' | 'not_told'; child_side_at: Date | null; child_side_due_at: Date | null;
  review_due_at: Date | null; reviewed_by: string | null; reviewed_at: Date | null; review_right: boolean | null;
}
/** Columns that change while it lives; all others are written once. */
const CHANGING = ['state', 'asked_of', 'decided_by', 'decided_at', 'released_at', 'expires_at', 'sha256', 'child_side', 'child_side_at', 'child_side_due_at', 'review_due_at', 'reviewed_by', 'reviewed_at', 'review_right'] as const;

export async function insertRequest(tx: Tx, r: RequestRow): Promise<void> {
  await within(tx, r.id);
  await tx.insertInto('disclosure_request').values({ ...r, basis: JSON.stringify(r.basis), fields: JSON.stringify(r.fields) }).execute();
}
export async function saveRequest(tx: Tx, r: RequestRow): Promise<void> {
  await within(tx, r.id);
  await tx.updateTable('disclosure_request').set(Object.fromEntries(CHANGING.map((column) => [column, r[column]]))).where('id', '=', r.id).execute();
}
const request = sql`select *, enforcement_since::text as enforcement_since from disclosure_request`;
/** One by its number; from here on the transaction is about it (0267_rows_of_requests.sql). */
async function found(tx: Tx, number: string, locked: boolean): Promise<RequestRow | undefined> {
  const { rows } = await sql<{ id: string | null }>`select find_disclosure(${number}, ${locked}) as id`.execute(tx);
  return rows[0]?.id ? (await sql<RequestRow>`${request} where id = ${rows[0].id}`.execute(tx)).rows[0] : undefined;
}
/** Locked: of two answers one waits and sees the other's. */
export const byNumber = (tx: Tx, number: string): Promise<RequestRow | undefined> => found(tx, number, true);
/** Without a lock: for a job that waits for somebody else's machine, and for a screen. */
export const seeByNumber = (tx: Tx, number: string): Promise<RequestRow | undefined> => found(tx, number, false);
/** Row level security shows what an axis names, until the transaction ends. */
async function show(tx: Tx, axis: 'case' | 'organization' | 'list', value: string): Promise<void> {
  await sql`select set_config(${`havenline.${axis}`}, ${value}, true)`.execute(tx);
}
/** For those whose office it is to see them all; the caller of this has the grant. */
async function listed<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  await show(tx, 'list', 'disclosures');
  const { rows } = await query.execute(tx);
  await show(tx, 'list', '');
  return rows;
}
/** Of one organization alone: somebody else's number is no row, like one that does not exist. */
export async function byNumberOf(tx: Tx, number: string, organizationId: string): Promise<RequestRow | undefined> {
  await show(tx, 'organization', organizationId);
  return (await sql<RequestRow>`${request} where number = ${number} and organization_id::text = ${organizationId} and via = 'portal'`.execute(tx)).rows[0];
}
export async function ofCase(tx: Tx, caseId: string): Promise<RequestRow[]> {
  await show(tx, 'case', caseId);
  return (await sql<RequestRow>`${request} where case_id = ${caseId} order by asked_at desc limit 100`.execute(tx)).rows;
}
/** What waits comes first, then the newest. */
export async function all(tx: Tx, limit: number): Promise<RequestRow[]> {
  return listed(tx, sql<RequestRow>`${request} order by (state = 'asked') desc, (review_due_at is not null and reviewed_at is null and state <> 'refused') desc, asked_at desc limit ${limit}`);
}
/** What a second person has to answer, or somebody has to review. */
export async function waiting(tx: Tx): Promise<RequestRow[]> {
  return listed(tx, sql<RequestRow>`${request} where state = 'asked' or (review_due_at is not null and reviewed_at is null) order by (purpose = 'threat-to-life') desc, asked_at limit 200`);
}
export async function ofOrganization(tx: Tx, organizationId: string, now: Date): Promise<RequestRow[]> {
  await show(tx, 'organization', organizationId);
  return (await sql<RequestRow>`${request} where organization_id = ${organizationId} and via = 'portal' and state = 'released' and expires_at > ${now} order by released_at desc limit 200`.execute(tx)).rows;
}

/** Row level security shows the parts and words of this disclosure, or demand, alone, until the transaction ends. */
export async function within(tx: Tx, requestId: string): Promise<void> {
  await sql`select set_config('havenline.disclosure', ${requestId}, true)`.execute(tx);
}
export interface PartRow { id: string; person_id: string; field: string; label: string; place_in_order: number; ciphertext: Buffer | null; sealed_ask: string | null }
export async function insertPart(tx: Tx, requestId: string, p: PartRow): Promise<void> {
  await within(tx, requestId);
  await tx.insertInto('disclosure_part').values({ ...p, request_id: requestId }).execute();
}
export async function partsOf(tx: Tx, requestId: string): Promise<PartRow[]> {
  await within(tx, requestId);
  return (await sql<PartRow>`select id, person_id, field, label, place_in_order, ciphertext, sealed_ask from disclosure_part where request_id = ${requestId} order by place_in_order`.execute(tx)).rows;
}
export async function fillPart(tx: Tx, requestId: string, partId: string, ciphertext: Buffer): Promise<void> {
  await within(tx, requestId);
  await sql`update disclosure_part set ciphertext = ${ciphertext} where id = ${partId}`.execute(tx);
}
/** What was to be read is not kept; which fields they were stays in the request. */
export async function deleteParts(tx: Tx, requestId: string): Promise<void> {
  await within(tx, requestId);
  await sql`delete from disclosure_part where request_id = ${requestId}`.execute(tx);
}
export type Word = 'to' | 'threat' | 'why' | 'not_told' | 'review' | 'ack';
export async function putWord(tx: Tx, requestId: string, field: Word, ciphertext: Buffer): Promise<void> {
  await within(tx, requestId);
  await sql`insert into disclosure_word (request_id, field, ciphertext) values (${requestId}, ${field}, ${ciphertext}) on conflict (request_id, field) do update set ciphertext = ${ciphertext}`.execute(tx);
}
export async function wordsOf(tx: Tx, requestId: string): Promise<{ field: Word; ciphertext: Buffer }[]> {
  await within(tx, requestId);
  return (await sql<{ field: Word; ciphertext: Buffer }>`select field, ciphertext from disclosure_word where request_id = ${requestId} order by field`.execute(tx)).rows;
}

export interface OnCallRow { id: string; staff_id: string; starts_at: Date; ends_at: Date; position: number }
export async function onCallFrom(tx: Tx, now: Date): Promise<OnCallRow[]> {
  return (await sql<OnCallRow>`select * from on_call where ends_at > ${now} order by starts_at, position, id limit 200`.execute(tx)).rows;
}
export async function putOnCall(tx: Tx, r: OnCallRow): Promise<void> {
  await tx.insertInto('on_call').values(r).execute();
}
export async function removeOnCall(tx: Tx, id: string): Promise<boolean> {
  return Number((await sql`delete from on_call where id::text = ${id}`.execute(tx)).numAffectedRows) > 0;
}
/** Who may be a second person at all. */
export async function secondPeople(tx: Tx): Promise<{ id: string; deskName: string }[]> {
  return (await sql<{ id: string; deskName: string }>`select id, desk_name as "deskName" from staff_account where kind = 'staff' and disabled_at is null and roles && '{supervisor,data_protection_officer}' order by desk_name, id`.execute(tx)).rows;
}

export interface OfficialRow {
  id: string; name: string; kind: string; number: string; source: string; enforcement_participation_since: string | null;
  /** Of an emergency call centre: the state or county it answers for (FIPS), and where it takes documents. */
  area: string | null; documents_url: string | null;
  checked_by: string; checked_at: Date; second_checked_by: string | null; second_checked_at: Date | null; retired_at: Date | null;
}
/** Each with what the register of checked numbers holds of it. */
export const official = sql`select o.*, o.enforcement_participation_since::text as enforcement_participation_since, n.first_by as checked_by, n.first_at as checked_at, n.second_by as second_checked_by, n.second_at as second_checked_at
  from official_contact o join number_check n on n.subject = 'official' and n.subject_id = o.id and n.number = o.number`;
export async function officials(tx: Tx): Promise<OfficialRow[]> {
  return (await sql<OfficialRow>`${official} where o.retired_at is null order by o.name, o.id limit 500`.execute(tx)).rows;
}
export async function officialById(tx: Tx, id: string): Promise<OfficialRow | undefined> {
  return (await sql<OfficialRow>`${official} where o.id::text = ${id} and o.retired_at is null for update of o`.execute(tx)).rows[0];
}
export async function seeOfficial(tx: Tx, id: string): Promise<OfficialRow | undefined> {
  return (await sql<OfficialRow>`${official} where o.id::text = ${id} and o.retired_at is null`.execute(tx)).rows[0];
}
/** The register has its first check in the same transaction. */
export async function insertOfficial(tx: Tx, r: Omit<OfficialRow, 'checked_by' | 'checked_at' | 'second_checked_by' | 'second_checked_at'>): Promise<void> {
  await tx.insertInto('official_contact').values(r).execute();
}
export async function retireOfficial(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update official_contact set retired_at = ${at} where id = ${id}`.execute(tx);
}
