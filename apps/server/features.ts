/** The features after staff, built in the order of docs/architecture.md. Each needs only those above it. */
import { openGazetteer, openShapes } from '#adapters/geography';
import { createMailer, createPoster } from '#adapters/messaging';
import { openSource } from '#adapters/sources';
import { createCases } from '#core/case';
import { createChannel, createEngines, createFlows, createLease, DEFAULT_FLOW, webLine } from '#core/channel';
import type { Channel, Lease } from '#core/channel';
import { createContacts } from '#core/contact';
import { createDirectory } from '#core/directory';
import { createDisclosures } from '#core/disclosure';
import { inTx, newId, publish } from '#core/kernel';
import type { Tx } from '#core/kernel';
import { createLines } from '#core/reach';
import { createReferrals } from '#core/referral';
import { createRetention } from '#core/retention';
import { createRouting, createSupervision } from '#core/routing';
import { createBrowserWatch } from '#core/staff';
import { createStatistics } from '#core/statistics';
import { createWorkforce } from '#core/workforce';
import { acrossEngines } from './engines.ts';
import { POLICIES } from './wire.ts';
import type { System, WireOptions } from './wire.ts';

export async function wireFeatures(system: System, options: WireOptions): Promise<void> {
  const { db, clock, random, audit, access, vault, jobs, staff, background } = system;

  const timeZone = async (tx: Tx): Promise<string> => (await staff.centre(tx)).timeZone;
  system.lines = createLines({ clock, random, audit, access });
  const contacts = createContacts({ db, clock, random, audit, access, vault, jobs, codeKey: options.codeKey, timeZone, lines: system.lines, pauseAfterHard: async (tx, id) => staff.pauseAfterHard(tx, id, await system.supervision.pauseSeconds(tx)), recorder: options.recorder, ...(options.engine === null ? {} : { engine: options.engine }) });
  system.contacts = contacts;
  system.chatActor = (secret) => contacts.chatActor(secret);
  system.routing = createRouting({
    db, clock, contacts, timeZone,
    mayDialNow: () => system.telephonyState().out === true,
    accepted: (row) => system.settleCall?.(row.id, row),
    onError: (error) => void options.problems.tell('routing', error),
  });
  system.supervision = createSupervision({ clock, random, audit, access });
  system.flows = createFlows({ clock, audit, access, has: system.prompts.has });
  // What callers hear is kept at hand, and read again when it changed: a call does not wait for the database to be greeted.
  let heard = { flow: DEFAULT_FLOW, timeZone: 'UTC', keptDays: 7 };
  const readFlow = (): Promise<void> => inTx(db, async (tx) => {
    const flow = await system.flows.live(tx);
    heard = { flow: { ...flow, finder: flow.finder.filter((code) => system.prompts.has(code, 'sample') !== null) }, timeZone: await timeZone(tx), keptDays: (await contacts.recordingSetting(tx)).keepDays };
  });
  const unsubscribe = system.live.on((event) => {
    if (['flow', 'centre', 'hello'].includes(event.topic)) void readFlow().catch((error: unknown) => void options.problems.tell('call flow', error));
    if (event.topic === 'deaf') system.routing.deaf();
    else system.routing.hear(event);
  });
  background.push({
    start: () => { if (options.runJobs) system.routing.start(); },
    stop: async () => { unsubscribe(); await system.routing.stop(); },
  });
  const browsers = createBrowserWatch({
    db, nowMs: () => performance.now(), here: () => system.browsers(), lost: (staffId) => system.counsellorGone?.(staffId), onError: (error) => void options.problems.tell('browsers', error),
  });
  background.push({ start: () => browsers.start(), stop: () => browsers.stop() });
  // Several servers may share one telephone engine: the one with the lease drives it.
  const self = newId(clock, random);
  const lease: Lease | null = options.engine === null ? null : createLease({
    db, engine: options.engine, holder: self, peer: options.peer, reachable: () => system.telephony.status().up,
    changed: (ours) => system.telephony.drive(ours),
    onError: (error) => void options.problems.tell('engine lease', error),
  });
  system.telephonyState = () => {
    const own = system.telephony.status();
    return own.up || lease === null || lease.ours() || !lease.held() ? own : { up: true, out: own.out === true };
  };
  const drives = (): boolean => lease?.ours() ?? true;
  const engines = createEngines({ db, engine: options.engine ?? '', peer: options.peer, telephony: system.telephony, contacts, softphonesGone: (staffIds) => channel.softphonesGone(staffIds) });
  const channel: Channel = createChannel({ db, clock, random, telephony: system.telephony, recorder: options.recorder, contacts, flow: () => heard,
    ...(options.engine === null ? {} : { engine: options.engine }), endpointOf: engines.endpointOf, drives,
    elsewhere: (contactId) => void inTx(db, (tx) => publish(tx, `settle:${contactId}`)).catch((error: unknown) => void options.problems.tell('telephone', error)),
    // A call from the public page says its language in the line it calls.
    languageOfLine: (line) => options.lines?.[line] ?? webLine(line)?.language, onError: (error) => void options.problems.tell('telephone', error) });
  const across = acrossEngines({ system, channel, contacts, engines, drives, self, onError: (error) => void options.problems.tell('telephone', error) });
  system.settleCall = (contactId, row) => void channel.settle(contactId, false, row).catch((error: unknown) => void options.problems.tell('telephone', error));
  background.push({ start: async () => { await readFlow(); await channel.start(); await lease?.start(); across.start(); }, stop: async () => { await across.stop(); await channel.stop(); await lease?.stop(); } });
  system.workforce = createWorkforce({ db, clock, random, jobs, access, audit, staff, figures: () => system.statistics, onError: (error) => void options.problems.tell('workforce', error) });
  background.push({ start: () => system.workforce.start(), stop: () => system.workforce.stop() });
  system.statistics = createStatistics({ db, clock, jobs, access, audit, plan: async (tx, day, now) => ({ quarters: await system.workforce.today(tx, day), need: await system.workforce.neededNow(tx, day, now) }), left: (tx, period) => system.disclosure.counted(tx, period) });
  background.push({ start: () => system.statistics.start(), stop: () => {} });

  system.cases = createCases({ clock, random, audit, access, vault, staff, contacts: { counsellorOf: (tx, id) => system.contacts.counsellorOf(tx, id) } });
  // Who works with a place is known below the directory; it is asked only once everything is built.
  system.directory = createDirectory({ db, jobs, openSource, clock, random, audit, access, vault, gazetteer: openGazetteer(), shapes: openShapes, timeZone, working: (tx, locationId) => system.referrals.working(tx, locationId) });
  system.disclosure = createDisclosures({ clock, random, audit, access, vault, jobs, cases: system.cases, directory: system.directory, staff, contacts: { ...contacts, counsellorOf: (tx, id) => system.contacts.counsellorOf(tx, id) }, post: createPoster(), domain: system.edge.publicName });
  system.mail = createMailer({ smtpUrl: options.smtp });
  system.referrals = createReferrals({ clock, random, audit, access, vault, jobs, cases: system.cases, directory: system.directory, disclosures: system.disclosure, mailer: system.mail, portalUsed: async (tx, organizationId) => (await system.staff.partners(tx, organizationId)).some((p) => !p.disabled && p.partnerRoles.includes('answers')), post: createPoster(), signingKey: options.codeKey });
  system.retention = createRetention({ db, clock, random, audit, access, vault, jobs, cases: system.cases, disclosures: system.disclosure, contacts, policyDir: POLICIES });
  background.push({ start: () => system.retention.start(), stop: () => {} });
  system.organizationName = (tx, organizationId) => system.directory.organizationName(tx, organizationId);
  background.push({ start: () => inTx(db, async (tx) => void (await system.directory.importIfEmpty(tx))), stop: () => {} });
}
