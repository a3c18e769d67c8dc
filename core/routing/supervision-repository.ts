import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Because } from './board.ts';

const all = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T[]> => (await q.execute(tx)).rows;

export const numbersOf = (tx: Tx, ids: readonly string[]) => all(tx, sql<{ id: string; number: string }>`select id, number from contact where id = any (${ids}::uuid[])`);
/** The newest first. An offer from before offers kept their reason has none. */
export const offersSince = (tx: Tx, since: Date) =>
  all(tx, sql<{ id: string; number: string; channel: 'phone' | 'chat'; language: string; desk_name: string; made_at: Date; state: string; because: Because | null; interpreter_name: string | null }>`select o.id, c.number, c.channel, c.language, a.desk_name, o.made_at, o.state, o.because, i.desk_name as interpreter_name
    from offer o join contact c on c.id = o.contact_id join staff_account a on a.id = o.staff_id left join staff_account i on i.id = o.interpreter_id where o.made_at > ${since} order by o.made_at desc limit 100`);
export const pullsSince = (tx: Tx, since: Date) =>
  all(tx, sql<{ number: string; desk_name: string; reason: string; at: Date }>`select c.number, a.desk_name, p.reason, p.at from line_pull p join contact c on c.id = p.contact_id join staff_account a on a.id = p.pulled_by where p.at > ${since} order by p.at desc limit 100`);

export const people = (tx: Tx, now: Date) =>
  all(tx, sql<{ id: string; desk_name: string; languages: string[]; skills: Record<string, number>; chats_at_most: number; state: string; lost: boolean; pause_until: Date | null; pause_why: string | null }>`select a.id, a.desk_name, a.languages,
      coalesce(s.skills, '{}') as skills, coalesce(s.chats_at_most, 3)::int as chats_at_most, coalesce(p.state, 'off') as state, p.lost_at is not null as lost, case when p.pause_until > ${now} then p.pause_until end as pause_until, p.pause_why
    from staff_account a left join staff_routing s on s.staff_id = a.id left join staff_presence p on p.account_id = a.id
    where a.kind = 'staff' and a.disabled_at is null and a.roles && '{counsellor,interpreter}' order by a.desk_name, a.id`);
export const person = async (tx: Tx, staffId: string) =>
  (await all(tx, sql<{ languages: string[] }>`select languages from staff_account where id::text = ${staffId} and kind = 'staff' and disabled_at is null and roles && '{counsellor,interpreter}'`))[0];
export const saveSkills = (tx: Tx, staffId: string, skills: Record<string, number>, chatsAtMost: number) =>
  all(tx, sql`insert into staff_routing (staff_id, skills, chats_at_most) values (${staffId}, ${JSON.stringify(skills)}::jsonb, ${chatsAtMost}) on conflict (staff_id) do update set skills = excluded.skills, chats_at_most = excluded.chats_at_most`);
export const breaksAfter = (tx: Tx, now: Date) =>
  all(tx, sql<{ id: string; staff_id: string; kind: 'break' | 'meal' | 'training'; starts_at: Date; ends_at: Date }>`select * from staff_break where ends_at > ${now} order by starts_at limit 2000`);
export const insertBreak = (tx: Tx, b: { id: string; staffId: string; kind: string; from: Date; to: Date }) =>
  all(tx, sql`insert into staff_break (id, staff_id, kind, starts_at, ends_at) values (${b.id}, ${b.staffId}, ${b.kind}, ${b.from}, ${b.to})`);
export const deleteBreak = async (tx: Tx, id: string) => (await all(tx, sql<{ staff_id: string }>`delete from staff_break where id::text = ${id} returning staff_id`))[0]?.staff_id;
/** The sites of the centre: its telephone engines. */
export const sites = async (tx: Tx): Promise<string[]> => (await all(tx, sql<{ engine: string }>`select engine from engine_lease order by engine`)).map((row) => row.engine);
