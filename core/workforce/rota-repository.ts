import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Gap, Rules } from './rota.ts';

export interface RotaRow { id: string; runId: string | null; fromDay: string; days: number; state: 'draft' | 'published' | 'replaced'; gap: number; unwished: number; gaps: Gap[]; need: Record<string, number[][]>; madeAt: Date; publishedAt: Date | null }
export interface ShiftRow { id: string; rotaId: string; staffId: string; day: string; begins: number; hours: number }
export interface SwapRow { id: string; shiftId: string; fromStaff: string; toStaff: string; state: 'asked' | 'agreed' | 'approved' | 'refused' | 'withdrawn'; askedAt: Date; decidedAt: Date | null }
export interface WishRow { staffId: string; nights: boolean; prefers: number[]; away: string[] }
const ROTA = sql.raw('id, run_id as "runId", from_day::text as "fromDay", days, state, gap, unwished, gaps, need, made_at as "madeAt", published_at as "publishedAt"');
const SHIFT = sql.raw('s.id, s.rota_id as "rotaId", s.staff_id as "staffId", s.day::text, s.begins::int, s.hours::int');
const SWAP = sql.raw('w.id, w.shift_id as "shiftId", w.from_staff as "fromStaff", w.to_staff as "toStaff", w.state, w.asked_at as "askedAt", w.decided_at as "decidedAt"');

export async function rules(tx: Tx): Promise<Rules> {
  return (await sql<Rules>`select shift_hours::int as "shiftHours", every::int, rest_hours::int as "restHours", days_a_week::int as "daysAWeek", days_in_a_row::int as "daysInARow", night_weeks::int as "nightWeeks" from rota_rules`.execute(tx)).rows[0]!;
}
export const putRules = (tx: Tx, r: Rules) =>
  sql`update rota_rules set shift_hours = ${r.shiftHours}, every = ${r.every}, rest_hours = ${r.restHours}, days_a_week = ${r.daysAWeek}, days_in_a_row = ${r.daysInARow}, night_weeks = ${r.nightWeeks}`.execute(tx);
export async function insertRota(tx: Tx, rota: Omit<RotaRow, 'state' | 'publishedAt'>, shifts: readonly Omit<ShiftRow, 'rotaId'>[]): Promise<void> {
  await sql`insert into rota (id, run_id, from_day, days, state, gap, unwished, gaps, need, made_at) values (${rota.id}, ${rota.runId}, ${rota.fromDay}::date, ${rota.days}, 'draft', ${rota.gap}, ${rota.unwished},
    ${JSON.stringify(rota.gaps)}::jsonb, ${JSON.stringify(rota.need)}::jsonb, ${rota.madeAt})`.execute(tx);
  await sql`insert into rota_shift (id, rota_id, staff_id, day, begins, hours) select id, ${rota.id}::uuid, "staffId", day, begins, hours
    from jsonb_to_recordset(${JSON.stringify(shifts)}::jsonb) as s (id uuid, "staffId" uuid, day date, begins int, hours int)`.execute(tx);
}
/** The newest first; older drafts go with the next one. */
export async function rotas(tx: Tx): Promise<Omit<RotaRow, 'gaps' | 'need'>[]> {
  return (await sql<Omit<RotaRow, 'gaps' | 'need'>>`select id, run_id as "runId", from_day::text as "fromDay", days, state, gap, unwished, made_at as "madeAt", published_at as "publishedAt" from rota order by made_at desc limit 12`.execute(tx)).rows;
}
export async function rotaById(tx: Tx, id: string, lock = false): Promise<RotaRow | undefined> {
  return (await sql<RotaRow>`select ${ROTA} from rota where id::text = ${id} ${lock ? sql`for update` : sql``}`.execute(tx)).rows[0];
}
export const dropDrafts = (tx: Tx, keep: string) => sql`delete from rota where state = 'draft' and id not in (select id from rota where state = 'draft' order by made_at desc limit 4) and id <> ${keep}`.execute(tx);
export const publishRota = (tx: Tx, id: string, by: string, at: Date) => sql`update rota set state = 'published', published_at = ${at}, published_by = ${by} where id = ${id}`.execute(tx);
/** Published shifts of earlier rotas on those days do not hold any more. */
export async function replaceShifts(tx: Tx, rota: RotaRow): Promise<void> {
  await sql`delete from rota_shift s using rota r where r.id = s.rota_id and r.state = 'published' and r.id <> ${rota.id} and s.day >= ${rota.fromDay}::date and s.day < ${rota.fromDay}::date + ${rota.days}::int`.execute(tx);
  await sql`update rota r set state = 'replaced' where r.state = 'published' and r.id <> ${rota.id} and not exists (select 1 from rota_shift s where s.rota_id = r.id)`.execute(tx);
}
export async function shiftsOfRota(tx: Tx, rotaId: string): Promise<ShiftRow[]> {
  return (await sql<ShiftRow>`select ${SHIFT} from rota_shift s where s.rota_id = ${rotaId}::uuid order by s.day, s.begins`.execute(tx)).rows;
}
/** Shifts that hold: of published rotas. */
export async function published(tx: Tx, from: string, to: string, staffId?: string): Promise<ShiftRow[]> {
  return (await sql<ShiftRow>`select ${SHIFT} from rota_shift s join rota r on r.id = s.rota_id where r.state = 'published' and s.day >= ${from}::date and s.day <= ${to}::date
    and (${staffId === undefined} or s.staff_id::text = ${staffId ?? ''}) order by s.day, s.begins, s.id`.execute(tx)).rows;
}
export async function publishedShift(tx: Tx, id: string): Promise<ShiftRow | undefined> {
  return (await sql<ShiftRow>`select ${SHIFT} from rota_shift s join rota r on r.id = s.rota_id where r.state = 'published' and s.id::text = ${id} for update of s`.execute(tx)).rows[0];
}
export const giveShift = (tx: Tx, id: string, staffId: string) => sql`update rota_shift set staff_id = ${staffId} where id = ${id}`.execute(tx);
export async function wishes(tx: Tx): Promise<WishRow[]> {
  return (await sql<WishRow>`select staff_id as "staffId", nights, prefers::int[] as prefers, away::text[] as away from work_wish`.execute(tx)).rows;
}
export const putWish = (tx: Tx, w: WishRow) => sql`insert into work_wish (staff_id, nights, prefers, away) values (${w.staffId}, ${w.nights}, ${w.prefers}::smallint[], ${w.away}::date[])
  on conflict (staff_id) do update set nights = excluded.nights, prefers = excluded.prefers, away = excluded.away`.execute(tx);
export const insertSwap = (tx: Tx, s: Pick<SwapRow, 'id' | 'shiftId' | 'fromStaff' | 'toStaff' | 'askedAt'>) =>
  sql`insert into shift_swap (id, shift_id, from_staff, to_staff, state, asked_at) values (${s.id}, ${s.shiftId}, ${s.fromStaff}, ${s.toStaff}, 'asked', ${s.askedAt})`.execute(tx);
export async function swapById(tx: Tx, id: string): Promise<SwapRow | undefined> {
  return (await sql<SwapRow>`select ${SWAP} from shift_swap w where w.id::text = ${id} for update`.execute(tx)).rows[0];
}
export async function openSwapOf(tx: Tx, shiftId: string): Promise<SwapRow | undefined> {
  return (await sql<SwapRow>`select ${SWAP} from shift_swap w where w.shift_id = ${shiftId}::uuid and w.state in ('asked', 'agreed')`.execute(tx)).rows[0];
}
/** Open ones, with their shifts; of one member of staff, or all. */
export async function openSwaps(tx: Tx, staffId: string | null): Promise<(SwapRow & { day: string; begins: number; hours: number })[]> {
  return (await sql<SwapRow & { day: string; begins: number; hours: number }>`select ${SWAP}, s.day::text, s.begins::int, s.hours::int from shift_swap w join rota_shift s on s.id = w.shift_id
    where w.state in ('asked', 'agreed') and (${staffId === null} or ${staffId ?? ''} in (w.from_staff::text, w.to_staff::text)) order by s.day, w.asked_at limit 200`.execute(tx)).rows;
}
export const decideSwap = (tx: Tx, id: string, state: SwapRow['state'], by: string, at: Date) => sql`update shift_swap set state = ${state}, decided_by = ${by}, decided_at = ${at} where id = ${id}`.execute(tx);
export const putLink = (tx: Tx, staffId: string, hash: Buffer, at: Date) => sql`insert into calendar_link (staff_id, secret_hash, made_at) values (${staffId}, ${hash}, ${at})
  on conflict (staff_id) do update set secret_hash = excluded.secret_hash, made_at = excluded.made_at`.execute(tx);
export const dropLink = (tx: Tx, staffId: string) => sql`delete from calendar_link where staff_id = ${staffId}`.execute(tx);
export async function linkOf(tx: Tx, staffId: string): Promise<Date | null> {
  return (await sql<{ at: Date }>`select made_at as at from calendar_link where staff_id::text = ${staffId}`.execute(tx)).rows[0]?.at ?? null;
}
/** Whose calendar it is, if their account still works. */
export async function ownerOfLink(tx: Tx, hash: Buffer): Promise<string | null> {
  return (await sql<{ id: string }>`select l.staff_id as id from calendar_link l join staff_account a on a.id = l.staff_id where l.secret_hash = ${hash} and a.disabled_at is null`.execute(tx)).rows[0]?.id ?? null;
}
/** Of the newest staffing run: what is needed on one day, by language and quarter hour. */
export async function neededOn(tx: Tx, day: string): Promise<Record<string, number[]> | null> {
  return (await sql<{ need: Record<string, number[]> | null }>`select answer #> array['byDay', ${day}::text] as need from workforce_run where kind = 'staffing' and state = 'done' order by ended_at desc limit 1`.execute(tx)).rows[0]?.need ?? null;
}
/** Everybody who counsels, with their languages. */
export async function counsellors(tx: Tx): Promise<{ id: string; languages: string[] }[]> {
  return (await sql<{ id: string; languages: string[] }>`select id, languages from staff_account where kind = 'staff' and disabled_at is null and 'counsellor' = any (roles) order by created_at, id`.execute(tx)).rows;
}
