import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
const DAY = sql`(date_trunc('day', ${sql.ref('t.now')} at time zone ce.time_zone) at time zone ce.time_zone)`;

export async function waitingNow(tx: Tx, now: Date) {
  return (await sql<{ language: string; channel: string; count: number; longestSeconds: number; ready: number }>`select c.language, c.channel, count(*)::int as count,
    extract(epoch from ${now}::timestamptz - min(c.waiting_since))::float8 as "longestSeconds",
    (select count(*)::int from staff_presence p join staff_account a on a.id = p.account_id where p.state = 'available' and c.language = any (a.languages)) as ready
    from contact c where c.state in ('waiting', 'offered') group by 1, 2 order by 1, 2`.execute(tx)).rows;
}
export async function totals(tx: Tx, now: Date) {
  return (await sql<{ talking: number; wrapUp: number; available: number; onBreak: number; answeredToday: number; fast: number; abandonedToday: number; average: number | null }>`
    with t as (select ${now}::timestamptz as now), d as (select ${DAY} as day from t, centre ce)
    select count(*) filter (where state in ('connecting', 'talking'))::int as talking, count(*) filter (where state = 'wrap_up')::int as "wrapUp",
      (select count(*)::int from staff_presence where state = 'available') as available, (select count(*)::int from staff_presence where state = 'break') as "onBreak",
      count(*) filter (where answered_at >= d.day)::int as "answeredToday",
      count(*) filter (where answered_at >= d.day and answered_at - waiting_since <= interval '20 seconds')::int as fast,
      count(*) filter (where state = 'abandoned' and ended_at >= d.day)::int as "abandonedToday",
      (avg(extract(epoch from answered_at - waiting_since)) filter (where answered_at >= d.day))::float8 as average
    from contact, d where started_at >= d.day or state not in ('closed', 'abandoned', 'callback')`.execute(tx)).rows[0];
}
export async function halfHours(tx: Tx, now: Date) {
  return (await sql<{ at: Date; offered: number }>`with t as (select ${now}::timestamptz as now), d as (select ${DAY} as day from t, centre ce)
    select to_timestamp(floor(extract(epoch from started_at) / 1800) * 1800) as at, count(*)::int as offered from contact, d where started_at >= d.day group by 1 order by 1`.execute(tx)).rows;
}
