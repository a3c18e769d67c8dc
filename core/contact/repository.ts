import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { statement } from '../kernel/index.ts';
import type { Tx } from '../kernel/index.ts';
import type { Window } from '../reach/index.ts';
import { placeInLine } from '../routing/index.ts';
import type { Because, Need } from '../routing/index.ts';
import type { ContactState } from './contact.ts';

/** How a contact that was no conversation ended, by one key. */
export const DISPOSITIONS = ['silent', 'hang_up', 'prank', 'wrong_number', 'abuse'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
export interface ContactRow {
  id: string; number: string; channel: 'phone' | 'chat'; language: string; state: ContactState; counsellor_id: string | null; waiting_since: Date; started_at: Date;
  answered_at: Date | null; ended_at: Date | null; wrap_up_ends_at: Date | null; on_hold: boolean; muted: boolean; call_id: string | null; leg_id: string | null;
  chosen: string[]; returning_of: string | null; seq: number;
  wanted_staff: string | null; passed_by: string | null; passed_at: Date | null; handed_out: boolean; help_at: Date | null; duress_at: Date | null; disposition: Disposition | null;
  /** Since when the caller says to be an officer or official; and whose checked number this contact calls. */
  official_since: Date | null; calls_official: string | null;
  /** When its words were erased. */
  erased_at: Date | null;
  /** The telephone engine where its call is. */
  engine: string;
  /** For the line: seconds forward, needs that were marked, when a supervisor pulled it forward. Gone when the conversation ends. */
  credit: number; needs: Need[]; pulled_at: Date | null;
  /** Whom routing chose to interpret; whether it was hard for who talked. */
  interpreter_id: string | null; hard: boolean;
  /** Whether further voices are asked, rung or there; known where the row was locked. */
  voices?: boolean;
}
export interface OfferRow { id: string; contact_id: string; staff_id: string; state: string; made_at: Date; expires_at: Date; interpreter_id: string | null }
export interface MessageRow { seq: number; client_id: string; sender: 'caller' | 'counsellor' | 'system'; text: Buffer; at: Date }
export interface CallbackRow { id: string; contact_id: string; language: string; requested_at: Date; state: 'open' | 'taken' | 'done'; attempts: number; number: Buffer | null; call_when: Window; voicemail: boolean; next_at: Date | null }
const all = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T[]> => (await q.execute(tx)).rows;
const one = async <T>(tx: Tx, q: RawBuilder<T>): Promise<T | undefined> => (await q.execute(tx)).rows[0];

// What every call goes through is sent without waiting, and planned once a connection.
const inserted = statement(`insert into contact (id, number, channel, language, state, waiting_since, started_at, call_id, returning_of, chosen, engine, credit, line_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`);
const lineAt = (c: Pick<ContactRow, 'waiting_since' | 'credit' | 'pulled_at'>): Date => new Date(placeInLine(c.waiting_since.getTime(), c.credit, c.pulled_at?.getTime()));
/** The row of a new contact, written. */
export const insertContact = async (tx: Tx, c: Pick<ContactRow, 'id' | 'number' | 'channel' | 'language' | 'state' | 'started_at' | 'waiting_since' | 'call_id' | 'returning_of' | 'chosen' | 'engine' | 'credit'>): Promise<ContactRow> => {
  await inserted.later(tx, c.id, c.number, c.channel, c.language, c.state, c.waiting_since, c.started_at, c.call_id, c.returning_of, c.chosen, c.engine, c.credit, lineAt({ ...c, pulled_at: null }));
  return {
    ...c, counsellor_id: null, answered_at: null, ended_at: null, wrap_up_ends_at: null, on_hold: false, muted: false, leg_id: null, seq: 0,
    wanted_staff: null, passed_by: null, passed_at: null, handed_out: false, help_at: null, duress_at: null, disposition: null, official_since: null, calls_official: null, erased_at: null, voices: false,
    needs: [], pulled_at: null, interpreter_id: null, hard: false,
  };
};
/** The id of the contact with this number, if there is one. */
export const contactByNumber = (tx: Tx, number: string) => one<{ id: string }>(tx, sql`select id from contact where number = ${number}`);
/** A call that goes out is made by the engine of its counsellor's softphone, or else by the one at hand. */
export const placeCall = (tx: Tx, id: string, staffId: string, otherwise: string) =>
  all(tx, sql`update contact set engine = coalesce((select engine from softphone_place where staff_id = ${staffId}::uuid), ${otherwise}) where id = ${id}::uuid`);
const byId = statement<ContactRow>('select * from contact where id = $1::uuid');
export const contactById = (tx: Tx, id: string) => byId.first(tx, id);
/** Locked: every move of one contact waits for the one before. */
const lockedRow = `select c.*, exists (select 1 from contact_party p where p.contact_id = c.id and p.state <> 'ended') as voices from contact c where c.id`;
const lockOne = statement<ContactRow>(`${lockedRow} = $1::uuid for update of c`);
export const lockContact = (tx: Tx, id: string) => lockOne.first(tx, id);
const lockFree = statement<ContactRow>(`${lockedRow} = any ($1::uuid[]) for update of c skip locked`);
/** Those of them that nobody moves at this moment: who takes several never waits for who takes several. */
export const lockContacts = (tx: Tx, ids: readonly string[]) => lockFree.rows(tx, ids);
export const contactByCall = statement<ContactRow>('select * from contact where call_id = $1');
const saved = statement(`update contact set language = $2, state = $3, waiting_since = $4, counsellor_id = $5, answered_at = $6, ended_at = $7, wrap_up_ends_at = $8, on_hold = $9, muted = $10, call_id = $11, leg_id = $12, chosen = $13, seq = $14,
  wanted_staff = $15, passed_by = $16, passed_at = $17, handed_out = $18, help_at = $19, duress_at = $20, disposition = $21, credit = $22, needs = $23::jsonb, pulled_at = $24, line_at = $25, interpreter_id = $26, hard = $27 where id = $1`);
export const saveContact = (tx: Tx, c: ContactRow) => saved.later(tx, c.id, c.language, c.state, c.waiting_since, c.counsellor_id, c.answered_at, c.ended_at, c.wrap_up_ends_at, c.on_hold, c.muted, c.call_id, c.leg_id, c.chosen, c.seq,
  c.wanted_staff, c.passed_by, c.passed_at, c.handed_out, c.help_at, c.duress_at, c.disposition, c.credit, JSON.stringify(c.needs), c.pulled_at, lineAt(c), c.interpreter_id, c.hard);
const close = statement(`update contact set closed_at = coalesce(closed_at, $2) where id = $1`);
/** When its wrap-up ended, for the figures. */
export const closed = (tx: Tx, id: string, at: Date) => close.later(tx, id, at);
export const setOfficial = (tx: Tx, id: string, since: Date | null) => all(tx, sql`update contact set official_since = ${since} where id = ${id}::uuid`);
export const setCallsOfficial = (tx: Tx, id: string, officialId: string) => all(tx, sql`update contact set calls_official = ${officialId}::uuid where id = ${id}::uuid`);
/** Wrap-ups whose time is over: the column is the timer. */
export const dueWrapUps = statement<{ id: string }>(`select id from contact where state = 'wrap_up' and wrap_up_ends_at <= $1`);
export const openPhoneContacts = (tx: Tx, engine: string) => all(tx, sql<ContactRow>`select * from contact where channel = 'phone' and engine = ${engine} and state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`);
/** How many of the same language wait in front, counting this one. */
export const placeOf = async (tx: Tx, id: string) => (await one(tx, sql<{ n: number }>`select count(*)::int as n from contact c, contact me
  where me.id = ${id}::uuid and c.language = me.language and c.state in ('waiting', 'offered') and (c.waiting_since, c.id) <= (me.waiting_since, me.id)`))!.n;
/** What an honest estimate of the wait needs, in one reading. */
export const lineOf = async (tx: Tx, id: string, now: Date) => (await one(tx, sql<{ place: number; staff: number; handleSeconds: number | null; waitedSeconds: number }>`select
    (select count(*)::int from contact c where c.language = me.language and c.state in ('waiting', 'offered') and (c.waiting_since, c.id) <= (me.waiting_since, me.id)) as place,
    (select count(*)::int from staff_presence p join staff_account a on a.id = p.account_id where p.state = 'available' and 'counsellor' = any (a.roles) and me.language = any (a.languages)) as staff,
    (select case when count(*) >= 5 then percentile_cont(0.5) within group (order by extract(epoch from coalesce(c.ended_at, ${now}) - c.answered_at)) end from contact c
      where c.language = me.language and c.answered_at is not null and c.ended_at > ${now}::timestamptz - interval '1 hour')::float8 as "handleSeconds",
    extract(epoch from ${now}::timestamptz - me.waiting_since)::float8 as "waitedSeconds"
  from contact me where me.id = ${id}::uuid and me.state in ('waiting', 'offered')`)) ?? { place: 0, staff: 0, handleSeconds: null, waitedSeconds: 0 };
export const contactsOf = (tx: Tx, staffId: string) => all(tx, sql<ContactRow>`select * from contact where counsellor_id = ${staffId}::uuid and state in ('connecting', 'talking', 'wrap_up') order by started_at`);

const offered = statement(`insert into offer (id, contact_id, staff_id, state, made_at, expires_at, decided_at, because, interpreter_id) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`);
/** `accepted`: the centre accepts for this counsellor in the same step. */
export const insertOffer = (tx: Tx, o: { id: string; contactId: string; staffId: string; at: Date; expiresAt: Date; accepted: boolean; because?: Because | undefined; interpreterId?: string | undefined }) =>
  offered.later(tx, o.id, o.contactId, o.staffId, o.accepted ? 'accepted' : 'pending', o.at, o.expiresAt, o.accepted ? o.at : null, o.because === undefined ? null : JSON.stringify(o.because), o.interpreterId ?? null);
const offer = statement<OfferRow>('select * from offer where id = $1::uuid');
export const offerById = (tx: Tx, id: string) => offer.first(tx, id);
export const dueOffers = async (tx: Tx, now: Date): Promise<{ id: string }[]> => all(tx, sql<{ id: string }>`select id from offer where state = 'pending' and expires_at <= ${now}`);
const decided = statement<{ id: string }>(`update offer set state = $2, decided_at = $3 where id = $1::uuid and state = 'pending' returning id`);
/** Exactly one decision wins: the update finds the offer pending or finds nothing. */
export const decideOffer = async (tx: Tx, id: string, state: string, at: Date): Promise<boolean> => (await decided.rows(tx, id, state, at)).length === 1;
export const pendingOfferOf = (tx: Tx, contactId: string) => one(tx, sql<OfferRow>`select * from offer where contact_id = ${contactId}::uuid and state = 'pending'`);
export const offerTo = (tx: Tx, staffId: string) => one(tx, sql<OfferRow & Pick<ContactRow, 'channel' | 'language' | 'waiting_since' | 'chosen'> & { contact_state: string; passed: boolean }>`select o.*, c.channel, c.language, c.waiting_since, c.chosen,
  c.state as contact_state, c.passed_by is not null as passed
  from offer o join contact c on c.id = o.contact_id where o.staff_id = ${staffId}::uuid and o.state = 'pending'`);
export const presenceOf = async (tx: Tx, staffId: string) => (await one(tx, sql<{ state: string; pause_until: Date | null; next_break: Date | null }>`select state, pause_until,
  (select min(k.starts_at) from staff_break k where k.staff_id = p.account_id and k.starts_at > now() - interval '1 hour' and k.ends_at > now()) as next_break
  from staff_presence p where account_id = ${staffId}::uuid`)) ?? { state: 'off', pause_until: null, next_break: null };
export const line = async (tx: Tx, staffId: string) => (await one(tx, sql<{ waiting: number; oldest: Date | null; ready: number; mine: number }>`select count(*)::int as waiting, min(waiting_since) as oldest,
  (select count(*)::int from staff_presence where state = 'available') as ready,
  count(*) filter (where language in (select unnest(languages) from staff_account where id = ${staffId}::uuid))::int as mine from contact where state in ('waiting', 'offered')`))!;
export const setAutoAccept = (tx: Tx, staffId: string, auto: boolean) =>
  all(tx, sql`insert into staff_routing (staff_id, auto_accept) values (${staffId}, ${auto}) on conflict (staff_id) do update set auto_accept = ${auto}`);

export const insertPull = (tx: Tx, p: { id: string; contactId: string; by: string; reason: string; at: Date }) =>
  all(tx, sql`insert into line_pull (id, contact_id, pulled_by, reason, at) values (${p.id}, ${p.contactId}, ${p.by}, ${p.reason}, ${p.at})`);

/** Names of further voices, as recordings name them. */
export const partyNames = (tx: Tx, id: string) => all(tx, sql<{ voice: string; name: string }>`select case when p.staff_id is null then 'line:' || p.id else 'staff:' || p.staff_id end as voice, coalesce(a.desk_name, l.name, '') as name
  from contact_party p left join staff_account a on a.id = p.staff_id left join outside_line l on l.id = p.line_id where p.contact_id = ${id}::uuid`);

/** Row security: the transaction says which contact's protected rows it works on. */
export const onlyContact = (tx: Tx, id: string) => all(tx, sql`select set_config('havenline.contact', ${id}, true)`);
export const draftOf = (tx: Tx, id: string) => one(tx, sql<{ revision: number; form: Buffer; saved_at: Date }>`select revision, form, saved_at from contact_draft where contact_id = ${id}::uuid`);
export const saveDraft = (tx: Tx, id: string, revision: number, form: Buffer, at: Date) => all(tx, sql`insert into contact_draft (contact_id, revision, form, saved_at) values (${id}, ${revision}, ${form}, ${at})
  on conflict (contact_id) do update set revision = ${revision}, form = ${form}, saved_at = ${at}`);
export const caseNumberOf = async (tx: Tx, id: string) => (await one(tx, sql<{ number: string }>`select f.number from case_contact k join case_file f on f.id = k.case_id where k.contact_id = ${id}::uuid`))?.number ?? null;

export const insertChat = (tx: Tx, contactId: string, hash: Buffer) => all(tx, sql`insert into chat_session (contact_id, secret_hash) values (${contactId}, ${hash})`);
/** A call that arrives anew (its server was away) keeps the text it has; a key that another call has opens nothing. */
export const insertText = (tx: Tx, contactId: string, hash: Buffer) => all(tx, sql`insert into chat_session (contact_id, secret_hash) values (${contactId}, ${hash}) on conflict do nothing`);
export const chatBySecret = (tx: Tx, hash: Buffer) => one(tx, sql<{ contact_id: string }>`select contact_id from chat_session where secret_hash = ${hash}`);
export const typingOf = (tx: Tx, id: string) => one(tx, sql<{ caller_typing_at: Date | null; counsellor_typing_at: Date | null }>`select caller_typing_at, counsellor_typing_at from chat_session where contact_id = ${id}::uuid`);
export const setTyping = (tx: Tx, id: string, who: 'caller' | 'counsellor', at: Date | null) =>
  all(tx, who === 'caller' ? sql`update chat_session set caller_typing_at = ${at} where contact_id = ${id}::uuid` : sql`update chat_session set counsellor_typing_at = ${at} where contact_id = ${id}::uuid`);
export const messageOf = (tx: Tx, id: string, sender: string, clientId: string) =>
  one(tx, sql<MessageRow>`select seq, client_id, sender, text, at from chat_message where contact_id = ${id}::uuid and sender = ${sender} and client_id = ${clientId}`);
export const insertMessage = (tx: Tx, id: string, m: MessageRow) =>
  all(tx, sql`insert into chat_message (contact_id, seq, client_id, sender, text, at) values (${id}, ${m.seq}, ${m.client_id}, ${m.sender}, ${m.text}, ${m.at})`);
export const messagesAfter = (tx: Tx, id: string, after: number) =>
  all(tx, sql<MessageRow>`select seq, client_id, sender, text, at from chat_message where contact_id = ${id}::uuid and seq > ${after} order by seq limit 500`);

export const insertCode = (tx: Tx, hash: Buffer, contactId: string, at: Date) => all(tx, sql`insert into contact_code (code_hash, contact_id, made_at) values (${hash}, ${contactId}, ${at})`);
/** The earlier contact that the caller's words were of. */
export const setReturning = (tx: Tx, id: string, before: string) => all(tx, sql`update contact set returning_of = ${before} where id = ${id}::uuid`);
export const contactOfCode = async (tx: Tx, hash: Buffer) => (await one(tx, sql<{ contact_id: string }>`select contact_id from contact_code where code_hash = ${hash}`))?.contact_id ?? null;

const CALLBACK = sql.raw('id, contact_id, language, requested_at, state, attempts, call_when, voicemail, next_at');
export const insertCallback = (tx: Tx, c: { id: string; contactId: string; language: string; at: Date; number: Buffer; when: Window; voicemail: boolean }) =>
  all(tx, sql`insert into callback (id, contact_id, language, requested_at, state, number, call_when, voicemail)
    values (${c.id}, ${c.contactId}, ${c.language}, ${c.at}, 'open', ${c.number}, ${c.when}, ${c.voicemail})`);
export const openCallbacks = (tx: Tx) => all(tx, sql<Omit<CallbackRow, 'number'>>`select ${CALLBACK} from callback where state <> 'done' order by requested_at limit 200`);
/** The numbers are behind a function of the database, for the contact that the transaction is about. */
const withNumber = async (tx: Tx, b: Omit<CallbackRow, 'number'> | undefined): Promise<CallbackRow | undefined> => {
  if (!b) return undefined;
  await onlyContact(tx, b.contact_id);
  return { ...b, number: (await one(tx, sql<{ number: Buffer | null }>`select callback_number(${b.contact_id}::uuid) as number`))!.number };
};
export const lockCallback = async (tx: Tx, id: string) => withNumber(tx, await one(tx, sql<Omit<CallbackRow, 'number'>>`select ${CALLBACK} from callback where id = ${id}::uuid for update`));
export const callbackOfContact = async (tx: Tx, contactId: string) => withNumber(tx, await one(tx, sql<Omit<CallbackRow, 'number'>>`select ${CALLBACK} from callback where contact_id = ${contactId}::uuid for update`));
/** The talk is over: done, and the number with it. */
export const finishCallback = (tx: Tx, contactId: string) => all(tx, sql`update callback set state = 'done', number = null, next_at = null where contact_id = ${contactId} and state = 'taken'`);
export const saveCallback = (tx: Tx, c: CallbackRow) => all(tx, sql`update callback set state = ${c.state}, attempts = ${c.attempts}, number = ${c.number}, next_at = ${c.next_at} where id = ${c.id}`);
