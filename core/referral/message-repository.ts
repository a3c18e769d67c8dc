/** The SQL of messages about one referral; row level security shows those of the referral that was named. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import { within } from './repository.ts';

export interface MessageRow { id: string; person_id: string | null; side: 'centre' | 'service'; by: string; at: Date; client_id: string; ciphertext: Buffer; read_at: Date | null }

/** False when the same screen sent the same message before. */
export async function insertMessage(tx: Tx, referralId: string, m: Omit<MessageRow, 'read_at'>): Promise<boolean> {
  await within(tx, referralId);
  return (await sql`insert into referral_message (id, referral_id, person_id, side, by, at, client_id, ciphertext) values (${m.id}, ${referralId}, ${m.person_id}, ${m.side}, ${m.by}, ${m.at}, ${m.client_id}, ${m.ciphertext})
    on conflict (referral_id, client_id) do nothing returning 1`.execute(tx)).rows.length > 0;
}
export async function messagesOf(tx: Tx, referralId: string): Promise<MessageRow[]> {
  await within(tx, referralId);
  return (await sql<MessageRow>`select id, person_id, side, by, at, client_id, ciphertext, read_at from referral_message where referral_id = ${referralId} order by sequence`.execute(tx)).rows;
}
/** What the other side wrote has been read. */
export async function markRead(tx: Tx, referralId: string, reader: 'centre' | 'service', at: Date): Promise<void> {
  await within(tx, referralId);
  await sql`update referral_message set read_at = ${at} where referral_id = ${referralId} and side <> ${reader} and read_at is null`.execute(tx);
}
/** How many there are, and how many this reader has not read; nothing of what they say. */
export async function countMessages(tx: Tx, referralId: string, reader: 'centre' | 'service'): Promise<{ all: number; unread: number }> {
  await within(tx, referralId);
  return (await sql<{ all: number; unread: number }>`select count(*)::int as all, count(*) filter (where side <> ${reader} and read_at is null)::int as unread from referral_message where referral_id = ${referralId}`.execute(tx)).rows[0]!;
}
export async function deleteMessages(tx: Tx, referralId: string): Promise<void> {
  await within(tx, referralId);
  await sql`delete from referral_message where referral_id = ${referralId}`.execute(tx);
}
