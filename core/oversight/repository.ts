import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Kind, Raised, Shift, Worker } from './oversight.ts';

export interface ItemRow { id: string; kind: Kind; staffId: string; fromAt: Date; toAt: Date; count: number; usual: number | null; state: 'open' | 'closed'; note: string | null; closedBy: string | null; closedAt: Date | null }
const ITEM = sql`id, kind, staff_id as "staffId", from_at as "fromAt", to_at as "toAt", count, usual, state, note, closed_by as "closedBy", closed_at as "closedAt"`;

/** How far the log was followed; locked, so that one server follows at a time. */
export async function lockFollower(tx: Tx): Promise<{ nextSeq: number; jobId: string | null }> {
  const { rows } = await sql<{ nextSeq: string; jobId: string | null }>`select next_seq as "nextSeq", job_id as "jobId" from oversight_follower for update`.execute(tx);
  return { nextSeq: Number(rows[0]!.nextSeq), jobId: rows[0]!.jobId };
}
export const saveFollower = (tx: Tx, nextSeq: number, jobId: string) => sql`update oversight_follower set next_seq = ${nextSeq}, job_id = ${jobId}`.execute(tx);

export async function workersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Worker>> {
  const { rows } = await sql<{ id: string; state: Worker }>`select staff_id as id, state from oversight_worker where staff_id = any(${ids}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.state]));
}
/** Remembers a worker, and their shift as one of those that say what is usual. */
export async function saveWorker(tx: Tx, staffId: string, at: Date, worker: Worker, shifts: readonly Shift[]): Promise<void> {
  await sql`insert into oversight_worker (staff_id, last_at, state) values (${staffId}, ${at}, ${JSON.stringify(worker)}::jsonb)
    on conflict (staff_id) do update set last_at = excluded.last_at, state = excluded.state`.execute(tx);
  for (const shift of shifts) await sql`insert into oversight_shift (staff_id, began_at, opened) values (${staffId}, ${new Date(shift.beganAt)}, ${shift.opened})
    on conflict (staff_id, began_at) do update set opened = excluded.opened`.execute(tx);
}
export async function shiftsSince(tx: Tx, since: Date): Promise<(Shift & { staffId: string })[]> {
  const { rows } = await sql<{ staffId: string; beganAt: Date; opened: number }>`select staff_id as "staffId", began_at as "beganAt", opened from oversight_shift where began_at > ${since}`.execute(tx);
  return rows.map((row) => ({ staffId: row.staffId, beganAt: row.beganAt.getTime(), opened: row.opened }));
}
/** What was opened is forgotten with the shift; a shift's count with the time that is looked back. */
export async function forget(tx: Tx, openedBefore: Date, shiftsBefore: Date): Promise<void> {
  await sql`update oversight_worker set state = jsonb_set(state, '{opened}', '{}') where last_at < ${openedBefore} and state -> 'opened' <> '{}'`.execute(tx);
  await sql`delete from oversight_shift where began_at < ${shiftsBefore}`.execute(tx);
}

/** Puts an item down, or raises the count of the one that is there. True: it is new. */
export async function putItem(tx: Tx, id: string, { kind, staffId, from, to, count, usual }: Raised): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`insert into oversight_item (id, kind, staff_id, from_at, to_at, count, usual)
    values (${id}, ${kind}, ${staffId}, ${new Date(from)}, ${new Date(to)}, ${count}, ${usual})
    on conflict (kind, staff_id, from_at) do update set to_at = excluded.to_at, count = excluded.count where oversight_item.state = 'open'
    returning id = ${id}::uuid as "isNew"`.execute(tx);
  return rows[0]?.isNew ?? false;
}
/** Open ones first, the newest of each first. */
export async function items(tx: Tx, limit: number): Promise<ItemRow[]> {
  return (await sql<ItemRow>`select ${ITEM} from oversight_item order by state desc, from_at desc, id limit ${limit}`.execute(tx)).rows;
}
export async function lockItem(tx: Tx, id: string): Promise<ItemRow | undefined> {
  return (await sql<ItemRow>`select ${ITEM} from oversight_item where id::text = ${id} for update`.execute(tx)).rows[0];
}
export const closeItem = (tx: Tx, id: string, by: string, note: string, at: Date) =>
  sql`update oversight_item set state = 'closed', closed_by = ${by}, note = ${note}, closed_at = ${at} where id = ${id}::uuid`.execute(tx);
