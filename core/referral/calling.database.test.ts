/** Telling a service by telephone, on a real database: what is read, by whom, what came of it, and what happens when nobody picks up. */
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { bytesHash } from '#core/disclosure';
import { createCasework } from '#testing/casework';
import type { CallGiven } from './calling.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, referrals, cases } = centre;
const [ana, bo, sam, office] = [centre.staff('Ana', 'counsellor'), centre.staff('Bo', 'counsellor'), centre.staff('Sam', 'supervisor'), centre.staff('Office', 'administrator')];
const service = centre.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
centre.telephoneOnly.add(service.organizationId);
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });

async function send(urgency: 'now' | 'today' | 'week' = 'today') {
  const opened = await centre.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency, fields: [{ personId: opened.childId, field: 'name' }, { personId: opened.childId, field: 'languages' }] };
  const preview = await tx((t) => referrals.preview(t, ana, opened.number, request));
  const { number: referral } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent: { by: 'the child', how: 'on the phone', saidAt: centre.now().toISOString() } }));
  return { ...opened, referral, preview };
}
const open = (who: typeof ana, referral: string, language: 'en' | 'es' = 'en') => tx((t) => referrals.calls.script(t, who, referral, language));
const call = (referral: string, given: Partial<CallGiven>, who = ana) => tx((t) => referrals.calls.recordCall(t, who, referral, { clientId: randomUUID(), reached: 'intake', said: 'told', text: '', ...given }));
const kinds = async (who: typeof ana, referral: string) => (await tx((t) => cases.tasks(t, who))).tasks.filter((x) => x.title.includes(referral)).map((x) => x.kind);
const line = async (number: string, referral: string) => (await tx(async (t) => referrals.ofCase(t, ana, (await cases.read(t, ana, number)).id))).find((r) => r.number === referral)!;
const told = async (referral: string) => (await tx((t) => centre.disclosures.ofReferral(t, referral))).filter((l) => l.kind === 'disclosed');

test('a service with a telephone and neither portal nor machine is told by telephone: the preview says so, the people of the case get a task, the mail has no content', async () => {
  const { referral, number, preview } = await send();
  expect(preview.toldBy).toBe('phone');
  expect(await kinds(ana, referral)).toEqual(['referral_call']);
  expect(await line(number, referral)).toMatchObject({ toldBy: 'phone', calls: [], can: expect.arrayContaining(['call']) });
  expect((await tx((t) => referrals.mailbox(t, office)))[0]!.text).toContain('We will telephone you.');
});

test('the script reads exactly the previewed fields, in either language; the ledger has the hash of what was read, once, and only when it was', async () => {
  const { referral, preview } = await send();
  const before = (await told(referral)).length;
  const english = await open(ana, referral);
  const spoken = english.steps.filter((s) => s.kind === 'read').map((s) => s.text);
  const previewed = JSON.parse(preview.bytes) as { need: string; fields: { label: string; value: string }[]; notice: string };
  expect(spoken).toEqual([[`Referral ${referral}.`, `What is needed: ${previewed.need}.`, 'How soon: today.', ...previewed.fields.map((f) => `${f.label}: ${f.value}`), previewed.notice].join('\n')]);
  // Nothing of a person is anywhere else in it: whoever answers first may hear the rest.
  expect(english.steps.filter((s) => s.kind !== 'read').map((s) => s.text).join()).not.toMatch(/Synthetic|RF-|\bes\b.*:/);
  const spanish = await open(ana, referral, 'es');
  expect(spanish.steps.find((s) => s.kind === 'read')!.text).toContain('Nombre (niño o niña): Synthetic Sample Child\nIdiomas (niño o niña): es\n');
  expect((await told(referral)).length).toBe(before);
  expect(await centre.log()).toContainEqual(expect.objectContaining({ action: 'person.reveal', actor: expect.objectContaining({ kind: 'staff', id: ana.id }), purpose: 'service-referral', fields: ['name'] }));
  await expect(call(referral, { language: 'en', read: spanish.sha256 })).rejects.toMatchObject({ code: 'PreviewStale' });
  expect(await call(referral, { language: 'es', read: spanish.sha256 })).toEqual({ state: 'received' });
  expect((await told(referral)).map((l) => l.sha256)).toContain(bytesHash(spanish.steps.find((s) => s.kind === 'read')!.text));
  expect((await told(referral)).length).toBe(before + 1);
  // Read to them again, they take it: the same words are no second disclosure.
  expect(await call(referral, { said: 'accept', language: 'es', read: spanish.sha256 })).toEqual({ state: 'accepted' });
  expect((await told(referral)).length).toBe(before + 1);
  expect(await kinds(ana, referral)).toEqual([]);
  await expect(open(ana, referral)).rejects.toMatchObject({ code: 'ReferralMoved' });
});

test('what they say goes by the commands of the portal: a waiting list until a day, a refusal with its reason; the desk says it was by telephone', async () => {
  const [first, second] = [await send(), await send()];
  const read = async (referral: string) => ({ language: 'en' as const, read: (await open(ana, referral)).sha256 });
  await expect(call(first.referral, { said: 'waitlist', until: 'soon', ...(await read(first.referral)) })).rejects.toMatchObject({ code: 'UnknownTime' });
  expect(await call(first.referral, { said: 'waitlist', until: '2026-03-01', ...(await read(first.referral)) })).toEqual({ state: 'waitlisted' });
  expect(await line(first.number, first.referral)).toMatchObject({ answeredVia: 'phone', waitlistUntil: '2026-03-01', calls: [{ reached: 'intake', said: 'waitlist' }] });
  expect(await call(second.referral, { said: 'decline', why: 'full', text: 'Synthetic reason', ...(await read(second.referral)) })).toEqual({ state: 'declined' });
  expect(await line(second.number, second.referral)).toMatchObject({ answer: 'Synthetic reason', declineCode: 'full' });
});

test('nobody reached: a task at a later time, each once; after three a supervisor is told once; nothing is in the ledger', async () => {
  const { referral, number } = await send('week');
  const before = (await told(referral)).length;
  // The ladder of those who do not answer goes on beside it, with tasks of its own.
  const calls = async () => (await kinds(ana, referral)).filter((k) => k === 'referral_call');
  for (const [tries, reached] of (['nobody', 'voicemail', 'reception', 'wrong_number'] as const).entries()) {
    expect(await call(referral, { reached, said: 'not_reached' })).toEqual({ state: 'sent' });
    expect(await calls()).toEqual([]);
    // A day later, and not before they open again.
    const again = new Date((await line(number, referral)).callAgainAt!);
    const earliest = new Date(centre.now().getTime() + 86_400_000);
    const { after } = await tx((t) => centre.directory.openClock(t, service.serviceAtLocationId, earliest));
    expect(again).toEqual(after(0));
    expect(again.getTime()).toBeGreaterThanOrEqual(earliest.getTime());
    expect((await kinds(sam, referral)).filter((k) => k === 'referral_unreached')).toEqual(tries < 2 ? [] : ['referral_unreached']);
    await centre.pass((again.getTime() - centre.now().getTime()) / 1000);
    expect(await calls()).toEqual(['referral_call']);
  }
  expect((await told(referral)).length).toBe(before);
  // Called in the meantime, the older timer asks nobody.
  const last = await call(referral, { reached: 'nobody', said: 'not_reached' });
  expect(last).toEqual({ state: 'sent' });
  await call(referral, { said: 'accept', language: 'en', read: (await open(ana, referral)).sha256 });
  await centre.pass(4 * 86_400);
  expect(await kinds(ana, referral)).toEqual([]);
});

test('a message is another call than the reading: neither task takes the place of the other', async () => {
  const { referral } = await send();
  await tx((t) => referrals.writeMessage(t, ana, referral, { clientId: randomUUID(), text: 'Synthetic.' }));
  expect(await kinds(ana, referral)).toEqual(['referral_call', 'referral_call']);
  await call(referral, { reached: 'nobody', said: 'not_reached' });
  expect(await kinds(ana, referral)).toEqual(['referral_call']);
});

test('somebody reached who would not hear it: nothing was told, and another service is to be chosen', async () => {
  const { referral } = await send();
  expect(await call(referral, { said: 'refused' })).toEqual({ state: 'sent' });
  expect(await kinds(ana, referral)).toEqual(['referral_refused']);
});

test('a call that is sent again after a lost answer is one call; what cannot be is refused by name', async () => {
  const { referral, number } = await send();
  const clientId = randomUUID();
  for (let n = 0; n < 2; n += 1) await call(referral, { clientId, reached: 'nobody', said: 'not_reached' });
  expect((await line(number, referral)).calls).toHaveLength(1);
  const { sha256 } = await open(ana, referral);
  for (const reached of ['nobody', 'voicemail', 'reception'] as const) await expect(call(referral, { reached, language: 'en', read: sha256 })).rejects.toMatchObject({ code: 'CallUnclear' });
  await tx((t) => referrals.revoke(t, ana, referral));
  await expect(call(referral, { language: 'en', read: sha256 })).rejects.toMatchObject({ code: 'ReferralMoved' });
  expect(await kinds(ana, referral)).toEqual([]);
});

test('whoever was not given the case opens no script and writes down no call', async () => {
  const { referral } = await send();
  for (const who of [bo, sam, office]) {
    await expect(open(who, referral)).rejects.toEqual(notHere);
    await expect(call(referral, { reached: 'nobody', said: 'not_reached' }, who)).rejects.toEqual(notHere);
  }
});

test('where somebody of the service has the portal nothing is told by telephone', async () => {
  centre.telephoneOnly.delete(service.organizationId);
  const { referral, preview } = await send();
  centre.telephoneOnly.add(service.organizationId);
  expect(preview.toldBy).toBe('portal');
  expect(await kinds(ana, referral)).toEqual([]);
});
