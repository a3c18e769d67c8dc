/** The SQL of the conversations that a person's request covers, part by part. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { ItemDecision } from './retention.ts';

export interface ItemRow { request_id: string; position: number; contact_id: string; part: 'words' | 'recording'; recording_id: string | null; decision: ItemDecision | null; decided_by: string | null; decided_at: Date | null; done_at: Date | null }

/** Row level security shows the items of this request alone, until the transaction ends. */
const within = (tx: Tx, requestId: string) => sql`select set_config('havenline.request', ${requestId}, true)`.execute(tx);

/** The conversations of a case: those it was opened from, and those of a caller who came back to them by four words. */
export async function conversationsOf(tx: Tx, caseId: string): Promise<string[]> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  return (await sql<{ id: string }>`with recursive theirs as (
      select c.id, c.started_at from case_contact k join contact c on c.id = k.contact_id where k.case_id = ${caseId}
      union select c.id, c.started_at from contact c join theirs t on c.returning_of = t.id)
    select id from theirs order by started_at, id`.execute(tx)).rows.map((r) => r.id);
}
/** Others of the case of whom something is kept, and whether a hold is on one of them. */
export async function othersOf(tx: Tx, caseId: string, personId: string): Promise<{ count: number; held: boolean }> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  return (await sql<{ count: number; held: boolean }>`select count(*)::int as count, coalesce(bool_or(exists (select from legal_hold h where h.person_id = p.id and h.lifted_at is null)), false) as held
    from person p where p.case_id = ${caseId} and p.id <> ${personId} and p.erased_at is null`.execute(tx)).rows[0]!;
}
export async function itemsOf(tx: Tx, requestId: string): Promise<ItemRow[]> {
  await within(tx, requestId);
  return (await sql<ItemRow>`select * from subject_request_item where request_id = ${requestId} order by position`.execute(tx)).rows;
}
/** Adds what is not there yet. */
export async function addItem(tx: Tx, requestId: string, item: Pick<ItemRow, 'contact_id' | 'part' | 'recording_id' | 'decision' | 'decided_at'>): Promise<void> {
  await within(tx, requestId);
  await sql`insert into subject_request_item (request_id, position, contact_id, part, recording_id, decision, decided_at)
    select ${requestId}, coalesce(max(position), 0) + 1, ${item.contact_id}, ${item.part}, ${item.recording_id}::uuid, ${item.decision}, ${item.decided_at}::timestamptz from subject_request_item where request_id = ${requestId}
    on conflict (request_id, contact_id, part, recording_id) do nothing`.execute(tx);
}
/** Somebody else came into the case: what nobody decided is open again. */
export async function reopenItems(tx: Tx, requestId: string): Promise<void> {
  await within(tx, requestId);
  await sql`update subject_request_item set decision = null, decided_at = null where request_id = ${requestId} and decided_by is null and done_at is null`.execute(tx);
}
export async function saveItem(tx: Tx, r: ItemRow): Promise<void> {
  await within(tx, r.request_id);
  await sql`update subject_request_item set decision = ${r.decision}, decided_by = ${r.decided_by}, decided_at = ${r.decided_at}, done_at = ${r.done_at} where request_id = ${r.request_id} and position = ${r.position}`.execute(tx);
}
