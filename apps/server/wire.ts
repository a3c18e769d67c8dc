/**
 * Builds the system: every feature with what it needs of those above it. The order is the one of docs/architecture.md.
 * To add a feature: import its factory, build it below those it uses, name it in `System`, and let `background` hold what runs by itself.
 */
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { TelephonyPort } from '../../core/channel/telephony-port.ts';
import type { Mailer } from '#adapters/messaging';
import type { Cases } from '#core/case';
import type { ContactRow, Contacts } from '#core/contact';
import type { Channel, Flows, RecorderPort, WebCalls } from '#core/channel';
import type { Directory } from '#core/directory';
import type { Disclosures } from '#core/disclosure';
import type { Referrals } from '#core/referral';
import type { Retention } from '#core/retention';
import type { Routing, Supervision } from '#core/routing';
import type { Statistics } from '#core/statistics';
import type { Workforce } from '#core/workforce';
import { createAudit } from '#core/audit';
import type { Audit } from '#core/audit';
import { createAccess } from '#core/access';
import type { Access } from '#core/access';
import type { Keys } from '#adapters/keys';
import { createJobs } from '#core/jobs';
import type { Jobs } from '#core/jobs';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import { createOversight } from '#core/oversight';
import type { Oversight } from '#core/oversight';
import type { Lines } from '#core/reach';
import { createStaff } from '#core/staff';
import type { PresenceState, Staff } from '#core/staff';
import { askWitness } from '#adapters/witness';
import { createVault } from '#core/vault';
import type { Vault } from '#core/vault';
import { wireFeatures } from './features.ts';
import { createLogKeeper } from './log-keeper.ts';
import type { LogKeeper } from './log-keeper.ts';
import type { Problems } from './problems.ts';
import type { Prompts } from './prompts.ts';
import type { Live } from './live.ts';

/** What the edge knows about itself. */
export interface Edge {
  secure: boolean;
  practice: boolean;
  publicName: string;
  origins: string[];
  softphone: { path: string; domain: string } | null;
  /** The address that a new colleague opens; it works once, and no request is logged here. */
  enrolmentLink(secret: string, kind: 'staff' | 'partner'): string;
}

export interface System {
  db: Db;
  clock: Clock;
  random: Random;
  audit: Audit;
  access: Access;
  vault: Vault;
  jobs: Jobs;
  staff: Staff;
  oversight: Oversight;
  lines: Lines;
  flows: Flows;
  prompts: Prompts;
  channel: Channel;
  contacts: Contacts;
  routing: Routing;
  /** What supervisors see and set of routing. */
  supervision: Supervision;
  /** Whose browsers are at this server now: a live stream or a softphone. */
  browsers(): string[];
  statistics: Statistics;
  workforce: Workforce;
  /** Lets the telephone follow what was decided about a contact (set where the channel is wired). */
  settleCall?: (contactId: string, row?: ContactRow) => void;
  /** Ends the side of a counsellor whose browser has been away too long (set where the channel is wired). */
  counsellorGone?: (staffId: string) => void;
  /** Tells the telephone that somebody's softphone is opened anew (set where the channel is wired). */
  softphoneAnew?: (staffId: string) => Promise<void>;
  cases: Cases;
  directory: Directory;
  disclosure: Disclosures;
  referrals: Referrals;
  retention: Retention;
  mail: Mailer;
  telephony: TelephonyPort;
  /** Calls from the public page (set where the server is started). */
  webCalls?: WebCalls;
  live: Live;
  edge: Edge;
  /** Who a chat cookie is: a caller of one contact, or null. */
  chatActor?: (secret: string, request?: FastifyRequest) => Promise<Actor | null>;
  /** Told after a counsellor became available or went away. */
  presenceChanged?: (staffId: string, state: PresenceState) => Promise<void>;
  organizationName?: (tx: Tx, organizationId: string) => Promise<string | null | undefined>;
  /** Whether the telephone works, driven by this server or by another. */
  telephonyState(): ReturnType<TelephonyPort['status']>;
  logKeeper: LogKeeper;
  /** What runs by itself: started after the routes are there, stopped in the opposite order. */
  background: { start(): Promise<void> | void; stop(): Promise<void> | void }[];
}

export interface WireOptions {
  db: Db;
  appUrl: string;
  dataDir: string;
  clock: Clock;
  random: Random;
  keys: Keys;
  /** Keys the hash of spoken codes. */
  codeKey: Buffer;
  telephony: TelephonyPort;
  prompts: Prompts;
  recorder: RecorderPort;
  /** The name of the telephone engine among servers that share one; null without an engine of ours. */
  engine: string | null;
  /** Where the other engines of the centre reach it; null: there are no others. */
  peer: string | null;
  live: Live;
  edge: Edge;
  smtp?: string;
  /** Lines of one language: the number that was called, and its language. */
  lines?: Record<string, string>;
  log: (line: string) => void;
  problems: Problems;
  /** Who cosigns the log: where each is asked, and its key. */
  witnesses?: { url: string; key: string }[];
  /** False in tests: they drain the jobs themselves. */
  runJobs: boolean;
}

/** The public log grows by one leaf in this many seconds (decision 0021). */
const PERIOD = 3_600;
export const POLICIES = join(import.meta.dirname, '..', '..', 'policies');

export async function wire(options: WireOptions): Promise<System> {
  const { db, clock, random, telephony, live, edge, log } = options;
  const { keys } = options;
  const audit = createAudit({ clock, random, signer: keys.signer });
  const access = createAccess({ db, audit, clock, random, policyDir: POLICIES });
  const vault = createVault({ keys: keys.store, random, clock, audit });
  const jobs = createJobs({ db, clock, random, onFailure: ({ name, attempt, errorCode }) => log(`The job ${name} failed (attempt ${attempt}, ${errorCode}); it is tried again.`) });
  const system = { db, clock, random, audit, access, vault, jobs, telephony, prompts: options.prompts, live, edge, background: [], browsers: () => live.staff() } as unknown as System;
  system.logKeeper = createLogKeeper({
    db, clock, audit, jobs, problems: options.problems, witnesses: options.witnesses ?? [], ask: askWitness, publicLog: { origin: `${edge.publicName}/figures/log`, seconds: PERIOD },
  });

  system.staff = createStaff({
    db, clock, random, audit, access,
    relyingParty: { id: edge.publicName, name: 'Havenline', origins: edge.origins },
    inConversation: async (staffId) => (await system.contacts?.inConversation?.(staffId)) ?? false,
  });
  system.oversight = createOversight({ db, clock, random, audit, access, jobs, staff: system.staff });
  system.background.push({ start: () => system.oversight.start(), stop: () => {} });
  await wireFeatures(system, options);

  // Erased keys are gone again after a restore; then entries get their places in the log, a moment after their commit.
  system.background.push({
    start: async () => {
      await vault.applyErasures(db);
      system.logKeeper.start();
    },
    stop: () => system.logKeeper.stop(),
  });
  if (options.runJobs) system.background.push({ start: () => jobs.start(), stop: () => jobs.stop() });
  return system;
}
