import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { statement } from '../kernel/index.ts';
import type { Tx } from '../kernel/index.ts';
import type { ContactRow } from './repository.ts';

export type PartyKind = 'interpreter' | 'counsellor' | 'supervisor' | 'outside';
export type PartyMode = 'join' | 'listen' | 'whisper';
export interface PartyRow {
  id: string; contact_id: string; kind: PartyKind; mode: PartyMode; state: 'asked' | 'ringing' | 'joined' | 'ended'; staff_id: string | null; line_id: string | null; official_id: string | null; asked_by: string;
  language: string | null; to_language: string | null; muted: boolean; asked_at: Date; joined_at: Date | null; ended_at: Date | null; reason: string | null;
}
export interface Interpreter { id: string; languages: string[] }
const all = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T[]> => (await q.execute(tx)).rows;
const one = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T | undefined> => (await q.execute(tx)).rows[0];

export const insertParty = (tx: Tx, p: Omit<PartyRow, 'muted' | 'joined_at' | 'ended_at' | 'reason'>) =>
  all(tx, sql`insert into contact_party (id, contact_id, kind, mode, state, staff_id, line_id, official_id, asked_by, language, to_language, asked_at)
    values (${p.id}, ${p.contact_id}, ${p.kind}, ${p.mode}, ${p.state}, ${p.staff_id}, ${p.line_id}, ${p.official_id}, ${p.asked_by}, ${p.language}, ${p.to_language}, ${p.asked_at})`);
/** Locked: two who press join in the same moment come one after the other. */
export const lockParty = (tx: Tx, id: string) => one(tx, sql<PartyRow>`select * from contact_party where id::text = ${id} for update`);
export const saveParty = (tx: Tx, p: PartyRow) =>
  all(tx, sql`update contact_party set mode = ${p.mode}, state = ${p.state}, staff_id = ${p.staff_id}, muted = ${p.muted}, joined_at = ${p.joined_at}, ended_at = ${p.ended_at}, reason = ${p.reason} where id = ${p.id}`);
/** Who is in this conversation, is rung, is asked, or ended less than a minute ago (so that the desk can say why). */
export const partiesOf = (tx: Tx, contactId: string, now: Date) =>
  all(tx, sql<PartyRow & { desk_name: string | null; line_name: string | null }>`select p.*, a.desk_name, coalesce(l.name, o.name) as line_name from contact_party p
    left join staff_account a on a.id = p.staff_id left join outside_line l on l.id = p.line_id left join official_contact o on o.id = p.official_id
    where p.contact_id::text = ${contactId} and (p.state <> 'ended' or p.ended_at > ${now}::timestamptz - interval '1 minute') order by p.asked_at, p.id`);
/** Of several contacts at once, for the telephone: only who should be on a line. */
export const openParties = (tx: Tx, engine: string) =>
  all(tx, sql<PartyRow & { number: string | null }>`select p.*, coalesce(l.number, regexp_replace(o.number, '[^0-9+]', '', 'g')) as number from contact_party p join contact c on c.id = p.contact_id
    left join outside_line l on l.id = p.line_id left join official_contact o on o.id = p.official_id where p.state <> 'ended' and c.engine = ${engine}`);
export const endParties = (tx: Tx, contactId: string, at: Date, butInterpreters: boolean) =>
  all(tx, sql<{ staff_id: string | null }>`update contact_party set state = 'ended', ended_at = ${at}, reason = coalesce(reason, 'over') where contact_id = ${contactId} and state <> 'ended' and not (${butInterpreters} and kind = 'interpreter' and state = 'joined') returning staff_id`);
/** What this member of staff is asked into, or is part of. */
export const partiesFor = (tx: Tx, staffId: string) =>
  all(tx, sql<PartyRow & { asked_by_name: string | null }>`select p.*, a.desk_name as asked_by_name from contact_party p left join staff_account a on a.id = p.asked_by
    where p.state <> 'ended' and (p.staff_id::text = ${staffId} or (p.staff_id is null and p.kind = 'interpreter' and p.state = 'asked' and exists (select 1 from staff_account me
      join staff_presence s on s.account_id = me.id where me.id::text = ${staffId} and 'interpreter' = any (me.roles) and s.state = 'available' and me.languages @> array[p.language, p.to_language])))
    order by p.asked_at`);
/** Interpreters who are ready and in no other conversation. */
export const readyInterpreters = (tx: Tx) =>
  all(tx, sql<Interpreter>`select a.id, a.languages from staff_account a join staff_presence s on s.account_id = a.id
    where s.state = 'available' and s.lost_at is null and a.disabled_at is null and 'interpreter' = any (a.roles)
      and not exists (select 1 from contact_party p where p.staff_id = a.id and p.state in ('ringing', 'joined'))
      and not exists (select 1 from contact c where c.counsellor_id = a.id and c.state in ('connecting', 'talking'))`);
/** Who else is at a desk; whoever speaks the language stands first, then who is free. */
export const colleagues = (tx: Tx, but: string, language = '') =>
  all(tx, sql<{ id: string; desk_name: string; languages: string[]; skills: Record<string, number>; ready: boolean }>`select a.id, a.desk_name, a.languages, coalesce(r.skills, '{}') as skills,
      s.state = 'available' and not exists (select 1 from contact c where c.counsellor_id = a.id and c.state in ('connecting', 'talking', 'wrap_up')) as ready
    from staff_account a join staff_presence s on s.account_id = a.id left join staff_routing r on r.staff_id = a.id
    where s.state in ('available', 'break') and s.lost_at is null and a.disabled_at is null and 'counsellor' = any (a.roles) and a.id::text <> ${but} order by ${language} = any (a.languages) desc, ready desc, a.desk_name limit 300`);
export const languagesOf = async (tx: Tx, staffId: string): Promise<string[]> => (await one(tx, sql<{ languages: string[] }>`select languages from staff_account where id::text = ${staffId}`))?.languages ?? [];
/** Conversations that go on, for supervisors: who talks, since when, and whether help is asked for. Nothing that was said. */
export const talks = (tx: Tx) =>
  all(tx, sql<Pick<ContactRow, 'id' | 'channel' | 'language' | 'answered_at' | 'help_at' | 'duress_at'> & { desk_name: string; listeners: string[] }>`select c.id, c.channel, c.language, c.answered_at, c.help_at, c.duress_at, a.desk_name,
      coalesce((select array_agg(s.desk_name) from contact_party p join staff_account s on s.id = p.staff_id where p.contact_id = c.id and p.kind = 'supervisor' and p.state <> 'ended'), '{}') as listeners
    from contact c join staff_account a on a.id = c.counsellor_id where c.state = 'talking' order by (c.help_at is null and c.duress_at is null), c.answered_at limit 300`);

export const dayKey = async (tx: Tx, day: string): Promise<Buffer | undefined> => (await one(tx, sql<{ key: Buffer }>`select key from block_key where day = ${day}::date`))?.key;
export const insertDayKey = (tx: Tx, day: string, key: Buffer) => all(tx, sql`insert into block_key (day, key) values (${day}::date, ${key}) on conflict do nothing`);
export const dropOtherDays = (tx: Tx, day: string) => all(tx, sql`delete from block_key where day <> ${day}::date`);
export const insertBlock = (tx: Tx, b: { id: string; day: string; token: Buffer; by: string; at: Date }) =>
  all(tx, sql`insert into caller_block (id, day, token, state, proposed_by, proposed_at) values (${b.id}, ${b.day}::date, ${b.token}, 'proposed', ${b.by}, ${b.at}) on conflict (day, token) do nothing`);
export const blocksOf = (tx: Tx, day: string) =>
  all(tx, sql<{ id: string; state: string; proposed_at: Date; desk_name: string | null }>`select b.id, b.state, b.proposed_at, a.desk_name from caller_block b left join staff_account a on a.id = b.proposed_by where b.day = ${day}::date order by b.proposed_at`);
export const decideBlock = async (tx: Tx, id: string, state: string, by: string): Promise<boolean> =>
  (await all(tx, sql`update caller_block set state = ${state}, decided_by = ${by} where id::text = ${id} and state = 'proposed' and proposed_by::text <> ${by} returning id`)).length === 1;
const arrival = statement<{ picture_waiting: number; picture_blocks: boolean } & ContactRow>(`select c.*, p.* from (select
  (select count(*)::int from contact where state in ('waiting', 'offered') and channel = 'phone') as picture_waiting, exists (select 1 from caller_block where state = 'approved') as picture_blocks) p
  left join contact c on c.call_id = $1`);
/** What is looked at for every call that arrives, in one reading: the contact it already is, how many wait, and whether there is any block at all. */
export const arrivalPicture = async (tx: Tx, callId: string): Promise<{ waiting: number; blocks: boolean; known: ContactRow | undefined }> => {
  const { picture_waiting: waiting, picture_blocks: blocks, ...row } = (await arrival.first(tx, callId))!;
  return { waiting, blocks, known: row.id === null ? undefined : row };
};
export const isBlocked = async (tx: Tx, day: string, token: Buffer): Promise<boolean> =>
  (await one(tx, sql<{ yes: boolean }>`select exists (select 1 from caller_block where day = ${day}::date and token = ${token} and state = 'approved') as yes`))!.yes;
export const noteCaptured = async (tx: Tx, id: string, at: Date): Promise<boolean> => (await all(tx, sql`insert into captured_callback (id, at) values (${id}, ${at}) on conflict do nothing returning id`)).length === 1;
