import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import { statement } from '../kernel/index.ts';
import type { PartnerRole, Role, Tx } from '../kernel/index.ts';
import type { PresenceState } from './presence.ts';

interface AccountTable {
  id: string; kind: 'staff' | 'partner'; desk_name: string; roles: Role[]; languages: string[]; organization_id: string | null; partner_roles: PartnerRole[];
  created_at: Date; enrolled_at: Date | null; disabled_at: Date | null;
}
interface CredentialTable { id: string; account_id: string; public_key: Buffer; counter: number; transports: string[]; created_at: Date; last_used_at: Date | null }
interface LinkTable { id: string; account_id: string; kind: 'enrolment' | 'recovery'; secret_hash: Buffer; challenge: string | null; created_at: Date; expires_at: Date; used_at: Date | null }
interface SessionTable { id: string; account_id: string; secret_hash: Buffer; created_at: Date; last_seen_at: Date; ended_at: Date | null }
interface CentreTable { only_one: boolean; name: string; languages: string[]; time_zone: string; phone_number: string | null; set_up_at: Date | null }
interface Tables {
  staff_account: AccountTable; staff_credential: CredentialTable; staff_link: LinkTable; staff_session: SessionTable; centre: CentreTable;
  staff_ceremony: { id: string; challenge: string; expires_at: Date };
  staff_presence: { account_id: string; state: PresenceState; since: Date; pause_until: Date | null; pause_why: 'hard_contact' | 'supervisor' | null; lost_at: Date | null };
  presence_spell: { staff_id: string; state: PresenceState; since: Date };
}
const on = (tx: Tx): Kysely<Tables> => tx as unknown as Kysely<Tables>;
export type AccountRow = Selectable<AccountTable>;
export type CredentialRow = Selectable<CredentialTable>;
export type LinkRow = Selectable<LinkTable>;
export type SessionRow = Selectable<SessionTable>;
export type CentreRow = Selectable<CentreTable>;

export const selectCentre = (tx: Tx): Promise<CentreRow> => on(tx).selectFrom('centre').selectAll().executeTakeFirstOrThrow();
export async function updateCentre(tx: Tx, row: Partial<CentreRow>): Promise<void> {
  await on(tx).updateTable('centre').set(row).execute();
}

export async function insertAccount(tx: Tx, row: AccountRow): Promise<void> {
  await on(tx).insertInto('staff_account').values(row).execute();
}
/** Locked, so that two changes of one account wait for each other. */
export const lockAccount = (tx: Tx, id: string): Promise<AccountRow | undefined> =>
  on(tx).selectFrom('staff_account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
export const selectAccount = (tx: Tx, id: string): Promise<AccountRow | undefined> =>
  on(tx).selectFrom('staff_account').selectAll().where('id', '=', id).executeTakeFirst();
export const selectAccounts = (tx: Tx, kind: 'staff' | 'partner', organizationId?: string): Promise<AccountRow[]> => {
  const query = on(tx).selectFrom('staff_account').selectAll().where('kind', '=', kind).orderBy('created_at').orderBy('id');
  return (organizationId === undefined ? query : query.where('organization_id', '=', organizationId)).execute();
};
export async function updateAccount(tx: Tx, id: string, row: Partial<AccountRow>): Promise<void> {
  await on(tx).updateTable('staff_account').set(row).where('id', '=', id).execute();
}
/** Administrators who can sign in, locked: two of them cannot take the role from each other at once. */
export const lockAdministrators = (tx: Tx): Promise<AccountRow[]> =>
  on(tx).selectFrom('staff_account').selectAll().where((e) => e(e.val('administrator'), '=', e.fn.any('roles')))
    .where('enrolled_at', 'is not', null).where('disabled_at', 'is', null).orderBy('id').forUpdate().execute();
/** Those of one partner organization who manage it and can sign in, locked. */
export const lockManagers = (tx: Tx, organizationId: string): Promise<AccountRow[]> =>
  on(tx).selectFrom('staff_account').selectAll().where('organization_id', '=', organizationId).where((e) => e(e.val('manages'), '=', e.fn.any('partner_roles')))
    .where('enrolled_at', 'is not', null).where('disabled_at', 'is', null).orderBy('id').forUpdate().execute();
export const selectInvitedAdministrator = (tx: Tx): Promise<AccountRow | undefined> =>
  on(tx).selectFrom('staff_account').selectAll().where((e) => e(e.val('administrator'), '=', e.fn.any('roles')))
    .where('enrolled_at', 'is', null).where('disabled_at', 'is', null).orderBy('created_at').limit(1).executeTakeFirst();

export async function insertCredential(tx: Tx, row: CredentialRow): Promise<void> {
  await on(tx).insertInto('staff_credential').values(row).execute();
}
export const lockCredential = (tx: Tx, id: string): Promise<CredentialRow | undefined> =>
  on(tx).selectFrom('staff_credential').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
export async function updateCredential(tx: Tx, id: string, counter: number, at: Date): Promise<void> {
  await on(tx).updateTable('staff_credential').set({ counter, last_used_at: at }).where('id', '=', id).execute();
}
export async function deleteCredentials(tx: Tx, accountId: string): Promise<void> {
  await on(tx).deleteFrom('staff_credential').where('account_id', '=', accountId).execute();
}

export async function insertLink(tx: Tx, row: LinkRow): Promise<void> {
  await on(tx).insertInto('staff_link').values(row).execute();
}
export const lockLink = (tx: Tx, hash: Buffer): Promise<LinkRow | undefined> =>
  on(tx).selectFrom('staff_link').selectAll().where('secret_hash', '=', hash).forUpdate().executeTakeFirst();
export async function updateLink(tx: Tx, id: string, row: Partial<LinkRow>): Promise<void> {
  await on(tx).updateTable('staff_link').set(row).where('id', '=', id).execute();
}
export async function useUpLinks(tx: Tx, accountId: string, at: Date): Promise<void> {
  await on(tx).updateTable('staff_link').set({ used_at: at }).where('account_id', '=', accountId).where('used_at', 'is', null).execute();
}

export async function insertCeremony(tx: Tx, row: { id: string; challenge: string; expires_at: Date }, now: Date): Promise<void> {
  await on(tx).deleteFrom('staff_ceremony').where('expires_at', '<', now).execute();
  await on(tx).insertInto('staff_ceremony').values(row).execute();
}
/** Reads and removes: a challenge is answered once. */
export const takeCeremony = (tx: Tx, id: string): Promise<{ challenge: string; expires_at: Date } | undefined> =>
  on(tx).deleteFrom('staff_ceremony').where('id', '=', id).returning(['challenge', 'expires_at']).executeTakeFirst();

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await on(tx).insertInto('staff_session').values(row).execute();
}
export const selectSession = (tx: Tx, hash: Buffer): Promise<SessionRow | undefined> =>
  on(tx).selectFrom('staff_session').selectAll().where('secret_hash', '=', hash).where('ended_at', 'is', null).executeTakeFirst();
export async function touchSession(tx: Tx, id: string, at: Date): Promise<void> {
  await on(tx).updateTable('staff_session').set({ last_seen_at: at }).where('id', '=', id).execute();
}
export async function endSession(tx: Tx, id: string, at: Date): Promise<void> {
  await on(tx).updateTable('staff_session').set({ ended_at: at }).where('id', '=', id).execute();
}
export async function endSessions(tx: Tx, accountId: string, at: Date): Promise<void> {
  await on(tx).updateTable('staff_session').set({ ended_at: at }).where('account_id', '=', accountId).where('ended_at', 'is', null).execute();
}

/** Somebody's presence from now on; a pause that goes on stays. Kept also as a spell, for adherence. */
export async function upsertPresence(tx: Tx, accountId: string, state: PresenceState, at: Date): Promise<void> {
  await on(tx).insertInto('staff_presence').values({ account_id: accountId, state, since: at } as never)
    .onConflict((c) => c.column('account_id').doUpdateSet({ state, since: at, lost_at: null })).execute();
  await on(tx).insertInto('presence_spell').values({ staff_id: accountId, state, since: at }).onConflict((c) => c.columns(['staff_id', 'since']).doUpdateSet({ state })).execute();
}
export const selectPresence = (tx: Tx) =>
  on(tx).selectFrom('staff_presence').innerJoin('staff_account', 'staff_account.id', 'staff_presence.account_id')
    .select(['staff_presence.account_id', 'staff_presence.state', 'staff_presence.since', 'staff_presence.pause_until', 'staff_presence.pause_why', 'staff_presence.lost_at', 'staff_account.roles', 'staff_account.languages', 'staff_account.desk_name'])
    .where('staff_account.disabled_at', 'is', null).execute();
/** A pause never becomes shorter by a second one. */
export async function pausePresence(tx: Tx, accountId: string, until: Date, why: 'hard_contact' | 'supervisor'): Promise<boolean> {
  const done = await sql`update staff_presence set pause_until = greatest(pause_until, ${until}::timestamptz), pause_why = ${why} where account_id::text = ${accountId} and state <> 'off' returning account_id`.execute(tx);
  return done.rows.length === 1;
}
export async function endPause(tx: Tx, accountId: string): Promise<boolean> {
  return (await sql`update staff_presence set pause_until = null, pause_why = null where account_id::text = ${accountId} and pause_until is not null returning account_id`.execute(tx)).rows.length === 1;
}
/** Of the database's own clock: servers never disagree about it. */
const seen = statement<{ account_id: string }>(`with back as (select account_id from staff_presence where account_id = any ($1::uuid[]) and lost_at is not null),
    done as (update staff_presence set seen_at = clock_timestamp(), lost_at = null where account_id = any ($1::uuid[])) select account_id from back`);
/** These browsers are here; answers whose were lost before. */
export const touchBrowsers = async (tx: Tx, staffIds: readonly string[]): Promise<string[]> => (await seen.rows(tx, staffIds)).map((row) => row.account_id);
const lost = statement<{ account_id: string }>(`update staff_presence set lost_at = clock_timestamp() where state <> 'off' and lost_at is null and seen_at < clock_timestamp() - make_interval(secs => $1) returning account_id`);
export const markLost = async (tx: Tx, seconds: number): Promise<string[]> => (await lost.rows(tx, seconds)).map((row) => row.account_id);
export const selectSpells = (tx: Tx, staffIds: readonly string[], from: Date, to: Date): Promise<{ staffId: string; state: PresenceState; since: Date }[]> =>
  sql<{ staffId: string; state: PresenceState; since: Date }>`select p.id as "staffId", s.state, s.since from unnest(${staffIds}::uuid[]) p (id) cross join lateral (
      (select state, since from presence_spell where staff_id = p.id and since <= ${from} order by since desc limit 1)
      union all select state, since from presence_spell where staff_id = p.id and since > ${from} and since < ${to}) s order by p.id, s.since`.execute(tx).then((found) => found.rows);
export const selectDeskNames = async (tx: Tx, ids: string[]): Promise<{ id: string; desk_name: string }[]> =>
  ids.length === 0 ? [] : on(tx).selectFrom('staff_account').select(['id', 'desk_name']).where('id', 'in', ids).execute();
