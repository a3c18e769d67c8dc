import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';

const centre = await createCasework();
afterAll(() => centre.close());
const ana = centre.staff('Ana', 'counsellor');
const ben = centre.staff('Ben', 'counsellor');
const sam = centre.staff('Sam', 'supervisor');
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });

async function asAdmin(text: string, values: unknown[] = []): Promise<any[]> {
  const client = new pg.Client({ connectionString: centre.database.adminUrl });
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
}

test('a contact opens one case, however often it is asked, and only for its own counsellor', async () => {
  const { number, contactId } = await centre.caseOf(ana);
  expect(number).toMatch(/^HV-.{4}-.{4}$/);
  expect(await centre.tx((t) => centre.cases.open(t, ana, contactId))).toEqual({ caseNumber: number });
  await expect(centre.tx((t) => centre.cases.open(t, ben, contactId))).rejects.toEqual(notHere);
});

test('a reveal gives the field for five minutes and is in the log, with purpose and field and without the value', async () => {
  const { number, childId } = await centre.caseOf(ana);
  expect(await centre.tx((t) => centre.cases.revealField(t, ana, number, childId, 'name', 'care-continuity'))).toEqual({ value: 'Synthetic Sample Child', hidesInSeconds: 300 });
  const log = await centre.log();
  expect(log).toContainEqual(expect.objectContaining({ action: 'person.reveal', purpose: 'care-continuity', subject: { type: 'Person', id: childId }, fields: ['name'], outcome: 'done' }));
  expect(JSON.stringify(log)).not.toMatch(/Synthetic Sample|555 0100/);
});

test('other staff get the same answer for a case that is not theirs and for one that does not exist, and the refusal is in the log', async () => {
  const { number, childId } = await centre.caseOf(ana);
  await expect(centre.tx((t) => centre.cases.read(t, ben, number))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.read(t, ben, 'HV-0000-0000'))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.revealField(t, ben, number, childId, 'name', 'care-continuity'))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.revealField(t, sam, number, childId, 'name', 'quality-supervision'))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.revealField(t, ana, number, childId, 'name', 'immigration-enforcement'))).rejects.toEqual(notHere);
  expect((await centre.tx((t) => centre.cases.list(t, ben))).cases).toEqual([]);
  expect((await centre.log()).filter((s) => s.outcome === 'refused' && s.subject.id === childId)).toHaveLength(3);
});

test('a supervisor gives a case to somebody else, who can read it from then on; the supervisor cannot', async () => {
  const { number } = await centre.caseOf(ana);
  await centre.tx((t) => centre.cases.assign(t, sam, number, ben.id));
  const read = await centre.tx((t) => centre.cases.read(t, ben, number));
  expect(read.assignedTo.map((a) => a.deskName)).toEqual(['Ana', 'Ben']);
  expect(read.persons[0]!.fields).toEqual([{ name: 'name', state: 'masked' }, { name: 'phone', state: 'masked' }]);
  expect(JSON.stringify(read)).not.toMatch(/Synthetic Sample|555 0100/);
  await expect(centre.tx((t) => centre.cases.read(t, sam, number))).rejects.toEqual(notHere);
});

test('a ciphertext moved to another column or person does not open', async () => {
  const { number, childId } = await centre.caseOf(ana);
  const other = await centre.tx((t) => centre.cases.addPerson(t, ana, number, { role: 'parent', languages: [] }));
  await asAdmin('update person set phone = name where id = $1', [childId]);
  await asAdmin('update person set name = (select name from person where id = $1) where id = $2', [childId, other.id]);
  await expect(centre.tx((t) => centre.cases.revealField(t, ana, number, childId, 'phone', 'care-continuity'))).rejects.toMatchObject({ code: 'FieldDamaged' });
  await expect(centre.tx((t) => centre.cases.revealField(t, ana, number, other.id, 'name', 'care-continuity'))).rejects.toMatchObject({ code: 'FieldDamaged' });
});

test('the database holds ciphertext alone, and a query that names no case finds no person', async () => {
  await centre.caseOf(ana);
  const kept = await asAdmin('select * from person');
  expect(kept.length).toBeGreaterThan(0);
  for (const row of kept) expect(Buffer.from(row.name ?? '').toString('latin1')).not.toContain('Synthetic');
  const client = new pg.Client({ connectionString: centre.database.appUrl });
  await client.connect();
  expect((await client.query('select * from person')).rows).toEqual([]);
  expect((await client.query('select * from referral_payload')).rows).toEqual([]);
  await client.end();
});

test('a task is seen and done by the people of its case, once', async () => {
  const { number } = await centre.caseOf(ana);
  const { id } = await centre.tx((t) => centre.cases.addTask(t, ana, number, { title: 'Call the school', dueAt: '2026-02-02T10:00:00Z' }));
  expect((await centre.tx((t) => centre.cases.tasks(t, ana))).tasks).toContainEqual(expect.objectContaining({ id, caseNumber: number }));
  expect((await centre.tx((t) => centre.cases.tasks(t, ben))).tasks.map((x) => x.id)).not.toContain(id);
  await expect(centre.tx((t) => centre.cases.completeTask(t, ben, id))).rejects.toEqual(notHere);
  await centre.tx((t) => centre.cases.completeTask(t, ana, id));
  await expect(centre.tx((t) => centre.cases.completeTask(t, ana, id))).rejects.toMatchObject({ code: 'TaskDone' });
});
