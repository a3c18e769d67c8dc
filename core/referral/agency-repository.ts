/** The SQL of deadlines that a service set for itself. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Urgency } from './referral.ts';

export async function deadlinesOf(tx: Tx, serviceIds: readonly string[]): Promise<{ service_id: string; urgency: Urgency; minutes: number }[]> {
  return (await sql<{ service_id: string; urgency: Urgency; minutes: number }>`select service_id, urgency, minutes from service_deadline where service_id = any(${serviceIds}::uuid[])`.execute(tx)).rows;
}
/** `null`: what the centre asks of everybody. */
export async function setDeadline(tx: Tx, serviceId: string, urgency: Urgency, minutes: number | null, by: string, at: Date): Promise<void> {
  if (minutes === null) await sql`delete from service_deadline where service_id = ${serviceId} and urgency = ${urgency}`.execute(tx);
  else await sql`insert into service_deadline (service_id, urgency, minutes, set_by, set_at) values (${serviceId}, ${urgency}, ${minutes}, ${by}, ${at})
    on conflict (service_id, urgency) do update set minutes = excluded.minutes, set_by = excluded.set_by, set_at = excluded.set_at`.execute(tx);
}
