import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Ready, Waiting } from './routing.ts';

/** Only one server decides at a time; the others find nothing left to do. */
export async function lockRouting(tx: Tx): Promise<boolean> {
  const r = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(30, 1) as locked`.execute(tx);
  return r.rows[0]!.locked;
}
/** Who waits, the longest first, and who passed. */
export async function waiting(tx: Tx): Promise<Waiting[]> {
  const r = await sql<{ id: string; channel: 'phone' | 'chat'; language: string; waiting_since: Date; passed: { staffId: string; at: string }[] }>`
    select c.id, c.channel, c.language, c.waiting_since,
      coalesce((select json_agg(json_build_object('staffId', o.staff_id, 'at', o.decided_at)) from offer o
        where o.contact_id = c.id and o.state in ('declined', 'expired')), '[]') as passed
    from contact c where c.state = 'waiting' order by c.waiting_since limit 200`.execute(tx);
  return r.rows.map((w) => ({ contactId: w.id, channel: w.channel, language: w.language, waitingSince: w.waiting_since, passed: w.passed.map((p) => ({ staffId: p.staffId, at: new Date(p.at) })) }));
}
/** Who is available, and what each has in hand. */
export async function ready(tx: Tx): Promise<Ready[]> {
  const r = await sql<{ id: string; languages: string[]; since: Date; calls: number; chats: number; busy: boolean; auto: boolean }>`
    select a.id, a.languages, p.since,
      (select count(*)::int from contact c where c.counsellor_id = a.id and c.channel = 'phone' and c.state in ('connecting', 'talking')) as calls,
      (select count(*)::int from contact c where c.counsellor_id = a.id and c.channel = 'chat' and c.state in ('connecting', 'talking')) as chats,
      exists (select 1 from contact c where c.counsellor_id = a.id and c.state = 'wrap_up')
        or exists (select 1 from offer o where o.staff_id = a.id and o.state = 'pending') as busy,
      coalesce((select auto_accept from staff_routing s where s.staff_id = a.id), false) as auto
    from staff_presence p join staff_account a on a.id = p.account_id
    where p.state = 'available' and a.disabled_at is null and 'counsellor' = any (a.roles)`.execute(tx);
  return r.rows.map((s) => ({ staffId: s.id, languages: s.languages, since: s.since, calls: s.calls, chats: s.chats, busy: s.busy, autoAccept: s.auto }));
}
export async function dueOffers(tx: Tx, now: Date): Promise<string[]> {
  const r = await sql<{ id: string }>`select id from offer where state = 'pending' and expires_at <= ${now}`.execute(tx);
  return r.rows.map((o) => o.id);
}
