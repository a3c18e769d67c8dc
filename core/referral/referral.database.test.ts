import { afterAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { createSmtpMailer } from '#adapters/messaging';
import { bytesHash } from '#core/disclosure';
import { createCasework } from '#testing/casework';

// The first address is of a server that is not there yet; the fake partner's mailbox opens at it later.
const port = await freePort();
const centre = await createCasework({ mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'centre@havenline.example' }) });
const mails: string[] = [];
const fakePartnerMailbox = new SMTPServer({
  authOptional: true, disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    let text = '';
    stream.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    stream.on('end', () => { mails.push(text); done(); });
  },
});
afterAll(async () => {
  await new Promise<void>((done) => fakePartnerMailbox.close(() => done()));
  await centre.close();
});
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: free } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return free;
}

const ana = centre.staff('Ana', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const office = centre.staff('Office', 'administrator');
const service = centre.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const partner = centre.partner(service.organizationId);
const stranger = centre.partner(centre.services.find((s) => s.organizationId !== service.organizationId)!.organizationId);
const consent = { by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:59:00Z' };
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });
const { tx, referrals, cases } = centre;

async function send(to = service.serviceAtLocationId) {
  const opened = await centre.caseOf(ana);
  const request = { serviceAtLocationId: to, need: 'legal_aid', urgency: 'now' as const, fields: [{ personId: opened.childId, field: 'name' }, { personId: opened.childId, field: 'languages' }] };
  const preview = await tx((t) => referrals.preview(t, ana, opened.number, request));
  const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent }));
  return { ...opened, referral: number, preview };
}

test('the partner reads exactly the bytes of the preview, and the ledger names the fields and not their values', async () => {
  const { referral, preview, childId } = await send();
  const read = await tx((t) => referrals.readForPartner(t, partner, referral));
  expect(JSON.stringify({ need: read.need, urgency: read.urgency, fields: read.fields, notice: read.notice }, null, 2)).toBe(preview.bytes);
  expect(read.fields).toEqual([{ label: 'Name (child)', value: 'Synthetic Sample Child' }, { label: 'Languages (child)', value: 'es' }]);
  const [row] = await tx((t) => centre.disclosures.ofReferral(t, referral));
  expect(row).toMatchObject({ kind: 'disclosed', purpose: 'service-referral', legalBasis: 'consent', askedBy: ana.id, fields: [{ personId: childId, field: 'name' }, { personId: childId, field: 'languages' }] });
  expect(JSON.stringify(row)).not.toContain('Synthetic Sample');
  expect(await centre.log()).toContainEqual(expect.objectContaining({ action: 'referral.read', actor: { kind: 'partner', id: partner.id }, fields: ['name', 'languages'] }));
});

test('a partner sees the referrals to its own organization alone', async () => {
  const { referral } = await send();
  expect((await tx((t) => referrals.listForPartner(t, partner))).referrals.map((r) => r.number)).toContain(referral);
  expect((await tx((t) => referrals.listForPartner(t, stranger))).referrals).toEqual([]);
  await expect(tx((t) => referrals.readForPartner(t, stranger, referral))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.answer(t, stranger, referral, { kind: 'accept' }))).rejects.toEqual(notHere);
});

test('after it is taken back there is nothing to read, and the ledger says so', async () => {
  const { referral } = await send();
  await tx((t) => referrals.readForPartner(t, partner, referral));
  await tx((t) => referrals.revoke(t, ana, referral));
  await expect(tx((t) => referrals.readForPartner(t, partner, referral))).rejects.toEqual(notHere);
  expect((await tx((t) => referrals.listForPartner(t, partner))).referrals.map((r) => r.number)).not.toContain(referral);
  expect((await tx((t) => centre.disclosures.ofReferral(t, referral))).map((r) => r.kind)).toEqual(['disclosed', 'revoked']);
});

test('erasing a person erases what was sent about them', async () => {
  const { referral, childId } = await send();
  await tx((t) => centre.vault.eraseKey(t, sam, 'data-subject-request', { kind: 'person', id: childId }));
  await centre.vault.applyErasures(centre.db);
  await expect(tx((t) => referrals.readForPartner(t, partner, referral))).rejects.toMatchObject({ code: 'KeyMissing' });
});

test('the partner accepts and reports the outcome; the timeline tells the counsellor; a second answer is refused by name', async () => {
  const { referral, number } = await send();
  expect(await tx((t) => referrals.answer(t, partner, referral, { kind: 'accept' }))).toEqual({ state: 'accepted' });
  await expect(tx((t) => referrals.answer(t, partner, referral, { kind: 'decline', why: 'full', reason: 'full' }))).rejects.toMatchObject({ code: 'ReferralMoved' });
  expect(await tx((t) => referrals.answer(t, partner, referral, { kind: 'begin', text: '' }))).toEqual({ state: 'in_service' });
  expect(await tx((t) => referrals.answer(t, partner, referral, { kind: 'report', outcome: 'helped', text: 'A lawyer was found.' }))).toEqual({ state: 'outcome' });
  const read = await tx((t) => cases.read(t, ana, number));
  expect(read.timeline.map((e) => e.text).join('\n')).toContain(`${referral} was accepted`);
  expect(JSON.stringify(read)).not.toContain('A lawyer was found');
  expect((await tx(async (t) => referrals.ofCase(t, ana, read.id)))[0]).toMatchObject({ state: 'outcome', answer: 'helped: A lawyer was found.' });
});

test('an agency that takes part in enforcement gets nothing, and a place where people live is not named', async () => {
  const opened = await centre.caseOf(ana);
  const agencies = (await tx((t) => centre.directory.search(t, { need: 'child_protection' }))).services;
  const taking = agencies.find((s) => s.enforcementParticipation !== null)!;
  const request = { serviceAtLocationId: taking.serviceAtLocationId, need: 'child_protection', urgency: 'today' as const, fields: [], consent };
  await expect(tx((t) => referrals.create(t, ana, opened.number, request))).rejects.toMatchObject({ code: 'EnforcementPartner' });
  const shelter = (await tx((t) => centre.directory.search(t, { need: 'shelter' }))).services.find((s) => s.residential)!;
  const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, serviceAtLocationId: shelter.serviceAtLocationId, need: 'shelter' }));
  const read = await tx((t) => cases.read(t, ana, opened.number));
  await centre.pass(13 * 3600);
  await tx((t) => referrals.writeMessage(t, ana, number, { clientId: '00000000-0000-4000-8000-000000000003', text: 'Synthetic.' }));
  // Nowhere where people look at lists: timeline, referrals, tasks of both, ledger, mailbox, log.
  const lists = [read, await tx(async (t) => referrals.ofCase(t, ana, read.id)), await tx((t) => cases.read(t, ana, opened.number)), await tx((t) => cases.tasks(t, ana)), await tx((t) => cases.tasks(t, sam)), await tx((t) => centre.disclosures.ofReferral(t, number)), await centre.log()];
  for (const list of lists) expect(JSON.stringify(list)).not.toMatch(new RegExp([shelter.organization, shelter.service, shelter.organizationId, shelter.serviceAtLocationId].join('|')));
  const shelterMails = (await tx((t) => referrals.mailbox(t, office))).filter((m) => m.to === 'a service (sealed place)');
  expect(shelterMails.length).toBeGreaterThan(2);
  expect(shelterMails.map((m) => m.subject + m.text).join()).not.toContain(shelter.organization);
  expect(await tx((t) => referrals.recipient(t, ana, number))).toMatchObject({ organization: shelter.organization });
  await expect(tx((t) => referrals.recipient(t, sam, number))).rejects.toEqual(notHere);
  const [row] = await tx((t) => centre.disclosures.ofReferral(t, number));
  expect(row).toMatchObject({ recipient: 'a service (sealed place)', organizationId: null });
});

test('what nobody answers goes up a ladder, each step once: a reminder, other services, the telephone, a supervisor; an answer ends it', async () => {
  const late = await send();
  const answered = await send();
  await tx((t) => referrals.answer(t, partner, answered.referral, { kind: 'accept' }));
  const steps = async (number: string, referral: string) => (await tx(async (t) => referrals.ofCase(t, ana, (await cases.read(t, ana, number)).id))).find((r) => r.number === referral)!.steps.map((s) => s.step);
  const open = async (who: typeof ana) => (await tx((t) => cases.tasks(t, who))).tasks.filter((x) => x.title.includes(late.referral) && x.kind !== 'mail_failed').map((x) => x.kind);
  await centre.pass(8 * 60);
  expect(await steps(late.number, late.referral)).toEqual(['remind']);
  await centre.pass(8 * 60);
  expect(await open(ana)).toEqual(['referral_propose']);
  const others = await tx((t) => referrals.others(t, ana, late.referral));
  expect(others.services.length).toBeGreaterThan(0);
  expect(others.services.map((s) => s.organization)).not.toContain(service.organization);
  await centre.pass(7 * 60);
  expect(await open(ana)).toEqual(['referral_propose', 'referral_phone']);
  expect(await open(sam)).toEqual([]);
  // A clock that jumps far ahead takes what is left, and nothing twice.
  await centre.pass(20 * 60);
  expect(await open(sam)).toEqual(['referral_unanswered']);
  expect(await steps(late.number, late.referral)).toEqual(['remind', 'propose', 'phone', 'supervisor']);
  expect(await steps(answered.number, answered.referral)).toEqual([]);
  const mails = (await tx((t) => referrals.mailbox(t, office))).map((m) => m.subject);
  expect(mails.filter((s) => s === 'A referral still waits for your answer')).toHaveLength((await sql`select 1 from referral_step where step = 'remind'`.execute(centre.db)).rows.length);
  // Somebody telephones and writes down what the service says: it is answered like in the portal, and nobody waits any more.
  expect(await tx((t) => referrals.record(t, ana, late.referral, { kind: 'waitlist', until: '2026-02-10', text: 'A place after that.' }))).toEqual({ state: 'waitlisted' });
  expect([...(await open(ana)), ...(await open(sam))]).toEqual([]);
  await centre.pass(10 * 86_400);
  expect(await open(ana)).toEqual(['referral_wait_over']);
  await expect(tx((t) => referrals.record(t, sam, late.referral, { kind: 'accept' }))).rejects.toEqual(notHere);
  await tx((t) => referrals.record(t, ana, late.referral, { kind: 'decline', why: 'full', reason: 'Still full.' }));
});

test('another service is asked by a draft that carries the same fields, and that is sent only as it was looked at', async () => {
  const { referral, number, childId } = await send();
  await tx((t) => referrals.answer(t, partner, referral, { kind: 'decline', why: 'full', reason: 'full' }));
  const other = (await tx((t) => referrals.others(t, ana, referral))).services[0]!;
  const made = await tx((t) => referrals.again(t, ana, referral, other.serviceAtLocationId));
  const itsPartner = centre.partner(centre.services.find((s) => s.serviceAtLocationId === other.serviceAtLocationId)!.organizationId);
  await expect(tx((t) => referrals.readForPartner(t, itsPartner, made.number))).rejects.toEqual(notHere);
  expect((await tx((t) => referrals.listForPartner(t, itsPartner))).referrals).toEqual([]);
  const shown = await tx((t) => referrals.previewDraft(t, ana, made.number));
  await tx((t) => cases.writeField(t, ana, number, childId, 'name', 'Synthetic Other Name'));
  await expect(tx((t) => referrals.sendDraft(t, ana, made.number, { consent, previewed: shown.sha256 }))).rejects.toMatchObject({ code: 'PreviewStale' });
  await expect(tx((t) => referrals.sendDraft(t, ana, made.number, { consent }))).rejects.toMatchObject({ code: 'PreviewStale' });
  const fresh = await tx((t) => referrals.previewDraft(t, ana, made.number));
  await tx((t) => referrals.sendDraft(t, ana, made.number, { legalBasis: 'court-mandate', previewed: fresh.sha256 }));
  expect((await tx((t) => referrals.readForPartner(t, itsPartner, made.number))).fields[0]).toEqual({ label: 'Name (child)', value: 'Synthetic Other Name' });
  const [line] = await tx((t) => centre.disclosures.ofReferral(t, made.number));
  expect(line).toMatchObject({ legalBasis: expect.stringContaining('law: court-mandate, 28 CFR'), sha256: fresh.sha256 });
  const all = await tx(async (t) => referrals.ofCase(t, ana, (await cases.read(t, ana, number)).id));
  expect(all.map((r) => [r.number, r.state, r.againOf])).toEqual(expect.arrayContaining([[made.number, 'received', referral], [referral, 'declined', null]]));
});

test('a message is read by both sides while the referral lives, is in the ledger by its hash, is kept once, and is gone with its end', async () => {
  const { referral, number } = await send();
  const clientId = '00000000-0000-4000-8000-000000000001';
  const reader = centre.partner(service.organizationId, 'reads');
  await tx((t) => referrals.writeMessage(t, ana, referral, { clientId, text: 'Synthetic question.' }));
  await tx((t) => referrals.writeMessage(t, ana, referral, { clientId, text: 'Synthetic question.' }));
  await tx((t) => referrals.writeFromPartner(t, partner, referral, { clientId: '00000000-0000-4000-8000-000000000002', text: 'Synthetic reply.' }));
  await expect(tx((t) => referrals.writeFromPartner(t, reader, referral, { clientId, text: 'x' }))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.messagesForPartner(t, stranger, referral))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.messages(t, sam, referral))).rejects.toEqual(notHere);
  expect((await tx((t) => referrals.messagesForPartner(t, reader, referral))).messages.map((m) => [m.side, m.text])).toEqual([['centre', 'Synthetic question.'], ['service', 'Synthetic reply.']]);
  expect((await tx((t) => referrals.messages(t, ana, referral))).messages).toHaveLength(2);
  const ledger = await tx((t) => centre.disclosures.ofReferral(t, referral));
  expect(ledger.filter((l) => l.fields.some((f) => f.field === 'words')).map((l) => l.sha256)).toEqual([bytesHash('Synthetic question.')]);
  expect(JSON.stringify(await tx((t) => cases.read(t, ana, number)))).not.toContain('Synthetic question');
  await tx((t) => referrals.answer(t, partner, referral, { kind: 'accept' }));
  await tx((t) => referrals.answer(t, partner, referral, { kind: 'report', outcome: 'helped', text: '' }));
  await expect(tx((t) => referrals.messagesForPartner(t, partner, referral))).rejects.toEqual(notHere);
  expect((await tx((t) => referrals.messages(t, ana, referral))).messages).toEqual([]);
  expect((await tx((t) => referrals.listForPartner(t, partner))).referrals.map((r) => r.number)).not.toContain(referral);
});

test('roles of an agency: who only reads does not answer, who only manages reads no referral; its services and figures are its own', async () => {
  const { referral } = await send();
  const [reader, manager] = [centre.partner(service.organizationId, 'reads'), centre.partner(service.organizationId, 'manages')];
  await tx((t) => referrals.readForPartner(t, reader, referral));
  await expect(tx((t) => referrals.answer(t, reader, referral, { kind: 'accept' }))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.readForPartner(t, manager, referral))).rejects.toEqual(notHere);
  expect((await tx((t) => referrals.listForPartner(t, manager))).referrals).toEqual([]);
  const { services } = await tx((t) => referrals.agency.services(t, manager));
  const kept = { capacity: 'full' as const, refers: true, hours: [{ day: 'MO,TU', from: '08:00', to: '12:00' }], minutes: { now: 30 } };
  await tx((t) => referrals.agency.keep(t, manager, services[0]!.id, kept));
  await expect(tx((t) => referrals.agency.keep(t, reader, services[0]!.id, kept))).rejects.toMatchObject({ code: 'Refused' });
  await expect(tx((t) => referrals.agency.keep(t, stranger, services[0]!.id, kept))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.agency.keep(t, manager, services[0]!.id, { ...kept, minutes: { now: 600 } }))).rejects.toMatchObject({ code: 'UnknownTime' });
  const details = await tx((t) => centre.directory.details(t, service.serviceAtLocationId));
  expect(details).toMatchObject({ capacity: 'full', hours: 'MO,TU 08:00–12:00' });
  const asked = await send();
  expect(asked.preview).toMatchObject({ answerMinutes: 30, warnings: ['closed_now', 'full'] });
  await tx((t) => referrals.agency.keep(t, manager, services[0]!.id, { ...kept, capacity: 'open', minutes: { now: 15 } }));
  await tx((t) => referrals.answer(t, partner, asked.referral, { kind: 'accept' }));
  const figures = await tx((t) => referrals.agency.figures(t, reader));
  expect(figures['accepted']).toBeGreaterThan(0);
  expect(figures['medianAcceptSeconds']).not.toBeNull();
});

test('a mail server that cannot be reached is tried again and shown, and the message arrives without content when it is back', async () => {
  const { referral, number } = await send();
  await centre.pass(1);
  const mine = async () => (await tx((t) => referrals.mailbox(t, office)))[0]!;
  expect(await mine()).toMatchObject({ state: 'failing', error: 'ESOCKET' });
  await centre.pass(31);
  await centre.pass(61);
  expect((await tx((t) => cases.tasks(t, sam))).tasks).toContainEqual(expect.objectContaining({ kind: 'mail_failed', title: expect.stringContaining(referral) }));
  expect((await tx((t) => cases.read(t, ana, number))).timeline.map((e) => e.kind)).toContain('mail_failed');
  await new Promise<void>((done) => void fakePartnerMailbox.listen(port, '127.0.0.1', () => done()));
  await centre.pass(121);
  expect((await mine()).state).toBe('delivered');
  expect(mails.join('\n')).toContain('A referral is waiting');
  expect(mails.join('\n')).not.toMatch(/Synthetic Sample|RF-|HV-|555 0100/);
});
