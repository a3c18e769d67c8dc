/** The features after staff, built in the order of docs/architecture.md. Each needs only those above it. */
import { createMailer } from '#adapters/messaging';
import { createCases } from '#core/case';
import { createDirectory } from '#core/directory';
import { createDisclosures } from '#core/disclosure';
import { inTx } from '#core/kernel';
import { createReferrals } from '#core/referral';
import type { System, WireOptions } from './wire.ts';

export async function wireFeatures(system: System, options: WireOptions): Promise<void> {
  const { db, clock, random, audit, access, vault, jobs, staff, background } = system;

  system.cases = createCases({
    clock, random, audit, access, vault, staff,
    contacts: { counsellorOf: async (tx, contactId) => (await system.contacts?.counsellorOf(tx, contactId)) ?? null },
  });
  system.directory = createDirectory({ audit });
  system.disclosure = createDisclosures({ clock, random, audit });
  system.mail = createMailer({ smtpUrl: options.smtp });
  system.referrals = createReferrals({ clock, random, audit, access, vault, jobs, cases: system.cases, directory: system.directory, disclosures: system.disclosure, mailer: system.mail });
  system.organizationName = async (tx, organizationId) => (await system.directory.organizations(tx)).find((o) => o.organizationId === organizationId)?.name;
  background.push({ start: () => inTx(db, async (tx) => void (await system.directory.importIfEmpty(tx))), stop: () => {} });
}
