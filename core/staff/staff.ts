/**
 * Accounts of staff and partners. An account is invited -> enrolled -> (disabled <-> enrolled).
 * A link is open -> used, or over after 24 hours; a session is live -> ended (signed out, idle, account disabled).
 */
import { conflict, hasRole, invalid, newId, newSecret, notFound, PARTNER_ROLES, plusSeconds, publish, refused } from '../kernel/index.ts';
import type { Actor, PartnerRole, Role, Tx } from '../kernel/index.ts';
import { createCeremonies } from './ceremonies.ts';
import type { Ceremonies } from './ceremonies.ts';
import { hashOf } from './hash.ts';
import type { StaffDeps } from './ports.ts';
import { mayPause, pause, resume } from './presence.ts';
import type { PresenceState, Spell } from './presence.ts';
import * as rows from './repository.ts';
import { createSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';

export interface Account { id: string; kind: 'staff' | 'partner'; deskName: string; roles: Role[]; languages: string[]; organizationId: string | null; partnerRoles: PartnerRole[]; enrolled: boolean; disabled: boolean }
export interface Centre { name: string; languages: string[]; timeZone: string; phoneNumber: string | null; setUp: boolean }
const LINK_SECONDS = 24 * 3600;

export interface Staff extends Ceremonies, Sessions {
  centre(tx: Tx): Promise<Centre>;
  setCentre(tx: Tx, actor: Actor, to: Omit<Centre, 'setUp'>): Promise<void>;
  list(tx: Tx, actor: Actor): Promise<Account[]>;
  account(tx: Tx, id: string): Promise<Account | null>;
  /** An account and the secret of its one-time link. */
  invite(tx: Tx, actor: Actor, person: { deskName: string; roles: Role[]; languages: string[] }): Promise<{ id: string; secret: string }>;
  /** The same for somebody of a partner organization; without `roles` for everything there. `participates`: what the directory knows of the organization, asked when somebody of it invites. */
  invitePartner(tx: Tx, actor: Actor, person: { deskName: string; organizationId: string; roles?: PartnerRole[]; participates?: boolean }): Promise<{ id: string; secret: string }>;
  partners(tx: Tx, organizationId: string): Promise<Account[]>;
  /** What somebody of a partner organization may do there, and whether at all. @throws LastAdministrator when nobody would be left to manage it */
  changePartner(tx: Tx, actor: Actor, id: string, to: { organizationId: string; roles?: PartnerRole[] | undefined; disabled?: boolean | undefined; participates?: boolean }): Promise<void>;
  /** A link that replaces lost passkeys. */
  recoveryLink(tx: Tx, actor: Actor, id: string): Promise<{ secret: string }>;
  change(tx: Tx, actor: Actor, id: string, to: { roles?: Role[]; languages?: string[]; disabled?: boolean }): Promise<void>;
  /** A link for the first administrator, or null when one is enrolled. `force` makes one in any case (the operator's command line). */
  firstAdministratorLink(tx: Tx, options?: { force?: boolean }): Promise<string | null>;
  setPresence(tx: Tx, actor: Actor, state: PresenceState): Promise<void>;
  deskNames(tx: Tx, ids: string[]): Promise<Map<string, string>>;
  presence(tx: Tx): Promise<{ staffId: string; deskName: string; state: PresenceState; since: Date; roles: Role[]; languages: string[]; pausedUntil: Date | null; lost: boolean }[]>;
  /** A supervisor gives somebody so many seconds without an offer. */
  givePause(tx: Tx, actor: Actor, staffId: string, seconds: number): Promise<void>;
  /** After a hard contact: so many seconds. */
  pauseAfterHard(tx: Tx, staffId: string, seconds: number): Promise<void>;
  endPause(tx: Tx, actor: Actor, staffId: string): Promise<void>;
  /** What the presence of these was between two moments, with what it was at the first; for adherence. */
  spells(tx: Tx, staffIds: readonly string[], from: Date, to: Date): Promise<Map<string, Spell[]>>;
}

const toAccount = (r: rows.AccountRow): Account => ({
  id: r.id, kind: r.kind, deskName: r.desk_name, roles: r.roles, languages: r.languages, organizationId: r.organization_id, partnerRoles: r.partner_roles,
  enrolled: r.enrolled_at !== null, disabled: r.disabled_at !== null,
});

/** Builds the accounts of the centre. */
export function createStaff(deps: StaffDeps): Staff {
  const { clock, random, audit, access } = deps;
  const sessions = createSessions(deps);
  const ceremonies = createCeremonies(deps, sessions);
  const SETUP: Actor = { kind: 'system', name: 'setup' };

  /** Asks the policy, and writes the act down beside it. */
  const decide = async (tx: Tx, actor: Actor, what: string, id: string, type: 'Staff' | 'Centre' | 'Partner' = 'Staff', attrs: Record<string, string | boolean> = {}): Promise<void> => {
    const request = { actor, purpose: 'system-operation' };
    await access.authorize(tx, { ...request, action: `${type.toLowerCase()}.manage`, subject: { type, id, attrs } });
    await audit.append(tx, { ...request, action: what, subject: { type, id }, outcome: 'done' });
  };
  const makeLink = async (tx: Tx, accountId: string, kind: 'enrolment' | 'recovery'): Promise<string> => {
    const now = clock.now();
    const secret = newSecret(random);
    await rows.useUpLinks(tx, accountId, now);
    await rows.insertLink(tx, {
      id: newId(clock, random), account_id: accountId, kind, secret_hash: hashOf(secret), challenge: null, created_at: now, expires_at: plusSeconds(now, LINK_SECONDS), used_at: null,
    });
    return secret;
  };
  const make = async (tx: Tx, id: string, person: { deskName: string; roles: Role[]; languages: string[]; organizationId?: string; partnerRoles?: PartnerRole[] }): Promise<string> => {
    await rows.insertAccount(tx, {
      id, kind: person.organizationId === undefined ? 'staff' : 'partner', desk_name: person.deskName.trim(), roles: person.roles, languages: person.languages,
      organization_id: person.organizationId ?? null, partner_roles: person.partnerRoles ?? [], created_at: clock.now(), enrolled_at: null, disabled_at: null,
    });
    await publish(tx, 'centre');
    return makeLink(tx, id, 'enrolment');
  };

  return {
    ...sessions,
    ...ceremonies,
    async centre(tx) {
      const c = await rows.selectCentre(tx);
      return { name: c.name, languages: c.languages, timeZone: c.time_zone, phoneNumber: c.phone_number, setUp: c.set_up_at !== null };
    },
    async setCentre(tx, actor, to) {
      if (!isTimeZone(to.timeZone)) throw invalid('TimeZoneUnknown', 'This time zone is not known.', 'Choose a name of the IANA list, such as America/Chicago.');
      await decide(tx, actor, 'set-centre', 'centre', 'Centre');
      await rows.updateCentre(tx, { name: to.name.trim(), languages: to.languages, time_zone: to.timeZone, phone_number: to.phoneNumber, set_up_at: clock.now() });
      await publish(tx, 'centre');
    },
    async list(tx, actor) {
      await decide(tx, actor, 'list-staff', 'all');
      return (await rows.selectAccounts(tx, 'staff')).map(toAccount);
    },
    async account(tx, id) {
      const row = await rows.selectAccount(tx, id);
      return row ? toAccount(row) : null;
    },
    async invite(tx, actor, person) {
      const id = newId(clock, random);
      await decide(tx, actor, 'invite-staff', id);
      return { id, secret: await make(tx, id, person) };
    },
    async invitePartner(tx, actor, { deskName, organizationId, roles = [...PARTNER_ROLES], participates }) {
      const id = newId(clock, random);
      await decide(tx, actor, 'invite-partner', id, 'Partner', { organization: organizationId, ...(participates === undefined ? {} : { participates }) });
      return { id, secret: await make(tx, id, { deskName, organizationId, roles: [], languages: [], partnerRoles: roles }) };
    },
    async changePartner(tx, actor, id, { organizationId, roles, disabled, participates }) {
      await decide(tx, actor, 'change-partner', id, 'Partner', { organization: organizationId, ...(participates === undefined ? {} : { participates }) });
      const managers = await rows.lockManagers(tx, organizationId);
      const account = await rows.lockAccount(tx, id);
      if (!account || account.kind !== 'partner' || account.organization_id !== organizationId) throw notFound();
      const leaves = disabled === true || (roles !== undefined && !roles.includes('manages'));
      if (leaves && actor.kind === 'partner' && managers.length === 1 && managers[0]!.id === id) throw conflict('LastAdministrator', 'Nobody else manages this agency here.', 'Let somebody else manage it first.');
      await rows.updateAccount(tx, id, { partner_roles: roles ?? account.partner_roles, disabled_at: disabled === undefined ? account.disabled_at : disabled ? (account.disabled_at ?? clock.now()) : null });
      if (disabled === true) {
        await rows.endSessions(tx, id, clock.now());
        await rows.useUpLinks(tx, id, clock.now());
      }
      await publish(tx, `partner:${organizationId}`, 'people');
    },
    async partners(tx, organizationId) {
      return (await rows.selectAccounts(tx, 'partner', organizationId)).map(toAccount);
    },
    async recoveryLink(tx, actor, id) {
      await decide(tx, actor, 'recover-staff', id);
      const account = await rows.lockAccount(tx, id);
      if (!account) throw notFound();
      return { secret: await makeLink(tx, id, account.enrolled_at === null ? 'enrolment' : 'recovery') };
    },
    async change(tx, actor, id, to) {
      await decide(tx, actor, 'change-staff', id);
      const administrators = await rows.lockAdministrators(tx);
      const account = await rows.lockAccount(tx, id);
      if (!account || account.kind !== 'staff') throw notFound();
      const leaves = to.disabled === true || (to.roles !== undefined && !to.roles.includes('administrator'));
      if (leaves && administrators.length === 1 && administrators[0]!.id === id) {
        throw conflict('LastAdministrator', 'This is the last administrator.', 'Give the role to somebody else first.');
      }
      await rows.updateAccount(tx, id, {
        roles: to.roles ?? account.roles,
        languages: to.languages ?? account.languages,
        disabled_at: to.disabled === undefined ? account.disabled_at : to.disabled ? (account.disabled_at ?? clock.now()) : null,
      });
      if (to.disabled === true) {
        await rows.endSessions(tx, id, clock.now());
        await rows.useUpLinks(tx, id, clock.now());
        await rows.upsertPresence(tx, id, 'off', clock.now());
      }
      await publish(tx, `staff:${id}`);
      await publish(tx, 'centre');
    },
    async firstAdministratorLink(tx, { force = false } = {}) {
      if (!force && (await rows.lockAdministrators(tx)).length > 0) return null;
      const invited = await rows.selectInvitedAdministrator(tx);
      const id = invited?.id ?? newId(clock, random);
      await decide(tx, SETUP, 'invite-first-administrator', id);
      if (invited) return makeLink(tx, id, 'enrolment');
      return make(tx, id, { deskName: 'Administrator', roles: ['administrator'], languages: ['en'] });
    },
    async setPresence(tx, actor, state) {
      // Nobody can set another's presence: the row is the actor's own, so only the role is asked.
      if (actor.kind !== 'staff' || !(hasRole(actor, 'counsellor') || hasRole(actor, 'interpreter'))) throw refused();
      await audit.append(tx, { actor, purpose: 'answer-contact', action: `presence-${state}`, subject: { type: 'Staff', id: actor.id }, outcome: 'done' });
      await rows.upsertPresence(tx, actor.id, state, clock.now());
      await publish(tx, `staff:${actor.id}`, 'presence');
      await publish(tx, 'wallboard');
    },
    async givePause(tx, actor, staffId, seconds) {
      if (!mayPause(actor)) throw refused();
      if (!(await pause(tx, staffId, plusSeconds(clock.now(), seconds), 'supervisor'))) throw notFound();
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'give-pause', subject: { type: 'Staff', id: staffId }, outcome: 'done' });
    },
    async pauseAfterHard(tx, staffId, seconds) {
      if (seconds > 0) await pause(tx, staffId, plusSeconds(clock.now(), seconds), 'hard_contact');
    },
    async endPause(tx, actor, staffId) {
      await resume(tx, actor, staffId);
      await audit.append(tx, { actor, purpose: 'answer-contact', action: 'end-pause', subject: { type: 'Staff', id: staffId }, outcome: 'done' });
    },
    spells: async (tx, staffIds, from, to) => Map.groupBy(await rows.selectSpells(tx, staffIds, from, to), (one) => one.staffId),
    async deskNames(tx, ids) {
      return new Map((await rows.selectDeskNames(tx, ids)).map((r) => [r.id, r.desk_name]));
    },
    async presence(tx) {
      return (await rows.selectPresence(tx)).map((p) => ({ staffId: p.account_id, deskName: p.desk_name, state: p.state, since: p.since, roles: p.roles, languages: p.languages, pausedUntil: p.pause_until !== null && p.pause_until > clock.now() ? p.pause_until : null, lost: p.lost_at !== null }));
    },
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
