import { atCommit, statement } from './tx.ts';
import type { Tx } from './tx.ts';

/**
 * What changed, told to screens after the commit. A topic names what to look at again (`staff:ID`, `contact:ID`, `chat:ID`, `case:ID`,
 * `partner:ORG`, `wallboard`, `tasks`, `centre`, `mailbox`); `hint` is a small word for the screen ("typing", "offer"), never content.
 */
export interface LiveEvent { readonly topic: string; readonly hint?: string }

/** A NOTIFY carries 8,000 bytes at most. */
const FITS = 7_000;
const notify = statement(`select pg_notify('havenline_live', told) from unnest($1::text[]) as told`);

/** All events of one transaction in as few messages as they fit in, each event once. */
async function tell(tx: Tx, events: readonly LiveEvent[]): Promise<void> {
  const messages: string[] = [];
  let text = '';
  for (const one of new Set(events.map(({ topic, hint }) => JSON.stringify({ topic, hint })))) {
    const fits = text.length + one.length <= FITS;
    if (!fits) messages.push(`[${text}]`);
    text = fits && text !== '' ? `${text},${one}` : one;
  }
  await notify.later(tx, [...messages, `[${text}]`]);
}

/** Sends several live events. */
export async function publishAll(tx: Tx, events: readonly LiveEvent[]): Promise<void> {
  for (const event of events) await atCommit(tx, tell, event);
}

/** Sends a live event when `tx` commits (PostgreSQL NOTIFY: delivered to every server, never for a rolled-back act). */
export function publish(tx: Tx, topic: string, hint?: string): Promise<void> {
  return atCommit(tx, tell, hint === undefined ? { topic } : { topic, hint });
}

/** The events of one message. */
export function eventsOf(payload: string): LiveEvent[] {
  return [JSON.parse(payload) as LiveEvent | LiveEvent[]].flat();
}
