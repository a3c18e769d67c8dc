/** The SQL of calls by which a service is told of a referral. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { CallSaid, Reached } from './script.ts';

export interface CallRow { id: string; referral_id: string; client_id: string; at: Date; by: string; reached: Reached; said: CallSaid; sha256: string | null; again_at: Date | null; asked_at: Date | null }

/** False when the same screen said the same call before. */
export async function insertCall(tx: Tx, c: Omit<CallRow, 'asked_at'>): Promise<boolean> {
  return (await sql`insert into referral_call (id, referral_id, client_id, at, by, reached, said, sha256, again_at) values (${c.id}, ${c.referral_id}, ${c.client_id}, ${c.at}, ${c.by}, ${c.reached}, ${c.said}, ${c.sha256}, ${c.again_at})
    on conflict (referral_id, client_id) do nothing returning 1`.execute(tx)).rows.length > 0;
}
export async function callsOf(tx: Tx, referralIds: readonly string[]): Promise<CallRow[]> {
  return (await sql<CallRow>`select * from referral_call where referral_id = any(${referralIds}::uuid[]) order by at, id`.execute(tx)).rows;
}
/** Says that somebody was asked to try again; false when they were before, or when another call came after this one. */
export async function askAgain(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (await sql`update referral_call c set asked_at = ${at} where c.id = ${id} and c.asked_at is null
    and not exists (select from referral_call n where n.referral_id = c.referral_id and (n.at, n.id) > (c.at, c.id)) returning 1`.execute(tx)).rows.length > 0;
}
