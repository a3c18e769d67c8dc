import type { Cases, CaseDeps } from '#core/case';
import type { Directory } from '#core/directory';
import type { Disclosures } from '#core/disclosure';
import type { Clock, Random, Tx } from '#core/kernel';

/** What a referral needs. `mailer` is an adapter: a mail server, or the local mailbox. */
export interface ReferralDeps {
  clock: Clock;
  random: Random;
  audit: CaseDeps['audit'];
  access: CaseDeps['access'];
  vault: CaseDeps['vault'];
  jobs: {
    enqueue(tx: Tx, name: string, payload: unknown, options?: { runAt?: Date }): Promise<unknown>;
    work(name: string, handler: (tx: Tx, payload: any) => Promise<void>): void;
  };
  cases: Cases;
  directory: Directory;
  disclosures: Disclosures;
  /** Whether somebody of this organization may answer in the portal. */
  portalUsed(tx: Tx, organizationId: string): Promise<boolean>;
  /** Sends a message to a partner's machine. An adapter: https alone. */
  post(message: { url: string; body: string; headers: Record<string, string>; method?: 'POST' | 'GET' | 'PATCH' }): Promise<{ status: number; body: string }>;
  /** The centre's own secret, from which the keys of partners' machines are derived; never in the database. */
  signingKey: Buffer;
  mailer: { send(mail: { id: string; to: string; subject: string; text: string }): Promise<void> };
}
