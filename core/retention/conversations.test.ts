import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { ERASED } from './retention.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, db, retention, disclosures, cases, contacts } = centre;
const ana = centre.staff('Ana', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const dee = centre.staff('Dee', 'data_protection_officer');
async function story(message: string, note: string) {
  const { contactId, words } = await centre.chatOf(ana, { message, note });
  await centre.pass(60);
  const back = await centre.chatOf(ana, { message: `${message} again`, note: `${note} again`, words });
  return { ...(await centre.caseOf(ana, contactId)), words, backId: back.contactId };
}
async function asked(kind: 'access' | 'erasure', at: { number: string; childId: string }): Promise<string> {
  const { number } = await tx((t) => retention.register(t, dee, { kind, byWhom: 'self', caseNumber: at.number, personId: at.childId, identityHow: 'four words and a call back' }));
  await tx((t) => retention.check(t, sam, number));
  return number;
}
const keptOf = async (contactId: string) => ({
  messages: await tx((t) => contacts.keptConversation(t, contactId)), codes: (await sql`select 1 from contact_code where contact_id = ${contactId}`.execute(db)).rows.length,
  keys: (await sql`select 1 from key_tombstone where kind = 'contact' and id = ${contactId}`.execute(db)).rows.length,
});
const parent = (at: { number: string }) => tx((t) => cases.addPerson(t, ana, at.number, { role: 'parent', languages: ['es'] }));

test('a person alone in their case: their conversations go with them, those they came back to by four words too; facts and log entries stay', async () => {
  const at = await story('quesadilla hammock', 'umbrella lantern');
  const number = await asked('erasure', at);
  const seen = await tx((t) => retention.read(t, dee, number));
  expect(seen).toMatchObject({ others: 0, held: false, items: [{ part: 'words', decision: 'theirs', decidedByNobody: true, notes: true, messages: 1 }, { part: 'words', decision: 'theirs' }] });
  expect(JSON.stringify(seen)).not.toMatch(/quesadilla|umbrella/);
  expect(await tx((t) => retention.erase(t, dee, number))).toEqual({ outcome: 'erased', answer: ERASED });
  await centre.pass(1);
  for (const id of [at.contactId, at.backId]) {
    expect(await keptOf(id)).toMatchObject({ messages: { notes: false, messages: 0, erased: true }, codes: 0, keys: 1 });
    await expect(tx((t) => contacts.saveDraft(t, ana, id, 0, { reasons: [], safety: {}, notes: [] }))).rejects.toMatchObject({ code: expect.stringMatching(/^Key/) });
  }
  // Who comes with the words now begins anew: nothing leads back.
  const anew = await centre.chatOf(ana, { message: 'hello', note: 'new', words: at.words });
  expect((await sql<{ returning_of: string | null }>`select returning_of from contact where id = ${anew.contactId}`.execute(db)).rows[0]!.returning_of).toBeNull();
  expect((await centre.log()).filter((said) => said.action === 'conversation-erased').map((said) => said.subject.id).toSorted()).toEqual([at.contactId, at.backId].toSorted());
  expect((await tx((t) => retention.read(t, dee, number))).items.every((item) => item.erased)).toBe(true);
});

test('with somebody else in the case each part is decided by the officer, who opens it; what concerns others stays, and the answer says so', async () => {
  const at = await story('marmalade', 'trombone');
  await parent(at);
  const number = await asked('erasure', at);
  await expect(tx((t) => retention.erase(t, dee, number))).rejects.toMatchObject({ code: 'ItemsOpen' });
  expect((await tx((t) => cases.read(t, ana, at.number))).persons.find((p) => p.id === at.childId)!.fields[0]!.state).toBe('masked');
  const { text } = await tx((t) => retention.openItem(t, dee, number, 1));
  expect(text).toContain('note: trombone');
  expect(text).toContain('caller: marmalade');
  for (const who of [ana, sam]) await expect(tx((t) => retention.openItem(t, who, number, 1))).rejects.toMatchObject({ code: 'NotFound' });
  await expect(tx((t) => retention.openItem(t, dee, number, 9))).rejects.toMatchObject({ code: 'NotFound' });
  await tx((t) => retention.decideItem(t, dee, number, 1, 'both'));
  await tx((t) => retention.decideItem(t, dee, number, 2, 'theirs'));
  const { answer } = await tx((t) => retention.erase(t, dee, number));
  expect(answer).toBe(`${ERASED} One part of your conversations also concerns somebody else and stays.`);
  expect(await keptOf(at.contactId)).toMatchObject({ messages: { notes: true, messages: 1, erased: false }, keys: 0 });
  expect(await keptOf(at.backId)).toMatchObject({ messages: { erased: true }, keys: 1 });
  expect((await centre.log()).filter((said) => said.action === 'contact.read' && said.purpose === 'data-subject-request')).toHaveLength(1);
});

test('a hold on somebody else of the case keeps the conversations until it ends, and then they go by themselves', async () => {
  const at = await story('persimmon', 'verandah');
  const other = await parent(at);
  const demand = await tx((t) => disclosures.registerDemand(t, dee, { kind: 'court_order', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-01T09:00:00Z', answerDueAt: '2026-04-01T09:00:00Z', items: ['x'] }));
  await tx((t) => disclosures.holdFor(t, dee, demand.number, { caseNumber: at.number, personId: other.id }));
  const number = await asked('erasure', at);
  expect((await tx((t) => retention.read(t, dee, number))).held).toBe(true);
  for (const position of [1, 2]) await tx((t) => retention.decideItem(t, dee, number, position, 'theirs'));
  const { answer } = await tx((t) => retention.erase(t, dee, number));
  expect(answer).toContain('2 parts of your conversations are held for a legal reason');
  expect(await keptOf(at.contactId)).toMatchObject({ messages: { erased: false }, keys: 0 });
  await tx((t) => disclosures.liftHolds(t, dee, demand.number));
  await centre.pass(1);
  for (const id of [at.contactId, at.backId]) expect(await keptOf(id)).toMatchObject({ messages: { erased: true }, keys: 1 });
});

test('who asks what is kept gets the words of the conversations that are theirs, and hears that a part is not given', async () => {
  const at = await story('tangerine', 'cloudberry');
  await parent(at);
  const number = await asked('access', at);
  await expect(tx((t) => retention.give(t, dee, number))).rejects.toMatchObject({ code: 'ItemsOpen' });
  await tx((t) => retention.decideItem(t, dee, number, 1, 'theirs'));
  await tx((t) => retention.decideItem(t, dee, number, 2, 'others'));
  const { disclosure } = await tx((t) => retention.give(t, dee, number));
  await expect(tx((t) => retention.decideItem(t, dee, number, 2, 'theirs'))).rejects.toMatchObject({ code: 'RequestCompiled' });
  await tx((t) => disclosures.approve(t, sam, disclosure, 'their right'));
  const { bytes } = await tx((t) => disclosures.handOver(t, dee, disclosure));
  expect(bytes).toContain('caller: tangerine');
  expect(bytes).not.toContain('tangerine again');
  expect(bytes).toContain('a part that also concerns somebody else is not given');
});

test('a conversation that goes on is not erased, and nothing of the request is', async () => {
  const at = await story('gooseberry', 'hammock');
  await sql`update contact set state = 'talking' where id = ${at.backId}`.execute(db);
  const number = await asked('erasure', at);
  await expect(tx((t) => retention.erase(t, dee, number))).rejects.toMatchObject({ code: 'ConversationOpen' });
  expect(await keptOf(at.contactId)).toMatchObject({ messages: { erased: false }, keys: 0 });
  expect((await tx((t) => cases.revealField(t, ana, at.number, at.childId, 'name', 'care-continuity'))).value).toBe('Synthetic Sample Child');
});
