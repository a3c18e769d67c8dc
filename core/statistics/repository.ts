import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import { IN_TIME_SECONDS, SHORT_SECONDS } from './figures.ts';
import type { People, Quarter } from './figures.ts';

/** The beginning of the day in the centre's own time. */
export async function dayOf(tx: Tx, now: Date): Promise<{ from: Date; to: Date; timeZone: string }> {
  const { rows } = await sql<{ from: Date; to: Date; timeZone: string }>`select date_trunc('day', ${now}::timestamptz at time zone ce.time_zone) at time zone ce.time_zone as "from",
    (date_trunc('day', ${now}::timestamptz at time zone ce.time_zone) + interval '1 day') at time zone ce.time_zone as "to", ce.time_zone as "timeZone" from centre ce`.execute(tx);
  return rows[0]!;
}
/** A day of the calendar in the centre's own time. */
export async function dayNamed(tx: Tx, day: string): Promise<{ from: Date; to: Date }> {
  return (await sql<{ from: Date; to: Date }>`select (${day}::date)::timestamp at time zone ce.time_zone as "from", (${day}::date + 1)::timestamp at time zone ce.time_zone as "to" from centre ce`.execute(tx)).rows[0]!;
}
/** Counsellors who are at work now, by language. */
export async function presentBy(tx: Tx) {
  return (await sql<{ language: string; there: number }>`select l.language, count(*)::int as there from staff_presence p join staff_account a on a.id = p.account_id, lateral unnest(a.languages) as l (language)
    where p.state = 'available' and 'counsellor' = any (a.roles) group by 1`.execute(tx)).rows;
}
export async function waitingNow(tx: Tx, now: Date) {
  return (await sql<{ language: string; channel: 'phone' | 'chat'; count: number; longestSeconds: number; ready: number }>`select c.language, c.channel, count(*)::int as count,
    extract(epoch from ${now}::timestamptz - min(c.waiting_since))::float8 as "longestSeconds",
    (select count(*)::int from staff_presence p join staff_account a on a.id = p.account_id where p.state = 'available' and c.language = any (a.languages)) as ready
    from contact c where c.state in ('waiting', 'offered') group by 1, 2 order by 1, 2`.execute(tx)).rows;
}
/** Who is at work: in contacts, in wrap-up, ready, at a break. */
export async function peopleNow(tx: Tx) {
  return (await sql<{ talking: number; wrapUp: number; available: number; onBreak: number }>`select count(*) filter (where c.state in ('connecting', 'talking'))::int as talking, count(*) filter (where c.state = 'wrap_up')::int as "wrapUp",
      (select count(*)::int from staff_presence where state = 'available') as available, (select count(*)::int from staff_presence where state = 'break') as "onBreak"
    from contact c where c.state in ('connecting', 'talking', 'wrap_up')`.execute(tx)).rows[0]!;
}
const QUARTER = (column: string) => sql`to_timestamp(floor(extract(epoch from ${sql.ref(column)}) / 900) * 900)`;
/**
 * Counts the contacts that came or were finished in that time, anew. Who hung up before standing in the line came to nobody's line (`ended_at` is
 * then `waiting_since`); who asked to be called back is counted as that alone.
 */
export async function count(tx: Tx, from: Date, to: Date): Promise<Quarter[]> {
  return (await sql<Quarter>`
    with came as (
      select ${QUARTER('c.waiting_since')} as at, c.language, c.channel, c.answered_at, c.state, extract(epoch from c.answered_at - c.waiting_since)::float8 as wait,
        extract(epoch from c.ended_at - c.waiting_since)::float8 as lasted, exists (select 1 from callback k where k.contact_id = c.id) as called_back
      from contact c where c.waiting_since >= ${from} and c.waiting_since < ${to} and c.state <> 'arriving' and not (c.state = 'abandoned' and c.ended_at = c.waiting_since)),
    line as (
      select at, language, channel, count(*)::int as offered, count(*) filter (where answered_at is not null and not called_back)::int as answered,
        count(*) filter (where wait <= ${IN_TIME_SECONDS} and not called_back)::int as in_time, count(*) filter (where state = 'abandoned' and answered_at is null and not called_back)::int as abandoned,
        count(*) filter (where state = 'abandoned' and answered_at is null and not called_back and lasted < ${SHORT_SECONDS})::int as short, count(*) filter (where called_back)::int as callbacks,
        coalesce(sum(wait) filter (where not called_back), 0) as waits, coalesce(max(coalesce(wait, lasted)) filter (where not called_back), 0) as longest
      from came group by 1, 2, 3),
    done as (
      select ${QUARTER('c.closed_at')} as at, c.language, c.channel, count(*)::int as handled, sum(extract(epoch from c.closed_at - c.answered_at))::float8 as seconds
      from contact c where c.closed_at >= ${from} and c.closed_at < ${to} and c.answered_at is not null group by 1, 2, 3)
    select coalesce(l.at, d.at) as at, coalesce(l.language, d.language) as language, coalesce(l.channel, d.channel) as channel, coalesce(l.offered, 0) as offered, coalesce(l.answered, 0) as answered,
      coalesce(l.in_time, 0) as "inTime", coalesce(l.abandoned, 0) as abandoned, coalesce(l.short, 0) as "abandonedShort", coalesce(l.callbacks, 0) as callbacks, coalesce(l.waits, 0) as "waitSeconds",
      coalesce(l.longest, 0) as "waitLongest", coalesce(d.handled, 0) as handled, coalesce(d.seconds, 0) as "handleSeconds"
    from line l full join done d on d.at = l.at and d.language = l.language and d.channel = l.channel order by 1, 2, 3`.execute(tx)).rows;
}
/** When somebody who came before `before` still waits: since when the first of them does. */
export async function firstWaiting(tx: Tx, before: Date): Promise<Date | null> {
  return (await sql<{ at: Date | null }>`select min(waiting_since) as at from contact where waiting_since < ${before} and state in ('arriving', 'waiting', 'offered')`.execute(tx)).rows[0]!.at;
}
export async function firstContact(tx: Tx): Promise<Date | null> {
  return (await sql<{ at: Date | null }>`select min(waiting_since) as at from contact`.execute(tx)).rows[0]!.at;
}
/** Puts counted quarter hours down; one that is there stays as it is. */
export async function settle(tx: Tx, quarters: readonly Quarter[]): Promise<void> {
  if (quarters.length === 0) return;
  await sql`insert into figure_quarter (at, language, channel, offered, answered, in_time, abandoned, abandoned_short, callbacks, wait_seconds, wait_longest, handled, handle_seconds)
    select at, language, channel, offered, answered, "inTime", abandoned, "abandonedShort", callbacks, "waitSeconds", "waitLongest", handled, "handleSeconds"
    from jsonb_to_recordset(${JSON.stringify(quarters)}::jsonb) as q (at timestamptz, language text, channel text, offered int, answered int, "inTime" int, abandoned int, "abandonedShort" int, callbacks int,
      "waitSeconds" float8, "waitLongest" float8, handled int, "handleSeconds" float8) on conflict do nothing`.execute(tx);
}
export async function settled(tx: Tx, from: Date, to: Date): Promise<Quarter[]> {
  return (await sql<Quarter>`select at, language, channel, offered, answered, in_time as "inTime", abandoned, abandoned_short as "abandonedShort", callbacks, wait_seconds as "waitSeconds", wait_longest as "waitLongest",
    handled, handle_seconds as "handleSeconds" from figure_quarter where at >= ${from} and at < ${to} order by 1, 2, 3`.execute(tx)).rows;
}
/**
 * Seconds at work and in contacts of each `step` seconds of that time, by language and of all under '': from every change of presence and every
 * contact. A contact that was passed on counts for who had it last.
 */
export async function timeAtWork(tx: Tx, from: Date, to: Date, step: number): Promise<People[]> {
  return (await sql<People>`
    with person as (select id, languages from staff_account where kind = 'staff' and 'counsellor' = any (roles) and (disabled_at is null or disabled_at > ${from})),
      spell as (
        select p.id, s.state, greatest(s.since, ${from}::timestamptz) as starts, coalesce(lead(s.since) over (partition by p.id order by s.since), ${to}::timestamptz) as ends
        from person p cross join lateral (
          (select state, since from presence_spell where staff_id = p.id and since <= ${from} order by since desc limit 1)
          union all select state, since from presence_spell where staff_id = p.id and since > ${from} and since < ${to}) s),
      there as (select id, starts, ends from spell where state = 'available' and starts < ends),
      had as (
        select counsellor_id as id, answered_at as starts, closed_at as ends from contact where closed_at > ${from} and answered_at < ${to}
        union all select counsellor_id, answered_at, ${to}::timestamptz from contact where state in ('talking', 'wrap_up') and closed_at is null and answered_at < ${to}),
      busy as (select h.id, lower(r) as starts, upper(r) as ends from (select id, range_agg(tstzrange(starts, ends)) as at from had where id is not null and starts < ends group by id) h, lateral unnest(h.at) r),
      span as (
        select id, starts, ends, false as busy from there
        union all select t.id, greatest(t.starts, b.starts), least(t.ends, b.ends), true from there t join busy b on b.id = t.id and b.starts < t.ends and b.ends > t.starts),
      -- each span cut at the ends of the pieces of time that are asked for
      own as (
        select n, s.id, sum(extract(epoch from least(s.ends, ${from}::timestamptz + (n + 1) * ${step} * interval '1 second') - greatest(s.starts, ${from}::timestamptz + n * ${step} * interval '1 second'))) filter (where not s.busy) as there,
          sum(extract(epoch from least(s.ends, ${from}::timestamptz + (n + 1) * ${step} * interval '1 second') - greatest(s.starts, ${from}::timestamptz + n * ${step} * interval '1 second'))) filter (where s.busy) as busy
        from span s, lateral generate_series(floor(extract(epoch from s.starts - ${from}::timestamptz) / ${step})::int, ceil(extract(epoch from s.ends - ${from}::timestamptz) / ${step})::int - 1) n group by 1, 2),
      alike as (select o.n, p.languages, sum(o.there) as there, sum(coalesce(o.busy, 0)) as busy from own o join person p on p.id = o.id group by 1, 2)
    select ${from}::timestamptz + n * ${step} * interval '1 second' as at, l.language, sum(there)::float8 as "thereSeconds", sum(busy)::float8 as "busySeconds"
    from alike, lateral unnest(languages || array['']) as l (language) group by 1, 2 order by 1, 2`.execute(tx)).rows;
}
/** Puts counted time down; what is there stays as it is. */
export async function settlePeople(tx: Tx, people: readonly People[]): Promise<void> {
  if (people.length === 0) return;
  await sql`insert into figure_people (at, language, there_seconds, busy_seconds) select at, language, "thereSeconds", "busySeconds"
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p (at timestamptz, language text, "thereSeconds" float8, "busySeconds" float8) on conflict do nothing`.execute(tx);
}
export async function settledPeople(tx: Tx, from: Date, to: Date): Promise<People[]> {
  return (await sql<People>`select at, language, there_seconds as "thereSeconds", busy_seconds as "busySeconds" from figure_people where at >= ${from} and at < ${to} order by 1, 2`.execute(tx)).rows;
}
/** How far it was counted; locked, so that one server counts at a time. */
export async function lockClock(tx: Tx): Promise<{ settledTo: Date | null; jobId: string | null }> {
  return (await sql<{ settledTo: Date | null; jobId: string | null }>`select settled_to as "settledTo", job_id as "jobId" from figure_clock for update`.execute(tx)).rows[0]!;
}
export async function settledTo(tx: Tx): Promise<Date | null> {
  return (await sql<{ at: Date | null }>`select settled_to as at from figure_clock`.execute(tx)).rows[0]!.at;
}
export const settledAtLeast = (tx: Tx, to: Date) => sql`update figure_clock set settled_to = greatest(settled_to, ${to})`.execute(tx);
export const saveClock = (tx: Tx, to: Date | null, jobId: string) => sql`update figure_clock set settled_to = ${to}, job_id = ${jobId}`.execute(tx);
/** Settled counts by day of the centre's own calendar, packed as pairs of two bytes (the quarter hour, how many came). */
export async function history(tx: Tx, from: Date, to: Date): Promise<{ day: string; language: string; channel: 'phone' | 'chat'; counts: Buffer }[]> {
  return (await sql<{ day: string; language: string; channel: 'phone' | 'chat'; counts: Buffer }>`
    with wall as (select at at time zone ce.time_zone as at, language, channel, offered from figure_quarter, centre ce where figure_quarter.at >= ${from} and figure_quarter.at < ${to} and offered > 0),
      cell as (select at::date as day, (extract(hour from at) * 4 + floor(extract(minute from at) / 15))::int2 as q, language, channel, least(sum(offered), 32767)::int2 as n from wall group by 1, 2, 3, 4)
    select day::text, language, channel, string_agg(int2send(q) || int2send(n), ''::bytea) as counts from cell group by 1, 2, 3 order by 1`.execute(tx)).rows;
}
export async function firstSettled(tx: Tx): Promise<Date | null> {
  return (await sql<{ at: Date | null }>`select min(at) as at from figure_quarter`.execute(tx)).rows[0]!.at;
}
/** Mean handle times by language and channel since then, where at least so many were finished. */
export async function handling(tx: Tx, since: Date, atLeast: number) {
  return (await sql<{ language: string; channel: 'phone' | 'chat'; seconds: number }>`select language, channel, (sum(handle_seconds) / sum(handled))::float8 as seconds from figure_quarter
    where at >= ${since} group by 1, 2 having sum(handled) >= ${atLeast}`.execute(tx)).rows;
}
/** Mean seconds from the offer to its acceptance since then, where at least so many were accepted; otherwise 0. */
export async function ringing(tx: Tx, since: Date, atLeast: number): Promise<number> {
  return (await sql<{ seconds: number | null }>`select avg(extract(epoch from decided_at - made_at))::float8 as seconds from offer where state = 'accepted' and made_at >= ${since} having count(*) >= ${atLeast}`.execute(tx)).rows[0]?.seconds ?? 0;
}
