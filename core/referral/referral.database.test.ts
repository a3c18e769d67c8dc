import { afterAll, expect, test } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { createSmtpMailer } from '#adapters/messaging';
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
  expect(await centre.log()).toContainEqual(expect.objectContaining({ action: 'referral.read', actor: { kind: 'partner', id: partner.kind === 'partner' ? partner.id : '' }, fields: ['name', 'languages'] }));
});

test('a partner sees the referrals to its own organization alone', async () => {
  const { referral } = await send();
  expect((await tx((t) => referrals.listForPartner(t, partner))).referrals.map((r) => r.number)).toContain(referral);
  expect((await tx((t) => referrals.listForPartner(t, stranger))).referrals).toEqual([]);
  await expect(tx((t) => referrals.readForPartner(t, stranger, referral))).rejects.toEqual(notHere);
  await expect(tx((t) => referrals.accept(t, stranger, referral))).rejects.toEqual(notHere);
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
  expect(await tx((t) => referrals.accept(t, partner, referral))).toEqual({ state: 'accepted' });
  await expect(tx((t) => referrals.decline(t, partner, referral, 'full'))).rejects.toMatchObject({ code: 'ReferralMoved' });
  expect(await tx((t) => referrals.report(t, partner, referral, 'in_service', ''))).toEqual({ state: 'in_service' });
  expect(await tx((t) => referrals.report(t, partner, referral, 'helped', 'A lawyer was found.'))).toEqual({ state: 'outcome' });
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
  expect(JSON.stringify(read)).not.toContain(shelter.organization);
  const [row] = await tx((t) => centre.disclosures.ofReferral(t, number));
  expect(row).toMatchObject({ recipient: 'a service (sealed place)', organizationId: null });
});

test('what nobody answers by the deadline becomes a task of the supervisors; what was answered does not', async () => {
  const late = await send();
  const answered = await send();
  await tx((t) => referrals.accept(t, partner, answered.referral));
  await centre.pass(14 * 60);
  const titles = async () => (await tx((t) => cases.tasks(t, sam))).tasks.filter((x) => x.kind === 'referral_unanswered').map((x) => x.title).join('\n');
  expect(await titles()).not.toContain(late.referral);
  await centre.pass(2 * 60);
  expect(await titles()).toContain(late.referral);
  expect(await titles()).not.toContain(answered.referral);
  const task = (await tx((t) => cases.tasks(t, sam))).tasks.find((x) => x.title.includes(late.referral))!;
  await tx((t) => cases.completeTask(t, sam, task.id));
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
