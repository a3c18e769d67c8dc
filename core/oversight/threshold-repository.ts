import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

export interface Values { floor: number; deviations: number; refusals: number; graceMinutes: number }
export interface ThresholdRow extends Values { id: string; proposedBy: string; decidedBy: string | null; decidedAt: Date | null }
const ROW = sql`id, floor, deviations::float8 as deviations, refusals, grace_minutes as "graceMinutes", proposed_by as "proposedBy", decided_by as "decidedBy", decided_at as "decidedAt"`;

export async function agreed(tx: Tx): Promise<ThresholdRow | undefined> {
  return (await sql<ThresholdRow>`select ${ROW} from oversight_threshold where state = 'agreed' order by decided_at desc, id desc limit 1`.execute(tx)).rows[0];
}
/** Locked: of two who decide one waits. */
export async function proposed(tx: Tx): Promise<ThresholdRow | undefined> {
  return (await sql<ThresholdRow>`select ${ROW} from oversight_threshold where state = 'proposed' for update`.execute(tx)).rows[0];
}
export const insert = (tx: Tx, r: Values & { id: string; by: string; at: Date }) =>
  sql`insert into oversight_threshold (id, floor, deviations, refusals, grace_minutes, state, proposed_by, proposed_at) values (${r.id}, ${r.floor}, ${r.deviations}, ${r.refusals}, ${r.graceMinutes}, 'proposed', ${r.by}, ${r.at})`.execute(tx);
export const decide = (tx: Tx, id: string, state: 'agreed' | 'refused', by: string, at: Date) =>
  sql`update oversight_threshold set state = ${state}, decided_by = ${by}, decided_at = ${at} where id = ${id}`.execute(tx);
