/** The SQL of what people ask about themselves, and of compiling and emptying what is kept. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

export interface RequestRow {
  id: string; number: string; kind: 'access' | 'erasure'; by_whom: 'self' | 'lawyer'; case_number: string; person_id: string; identity_how: string; registered_by: string; registered_at: Date; due_at: Date;
  checked_by: string | null; checked_at: Date | null; disclosure_number: string | null; outcome: 'given' | 'erased' | 'held' | null; done_at: Date | null; waits_for_hold: boolean;
}
export const insertRequest = async (tx: Tx, r: RequestRow): Promise<void> => void (await tx.insertInto('subject_request').values(r).execute());
export async function saveRequest(tx: Tx, r: RequestRow): Promise<void> {
  await tx.updateTable('subject_request').set({ checked_by: r.checked_by, checked_at: r.checked_at, disclosure_number: r.disclosure_number, outcome: r.outcome, done_at: r.done_at, waits_for_hold: r.waits_for_hold }).where('id', '=', r.id).execute();
}
export async function requestByNumber(tx: Tx, number: string): Promise<RequestRow | undefined> {
  return (await sql<RequestRow>`select * from subject_request where number = ${number} for update`.execute(tx)).rows[0];
}
/** The request that this disclosure was asked for. */
export async function requestOfDisclosure(tx: Tx, disclosure: string): Promise<RequestRow | undefined> {
  return (await sql<RequestRow>`select * from subject_request where disclosure_number = ${disclosure} for update`.execute(tx)).rows[0];
}
/** Requests of this person that were held and are open again, due anew. */
export async function takeUpHeld(tx: Tx, personId: string, dueAt: Date): Promise<RequestRow[]> {
  return (await sql<RequestRow>`update subject_request set outcome = null, done_at = null, due_at = ${dueAt} where person_id = ${personId} and outcome = 'held' returning *`.execute(tx)).rows;
}
export async function requests(tx: Tx): Promise<RequestRow[]> {
  return (await sql<RequestRow>`select * from subject_request order by (done_at is null) desc, due_at limit 200`.execute(tx)).rows;
}

/** Erased requests of which something waits for the hold on somebody else to end. */
export async function waitingForHold(tx: Tx): Promise<RequestRow[]> {
  return (await sql<RequestRow>`select * from subject_request where waits_for_hold order by done_at for update`.execute(tx)).rows;
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
    disclosures: await all(sql`select number, asked_at as at, purpose, state from disclosure_request where fields @> ${JSON.stringify([{ personId }])}::jsonb order by asked_at`),
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
  return (await sql<{ id: string }>`select id from disclosure_request where fields @> ${JSON.stringify([{ personId }])}::jsonb`.execute(tx)).rows;
}
