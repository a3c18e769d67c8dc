/** The machine ways to partners and what was sent over them. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { WebhookNotice } from './webhook.ts';

/** How its machine is spoken to: signed messages, or FHIR R4. */
export type WayKind = 'webhook' | 'fhir';
export interface WayRow {
  id: string; organization_id: string; kind: WayKind; url: string; key_version: number; rotated_at: Date | null; set_by: string; set_at: Date; second_checked_by: string | null; second_checked_at: Date | null; retired_at: Date | null;
}
export interface DeliveryRow { id: string; referral_number: string; way_id: string; notice: WebhookNotice; at: Date; state: 'queued' | 'failing' | 'delivered' | 'failed' | 'given_up'; attempts: number; error: string | null }

export async function ways(tx: Tx): Promise<(WayRow & { organization: string; set_by_name: string | null; second_name: string | null })[]> {
  return (await sql<WayRow & { organization: string; set_by_name: string | null; second_name: string | null }>`select w.*, o.name as organization, a.desk_name as set_by_name, b.desk_name as second_name from partner_way w
    join hsds.organization o on o.id = w.organization_id left join staff_account a on a.id = w.set_by left join staff_account b on b.id = w.second_checked_by where w.retired_at is null order by o.name, w.set_at, w.id limit 500`.execute(tx)).rows;
}
export async function lockWay(tx: Tx, id: string): Promise<WayRow | undefined> {
  return (await sql<WayRow>`select * from partner_way where id::text = ${id} and retired_at is null for update`.execute(tx)).rows[0];
}
export async function seeWay(tx: Tx, id: string): Promise<WayRow | undefined> {
  return (await sql<WayRow>`select * from partner_way where id::text = ${id} and retired_at is null`.execute(tx)).rows[0];
}
/** The way that two people set up, if the organization has one. */
export async function liveWay(tx: Tx, organizationId: string): Promise<WayRow | undefined> {
  return (await sql<WayRow>`select * from partner_way where organization_id = ${organizationId} and retired_at is null and second_checked_by is not null`.execute(tx)).rows[0];
}
export async function insertWay(tx: Tx, w: WayRow): Promise<void> {
  await tx.insertInto('partner_way').values(w).execute();
}
export async function saveWay(tx: Tx, w: WayRow): Promise<void> {
  await sql`update partner_way set key_version = ${w.key_version}, rotated_at = ${w.rotated_at}, second_checked_by = ${w.second_checked_by}, second_checked_at = ${w.second_checked_at}, retired_at = ${w.retired_at} where id = ${w.id}`.execute(tx);
}
/** The row itself, when this name is new; else what was said under it before. Of two at once one waits for the other. */
export async function takeAnswer(tx: Tx, a: { wayId: string; messageId: string; sha256: string; at: Date }): Promise<'new' | 'same' | 'other'> {
  const { rows } = await sql`insert into partner_answer (way_id, message_id, sha256, at) values (${a.wayId}, ${a.messageId}, ${a.sha256}, ${a.at}) on conflict do nothing returning 1`.execute(tx);
  if (rows.length > 0) return 'new';
  const [before] = (await sql<{ sha256: string }>`select sha256 from partner_answer where way_id = ${a.wayId} and message_id = ${a.messageId}`.execute(tx)).rows;
  return before?.sha256 === a.sha256 ? 'same' : 'other';
}
/** A way that was just checked takes the place of the one before. */
export async function retireOthers(tx: Tx, w: WayRow, at: Date): Promise<void> {
  await sql`update partner_way set retired_at = ${at} where organization_id = ${w.organization_id} and id <> ${w.id} and second_checked_by is not null and retired_at is null`.execute(tx);
}

export async function insertDelivery(tx: Tx, d: DeliveryRow): Promise<void> {
  await tx.insertInto('referral_delivery').values(d).execute();
}
export async function lockDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  return (await sql<DeliveryRow>`select * from referral_delivery where id::text = ${id} for update`.execute(tx)).rows[0];
}
export async function saveDelivery(tx: Tx, d: DeliveryRow): Promise<void> {
  await sql`update referral_delivery set state = ${d.state}, attempts = ${d.attempts}, error = ${d.error} where id = ${d.id}`.execute(tx);
}
/** The delivery of a new referral, locked: whoever takes it back waits until it is known whether it left. */
export async function lockSent(tx: Tx, referralNumber: string): Promise<DeliveryRow | undefined> {
  return (await sql<DeliveryRow>`select * from referral_delivery where referral_number = ${referralNumber} and notice = 'sent' order by at desc, id desc limit 1 for update`.execute(tx)).rows[0];
}

/** The Task that a referral is at a partner's FHIR server. */
export interface TaskRow { referral_number: string; way_id: string; task_id: string; at: Date; status: string | null; shown: string | null; asked_at: Date | null; failures: number; over: boolean }
export async function insertTask(tx: Tx, t: Pick<TaskRow, 'referral_number' | 'way_id' | 'task_id' | 'at'>): Promise<void> {
  await sql`insert into referral_task (referral_number, way_id, task_id, at) values (${t.referral_number}, ${t.way_id}, ${t.task_id}, ${t.at}) on conflict do nothing`.execute(tx);
}
export async function lockTask(tx: Tx, referralNumber: string): Promise<TaskRow | undefined> {
  return (await sql<TaskRow>`select * from referral_task where referral_number = ${referralNumber} for update`.execute(tx)).rows[0];
}
export async function seeTask(tx: Tx, referralNumber: string): Promise<TaskRow | undefined> {
  return (await sql<TaskRow>`select * from referral_task where referral_number = ${referralNumber}`.execute(tx)).rows[0];
}
export async function saveTask(tx: Tx, t: TaskRow): Promise<void> {
  await sql`update referral_task set status = ${t.status}, shown = ${t.shown}, asked_at = ${t.asked_at}, failures = ${t.failures}, over = ${t.over} where referral_number = ${t.referral_number}`.execute(tx);
}
export async function deliveries(tx: Tx, limit: number): Promise<DeliveryRow[]> {
  return (await sql<DeliveryRow>`select * from referral_delivery order by at desc, id desc limit ${limit}`.execute(tx)).rows;
}
