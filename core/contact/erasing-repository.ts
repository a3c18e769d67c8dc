/** The SQL of what is kept of a conversation, and of emptying it. */
import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';

export interface KeptConversation {
  id: string; number: string; channel: string; language: string; at: Date; over: boolean; erased: boolean;
  /** Whether there are notes, and how many messages. */
  notes: boolean; messages: number;
  recordings: { id: string; seconds: number }[];
}
/** Facts about one conversation, none of its words. The transaction is about it from here on. */
export async function keptConversation(tx: Tx, id: string): Promise<KeptConversation | undefined> {
  await sql`select set_config('havenline.contact', ${id}, true)`.execute(tx);
  return (await sql<KeptConversation>`select c.id, c.number, c.channel, c.language, c.started_at as at, c.state in ('closed', 'abandoned') as over, c.erased_at is not null as erased,
      exists (select from contact_draft d where d.contact_id = c.id) as notes, (select count(*)::int from chat_message m where m.contact_id = c.id) as messages,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'seconds', coalesce((select round(sum(t.seconds)) from recording_take t where t.recording_id = r.id), 0)) order by r.asked_at)
        from recording r where r.contact_id = c.id and r.erased_at is null), '[]') as recordings
    from contact c where c.id = ${id}::uuid`.execute(tx)).rows[0];
}
/** Deletes the words, what leads back to them, and the number to call back; the row keeps when, how long and by whom. */
export async function emptyContact(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`select set_config('havenline.contact', ${id}, true)`.execute(tx);
  for (const table of ['contact_draft', 'chat_message', 'chat_session', 'contact_code']) await sql`delete from ${sql.table(table)} where contact_id = ${id}::uuid`.execute(tx);
  await sql`update callback set number = null, state = 'done' where contact_id = ${id}::uuid`.execute(tx);
  await sql`update contact set erased_at = ${at}, chosen = '{}', returning_of = null where id = ${id}::uuid`.execute(tx);
  await sql`update contact set returning_of = null where returning_of = ${id}::uuid`.execute(tx);
}
