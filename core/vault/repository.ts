import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { SealedKind } from './sealed.ts';

export async function insertTombstone(tx: Tx, row: { kind: string; id: string; at: string }): Promise<void> {
  await sql`insert into key_tombstone (kind, id, erased_at) values (${row.kind}, ${row.id}, ${row.at}::timestamptz) on conflict do nothing`.execute(tx);
}

export async function insertTombstones(tx: Tx, all: readonly { kind: string; id: string }[], at: string): Promise<void> {
  await sql`insert into key_tombstone (kind, id, erased_at) select kind, id, ${at}::timestamptz from unnest(${all.map((one) => one.kind)}::text[], ${all.map((one) => one.id)}::text[]) as gone (kind, id)
    on conflict do nothing`.execute(tx);
}

export async function tombstones(tx: Tx): Promise<{ kind: string; id: string }[]> {
  return (await sql<{ kind: string; id: string }>`select kind, id from key_tombstone order by erased_at, kind, id`.execute(tx)).rows;
}

export const keyChecks = async (tx: Tx): Promise<{ server: string; value: Buffer }[]> => (await sql<{ server: string; value: Buffer }>`select server, value from key_check order by since`.execute(tx)).rows;
export const insertKeyCheck = (tx: Tx, server: string, value: Buffer) => sql`insert into key_check (server, value) values (${server}, ${value}) on conflict do nothing`.execute(tx);
export const deleteKeyChecks = (tx: Tx) => sql`delete from key_check`.execute(tx);

export interface SealedAskRow {
  id: string; placeId: string; subjectKind: SealedKind; subjectId: string; caseId: string | null; askedBy: string; approvedBy: string | null; declinedBy: string | null;
  purpose: string; recipient: string; askedAt: Date; approvedAt: Date | null; declinedAt: Date | null; expiresAt: Date; openedAt: Date | null;
}
const ASK = sql.raw(`id, place_id as "placeId", subject_kind as "subjectKind", subject_id as "subjectId", case_id as "caseId", asked_by as "askedBy", approved_by as "approvedBy",
  declined_by as "declinedBy", purpose, recipient, asked_at as "askedAt", approved_at as "approvedAt", declined_at as "declinedAt", expires_at as "expiresAt", opened_at as "openedAt"`);
const only = async <T>(query: Promise<{ rows: { answer: T }[] }>): Promise<T> => (await query).rows[0]!.answer;

export async function putSealed(tx: Tx, row: { id: string; kind: SealedKind; subjectId: string; caseId: string | null; ciphertext: Buffer; by: string }): Promise<void> {
  await sql`select sealed_put(${row.id}::uuid, ${row.kind}, ${row.subjectId}::uuid, ${row.caseId}::uuid, ${row.ciphertext}::bytea, ${row.by}::uuid)`.execute(tx);
}
export const sealedOf = (tx: Tx, kind: SealedKind, subjectId: string) => only(sql<{ answer: string | null }>`select sealed_of(${kind}, ${subjectId}::uuid) as answer`.execute(tx));
export const removeSealed = (tx: Tx, kind: SealedKind, subjectId: string, by: string) =>
  only(sql<{ answer: boolean }>`select sealed_remove(${kind}, ${subjectId}::uuid, ${by}::uuid) as answer`.execute(tx));
export const askSealed = (tx: Tx, row: { id: string; placeId: string; by: string; purpose: string; recipient: string }) =>
  only(sql<{ answer: Date | null }>`select sealed_ask(${row.id}::uuid, ${row.placeId}::uuid, ${row.by}::uuid, ${row.purpose}, ${row.recipient}) as answer`.execute(tx));
export const approveSealed = (tx: Tx, id: string, by: string, minutes: number) =>
  only(sql<{ answer: Date | null }>`select sealed_approve(${id}::uuid, ${by}::uuid, ${minutes}::int) as answer`.execute(tx));
export const declineSealed = (tx: Tx, id: string, by: string) => only(sql<{ answer: boolean }>`select sealed_decline(${id}::uuid, ${by}::uuid) as answer`.execute(tx));
/** Burns the grant and answers the one row; none when it is not agreed to, used, or over. */
export async function openSealed(tx: Tx, id: string): Promise<{ placeId: string; kind: SealedKind; subjectId: string; ciphertext: Buffer } | undefined> {
  return (await sql<{ placeId: string; kind: SealedKind; subjectId: string; ciphertext: Buffer }>`
    select place_id as "placeId", subject_kind as kind, subject_id as "subjectId", ciphertext from sealed_open(${id}::uuid)`.execute(tx)).rows[0];
}
export async function sealedAsk(tx: Tx, id: string): Promise<SealedAskRow | undefined> {
  return (await sql<SealedAskRow>`select ${ASK} from sealed_grant where id::text = ${id}`.execute(tx)).rows[0];
}
/** Those that wait for a second person, the oldest first. */
export async function sealedAsksWaiting(tx: Tx): Promise<SealedAskRow[]> {
  return (await sql<SealedAskRow>`select ${ASK} from sealed_grant where approved_at is null and declined_at is null and expires_at > clock_timestamp() order by asked_at limit 200`.execute(tx)).rows;
}
/** What is known of several people's or contacts' places: the id, and the ask of one asker that is still of use. */
export async function sealedStates(tx: Tx, kind: SealedKind, ids: readonly string[], askedBy: string): Promise<{ id: string; placeId: string; askId: string | null; agreed: boolean; expiresAt: Date | null }[]> {
  return (await sql<{ id: string; placeId: string; askId: string | null; agreed: boolean; expiresAt: Date | null }>`
    select s.id, s.place as "placeId", a.id as "askId", a.approved_at is not null as agreed, a.expires_at as "expiresAt"
    from (select id, sealed_of(${kind}, id::uuid) as place from unnest(${ids}::text[]) as id) s
    left join lateral (select * from sealed_grant g where g.place_id = s.place and g.asked_by::text = ${askedBy} and g.declined_at is null and g.opened_at is null
      and g.expires_at > clock_timestamp() order by g.asked_at desc limit 1) a on true
    where s.place is not null`.execute(tx)).rows;
}
