import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { HOLDINGS, POINTERS } from './index.ts';
import { ERASED, HELD } from './retention.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, retention, disclosures, cases } = centre;
const ana = centre.staff('Ana', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const dee = centre.staff('Dee', 'data_protection_officer');
const register = (kind: 'access' | 'erasure', at: { number: string; childId: string }) => tx((t) => retention.register(t, dee, { kind, byWhom: 'lawyer', caseNumber: at.number, personId: at.childId, identityHow: 'power of attorney seen' }));

test('every table that points at a person, a conversation or a case is in the list of what is kept', async () => {
  // The catalogue itself: information_schema leaves out what the server may not read, and the sealed places are that.
  const tables = async (columns: readonly string[] | null) => (await sql<{ name: string }>`select distinct c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and (${columns}::text[] is null or a.attname = any(${columns}::text[]))`.execute(centre.db)).rows.map((r) => r.name);
  const pointing = await tables(POINTERS);
  expect(pointing).toContain('sealed_place');
  expect(pointing.filter((name) => !(name in HOLDINGS))).toEqual([]);
  const all = await tables(null);
  expect(Object.keys(HOLDINGS).filter((name) => !all.includes(name))).toEqual([]);
});

test('a person gets what is kept, after two people checked who asks and a second person agreed; both are in the ledger', async () => {
  const at = await centre.caseOf(ana);
  const { number } = await register('access', at);
  await expect(tx((t) => retention.give(t, dee, number))).rejects.toMatchObject({ code: 'IdentityNotChecked' });
  await expect(tx((t) => retention.check(t, dee, number))).rejects.toMatchObject({ code: 'NotFound' });
  await expect(tx((t) => retention.register(t, ana, { kind: 'access', byWhom: 'self', caseNumber: at.number, personId: at.childId, identityHow: 'x' }))).rejects.toMatchObject({ code: 'NotFound' });
  await tx((t) => retention.check(t, sam, number));
  const { disclosure } = await tx((t) => retention.give(t, dee, number));
  const outcome = async () => (await tx((t) => retention.list(t, dee))).requests.find((r) => r.number === number)!.outcome;
  await expect(tx((t) => retention.give(t, dee, number))).rejects.toMatchObject({ code: 'RequestCompiled' });
  await tx((t) => disclosures.approve(t, sam, disclosure, 'their right'));
  await centre.pass(1);
  expect(await outcome()).toBeNull();
  const { bytes } = await tx((t) => disclosures.handOver(t, dee, disclosure));
  for (const kept of ['Synthetic Sample Child', '+1 555 0100', '9-12', 'Case opened from a contact.']) expect(bytes).toContain(kept);
  expect(await tx((t) => disclosures.ofRequest(t, disclosure))).toMatchObject([{ purpose: 'data-subject-request', recipient: 'their lawyer', approvedBy: sam.id }]);
  await centre.pass(1);
  expect(await outcome()).toBe('given');
  await expect(tx((t) => retention.give(t, dee, number))).rejects.toMatchObject({ code: 'RequestDone' });
});

test('what the second person refused was not given: it is compiled anew', async () => {
  const { number } = await register('access', await centre.caseOf(ana));
  await tx((t) => retention.check(t, sam, number));
  const first = await tx((t) => retention.give(t, dee, number));
  await tx((t) => disclosures.refuse(t, sam, first.disclosure, 'a page is missing'));
  await centre.pass(1);
  expect((await tx((t) => cases.tasks(t, dee))).tasks.map((x) => x.title)).toContain(`What was compiled for the request ${number} was not given: compile it anew`);
  const again = await tx((t) => retention.give(t, dee, number));
  expect(again.disclosure).not.toBe(first.disclosure);
});

test('erasing destroys the key and the words about them, the row stays empty, and everybody else keeps theirs', async () => {
  const at = await centre.caseOf(ana);
  const other = await centre.caseOf(ana);
  const { number: given } = await tx((t) => disclosures.ask(t, ana, at.number, {
    recipient: { serviceAtLocationId: centre.services.find((s) => !s.residential && s.enforcementParticipation === null)!.serviceAtLocationId }, purpose: 'service-referral', via: 'portal',
    basis: { kind: 'consent', by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:59:00Z' }, fields: [{ personId: at.childId, field: 'name' }], childSide: { kind: 'agreed' }, to: 'Synthetic Lawyer',
  }));
  const { number } = await register('erasure', at);
  await tx((t) => retention.check(t, sam, number));
  expect(await tx((t) => retention.erase(t, dee, number))).toEqual({ outcome: 'erased', answer: ERASED });
  await centre.pass(1);
  expect((await tx((t) => cases.read(t, ana, at.number))).persons[0]).toMatchObject({ role: 'child', fields: [{ state: 'empty' }, { state: 'empty' }] });
  await expect(tx((t) => disclosures.read(t, ana, given))).rejects.toMatchObject({ code: 'KeyMissing' });
  await expect(tx((t) => cases.writeField(t, ana, at.number, at.childId, 'name', 'again'))).rejects.toMatchObject({ code: 'KeyMissing' });
  expect((await tx((t) => cases.revealField(t, ana, other.number, other.childId, 'name', 'care-continuity'))).value).toBe('Synthetic Sample Child');
});

test('what a legal hold names is not erased, and the answer says so', async () => {
  const at = await centre.caseOf(ana);
  const demand = await tx((t) => disclosures.registerDemand(t, dee, { kind: 'court_order', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-01T09:00:00Z', answerDueAt: '2026-04-01T09:00:00Z', items: ['x'] }));
  await tx((t) => disclosures.holdFor(t, dee, demand.number, { caseNumber: at.number, personId: at.childId }));
  const { number } = await register('erasure', at);
  await tx((t) => retention.check(t, sam, number));
  expect(await tx((t) => retention.erase(t, dee, number))).toEqual({ outcome: 'held', answer: HELD });
  expect((await tx((t) => cases.revealField(t, ana, at.number, at.childId, 'name', 'care-continuity'))).value).toBe('Synthetic Sample Child');
  // A second hold on the same person still holds; with the last one over the request is taken up again by itself.
  const second = await tx((t) => disclosures.registerDemand(t, dee, { kind: 'court_order', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-01T09:00:00Z', answerDueAt: '2026-04-01T09:00:00Z', items: ['x'] }));
  await tx((t) => disclosures.holdFor(t, dee, second.number, { caseNumber: at.number, personId: at.childId }));
  const outcome = async () => (await tx((t) => retention.list(t, dee))).requests.find((r) => r.number === number)!.outcome;
  await tx((t) => disclosures.liftHolds(t, dee, demand.number));
  await centre.pass(1);
  expect(await outcome()).toBe('held');
  await tx((t) => disclosures.liftHolds(t, dee, second.number));
  await centre.pass(1);
  expect(await outcome()).toBeNull();
  expect((await tx((t) => cases.tasks(t, dee))).tasks.map((x) => x.title)).toContain(`The hold is over: answer the request ${number}`);
  expect(await tx((t) => retention.erase(t, dee, number))).toEqual({ outcome: 'erased', answer: ERASED });
});

test('the clock reminds, and is over after thirty days', async () => {
  const { number } = await register('access', await centre.caseOf(ana));
  const titles = async (who: typeof sam) => (await tx((t) => cases.tasks(t, who))).tasks.map((x) => x.title).filter((x) => x.includes(`request ${number}`));
  await centre.pass(14 * 86_400 + 1);
  expect(await titles(dee)).toEqual([`The answer to the request ${number} is due`]);
  await centre.pass(16 * 86_400);
  expect(await titles(sam)).toEqual([`The answer to the request ${number} is overdue`]);
});
