import { newId, newSecret } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { hashOf } from './hash.ts';
import type { StaffDeps } from './ports.ts';
import * as rows from './repository.ts';

export interface Session { id: string; actor: Extract<Actor, { kind: 'staff' | 'partner' }>; deskName: string; languages: string[] }
export interface Sessions {
  readonly idleSeconds: number;
  /** Begins a session; the answer is the cookie's secret. Who calls this has checked a passkey. */
  beginSession(tx: Tx, accountId: string): Promise<string>;
  /** Who a cookie is, or null. `touch: false` for what a screen asks by itself, so that it does not keep a session awake. */
  authenticate(tx: Tx, secret: string, options?: { touch?: boolean }): Promise<Session | null>;
  signOut(tx: Tx, session: Session): Promise<void>;
}

/** Sessions end after `idleSeconds` without a request, but never in the middle of a conversation. */
export function createSessions({ clock, random, audit, inConversation, idleSeconds = 900 }: StaffDeps): Sessions {
  const log = (tx: Tx, actor: Actor, action: string, id: string) => audit.append(tx, { actor, purpose: 'system-operation', action, subject: { type: 'Session', id }, outcome: 'done' });
  const actorOf = (a: rows.AccountRow): Session['actor'] =>
    a.kind === 'staff' ? { kind: 'staff', id: a.id, roles: a.roles, deskName: a.desk_name } : { kind: 'partner', id: a.id, organizationId: a.organization_id!, roles: a.partner_roles };
  return {
    idleSeconds,
    async beginSession(tx, accountId) {
      const account = await rows.selectAccount(tx, accountId);
      const now = clock.now();
      const id = newId(clock, random);
      const secret = newSecret(random);
      await rows.insertSession(tx, { id, account_id: accountId, secret_hash: hashOf(secret), created_at: now, last_seen_at: now, ended_at: null });
      await log(tx, actorOf(account!), 'sign-in', id);
      return secret;
    },
    async authenticate(tx, secret, { touch = true } = {}) {
      const session = await rows.selectSession(tx, hashOf(secret));
      if (!session) return null;
      const account = await rows.selectAccount(tx, session.account_id);
      if (!account || account.disabled_at !== null) return null;
      const now = clock.now();
      const actor = actorOf(account);
      const idle = (now.getTime() - session.last_seen_at.getTime()) / 1000;
      if (idle > idleSeconds && !(await inConversation(account.id))) {
        await rows.endSession(tx, session.id, now);
        await log(tx, actor, 'session-idle', session.id);
        return null;
      }
      // A write for every request would be the busiest of the whole system; 5 s is exact enough.
      if (touch && idle >= 5) await rows.touchSession(tx, session.id, now);
      return { id: session.id, actor, deskName: account.desk_name, languages: account.languages };
    },
    async signOut(tx, session) {
      await rows.endSession(tx, session.id, clock.now());
      if (session.actor.kind === 'staff') await rows.upsertPresence(tx, session.actor.id, 'off', clock.now());
      await log(tx, session.actor, 'sign-out', session.id);
    },
  };
}
