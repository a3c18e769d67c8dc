import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import type { Cases } from '#core/case';
import type { Directory } from '#core/directory';
import type { Jobs } from '#core/jobs';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import type { Vault } from '#core/vault';

/** What disclosures need of the features above them. */
export interface DisclosureDeps {
  clock: Clock;
  random: Random;
  audit: Audit;
  access: Access;
  vault: Vault;
  jobs: Pick<Jobs, 'enqueue' | 'work'>;
  cases: Cases;
  directory: Directory;
  /** The desk name of a member of staff. */
  staff: { account(tx: Tx, id: string): Promise<{ deskName: string } | null> };
  contacts: {
    counsellorOf(tx: Tx, contactId: string): Promise<string | null>;
    /** The counsellor's own contact whose caller says to be an official. */
    ownOfficial(tx: Tx, actor: Actor, contactId: string): Promise<{ number: string; language: string }>;
    callOfficial(tx: Tx, official: { id: string; number: string }, language: string): Promise<void>;
  };
}
