import type { Actor, Clock, Db, Random, Tx } from '../kernel/index.ts';

/** What this feature asks of audit and access; the features themselves fit. */
export interface AuditPort {
  append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' }): Promise<unknown>;
}
export interface AccessPort {
  authorize(tx: Tx, request: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string; attrs?: Readonly<Record<string, string | boolean>> } }): Promise<unknown>;
}
export interface StaffDeps {
  db: Db;
  clock: Clock;
  random: Random;
  audit: AuditPort;
  access: AccessPort;
  /** The name passkeys are bound to, and the addresses a ceremony may come from. */
  relyingParty: { id: string; name: string; origins: string[] };
  /** True while the counsellor has a conversation: their session does not end then. */
  inConversation: (staffId: string) => Promise<boolean>;
  /** A second window for the same counsellor must not see a dead session as alive: seconds without a request. Default 900. */
  idleSeconds?: number;
}
