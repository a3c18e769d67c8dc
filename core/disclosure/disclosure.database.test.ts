import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import type { Ask } from './index.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, disclosures, cases } = centre;
const ana = centre.staff('Ana', 'counsellor');
const both = centre.staff('Bo', 'counsellor', 'supervisor');
const sam = centre.staff('Sam', 'supervisor');
const dee = centre.staff('Dee', 'data_protection_officer');
const ada = centre.staff('Ada', 'administrator');
const service = centre.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const lawyers = centre.services.find((s) => !s.needs.some((n) => ['Child protection', 'Health care'].includes(n)))!;
const partner = centre.partner(service.organizationId);
const agencies = (await tx((t) => centre.directory.search(t, { need: 'child_protection' }))).services;
const agency = agencies.find((s) => s.enforcementParticipation === null)!;
const enforcing = agencies.find((s) => s.enforcementParticipation !== null)!;
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });
const consent = { kind: 'consent' as const, by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:59:00Z' };
const law = { kind: 'law' as const, law: 'Synthetic Family Code 261' };
const PLACE = 'the yellow house behind the synthetic bakery';
const THREAT = 'badly hurt and alone, asked us for help';
let at: { number: string; childId: string; contactId: string };
beforeAll(async () => {
  at = await centre.caseOf(ana);
  await tx(async (t) => {
    const { grant, found } = await cases.authorizePerson(t, ana, at.number, at.childId, 'person.write', 'care-continuity', ['place']);
    await centre.vault.putSealed(t, grant, { kind: 'person', id: at.childId, caseId: found.id }, PLACE);
  });
});

const report = (more: Partial<Ask> = {}): Ask => ({
  recipient: { serviceAtLocationId: agency.serviceAtLocationId }, purpose: 'mandated-report', basis: law, fields: [{ personId: at.childId, field: 'name' }, { personId: at.childId, field: 'ageBand' }],
  message: 'Synthetic: afraid of an adult at home.', childSide: { kind: 'will_be_told', dueAt: '2026-02-03T10:00:00Z' }, via: 'portal', ...more,
});
const ask = (a: Ask, who = ana) => tx((t) => disclosures.ask(t, who, at.number, a));
const approve = (number: string, who = sam) => tx((t) => disclosures.approve(t, who, number, 'The law obliges us'));
const titles = async (who: typeof ana) => (await tx((t) => cases.tasks(t, who))).tasks.map((x) => x.title).join('\n');

test('a report waits for a second person, leaves as the very bytes of the preview, and each step is in ledger and log', async () => {
  const preview = await tx((t) => disclosures.preview(t, ana, at.number, report()));
  expect(preview).toMatchObject({ alone: false, sealed: false, enforcementSince: null });
  expect(preview.bytes).toContain('Synthetic Sample Child');
  const { number, state } = await ask(report());
  expect(state).toBe('asked');
  const reader = centre.partner(agency.organizationId);
  await expect(tx((t) => disclosures.readForPartner(t, reader, number))).rejects.toEqual(notHere);
  expect(await tx((t) => disclosures.ofRequest(t, number))).toEqual([]);
  expect(await titles(sam)).toContain(number);
  expect(await approve(number)).toEqual({ state: 'released' });
  expect(await titles(sam)).not.toContain(`second person: ${number}`);
  const read = await tx((t) => disclosures.readForPartner(t, reader, number));
  expect(read.bytes).toBe(preview.bytes);
  const [line] = await tx((t) => disclosures.ofRequest(t, number));
  expect(line).toMatchObject({ kind: 'disclosed', sha256: preview.sha256, purpose: 'mandated-report', legalBasis: `law: ${law.law}`, askedBy: ana.id, approvedBy: sam.id, fields: [{ field: 'name' }, { field: 'ageBand' }, { field: 'words' }] });
  expect(JSON.stringify(line)).not.toMatch(/Sample|afraid/);
  const said = await centre.log();
  expect(said).toContainEqual(expect.objectContaining({ action: 'disclosure.made', details: { sha256: preview.sha256 } }));
  for (const action of ['disclosure.asked', 'disclosure.approve', 'disclosure.release', 'disclosure.read-by-recipient']) expect(said.map((s) => s.action)).toContain(action);
});

test('the asker is never the second person, whatever roles they hold; nobody else agrees', async () => {
  const other = await centre.caseOf(both);
  const { number } = await tx((t) => disclosures.ask(t, both, other.number, { ...report(), fields: [{ personId: other.childId, field: 'name' }] }));
  await expect(approve(number, both)).rejects.toEqual(notHere);
  await expect(approve(number, ana)).rejects.toEqual(notHere);
  await expect(approve(number, ada)).rejects.toEqual(notHere);
  expect(await approve(number, dee)).toEqual({ state: 'released' });
  await expect(approve(number, sam)).rejects.toMatchObject({ code: 'DisclosureMoved' });
});

test('the second person reads why and to whom, and never what leaves', async () => {
  const { number } = await ask(report({ via: 'handover' }));
  const read = await tx((t) => disclosures.read(t, sam, number));
  expect(read).toMatchObject({ askedBy: 'Ana', basis: law.law, may: { approve: true, release: false }, fields: ['name', 'ageBand', 'words'] });
  expect(JSON.stringify(read)).not.toMatch(/Sample|afraid of an adult/);
  await expect(tx((t) => disclosures.handOver(t, sam, number))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.handOver(t, ana, number))).rejects.toEqual(notHere);
  await approve(number);
  expect((await tx((t) => disclosures.handOver(t, ana, number))).bytes).toContain('Synthetic Sample Child');
});

test('what somebody agreed to leaves by one person alone, without a sealed place', async () => {
  const agreed = report({ recipient: { serviceAtLocationId: service.serviceAtLocationId }, purpose: 'service-referral', basis: consent, childSide: { kind: 'agreed' } });
  const { number, state } = await ask(agreed);
  expect(state).toBe('released');
  expect((await tx((t) => disclosures.listForPartner(t, partner))).disclosures.map((d) => d.number)).toContain(number);
  const withPlace = await ask({ ...agreed, fields: [{ personId: at.childId, field: 'place' }] });
  expect(withPlace.state).toBe('asked');
  await tx((t) => disclosures.withdraw(t, ana, number));
  await expect(tx((t) => disclosures.readForPartner(t, partner, number))).rejects.toEqual(notHere);
  expect((await tx((t) => disclosures.ofRequest(t, number))).map((l) => l.kind)).toEqual(['disclosed', 'revoked']);
});

test('who takes part in enforcement gets nothing but a threat to life, and the worker is told before choosing', async () => {
  const options = await tx((t) => disclosures.options(t, ana, at.number, { serviceAtLocationId: enforcing.serviceAtLocationId }, false));
  expect(options.enforcementSince).not.toBeNull();
  expect(options.purposes.filter((p) => p.possible).map((p) => p.purpose)).toEqual(['threat-to-life']);
  for (const purpose of ['mandated-report', 'service-referral', 'legal-representation'] as const) {
    await expect(ask(report({ purpose, basis: consent, recipient: { serviceAtLocationId: enforcing.serviceAtLocationId } }))).rejects.toMatchObject({ code: 'PurposeNotPossible' });
  }
  const threat = { ...report({ recipient: { serviceAtLocationId: enforcing.serviceAtLocationId } }), purpose: 'threat-to-life' as const, threat: THREAT };
  expect((await ask(threat)).state).toBe('asked');
});

test('a sealed place opens for the asker alone, after the second person agreed, once; nobody else ever sees it', async () => {
  const { number } = await ask(report({ via: 'handover', fields: [{ personId: at.childId, field: 'place' }], message: 'Please go there now.' }));
  expect(JSON.stringify(await tx((t) => disclosures.preview(t, ana, at.number, report({ fields: [{ personId: at.childId, field: 'place' }] }))))).not.toContain('yellow');
  await expect(tx((t) => disclosures.handOver(t, ana, number))).rejects.toMatchObject({ status: 404 });
  await approve(number);
  const given = await tx((t) => disclosures.handOver(t, ana, number));
  expect(given.bytes).toContain(PLACE);
  expect(given.hidesInSeconds).toBeLessThanOrEqual(120);
  await expect(tx((t) => disclosures.handOver(t, ana, number))).rejects.toEqual(notHere);
  const seen = JSON.stringify([await tx((t) => disclosures.read(t, sam, number)), await tx((t) => disclosures.ledger(t, dee)), await tx((t) => disclosures.waiting(t, sam)), await centre.log(), await tx((t) => cases.read(t, ana, at.number))]);
  expect(seen).not.toContain('yellow');
});

test('a threat to life: one child, an able recipient, half an hour, the next on call, a review within a day or it escalates', async () => {
  const threat = report({ purpose: 'threat-to-life', basis: law, threat: THREAT, fields: [{ personId: at.childId, field: 'name' }], via: 'handover', hours: 500 });
  await expect(ask({ ...threat, recipient: { serviceAtLocationId: lawyers.serviceAtLocationId } })).rejects.toMatchObject({ code: 'RecipientNotAble' });
  await expect(ask({ ...threat, threat: ' ' })).rejects.toMatchObject({ code: 'ThreatUnclear' });
  const { number } = await ask(threat);
  expect(await titles(sam)).toContain(`Nobody is on call: a threat to life waits for a second person (${number})`);
  const read = await tx((t) => disclosures.read(t, dee, number));
  expect(read).toMatchObject({ threat: THREAT, shownSeconds: 1800 });
  expect(JSON.stringify(await tx((t) => disclosures.ledger(t, dee)))).not.toContain('badly hurt');
  await approve(number);
  const { bytes } = await tx((t) => disclosures.handOver(t, ana, number));
  expect((await tx((t) => disclosures.handOver(t, ana, number))).bytes).toBe(bytes);
  await expect(tx((t) => disclosures.review(t, sam, number, true, 'it was right'))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.review(t, ana, number, true, 'it was right'))).rejects.toEqual(notHere);
  await centre.pass(1801);
  await expect(tx((t) => disclosures.handOver(t, ana, number))).rejects.toMatchObject({ code: 'DisclosureMoved' });
  expect(await titles(dee)).toContain(`Review the disclosure ${number}`);
  await centre.pass(24 * 3600);
  expect(await titles(sam)).toContain(`The review of ${number} (threat to life) is overdue`);
  expect(await titles(ada)).not.toContain(number);
  await centre.pass(12 * 3600);
  expect(await titles(ada)).toContain(`The review of ${number} (threat to life) is overdue`);
  await tx((t) => disclosures.review(t, dee, number, false, 'They could have waited for the child’s word'));
  for (const who of [dee, ada]) expect(await titles(who)).not.toContain(`${number} (threat to life) is overdue`);
});

test('of those on call one is asked, and after three minutes the next; when nobody answers, everybody who may', async () => {
  const turn = (who: typeof sam, position: number) => tx((t) => centre.onCallTurn(t, who, position));
  await turn(dee, 1);
  await turn(sam, 2);
  const { number } = await ask(report({ purpose: 'threat-to-life', threat: THREAT, fields: [{ personId: at.childId, field: 'name' }], via: 'handover' }));
  const askedOf = async () => (await tx((t) => disclosures.read(t, sam, number))).askedOf;
  expect(await askedOf()).toBe('Dee');
  await centre.pass(181);
  expect(await askedOf()).toBe('Sam');
  await centre.pass(181);
  expect(await askedOf()).toBeNull();
  expect(await titles(dee)).toContain(`Nobody on call answered: a threat to life waits for a second person (${number})`);
  expect((await approve(number, sam)).state).toBe('approved');
  await centre.pass(1801);
  await expect(tx((t) => disclosures.handOver(t, ana, number))).rejects.toMatchObject({ code: 'DisclosureMoved' });
});

test('what the caller is saying now is passed on at once and alone; the ledger gets its line and a review', async () => {
  const { number } = await tx((t) => disclosures.passedOnLive(t, ana, at.contactId, { recipient: 'Example City emergency dispatch', threat: THREAT, told: true }));
  expect(await tx((t) => disclosures.ofRequest(t, number))).toMatchObject([{ kind: 'disclosed', purpose: 'threat-to-life', legalBasis: 'law: said by the caller, passed on live', fields: [] }]);
  await expect(tx((t) => disclosures.passedOnLive(t, both, at.contactId, { recipient: 'x', threat: 'y', told: true }))).rejects.toEqual(notHere);
  await tx((t) => disclosures.review(t, sam, number, true, 'right'));
});

test('the child’s side is told by its day, or the officer hears of it', async () => {
  const due = new Date(centre.now().getTime() + 3600_000).toISOString();
  const { number } = await ask(report({ childSide: { kind: 'will_be_told', dueAt: due }, basis: law }));
  const late = await ask(report({ childSide: { kind: 'will_be_told', dueAt: due }, basis: law }));
  await tx((t) => disclosures.childSide(t, ana, number, { told: true }));
  await centre.pass(3601);
  expect(await titles(dee)).not.toContain(`not told about ${number}`);
  expect(await titles(dee)).toContain(`not told about ${late.number}`);
  await expect(tx((t) => disclosures.childSide(t, ana, late.number, { told: false, reason: ' ' }))).rejects.toMatchObject({ code: 'ChildSideMissing' });
});

test('where people live is not named in the ledger, and a stranger organization reads nothing', async () => {
  const shelter = (await tx((t) => centre.directory.search(t, { need: 'shelter' }))).services.find((s) => s.residential)!;
  const { number } = await ask(report({ recipient: { serviceAtLocationId: shelter.serviceAtLocationId }, purpose: 'service-referral', basis: consent, childSide: { kind: 'agreed' } }));
  const { lines } = await tx((t) => disclosures.ledger(t, dee));
  expect(lines.find((l) => l.number === number)).toMatchObject({ recipient: 'a service (sealed place)', state: 'released' });
  expect(JSON.stringify(lines)).not.toContain(shelter.organization);
  await expect(tx((t) => disclosures.readForPartner(t, partner, number))).rejects.toEqual(notHere);
  await expect(tx((t) => disclosures.ledger(t, sam))).rejects.toMatchObject({ code: 'Refused' });
});

test('erasing a person erases what was given out about them', async () => {
  const other = await centre.caseOf(ana);
  const { number } = await tx((t) => disclosures.ask(t, ana, other.number, { ...report(), purpose: 'service-referral', basis: consent, childSide: { kind: 'agreed' }, recipient: { serviceAtLocationId: service.serviceAtLocationId }, fields: [{ personId: other.childId, field: 'name' }] }));
  await tx((t) => centre.vault.eraseKey(t, dee, 'data-subject-request', { kind: 'person', id: other.childId }));
  await centre.vault.applyErasures(centre.db);
  await expect(tx((t) => disclosures.readForPartner(t, partner, number))).rejects.toMatchObject({ code: 'KeyMissing' });
});
