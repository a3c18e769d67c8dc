import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Answer, OverReason, Voice } from './recording.ts';

export interface SettingRow { enabled: boolean; keep_days: number }
export interface RecordingRow {
  id: string; contact_id: string; kind: 'call' | 'message'; language: string; state: 'asking' | 'recording' | 'paused' | 'over'; reason: OverReason | null; ended_by: Voice | null;
  asked_by: string | null; asked_at: Date; ended_at: Date | null; erase_at: Date | null; erased_at: Date | null;
}
export interface ConsentRow { voice: Voice; language: string; answer: Answer; asked_at: Date; answered_at: Date | null }
const all = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T[]> => (await q.execute(tx)).rows;
const one = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T | undefined> => (await q.execute(tx)).rows[0];

export const setting = async (tx: Tx): Promise<SettingRow> => (await one(tx, sql<SettingRow>`select enabled, keep_days from recording_setting`))!;
export const saveSetting = (tx: Tx, s: SettingRow) => all(tx, sql`update recording_setting set enabled = ${s.enabled}, keep_days = ${s.keep_days}`);

export const openOf = (tx: Tx, contactId: string) => one(tx, sql<RecordingRow>`select * from recording where contact_id = ${contactId}::uuid and state <> 'over'`);
export const lastOf = (tx: Tx, contactId: string) => one(tx, sql<RecordingRow>`select * from recording where contact_id = ${contactId}::uuid and kind = 'call' order by asked_at desc, id desc limit 1`);
export const recordingById = (tx: Tx, id: string) => one(tx, sql<RecordingRow>`select * from recording where id::text = ${id} for update`);
export const contactIdOf = async (tx: Tx, id: string): Promise<string | undefined> => (await one(tx, sql<{ contact_id: string }>`select contact_id from recording where id::text = ${id}`))?.contact_id;
export const insertRecording = (tx: Tx, r: Pick<RecordingRow, 'id' | 'contact_id' | 'kind' | 'language' | 'state' | 'asked_by' | 'asked_at'>) =>
  all(tx, sql`insert into recording (id, contact_id, kind, language, state, asked_by, asked_at) values (${r.id}, ${r.contact_id}, ${r.kind}, ${r.language}, ${r.state}, ${r.asked_by}, ${r.asked_at})`);
export const saveRecording = (tx: Tx, r: RecordingRow) =>
  all(tx, sql`update recording set state = ${r.state}, reason = ${r.reason}, ended_by = ${r.ended_by}, ended_at = ${r.ended_at}, erase_at = ${r.erase_at}, erased_at = ${r.erased_at} where id = ${r.id}`);
/** A shorter time holds for what is there already. */
export const eraseSooner = (tx: Tx, days: number) =>
  all(tx, sql<{ id: string; erase_at: Date }>`update recording set erase_at = ended_at + ${days} * interval '1 day' where state = 'over' and erased_at is null and erase_at > ended_at + ${days} * interval '1 day' returning id, erase_at`);

export const consentsOf = (tx: Tx, id: string) => all(tx, sql<ConsentRow>`select voice, language, answer, asked_at, answered_at from recording_consent where recording_id = ${id}::uuid order by asked_at, voice`);
export const insertConsent = (tx: Tx, id: string, c: ConsentRow) =>
  all(tx, sql`insert into recording_consent (recording_id, voice, language, answer, asked_at, answered_at) values (${id}, ${c.voice}, ${c.language}, ${c.answer}, ${c.asked_at}, ${c.answered_at})`);
export const saveAnswer = (tx: Tx, id: string, voice: Voice, answer: Answer, at: Date) => all(tx, sql`update recording_consent set answer = ${answer}, answered_at = ${at} where recording_id = ${id}::uuid and voice = ${voice}`);
/** Who refused or stopped in this contact before. */
export const callerSaidNo = async (tx: Tx, contactId: string): Promise<boolean> => (await one(tx, sql<{ yes: boolean }>`select exists (select 1 from recording where contact_id = ${contactId}::uuid and ended_by = 'caller') as yes`))!.yes;
/** Who could be heard on the line beside the caller and the counsellor; `here` is false while they are being called. */
export const voicesOf = (tx: Tx, contactId: string) => all(tx, sql<{ voice: Voice; language: string; here: boolean }>`select
    case when p.staff_id is null then 'line:' || p.id else 'staff:' || p.staff_id end as voice, p.state = 'joined' as here,
    coalesce(p.to_language, p.language, l.languages[1], c.language) as language
  from contact_party p join contact c on c.id = p.contact_id left join outside_line l on l.id = p.line_id
  where p.contact_id = ${contactId}::uuid and p.state in ('ringing', 'joined') and p.mode = 'join'`);

export const insertTake = (tx: Tx, id: string, recordingId: string, at: Date) => all(tx, sql`insert into recording_take (id, recording_id, began_at) values (${id}, ${recordingId}, ${at})`);
export const endTake = (tx: Tx, id: string, at: Date, seconds: number) => all(tx, sql`update recording_take set ended_at = ${at}, seconds = ${seconds} where id = ${id}::uuid and ended_at is null`);
export const openTakes = async (tx: Tx): Promise<string[]> => (await all(tx, sql<{ id: string }>`select id from recording_take where ended_at is null`)).map((take) => take.id);
export const takesOf = (tx: Tx, recordingId: string) => all(tx, sql<{ id: string; began_at: Date; seconds: number | null }>`select id, began_at, seconds from recording_take where recording_id = ${recordingId}::uuid order by began_at, id`);

export const speaks = async (tx: Tx, staffId: string, language: string): Promise<boolean> => (await one(tx, sql`select 1 from staff_account where id::text = ${staffId} and ${language} = any (languages)`)) !== undefined;
export const insertHeard = (tx: Tx, h: { id: string; recordingId: string; staffId: string; purpose: string; at: Date }) =>
  all(tx, sql`insert into recording_heard (id, recording_id, staff_id, purpose, at) values (${h.id}, ${h.recordingId}, ${h.staffId}, ${h.purpose}, ${h.at})`);
export interface KeptRow { id: string; contact_id: string; number: string; language: string; ended_at: Date; erase_at: Date; seconds: number; desk_name: string | null; heard: { by: string; at: string }[] }
/** What is kept and holds sound, newest first; with who listened. */
export const kept = (tx: Tx, kind: 'call' | 'message', of: { languagesOf?: string; counsellor?: string }) => all(tx, sql<KeptRow>`select r.id, r.contact_id, c.number, r.language, r.ended_at, r.erase_at, t.seconds, a.desk_name,
    coalesce((select jsonb_agg(jsonb_build_object('by', s.desk_name, 'at', h.at) order by h.at) from recording_heard h join staff_account s on s.id = h.staff_id where h.recording_id = r.id), '[]') as heard
  from recording r join contact c on c.id = r.contact_id join lateral (select sum(seconds)::float8 as seconds from recording_take where recording_id = r.id) t on t.seconds > 0 left join staff_account a on a.id = c.counsellor_id
  where r.kind = ${kind} and r.state = 'over' and r.erased_at is null
    and (${of.languagesOf ?? null}::uuid is null or r.language in (select unnest(languages) from staff_account where id = ${of.languagesOf ?? null}::uuid))
    and (${of.counsellor ?? null}::uuid is null or c.counsellor_id = ${of.counsellor ?? null}::uuid)
  order by r.ended_at desc limit 200`);
