/** The SQL of cases. Rows never leave the feature. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Column, Columns, Condition } from '#core/access';
import { statement } from '#core/kernel';
import type { Tx } from '#core/kernel';
import type { ProtectedField } from './case.ts';

export interface CaseRow { id: string; number: string; opened_at: Date; closed_at: Date | null; assigned: string[] }
export interface PersonRow { id: string; case_id: string; role: string; age_band: string | null; languages: string[]; name: Buffer | null; phone: Buffer | null }
export interface TaskRow { id: string; case_id: string | null; case_number: string | null; kind: string; title: string; due_at: Date; for_role: string | null; done_at: Date | null }

const one = async <T>(query: Promise<{ rows: T[] }>): Promise<T | undefined> => (await query).rows[0];

/** One case at a time, and from here on the transaction is about it: the functions of 0100_rows.sql. */
const found = statement<CaseRow>('select * from find_case($1, $2)');
export const caseByNumber = (tx: Tx, number: string) => found.first(tx, 'number', number);
export const caseById = (tx: Tx, id: string) => found.first(tx, 'id', id);
export async function caseOfContact(tx: Tx, contactId: string): Promise<CaseRow | undefined> {
  await sql`select set_config('havenline.contact', ${contactId}, true)`.execute(tx);
  return found.first(tx, 'contact', contactId);
}

export async function insertCase(tx: Tx, row: { id: string; number: string; contactId: string; by: string; at: Date }): Promise<void> {
  await within(tx, row.id);
  await sql`insert into case_file (id, number, opened_by, opened_at) values (${row.id}, ${row.number}, ${row.by}, ${row.at})`.execute(tx);
  await sql`insert into case_contact (contact_id, case_id) values (${row.contactId}, ${row.id})`.execute(tx);
}
/** Two openings of one contact wait for each other, so that the second finds the first's case. */
export async function lockContact(tx: Tx, contactId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`case_contact:${contactId}`}, 0))`.execute(tx);
}
export async function insertAssignment(tx: Tx, caseId: string, staffId: string, at: Date): Promise<boolean> {
  await within(tx, caseId);
  const r = await sql`insert into case_assignment (case_id, staff_id, assigned_at, last_at)
    values (${caseId}, ${staffId}, ${at}, coalesce((select last_at from case_file where id = ${caseId}), ${at}::timestamptz)) on conflict do nothing`.execute(tx);
  return Number(r.numAffectedRows) > 0;
}
export async function insertEvent(tx: Tx, caseId: string, at: Date, kind: string, text: string, by: string): Promise<void> {
  await within(tx, caseId);
  await sql`with event as (insert into case_event (case_id, at, kind, text, by_name) values (${caseId}, ${at}, ${kind}, ${text}, ${by})),
    latest as (update case_file set last_at = greatest(last_at, ${at}::timestamptz) where id = ${caseId})
    update case_assignment set last_at = greatest(last_at, ${at}::timestamptz) where case_id = ${caseId}`.execute(tx);
}
const events = statement<{ at: Date; kind: string; text: string; by_name: string }>('select at, kind, text, by_name from case_event where case_id = $1 order by seq desc limit 500');
export async function eventsOf(tx: Tx, caseId: string) {
  await within(tx, caseId);
  return events.rows(tx, caseId);
}
/** What the rules look at, in these tables: the same facts as `assigned` above. */
const assignedTo = (caseId: RawBuilder<unknown>): Column => ({ has: sql<boolean>`true`, contains: (staffId) => sql<boolean>`exists (select from case_assignment a where a.case_id = ${caseId} and a.staff_id = ${staffId}::uuid)` });
export const CASE_COLUMNS: Columns = { assigned: assignedTo(sql`c.id`) };
export const TASK_COLUMNS: Columns = { assigned: { ...assignedTo(sql`t.case_id`), has: sql<boolean>`(t.for_role is null)` }, role: { value: sql`t.for_role` } };
/** Of this colleague's cases only those that the same rules would open one by one. */
export async function casesWhere(tx: Tx, staffId: string, permitted: Condition) {
  await as(tx, staffId);
  // By the order of somebody's own assignments: the newest 200 are found without looking at the other thousands, and only of those is anything counted.
  return (await sql<Omit<CaseRow, 'assigned'> & { open_tasks: number; last_at: Date }>`select c.*,
      (select count(*)::int from task t where t.case_id = c.id and t.done_at is null) as open_tasks
    from (select c.* from case_assignment mine join case_file c on c.id = mine.case_id where mine.staff_id = ${staffId}::uuid and ${permitted}
      order by mine.last_at desc nulls last limit 200) c
    order by c.last_at desc nulls last`.execute(tx)).rows;
}

/** Row level security shows the cases that were given to this member of staff, until the transaction ends. */
async function as(tx: Tx, staffId: string): Promise<void> {
  await shownToStaff.later(tx, staffId);
}
/** Row level security shows what is of this case alone, until the transaction ends. */
export async function within(tx: Tx, caseId: string): Promise<void> {
  await shownOfCase.later(tx, caseId);
}
const shownToStaff = statement(`select set_config('havenline.staff', $1, true)`);
const shownOfCase = statement(`select set_config('havenline.case', $1, true)`);
export async function insertPerson(tx: Tx, p: { id: string; caseId: string; role: string; ageBand: string | null; languages: string[]; at: Date }): Promise<void> {
  await within(tx, p.caseId);
  await sql`insert into person (id, case_id, role, age_band, languages, created_at) values (${p.id}, ${p.caseId}, ${p.role}, ${p.ageBand}, ${p.languages}, ${p.at})`.execute(tx);
}
const persons = statement<PersonRow>('select * from person where case_id = $1 order by created_at, id');
export async function personsOf(tx: Tx, caseId: string): Promise<PersonRow[]> {
  await within(tx, caseId);
  return persons.rows(tx, caseId);
}
export async function personOf(tx: Tx, caseId: string, personId: string): Promise<PersonRow | undefined> {
  await within(tx, caseId);
  return one(sql<PersonRow>`select * from person where case_id = ${caseId} and id::text = ${personId}`.execute(tx));
}
export async function updateField(tx: Tx, caseId: string, personId: string, field: ProtectedField, ciphertext: Buffer | null): Promise<void> {
  await within(tx, caseId);
  await sql`update person set ${sql.id(field)} = ${ciphertext} where case_id = ${caseId} and id = ${personId}`.execute(tx);
}

export async function insertTask(tx: Tx, t: { id: string; caseId: string | null; kind: string; title: string; dueAt: Date; forRole: string | null; ref: string | null; at: Date }): Promise<void> {
  await within(tx, t.caseId ?? '');
  await sql`insert into task (id, case_id, kind, title, due_at, for_role, ref, created_at) values (${t.id}, ${t.caseId}, ${t.kind}, ${t.title}, ${t.dueAt}, ${t.forRole}, ${t.ref}, ${t.at})`.execute(tx);
}
export async function finishTasksOf(tx: Tx, ref: string, by: string | null, at: Date): Promise<void> {
  await as(tx, by ?? 'centre');
  await sql`update task set done_at = ${at}, done_by = ${by} where ref = ${ref} and done_at is null`.execute(tx);
}
const tasks = statement<TaskRow>('select t.*, null as case_number from task t where t.case_id = $1 order by done_at nulls first, due_at');
export async function tasksOf(tx: Tx, caseId: string): Promise<TaskRow[]> {
  await within(tx, caseId);
  return tasks.rows(tx, caseId);
}
export async function openTasksWhere(tx: Tx, staffId: string, permitted: Condition): Promise<TaskRow[]> {
  await as(tx, staffId);
  return (await sql<TaskRow>`select t.*, c.number as case_number from task t left join case_file c on c.id = t.case_id
    where t.done_at is null and ${permitted}
    order by t.due_at limit 200`.execute(tx)).rows;
}
export const taskById = (tx: Tx, id: string) => one(sql<TaskRow>`select t.*, null as case_number from find_task(${id}) t`.execute(tx));
export async function finishTask(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await sql`update task set done_at = ${at}, done_by = ${by} where id = ${id}`.execute(tx);
}
