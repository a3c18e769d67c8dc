import { sql } from 'kysely';
import type { Db } from '#core/kernel';

/** A full centre: everybody is in a talk and the centre accepts for them; `waiting` stand in the line. What was there before goes. */
export async function fill(owner: Db, counsellors: number, waiting: number, languages: readonly string[]): Promise<void> {
  await sql`truncate staff_account, contact, staff_presence, staff_routing, offer cascade`.execute(owner);
  const speaks = sql`(select array_agg(distinct l) from unnest(array[(${languages}::text[])[1 + floor(random() ^ 2 * 12)::int], (${languages}::text[])[1 + (n % 12)]]) l)`;
  await sql`insert into staff_account (id, kind, desk_name, roles, languages, created_at) select gen_random_uuid(), 'staff', 'Automatic ' || n, '{counsellor}', ${speaks}, now() from generate_series(1, ${counsellors}) n`.execute(owner);
  await sql`insert into staff_presence (account_id, state, since) select id, 'available', now() from staff_account`.execute(owner);
  await sql`insert into staff_routing (staff_id, auto_accept) select id, true from staff_account`.execute(owner);
  await sql`insert into contact (id, number, channel, language, state, counsellor_id, waiting_since, started_at, answered_at, line_at) select gen_random_uuid(), 'CT-T' || row_number() over (), 'phone', languages[1], 'talking', id, now(), now(), now(), now() from staff_account`.execute(owner);
  await sql`insert into contact (id, number, channel, language, state, waiting_since, started_at, call_id, line_at) select gen_random_uuid(), 'CT-W' || n, 'phone', (${languages}::text[])[1 + floor(random() ^ 2 * 12)::int], 'waiting', t, t, 'call-' || n, t
    from generate_series(1, ${waiting}) n, lateral (select now() - interval '1 hour' + n * interval '50 milliseconds' as t) s`.execute(owner);
  await sql`analyze`.execute(owner);
}
/** The peer: first come first served by language. */
export async function peerTable(owner: Db, waiting: number, languages: readonly string[]): Promise<void> {
  await sql`drop table if exists bench_queue`.execute(owner);
  await sql`create table bench_queue (id bigint generated always as identity primary key, language text not null, since timestamptz not null, state text not null, staff_id uuid, taken_at timestamptz)`.execute(owner);
  await sql`create index on bench_queue (language, since) where state = 'waiting'`.execute(owner);
  await sql`insert into bench_queue (language, since, state) select (${languages}::text[])[1 + floor(random() ^ 2 * 12)::int], now() - interval '1 hour' + n * interval '50 milliseconds', 'waiting' from generate_series(1, ${waiting}) n`.execute(owner);
  await sql`grant select, insert, update on bench_queue to havenline_app`.execute(owner);
  await sql`analyze bench_queue`.execute(owner);
}
