import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import type { Cases } from '#core/case';
import type { Directory } from '#core/directory';
import type { Jobs } from '#core/jobs';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import type { Vault } from '#core/vault';

/** What an official said of a child's need; `danger`: the child is in danger now. `language`: the child's, where it was said. */
export interface Need { text: string; danger: boolean; language?: string | undefined }
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
    /** A child's need as a contact of its own in the line. @throws NotAnOfficialCall */
    handOnNeed(tx: Tx, actor: Actor, contactId: string, need: Need): Promise<void>;
    callOfficial(tx: Tx, official: { id: string; number: string }, language: string): Promise<void>;
    /** Brings the checked number into the counsellor's own call, as a further voice. @throws NotTalking */
    callInOfficial(tx: Tx, actor: Actor, contactId: string, officialId: string): Promise<void>;
  };
  /** Sends a document to an address that two people set up. An adapter: https alone. */
  post(document: { url: string; body: string; headers: Record<string, string> }): Promise<{ status: number }>;
  /** The domain name by which documents name this centre. */
  domain: string;
}
