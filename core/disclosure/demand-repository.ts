/** The SQL of legal demands and of holds. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Decision } from './demand.ts';
import { within } from './repository.ts';

export interface DemandRow {
  id: string; number: string; kind: string; from_whom: string; court: string; served_at: Date; answer_due_at: Date; registered_by: string; registered_at: Date; counsel: string | null; answered_at: Date | null; answer_sha256: string | null;
}
export interface ItemRow { id: string; demand_id: string; position: number; decision: Decision | null; counsel_reference: string | null; recorded_by: string | null; decided_at: Date | null; disclosure_number: string | null }
export interface HoldRow { id: string; person_id: string; demand_number: string; placed_by: string; placed_at: Date; lifted_at: Date | null; lifted_by: string | null }

export const insertDemand = async (tx: Tx, r: DemandRow): Promise<void> => void (await tx.insertInto('legal_demand').values(r).execute());
export async function insertItem(tx: Tx, r: ItemRow, asked: Buffer): Promise<void> {
  await tx.insertInto('legal_demand_item').values(r).execute();
  await within(tx, r.demand_id);
  await tx.insertInto('legal_demand_word').values({ item_id: r.id, demand_id: r.demand_id, asked }).execute();
}
/** What each item asks, by the item's id. */
export async function wordsOfDemand(tx: Tx, demandId: string): Promise<Map<string, Buffer>> {
  await within(tx, demandId);
  return new Map((await sql<{ id: string; asked: Buffer }>`select item_id as id, asked from legal_demand_word where demand_id = ${demandId}`.execute(tx)).rows.map((r) => [r.id, r.asked]));
}
export async function demandByNumber(tx: Tx, number: string): Promise<DemandRow | undefined> {
  return (await sql<DemandRow>`select * from legal_demand where number = ${number} for update`.execute(tx)).rows[0];
}
export async function demands(tx: Tx): Promise<(DemandRow & { items: number; undecided: number })[]> {
  return (await sql<DemandRow & { items: number; undecided: number }>`select d.*, (select count(*)::int from legal_demand_item i where i.demand_id = d.id) as items,
    (select count(*)::int from legal_demand_item i where i.demand_id = d.id and i.decision is null) as undecided from legal_demand d order by (answered_at is null) desc, answer_due_at limit 200`.execute(tx)).rows;
}
export async function itemsOf(tx: Tx, demandId: string): Promise<ItemRow[]> {
  return (await sql<ItemRow>`select * from legal_demand_item where demand_id = ${demandId} order by position`.execute(tx)).rows;
}
export async function saveItem(tx: Tx, r: ItemRow): Promise<void> {
  await tx.updateTable('legal_demand_item').set({ decision: r.decision, counsel_reference: r.counsel_reference, recorded_by: r.recorded_by, decided_at: r.decided_at, disclosure_number: r.disclosure_number }).where('id', '=', r.id).execute();
}
export async function saveDemand(tx: Tx, r: DemandRow): Promise<void> {
  await tx.updateTable('legal_demand').set({ counsel: r.counsel, answered_at: r.answered_at, answer_sha256: r.answer_sha256 }).where('id', '=', r.id).execute();
}
export const insertHold = async (tx: Tx, r: HoldRow): Promise<void> => void (await tx.insertInto('legal_hold').values(r).execute());
export async function holdsOn(tx: Tx, personId: string): Promise<HoldRow[]> {
  return (await sql<HoldRow>`select * from legal_hold where person_id = ${personId} and lifted_at is null order by placed_at`.execute(tx)).rows;
}
export async function liftHolds(tx: Tx, demandNumber: string, by: string, at: Date): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`update legal_hold set lifted_at = ${at}, lifted_by = ${by} where demand_number = ${demandNumber} and lifted_at is null returning person_id`.execute(tx);
  return rows.map((r) => r.person_id);
}
/**
 * For the public report: demands that were registered between two moments, by kind, and to how many of them something was given out by `until`.
 * The same later as today: what happens after `until` does not count.
 */
export async function counted(tx: Tx, from: Date, to: Date, until: Date): Promise<{ kind: string; came: number; given: number }[]> {
  return (await sql<{ kind: string; came: number; given: number }>`select d.kind, count(*)::int as came, count(*) filter (where exists (select from legal_demand_item i
      where i.demand_id = d.id and disclosure_released(i.disclosure_number) < ${until}))::int as given
    from legal_demand d where d.registered_at >= ${from} and d.registered_at < ${to} group by d.kind order by d.kind`.execute(tx)).rows;
}
/** Lines of the ledger between two moments, by purpose. */
export async function leftBetween(tx: Tx, from: Date, to: Date): Promise<{ purpose: string; count: number }[]> {
  return (await sql<{ purpose: string; count: number }>`select purpose, count(*)::int as count from disclosure where kind = 'disclosed' and at >= ${from} and at < ${to} group by purpose order by purpose`.execute(tx)).rows;
}
