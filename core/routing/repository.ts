import { statement } from '../kernel/index.ts';
import type { Db } from '../kernel/index.ts';
import type { ReachRule, Window } from '../reach/index.ts';
import type { Need } from './line.ts';
import type { Ready, RoutingRule, Waiting } from './routing.ts';

const RULE = `pause_seconds as "pauseSeconds", hourly_at_most as "hourlyAtMost", surge, surge_from as "surgeFrom", overflow_seconds as "overflowSeconds", closed_sites as "closedSites", wishes`;
/** An engine that is away: its softphones are there, but nothing reaches them. */
const AWAY = `(not e.reachable or e.until < clock_timestamp() - interval '2 seconds')`;
const GONE = `coalesce((select array_agg(e.engine order by e.engine) from engine_lease e where ${AWAY}), '{}')`;
/**
 * Only one server decides at a time; the others find nothing left to do. The lock is the transaction's: a server that dies gives it back with its
 * connection, and one that stands still in the middle loses its connection after `FROZEN_MS` (decision 0048). With it comes what the centre wants of routing.
 */
export const FROZEN_MS = 1_000;
export const lockRouting = statement<{ locked: boolean; bounded: string; gone: string[] } & RoutingRule>(`select pg_try_advisory_xact_lock(30, 1) as locked, set_config('idle_in_transaction_session_timeout', $1, true) as bounded,
    ${GONE} as gone, ${RULE} from routing_rule`);
export const rule = statement<RoutingRule>(`select ${RULE} from routing_rule`);
export const saveRule = statement('update routing_rule set pause_seconds = $1, hourly_at_most = $2, surge = $3, surge_from = $4, overflow_seconds = $5, closed_sites = $6, wishes = $7::jsonb');

export interface WaitingRow {
  id: string; engine: string; channel: 'phone' | 'chat'; language: string; waiting_since: Date; credit: number; needs: Need[]; pulled_at: Date | null; passed: { staffId: string; at: string }[];
  last: string | null; known: string | null; wanted: string | null; call_when: Window | null; next_at: Date | null;
}
/**
 * Who waits and who passed; callbacks keep their place among them, and what their caller wished about being called comes along. A caller whose
 * interpreter is with them is for who speaks the interpreter's other language.
 */
const waitingFrom = (source: string): string => `
    select c.id, c.engine, c.channel, c.waiting_since, c.credit, c.needs, c.pulled_at, c.call_when, c.next_at,
      case when c.answered_at is null then c.language else coalesce((select v.to_language from contact_party v where v.contact_id = c.id and v.kind = 'interpreter' and v.state = 'joined' limit 1), c.language) end as language,
      coalesce((select json_agg(json_build_object('staffId', o.staff_id, 'at', o.decided_at) order by o.decided_at, o.id) from offer o
        where o.contact_id = c.id and o.state in ('declined', 'expired')), '[]')::jsonb
        || case when c.passed_by is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('staffId', c.passed_by, 'at', c.passed_at)) end as passed,
      (select o.staff_id from offer o where o.contact_id = c.id and o.state = 'accepted' order by o.decided_at desc limit 1) as last,
      case when c.returning_of is not null then (select e.counsellor_id from contact e where e.id = c.returning_of) end as known, c.wanted_staff as wanted
    from (${source}) c`;
const CALL = `select w.*, null::text as call_when, null::timestamptz as next_at from contact w where w.state = 'waiting'`;
const CALLBACK = `select w.*, b.call_when, b.next_at from callback b join contact w on w.id = b.contact_id
        where w.state = 'callback' and b.state = 'open' and not exists (select 1 from offer o where o.contact_id = w.id and o.state = 'pending')`;
/** The whole line, also callbacks that are not to be called yet. */
export const wholeLine = statement<WaitingRow>(waitingFrom(`${CALL} union all ${CALLBACK}`));
/** The same of these alone; who is not among the rows does not wait. */
export const waitingOnly = statement<WaitingRow>(waitingFrom(`${CALL} and w.id = any ($1::uuid[]) union all ${CALLBACK} and w.id = any ($1::uuid[])`));
/** The next so many by their id, to go through the line bit by bit. */
export const waitingAfter = statement<WaitingRow>(`${waitingFrom(`select * from (${CALL} and w.id > $1::uuid union all ${CALLBACK} and w.id > $1::uuid) w order by w.id limit $2`)} order by c.id`);
/** For people: the first so many in the order of the line, with the callbacks whose time has come. */
export const frontOfLine = statement<WaitingRow>(`${waitingFrom(`select * from (${CALL} union all ${CALLBACK} and (b.next_at is null or b.next_at <= $1)) w order by w.line_at limit $2`)} order by c.line_at`);
/** Somebody in the line; `reach`: what a callback's caller wished about being called. */
export type InLine = Waiting & { reach: ReachRule | null };

export const waitingOf = (w: WaitingRow): InLine => ({
  contactId: w.id, engine: w.engine, channel: w.channel, language: w.language, waitingSince: w.waiting_since, passed: w.passed.map((p) => ({ staffId: p.staffId, at: new Date(p.at) })),
  ...(w.credit > 0 ? { credit: w.credit } : {}), ...(w.needs.length > 0 ? { needs: w.needs } : {}), ...(w.pulled_at === null ? {} : { pulled: w.pulled_at }), ...(w.known === null ? {} : { known: w.known }),
  last: w.wanted ?? w.last ?? undefined, wanted: w.wanted ?? undefined, reach: w.call_when === null ? null : { when: w.call_when, voicemail: false, nextAt: w.next_at },
});

/** `until`: when the same row reads differently by time alone (a pause or a break begins or ends, a contact falls out of the last hour); null: never. */
export interface ReadyRow extends Ready { until: Date | null }
const readyWhere = (which: string): string => `
    select p.account_id as "staffId", w.engine, a.languages, coalesce(s.skills, '{}') as skills, coalesce(s.chats_at_most, 3) as "chatsAtMost", greatest(p.since, d.at) as since, coalesce(h.calls, 0) as calls, coalesce(h.chats, 0) as chats,
      case when p.pause_until > $1 then p.pause_until end as "pausedUntil", coalesce(l.lately, 0) as lately,
      coalesce(h.wrapping, false) or p.lost_at is not null or exists (select 1 from offer o where o.staff_id = a.id and o.state = 'pending')
        or exists (select 1 from contact_party v where v.staff_id = a.id and v.state in ('ringing', 'joined'))
        -- a break that is kept: a contact is not begun right before it
        or coalesce(k.now, false)
        -- their softphone is at an engine that is gone, until their browser has found another server
        or exists (select 1 from engine_lease e where e.engine = w.engine and ${AWAY}) as busy, coalesce(s.auto_accept, false) as "autoAccept",
      least(case when p.pause_until > $1 then p.pause_until end, k.until, l.until) as until
    from staff_presence p join staff_account a on a.id = p.account_id
      left join lateral (select count(*) filter (where channel = 'phone' and state <> 'wrap_up')::int as calls,
        count(*) filter (where channel = 'chat' and state <> 'wrap_up')::int as chats, bool_or(state = 'wrap_up') as wrapping
        from contact where counsellor_id = a.id and state in ('connecting', 'talking', 'wrap_up')) h on true
      left join lateral (select bool_or(b.starts_at < $1::timestamptz + interval '2 minutes') as now, least(min(b.ends_at), min(b.starts_at) filter (where b.starts_at >= $1::timestamptz + interval '2 minutes') - interval '2 minutes') as until
        from staff_break b where b.staff_id = a.id and b.ends_at > $1) k on true
      left join lateral (select count(*)::int as lately, min(o.decided_at) + interval '1 hour' as until from offer o
        where (select hourly_at_most from routing_rule) is not null and o.staff_id = a.id and o.state = 'accepted' and o.decided_at > $1::timestamptz - interval '1 hour') l on true
      -- ready since they came, or since their last contact was finished
      left join lateral (select max(c.closed_at) as at from contact c where c.counsellor_id = a.id and c.closed_at is not null) d on true
      left join staff_routing s on s.staff_id = a.id
      left join softphone_place w on w.staff_id = a.id
    where ${which} p.state = 'available' and a.disabled_at is null and 'counsellor' = any (a.roles)`;
/** Who is available, and what each has in hand. */
export const ready = statement<ReadyRow>(readyWhere(''));
/** The same of these alone; who is not among the rows is not available. */
export const readyOnly = statement<ReadyRow>(readyWhere('p.account_id = any ($2::uuid[]) and '));
/** The next so many by their id. */
export const readyAfter = statement<ReadyRow>(`${readyWhere('p.account_id > $2::uuid and ')} order by p.account_id limit $3`);
export interface InterpreterRow { staffId: string; languages: string[]; busy: boolean }
/** Interpreters at work. One who was chosen for a contact is busy from the offer on, until the time in which they would have come in is over. */
export const interpreters = statement<InterpreterRow>(`select a.id as "staffId", a.languages,
      p.lost_at is not null or coalesce(p.pause_until > $1, false)
        or exists (select 1 from contact_party v where v.staff_id = a.id and v.state in ('ringing', 'joined'))
        or exists (select 1 from offer o where o.staff_id = a.id and o.state = 'pending')
        or exists (select 1 from offer o where o.interpreter_id = a.id and o.state = 'pending')
        or exists (select 1 from contact c where c.counsellor_id = a.id and c.state in ('connecting', 'talking'))
        or exists (select 1 from contact c where c.interpreter_id = a.id and (c.state = 'connecting' or (c.state = 'talking' and c.answered_at > $1::timestamptz - interval '45 seconds')))
        or exists (select 1 from staff_break k where k.staff_id = a.id and k.ends_at > $1 and k.starts_at < $1::timestamptz + interval '2 minutes') as busy
    from staff_account a join staff_presence p on p.account_id = a.id
    where p.state = 'available' and a.disabled_at is null and 'interpreter' = any (a.roles) order by p.since, a.id`);

const something = statement<{ line: boolean; due: boolean; gone: string[] }>(`select ${GONE} as gone,
    exists (select 1 from contact where state = 'waiting') or exists (select 1 from callback where state = 'open' and (next_at is null or next_at <= $1)) as line,
    exists (select 1 from offer where state = 'pending' and expires_at <= $1) or exists (select 1 from contact where state = 'wrap_up' and wrap_up_ends_at <= $1) as due`);
/** Whether somebody waits, and whether something's time is over; most looks find nothing, and this is their whole cost. */
export const lookFor = async (db: Db, now: Date): Promise<{ line: boolean; due: boolean; gone: string[] }> => (await db.executeQuery(something.with(now))).rows[0]!;
