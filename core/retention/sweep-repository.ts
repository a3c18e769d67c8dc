/** The SQL of what is due by its age, and of the count of what was erased. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#core/kernel';

const all = async <T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> => (await query.execute(tx)).rows;
const count = async (tx: Tx, query: RawBuilder<{ n: number }>): Promise<number> => (await all(tx, query))[0]!.n;

export const dueConversations = async (tx: Tx, before: Date, limit: number): Promise<string[]> => (await all(tx, sql<{ id: string }>`select due_conversations as id from due_conversations(${before}, ${limit})`)).map((r) => r.id);
export const dueCases = (tx: Tx, before: Date, limit: number) => all(tx, sql<{ id: string; number: string }>`select id, number from due_cases(${before}, ${limit})`);
/** People of a case of whom something is kept, and whether a hold is on one of them. The transaction is about the case from here on. */
export async function peopleOf(tx: Tx, caseId: string): Promise<{ id: string; held: boolean }[]> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  return all(tx, sql<{ id: string; held: boolean }>`select p.id, exists (select from legal_hold h where h.person_id = p.id and h.lifted_at is null) as held from person p where p.case_id = ${caseId} and p.erased_at is null`);
}
/** What happened and the next steps go; the case is a number that is closed. */
export async function emptyCase(tx: Tx, caseId: string, at: Date): Promise<void> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
  for (const table of ['case_event', 'task', 'document', 'duty_report']) await sql`delete from ${sql.table(table)} where case_id = ${caseId}`.execute(tx);
  await sql`update case_file set erased_at = ${at}, closed_at = coalesce(closed_at, ${at}::timestamptz) where id = ${caseId}`.execute(tx);
}

/** Rows of a list that is for the sweep alone: row level security shows them while it is asked. */
async function listed<T>(tx: Tx, list: 'disclosures' | 'requests', query: RawBuilder<T>): Promise<T[]> {
  await sql`select set_config('havenline.list', ${list}, true)`.execute(tx);
  const rows = await all(tx, query);
  await sql`select set_config('havenline.list', '', true)`.execute(tx);
  return rows;
}
const reasonsDue = (before: Date) => sql`from disclosure_request d where d.words_erased_at is null and d.state in ('refused', 'expired', 'withdrawn') and d.asked_at < ${before} and (d.review_due_at is null or d.reviewed_at is not null)`;
const reasonsHeld = sql`exists (select from legal_hold h where h.lifted_at is null and (h.person_id = d.person_id or d.fields @> jsonb_build_array(jsonb_build_object('personId', h.person_id))))`;
export const dueReasons = (tx: Tx, before: Date, limit: number) => listed(tx, 'disclosures', sql<{ id: string }>`select d.id ${reasonsDue(before)} and not ${reasonsHeld} order by d.asked_at limit ${limit}`);
export const countReasons = (tx: Tx, before: Date) => listed(tx, 'disclosures', sql<{ due: number; held: number }>`select count(*) filter (where not ${reasonsHeld})::int as due, count(*) filter (where ${reasonsHeld})::int as held ${reasonsDue(before)}`).then((r) => r[0]!);
/** The key of a disclosure and of a demand are of one kind; row security shows the words of one. */
export async function emptyReasons(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`select set_config('havenline.disclosure', ${id}, true)`.execute(tx);
  await sql`delete from disclosure_word where request_id = ${id}`.execute(tx);
  await sql`update disclosure_request set words_erased_at = ${at} where id = ${id}`.execute(tx);
}
const demandsDue = (before: Date) => sql`from legal_demand d where d.words_erased_at is null and d.answered_at < ${before}`;
const demandHeld = sql`exists (select from legal_hold h where h.lifted_at is null and h.demand_number = d.number)`;
export const dueDemands = (tx: Tx, before: Date, limit: number) => all(tx, sql<{ id: string }>`select d.id ${demandsDue(before)} and not ${demandHeld} order by d.answered_at limit ${limit}`);
export const countDemands = (tx: Tx, before: Date) => all(tx, sql<{ due: number; held: number }>`select count(*) filter (where not ${demandHeld})::int as due, count(*) filter (where ${demandHeld})::int as held ${demandsDue(before)}`).then((r) => r[0]!);
export async function emptyDemand(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`select set_config('havenline.disclosure', ${id}, true)`.execute(tx);
  await sql`delete from legal_demand_word where demand_id = ${id}`.execute(tx);
  await sql`update legal_demand set words_erased_at = ${at} where id = ${id}`.execute(tx);
}
const requestsDue = (before: Date) => sql`from subject_request where done_at < ${before} and outcome <> 'held' and not waits_for_hold`;
export async function deleteRequests(tx: Tx, before: Date, limit: number): Promise<number> {
  const due = await listed(tx, 'requests', sql<{ id: string }>`select id ${requestsDue(before)} order by done_at limit ${limit}`);
  for (const { id } of due) {
    await sql`select set_config('havenline.request', ${id}, true)`.execute(tx);
    await sql`delete from subject_request_item where request_id = ${id}`.execute(tx);
    await sql`delete from subject_request where id = ${id}`.execute(tx);
  }
  return due.length;
}
export const countRequests = (tx: Tx, before: Date) => listed(tx, 'requests', sql<{ due: number; held: number }>`select count(*) filter (where outcome <> 'held' and not waits_for_hold)::int as due, count(*) filter (where outcome = 'held' or waits_for_hold)::int as held from subject_request where done_at < ${before}`).then((r) => r[0]!);

/** Classes that are rows with an age and no key. */
const AGED: Readonly<Record<string, { table: string; key: string; when: (before: Date) => RawBuilder<unknown> }[]>> = {
  code: [{ table: 'contact_code', key: 'code_hash', when: (before) => sql`made_at < ${before}` }],
  unusual: [{ table: 'oversight_item', key: 'id', when: (before) => sql`closed_at < ${before}` }],
  mailbox: [{ table: 'mailbox_message', key: 'id', when: (before) => sql`at < ${before}` }],
  'sign-in': [{ table: 'staff_session', key: 'id', when: (before) => sql`last_seen_at < ${before}` }, { table: 'staff_link', key: 'id', when: (before) => sql`expires_at < ${before}` }],
  // Its key has two columns; the place of the row does as well.
  'machine-answer': [{ table: 'partner_answer', key: 'ctid', when: (before) => sql`at < ${before}` }],
  // What somebody's presence was at that moment stays known: the last change before it is kept.
  'work-time': [{ table: 'presence_spell', key: 'ctid', when: (before) => sql`since < ${before} and exists (select from presence_spell later where later.staff_id = presence_spell.staff_id and later.since > presence_spell.since and later.since <= ${before})` },
    { table: 'staff_break', key: 'id', when: (before) => sql`ends_at < ${before}` }],
  captured: [{ table: 'captured_callback', key: 'id', when: (before) => sql`at < ${before}` }],
};
export const AGED_CLASSES = Object.keys(AGED);
export async function countAged(tx: Tx, id: string, before: Date): Promise<number> {
  let n = 0;
  for (const { table, when } of AGED[id]!) n += await count(tx, sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} where ${when(before)}`);
  return n;
}
export async function deleteAged(tx: Tx, id: string, before: Date, limit: number): Promise<number> {
  let n = 0;
  for (const { table, key, when } of AGED[id]!) n += Number((await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (select ${sql.ref(key)} from ${sql.table(table)} where ${when(before)} limit ${limit})`.execute(tx)).numAffectedRows ?? 0);
  return n;
}

export async function lockClock(tx: Tx): Promise<{ jobId: string | null }> {
  return (await all(tx, sql<{ jobId: string | null }>`select job_id as "jobId" from retention_clock for update`))[0]!;
}
export const saveClock = (tx: Tx, jobId: string, sweptAt: Date | null) => sql`update retention_clock set job_id = ${jobId}, swept_at = coalesce(${sweptAt}::timestamptz, swept_at)`.execute(tx);
export const sweptAt = async (tx: Tx): Promise<Date | null> => (await all(tx, sql<{ at: Date | null }>`select swept_at as at from retention_clock`))[0]!.at;
export const noteErased = (tx: Tx, id: string, n: number, at: Date) => sql`insert into retention_run (class, day, erased, last_at) values (${id}, (${at}::timestamptz at time zone 'UTC')::date, ${n}, ${at})
  on conflict (class, day) do update set erased = retention_run.erased + excluded.erased, last_at = excluded.last_at`.execute(tx);
export interface Run { class: string; day: string; erased: number }
/** By class and day, the newest first; of recordings, which have a job of their own, from themselves. */
export const runsSince = (tx: Tx, since: Date) => all(tx, sql<Run>`select class, day::text as day, erased from retention_run where day >= (${since}::timestamptz at time zone 'UTC')::date
  union all select 'recording', (erased_at at time zone 'UTC')::date::text, count(*)::int from recording where erased_at >= ${since} group by 2 order by 2 desc, 1`);
export const recordingsDue = (tx: Tx, now: Date) => count(tx, sql<{ n: number }>`select count(*)::int as n from recording where erased_at is null and erase_at <= ${now}`);
