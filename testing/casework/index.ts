/** Cases, directory, disclosures and referrals put together on a real database, with a clock that a test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '#adapters/clock';
import { openGazetteer, openShapes } from '#adapters/geography';
import { openKeys } from '#adapters/keys';
import { createPoster } from '#adapters/messaging';
import type { Poster } from '#adapters/messaging';
import { createKysely } from '#adapters/postgres';
import { openSource } from '#adapters/sources';
import { sql } from 'kysely';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createCases } from '#core/case';
import { createContacts } from '#core/contact';
import { createDirectory } from '#core/directory';
import { createDisclosures } from '#core/disclosure';
import type { DisclosureDeps } from '#core/disclosure';
import { createJobs } from '#core/jobs';
import { inTx, newId } from '#core/kernel';
import type { Actor, PartnerRole, Role, Tx } from '#core/kernel';
import { createLines } from '#core/reach';
import { createReferrals } from '#core/referral';
import type { ReferralDeps, Referrals } from '#core/referral';
import { createRetention } from '#core/retention';
import { createVault } from '#core/vault';
import { createRecorder } from '#telephony';
import { createTestDatabase } from '#testing/postgres';
import type { TestDatabase } from '#testing/postgres';

/** This centre has no telephone: calls of officials are of the whole server's tests. */
const noTelephone = { ownOfficial: notThere, callOfficial: notThere, handOnNeed: notThere };
function notThere(): never {
  throw new Error('this centre has no telephone');
}

/** A centre with its directory imported. `mailer` is an adapter; without one every message stays in the local mailbox. `existing`: the database and keys of a centre whose process died. */
export async function createCasework({ mailer = { send: async () => {} }, post = createPoster(), callInOfficial = notThere, existing }: { mailer?: ReferralDeps['mailer']; post?: Poster; callInOfficial?: DisclosureDeps['contacts']['callInOfficial']; existing?: { appUrl: string; dataDir: string; now: Date } } = {}) {
  const database: TestDatabase = existing ? { name: '', ownerUrl: '', adminUrl: '', appUrl: existing.appUrl, drop: async () => {} } : await createTestDatabase();
  const db = createKysely(database.appUrl, 6);
  const dataDir = existing?.dataDir ?? mkdtempSync(join(tmpdir(), 'havenline-casework-'));
  let now = existing?.now ?? new Date('2026-02-01T10:00:00Z');
  const clock = { now: () => now };
  const random = systemRandom;
  const keys = openKeys({ dataDir });
  const audit = createAudit({ clock, random, signer: keys.signer });
  const access = createAccess({ db, audit, clock, random, policyDir: join(import.meta.dirname, '..', '..', 'policies') });
  const vault = createVault({ keys: keys.store, random, clock, audit });
  const jobs = createJobs({ db, clock, random });
  const people = new Map<string, { kind: 'staff'; deskName: string; disabled: boolean }>();
  const handled = new Map<string, string>();
  /** Organizations where nobody has an account of the portal. */
  const telephoneOnly = new Set<string>();
  const cases = createCases({
    clock, random, audit, access, vault,
    contacts: { counsellorOf: async (_tx, contactId) => handled.get(contactId) ?? null },
    staff: { account: async (_tx, id) => people.get(id) ?? null },
  });
  const directory = createDirectory({ db, jobs, openSource, clock, random, audit, access, vault, gazetteer: openGazetteer(), shapes: openShapes, timeZone: async () => 'America/Chicago', working: (tx, locationId) => referrals.working(tx, locationId) });
  const disclosures = createDisclosures({
    clock, random, audit, access, vault, jobs, cases, directory,
    contacts: { counsellorOf: async (_tx, contactId) => handled.get(contactId) ?? null, ...noTelephone, callInOfficial }, staff: { account: async (_tx, id) => people.get(id) ?? null }, post, domain: 'centre.test',
  });
  const referrals: Referrals = createReferrals({ clock, random, audit, access, vault, jobs, cases, directory, disclosures, mailer, post, portalUsed: async (_tx, organizationId) => !telephoneOnly.has(organizationId), signingKey: Buffer.alloc(32, 7) });
  const recorder = createRecorder(dataDir);
  const contacts = createContacts({ db, clock, random, audit, access, vault, jobs, timeZone: async () => 'UTC', lines: createLines({ clock, random, audit, access }), recorder, codeKey: random.bytes(32) });
  const retention = createRetention({ db, clock, random, audit, access, vault, jobs, cases, disclosures, contacts, policyDir: join(import.meta.dirname, '..', '..', 'policies') });
  const tx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTx(db, work);
  await tx((t) => directory.importIfEmpty(t));
  const services = (await tx((t) => directory.search(t, { need: 'legal_aid' }))).services;
  return {
    database, db, clock, audit, vault, jobs, contacts, cases, directory, disclosures, referrals, retention, tx, services, telephoneOnly,
    /** Moves the clock and runs what became due. */
    async pass(seconds: number): Promise<void> {
      now = new Date(now.getTime() + seconds * 1000);
      await jobs.drain();
    },
    now: () => now,
    staff(deskName: string, ...roles: Role[]): Extract<Actor, { kind: 'staff' }> {
      const id = newId(clock, random);
      people.set(id, { kind: 'staff', deskName, disabled: false });
      return { kind: 'staff', id, roles, deskName };
    },
    partner: (organizationId: string, ...roles: PartnerRole[]): Extract<Actor, { kind: 'partner' }> => ({ kind: 'partner', id: newId(clock, random), organizationId, roles: roles.length === 0 ? ['answers'] : roles }),
    /** A chat with this counsellor that is over, with a message and a note; four words lead back to it. */
    async chatOf(counsellor: Extract<Actor, { kind: 'staff' }>, said: { message: string; note: string; words?: string[] }): Promise<{ contactId: string; words: string[] }> {
      const { contactId } = await tx((t) => contacts.beginChat(t, { language: 'es', words: said.words?.join(' ') }));
      await jobs.drain();
      const caller: Actor = { kind: 'caller', contactId };
      await tx((t) => contacts.sendAsCaller(t, caller, { clientId: newId(clock, random), text: said.message }));
      // Routing is of other tests: this counsellor has it.
      await sql`update contact set state = 'talking', counsellor_id = ${counsellor.id}, answered_at = ${now} where id = ${contactId}`.execute(db);
      await tx((t) => contacts.saveDraft(t, counsellor, contactId, 0, { reasons: ['family_relations'], safety: {}, notes: [{ at: 1, text: said.note }] }));
      const { words } = await tx((t) => contacts.makeCode(t, counsellor, contactId));
      await tx((t) => contacts.end(t, counsellor, contactId));
      await tx((t) => contacts.close(t, counsellor, contactId));
      return { contactId, words };
    },
    /** A conversation of this counsellor. */
    contactOf(counsellor: Extract<Actor, { kind: 'staff' }>): string {
      const contactId = newId(clock, random);
      handled.set(contactId, counsellor.id);
      return contactId;
    },
    /** A case of this counsellor, opened from a contact, with a child whose name and phone are written. */
    async caseOf(counsellor: Extract<Actor, { kind: 'staff' }>, contactId = newId(clock, random)): Promise<{ number: string; childId: string; contactId: string }> {
      handled.set(contactId, counsellor.id);
      const number = (await tx((t) => cases.open(t, counsellor, contactId))).caseNumber;
      const { id: childId } = await tx((t) => cases.addPerson(t, counsellor, number, { role: 'child', ageBand: '9-12', languages: ['es'] }));
      await tx((t) => cases.writeField(t, counsellor, number, childId, 'name', 'Synthetic Sample Child'));
      await tx((t) => cases.writeField(t, counsellor, number, childId, 'phone', '+1 555 0100'));
      return { number, childId, contactId };
    },
    /** Every row of the directory's tables, as text. */
    async everything(): Promise<string> {
      const { rows: tables } = await sql<{ name: string }>`select table_schema || '.' || table_name as name from information_schema.tables where (table_schema = 'hsds' or table_name like 'directory%') and table_type = 'BASE TABLE'`.execute(db);
      const parts = [];
      for (const { name } of tables) parts.push((await sql<{ all: string | null }>`select string_agg(t::text, chr(10)) as all from ${sql.table(name)} t`.execute(db)).rows[0]!.all ?? '');
      return parts.join('\n');
    },
    /** A turn on call of a day from now, of somebody who has an account. */
    async onCallTurn(t: Tx, who: Extract<Actor, { kind: 'staff' }>, position: number): Promise<void> {
      const lead: Actor = { kind: 'staff', id: newId(clock, random), roles: ['supervisor'], deskName: 'Lead' };
      await t.insertInto('staff_account').values({ id: who.id, kind: 'staff', desk_name: who.deskName, roles: [...who.roles], languages: ['en'], created_at: now }).execute();
      await disclosures.putOnCall(t, lead, { staffId: who.id, startsAt: now.toISOString(), endsAt: new Date(now.getTime() + 86_400_000).toISOString(), position });
    },
    /** What the log says, newest first. */
    async log() {
      await audit.sequence(db);
      return (await tx((t) => audit.list(t, { limit: 500 }))).flatMap((entry) => (entry.said ? [entry.said] : []));
    },
    async close(): Promise<void> {
      await db.destroy();
      keys.close();
      await database.drop();
      if (!existing) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
