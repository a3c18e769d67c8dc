/** Duties to report of one case at a time. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { ReportState } from './duty.ts';

export interface ReportRow {
  id: string; number: string; case_id: string; disclosure_number: string; state_code: string; state: ReportState; started_by: string; since: Date; due_at: Date;
  told_at: Date | null; told_how: 'phone' | 'online' | 'sheet' | null; written_due_at: Date | null; acknowledged_at: Date | null;
}
/** Row level security shows what is of this case, until the transaction is about another. */
async function within(tx: Tx, caseId: string): Promise<void> {
  await sql`select set_config('havenline.case', ${caseId}, true)`.execute(tx);
}
export async function insertReport(tx: Tx, r: ReportRow): Promise<void> {
  await within(tx, r.case_id);
  await tx.insertInto('duty_report').values(r).execute();
}
export async function reportsOf(tx: Tx, caseId: string): Promise<ReportRow[]> {
  await within(tx, caseId);
  return (await sql<ReportRow>`select * from duty_report where case_id = ${caseId} order by since desc, id desc limit 50`.execute(tx)).rows;
}
/** Locked: of two who say that they told, the second sees the first. */
export async function lockReport(tx: Tx, caseId: string, number: string): Promise<ReportRow | undefined> {
  await within(tx, caseId);
  return (await sql<ReportRow>`select * from duty_report where case_id = ${caseId} and number = ${number} for update`.execute(tx)).rows[0];
}
export async function saveReport(tx: Tx, r: ReportRow): Promise<void> {
  await within(tx, r.case_id);
  await sql`update duty_report set state = ${r.state}, told_at = ${r.told_at}, told_how = ${r.told_how}, written_due_at = ${r.written_due_at}, acknowledged_at = ${r.acknowledged_at} where id = ${r.id}`.execute(tx);
}
