import { statement } from '../kernel/index.ts';
import type { Db } from '../kernel/index.ts';
import type { ReachRule, Window } from '../reach/index.ts';
import type { Ready, Waiting } from './routing.ts';

/** Only one server decides at a time; the others find nothing left to do. */
export const lockRouting = statement<{ locked: boolean }>('select pg_try_advisory_xact_lock(30, 1) as locked');

export interface WaitingRow { id: string; engine: string; channel: 'phone' | 'chat'; language: string; waiting_since: Date; passed: { staffId: string; at: string }[]; last: string | null; wanted: string | null; call_when: Window | null; next_at: Date | null }
/** Who waits, the longest first, and who passed; callbacks keep their place among them, and what their caller wished about being called comes along. */
export const waitingRows = statement<WaitingRow>(`
    select c.id, c.engine, c.channel, c.language, c.waiting_since, b.call_when, b.next_at,
      coalesce((select json_agg(json_build_object('staffId', o.staff_id, 'at', o.decided_at)) from offer o
        where o.contact_id = c.id and o.state in ('declined', 'expired')), '[]')::jsonb
        || case when c.passed_by is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('staffId', c.passed_by, 'at', c.passed_at)) end as passed,
      (select o.staff_id from offer o where o.contact_id = c.id and o.state = 'accepted' order by o.decided_at desc limit 1) as last, c.wanted_staff as wanted
    from contact c left join callback b on b.contact_id = c.id and c.state = 'callback'
    where c.state = 'waiting' or (c.state = 'callback' and b.state = 'open' and (b.next_at is null or b.next_at <= $1)
      and not exists (select 1 from offer o where o.contact_id = c.id and o.state = 'pending'))
    order by c.waiting_since limit 200`);
export const waitingOf = (w: WaitingRow): Waiting & { reach: ReachRule | null } => ({
  contactId: w.id, engine: w.engine, channel: w.channel, language: w.language, waitingSince: w.waiting_since, passed: w.passed.map((p) => ({ staffId: p.staffId, at: new Date(p.at) })),
  last: w.wanted ?? w.last ?? undefined, wanted: w.wanted ?? undefined, reach: w.call_when === null ? null : { when: w.call_when, voicemail: false, nextAt: w.next_at },
});

const readyWhere = (which: string): string => `
    select p.account_id as "staffId", w.engine, a.languages, p.since, coalesce(h.calls, 0) as calls, coalesce(h.chats, 0) as chats,
      coalesce(h.wrapping, false) or exists (select 1 from offer o where o.staff_id = a.id and o.state = 'pending')
        or exists (select 1 from contact_party v where v.staff_id = a.id and v.state in ('ringing', 'joined'))
        -- their softphone is at an engine that is gone, until their browser has found another server
        or exists (select 1 from engine_lease e where e.engine = w.engine and (not e.reachable or e.until < clock_timestamp() - interval '2 seconds')) as busy, coalesce(s.auto_accept, false) as "autoAccept"
    from staff_presence p join staff_account a on a.id = p.account_id
      left join lateral (select count(*) filter (where channel = 'phone' and state <> 'wrap_up')::int as calls,
        count(*) filter (where channel = 'chat' and state <> 'wrap_up')::int as chats, bool_or(state = 'wrap_up') as wrapping
        from contact where counsellor_id = a.id and state in ('connecting', 'talking', 'wrap_up')) h on true
      left join staff_routing s on s.staff_id = a.id
      left join softphone_place w on w.staff_id = a.id
    where ${which} p.state = 'available' and a.disabled_at is null and 'counsellor' = any (a.roles)`;
/** Who is available, and what each has in hand. */
export const ready = statement<Ready>(readyWhere(''));
/** The same of these alone. */
export const readyOf = statement<Ready>(readyWhere('p.account_id = any ($1::uuid[]) and '));

const something = statement<{ line: boolean; due: boolean }>(`select
    exists (select 1 from contact where state = 'waiting') or exists (select 1 from callback where state = 'open' and (next_at is null or next_at <= $1)) as line,
    exists (select 1 from offer where state = 'pending' and expires_at <= $1) or exists (select 1 from contact where state = 'wrap_up' and wrap_up_ends_at <= $1) as due`);
/** Whether somebody waits, and whether something's time is over; most looks find nothing, and this is their whole cost. */
export const lookFor = async (db: Db, now: Date): Promise<{ line: boolean; due: boolean }> => (await db.executeQuery(something.with(now))).rows[0]!;
