/** The SQL of what people ask about themselves, and of compiling and emptying what is kept. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#core/kernel';

export interface RequestRow {
  id: string; number: string; kind: 'access' | 'erasure'; by_whom: 'self' | 'lawyer'; case_number: string; person_id: string; identity_how: string; registered_by: string; registered_at: Date; due_at: Date;
  checked_by: string | null; checked_at: Date | null; disclosure_number: string | null; outcome: 'given' | 'erased' | 'held' | null; done_at: Date | null; waits_for_hold: boolean;
}
/** Row level security shows one request, the requests of one person, or, for the office that answers them, all. */
const show = (tx: Tx, axis: 'request' | 'person' | 'list', value: string) => sql`select set_config(${`havenline.${axis}`}, ${value}, true)`.execute(tx);
async function listed<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  await show(tx, 'list', 'requests');
  const { rows } = await query.execute(tx);
  await show(tx, 'list', '');
  return rows;
}
export async function insertRequest(tx: Tx, r: RequestRow): Promise<void> {
  await show(tx, 'request', r.id);
  await tx.insertInto('subject_request').values(r).execute();
}
export async function saveRequest(tx: Tx, r: RequestRow): Promise<void> {
  await show(tx, 'request', r.id);
  await tx.updateTable('subject_request').set({ checked_by: r.checked_by, checked_at: r.checked_at, disclosure_number: r.disclosure_number, outcome: r.outcome, done_at: r.done_at, waits_for_hold: r.waits_for_hold }).where('id', '=', r.id).execute();
}
/** One, locked; from here on the transaction is about it (0267_rows_of_requests.sql). */
async function found(tx: Tx, by: 'number' | 'disclosure', value: string): Promise<RequestRow | undefined> {
  const { rows } = await sql<{ id: string | null }>`select find_request(${by}, ${value}) as id`.execute(tx);
  return rows[0]?.id ? (await sql<RequestRow>`select * from subject_request where id = ${rows[0].id}`.execute(tx)).rows[0] : undefined;
}
export const requestByNumber = (tx: Tx, number: string): Promise<RequestRow | undefined> => found(tx, 'number', number);
/** The request that this disclosure was asked for. */
export const requestOfDisclosure = (tx: Tx, disclosure: string): Promise<RequestRow | undefined> => found(tx, 'disclosure', disclosure);
/** Requests of this person that were held and are open again, due anew. */
export async function takeUpHeld(tx: Tx, personId: string, dueAt: Date): Promise<RequestRow[]> {
  await show(tx, 'person', personId);
  return (await sql<RequestRow>`update subject_request set outcome = null, done_at = null, due_at = ${dueAt} where person_id = ${personId} and outcome = 'held' returning *`.execute(tx)).rows;
}
export async function requests(tx: Tx): Promise<RequestRow[]> {
  return listed(tx, sql<RequestRow>`select * from subject_request order by (done_at is null) desc, due_at limit 200`);
}

/** Erased requests of which something waits for the hold on somebody else to end. */
export async function waitingForHold(tx: Tx): Promise<RequestRow[]> {
  return listed(tx, sql<RequestRow>`select * from subject_request where waits_for_hold order by done_at for update`);
}

export interface Kept {
  events: { at: Date; text: string }[]; tasks: { title: string; due_at: Date }[]; referrals: { number: string; at: Date; state: string }[];
  disclosures: { number: string; at: Date; purpose: string; state: string }[]; papers: number; held: boolean; sealed: number;
}
/** What is kept about one person and their case, without values: those are opened field by field. */
export async function keptOf(tx: Tx, caseId: string, personId: string): Promise<Kept> {
  const all = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(tx)).rows;
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  return {
    events: await all(sql`select at, text from case_event where case_id = ${caseId} order by seq`),
    tasks: await all(sql`select title, due_at from task where case_id = ${caseId} order by due_at`),
    referrals: await all(sql`select number, created_at as at, state from referral where case_id = ${caseId} and fields @> ${JSON.stringify([{ personId }])}::jsonb order by created_at`),
    disclosures: await all(sql`select number, asked_at as at, purpose, state from disclosures_about(${personId})`),
    papers: (await all(sql<{ n: number }>`select count(*)::int as n from document where person_id = ${personId}`))[0]!.n,
    held: (await all(sql`select 1 from legal_hold where person_id = ${personId} and lifted_at is null limit 1`)).length > 0,
    sealed: (await all(sql<{ n: number }>`select count(*)::int as n from sealed_grant where subject_kind = 'person' and subject_id = ${personId}`))[0]!.n,
  };
}
/** Empties the row of a person; the row stays, so that what points at it does not hang in the air. */
export async function emptyPerson(tx: Tx, caseId: string, personId: string, at: Date): Promise<void> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  await sql`update person set name = null, phone = null, age_band = null, languages = '{}', erased_at = ${at} where id = ${personId}`.execute(tx);
}
/** Disclosures that are about this person: their words go with the person. */
export async function disclosuresAbout(tx: Tx, personId: string): Promise<{ id: string }[]> {
  return (await sql<{ id: string }>`select id from disclosures_about(${personId})`.execute(tx)).rows;
}
