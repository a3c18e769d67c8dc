import { sql } from 'kysely';
import type { Tx } from './tx.ts';

/**
 * What changed, told to screens after the commit. A topic names what to look at again (`staff:ID`, `contact:ID`, `chat:ID`, `case:ID`,
 * `partner:ORG`, `wallboard`, `tasks`, `centre`, `mailbox`); `hint` is a small word for the screen ("typing", "offer"), never content.
 */
export interface LiveEvent { readonly topic: string; readonly hint?: string }

/** Sends several live events with one statement. */
export async function publishAll(tx: Tx, events: readonly LiveEvent[]): Promise<void> {
  const texts = events.map(({ topic, hint }) => JSON.stringify({ topic, hint }));
  await sql`select pg_notify('havenline_live', told) from unnest(${texts}::text[]) as told`.execute(tx);
}

/** Sends a live event when `tx` commits (PostgreSQL NOTIFY: delivered to every server, never for a rolled-back act). */
export async function publish(tx: Tx, topic: string, hint?: string): Promise<void> {
  await sql`select pg_notify('havenline_live', ${JSON.stringify({ topic, hint })})`.execute(tx);
}
