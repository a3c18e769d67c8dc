import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { HOLDINGS, loadClasses } from './index.ts';

const centre = await createCasework();
afterAll(() => centre.close());
const { tx, db, retention, disclosures, cases, contacts } = centre;
const ana = centre.staff('Ana', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const dee = centre.staff('Dee', 'data_protection_officer');
const classes = loadClasses(join(import.meta.dirname, '..', '..', 'policies'));
const daysOf = (id: string): number => classes.find((one) => one.id === id)!.days!;
const DAY = 86_400;
const row = async (id: string) => (await tx((t) => retention.table(t, dee))).classes.find((one) => one.id === id)!;
const gone = async (kind: string, id: string): Promise<boolean> => (await sql`select 1 from key_tombstone where kind = ${kind} and id = ${id}`.execute(db)).rows.length > 0;

test('every table that holds something told, or bytes that may be, stands in one class of the table of how long', async () => {
  const tables = (await sql<{ name: string }>`select distinct c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = 'public' and c.relkind in ('r', 'p') and (c.relforcerowsecurity or a.atttypid = 'bytea'::regtype)`.execute(db)).rows.map((r) => r.name);
  expect(tables).toContain('chat_message');
  const classed = classes.flatMap((one) => one.tables);
  expect([...new Set([...tables, ...Object.keys(HOLDINGS)])].filter((name) => !classed.includes(name)).toSorted()).toEqual([]);
  const there = (await sql<{ name: string }>`select relname as name from pg_class where relkind in ('r', 'p')`.execute(db)).rows.map((r) => r.name);
  expect(classed.filter((name) => !there.includes(name))).toEqual([]);
});

test('what is due goes once a day by itself: conversations of no case with the words to come back with; what is not due stays', async () => {
  await tx(() => retention.start());
  await centre.pass(1);
  const old = await centre.chatOf(ana, { message: 'quesadilla', note: 'umbrella' });
  const inCase = await centre.chatOf(ana, { message: 'marmalade', note: 'trombone' });
  const at = await centre.caseOf(ana, inCase.contactId);
  await centre.pass((daysOf('conversation') - 10) * DAY);
  const young = await centre.chatOf(ana, { message: 'tangerine', note: 'lantern' });
  await centre.pass(9 * DAY);
  expect(await row('conversation')).toMatchObject({ due: 0, erased: 0 });
  await centre.pass(2 * DAY);
  expect(await tx((t) => contacts.keptConversation(t, old.contactId))).toMatchObject({ notes: false, messages: 0, erased: true });
  for (const id of [inCase.contactId, young.contactId]) expect(await tx((t) => contacts.keptConversation(t, id))).toMatchObject({ notes: true, messages: 1, erased: false });
  expect([await gone('contact', old.contactId), await gone('contact', inCase.contactId)]).toEqual([true, false]);
  expect(await row('conversation')).toMatchObject({ due: 0, held: 0, erased: 1, last: [{ erased: 1 }] });
  expect((await sql<{ id: string }>`select contact_id as id from contact_code`.execute(db)).rows.map((r) => r.id)).not.toContain(old.contactId);
  expect((await centre.log()).filter((said) => said.action === 'retention-erased').map((said) => said.subject.id).toSorted()).toEqual(['conversation']);
  expect((await tx((t) => cases.read(t, ana, at.number))).persons[0]!.fields[0]!.state).toBe('masked');
});

test('a case in which nothing happened goes whole, people, papers and conversations; one with a hold stays and is shown, and goes when it ends', async () => {
  const [talk, heldTalk] = [await centre.chatOf(ana, { message: 'persimmon', note: 'verandah' }), await centre.chatOf(ana, { message: 'gooseberry', note: 'hammock' })];
  const [at, held] = [await centre.caseOf(ana, talk.contactId), await centre.caseOf(ana, heldTalk.contactId)];
  await tx((t) => cases.addTask(t, ana, at.number, { title: 'cloudberry', dueAt: '2026-12-01T00:00:00Z' }));
  const demand = await tx((t) => disclosures.registerDemand(t, dee, { kind: 'court_order', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: '2026-02-01T09:00:00Z', answerDueAt: '2026-12-31T09:00:00Z', items: ['x'] }));
  await tx((t) => disclosures.holdFor(t, dee, demand.number, { caseNumber: held.number, personId: held.childId }));
  const { number: asked } = await tx((t) => retention.register(t, dee, { kind: 'access', byWhom: 'self', caseNumber: at.number, personId: at.childId, identityHow: 'passport seen' }));
  await tx((t) => retention.check(t, sam, asked));
  await centre.pass((daysOf('case') + 1) * DAY);
  await centre.pass(DAY);
  expect([await gone('person', at.childId), await gone('contact', talk.contactId), await gone('person', held.childId), await gone('contact', heldTalk.contactId)]).toEqual([true, true, false, false]);
  const left = await tx((t) => cases.read(t, ana, at.number));
  expect(left).toMatchObject({ state: 'closed', tasks: [], timeline: [], persons: [{ fields: [{ state: 'empty' }, { state: 'empty' }] }] });
  expect(await row('case')).toMatchObject({ due: 0, held: 1 });
  await tx((t) => disclosures.liftHolds(t, dee, demand.number));
  await centre.pass(DAY + 1);
  expect([await gone('person', held.childId), await gone('contact', heldTalk.contactId)]).toEqual([true, true]);
  expect(await row('case')).toMatchObject({ due: 0, held: 0 });
});

test('the words of an answered demand go with their key; its kind, dates and decisions stay', async () => {
  const { number } = await tx((t) => disclosures.registerDemand(t, dee, { kind: 'subpoena', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: centre.now().toISOString(), answerDueAt: new Date(centre.now().getTime() + 30 * DAY * 1000).toISOString(), items: ['about a synthetic person'] }));
  await tx((t) => disclosures.decideItem(t, dee, number, 1, { decision: 'object', counsel: 'Synthetic Counsel', reference: 'letter' }));
  await tx((t) => disclosures.answerDemand(t, dee, number));
  expect((await tx((t) => disclosures.readDemand(t, dee, number))).items[0]!.asked).toBe('about a synthetic person');
  await centre.pass((daysOf('demand') + 1) * DAY);
  expect((await tx((t) => disclosures.readDemand(t, dee, number))).items[0]).toMatchObject({ asked: null, decision: 'object' });
  expect(await row('demand')).toMatchObject({ due: 0, erased: 1 });
});

test('changes of presence and planned breaks go after their days; what somebody was before stays known', async () => {
  const [account] = (await sql<{ id: string }>`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values (gen_random_uuid(), 'staff', 'Synthetic', '{counsellor}', '{en}', now()) returning id`.execute(db)).rows;
  const days = (count: number): Date => new Date(centre.now().getTime() - count * DAY * 1000);
  for (const [state, ago] of [['available', 300], ['break', 200], ['off', 100], ['available', 5]] as const) await sql`insert into presence_spell (staff_id, state, since) values (${account!.id}, ${state}, ${days(ago)})`.execute(db);
  for (const ago of [100, 10]) await sql`insert into staff_break (id, staff_id, kind, starts_at, ends_at) values (gen_random_uuid(), ${account!.id}, 'meal', ${days(ago + 1)}, ${days(ago)})`.execute(db);
  await centre.pass(DAY);
  expect((await sql<{ state: string }>`select state from presence_spell order by since`.execute(db)).rows.map((one) => one.state)).toEqual(['off', 'available']);
  expect((await sql`select 1 from staff_break`.execute(db)).rows).toHaveLength(1);
});

test('the table is for the data protection officer, and holds numbers and words of its own alone', async () => {
  for (const who of [ana, sam]) await expect(tx((t) => retention.table(t, who))).rejects.toMatchObject({ code: 'Refused' });
  expect(JSON.stringify(await tx((t) => retention.table(t, dee)))).not.toMatch(/HV-|CT-|persimmon|Synthetic/);
});
