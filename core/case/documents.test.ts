import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';

const centre = await createCasework();
afterAll(() => centre.close());
const ana = centre.staff('Ana', 'counsellor');
const ben = centre.staff('Ben', 'counsellor');
const PICTURE = readFileSync('docs/pictures/desk.png');
const notHere = expect.objectContaining({ code: 'NotFound', status: 404 });
const admin = async (text: string, values: unknown[] = []): Promise<any[]> => {
  const client = new pg.Client({ connectionString: centre.database.adminUrl });
  await client.connect();
  return client.query(text, values).then((r) => r.rows).finally(() => client.end());
};

test('a picture of a paper is kept in encrypted chunks, opens for who works the case, and each opening is in the log', async () => {
  const { number, childId } = await centre.caseOf(ana);
  const { id } = await centre.tx((t) => centre.cases.addDocument(t, ana, number, childId, 'identity', PICTURE));
  const chunks = await admin('select ciphertext from document_chunk where document_id = $1 order by n', [id]);
  expect(chunks.length).toBe(Math.ceil(PICTURE.length / 65536));
  expect(Buffer.concat(chunks.map((c) => c.ciphertext)).includes('IHDR')).toBe(false);
  const read = await centre.tx((t) => centre.cases.read(t, ana, number));
  expect(read.persons[0]!.documents).toEqual([{ id, kind: 'identity', addedAt: '2026-02-01T10:00:00.000Z' }]);
  const opened = await centre.tx((t) => centre.cases.openDocument(t, ana, number, childId, id, 'care-continuity'));
  expect(opened.type).toBe('image/png');
  expect(opened.bytes.length).toBeGreaterThan(60_000);
  expect(await centre.log()).toContainEqual(expect.objectContaining({ action: 'person.reveal', fields: ['document'], subject: { type: 'Person', id: childId }, outcome: 'done' }));
  await expect(centre.tx((t) => centre.cases.openDocument(t, ben, number, childId, id, 'care-continuity'))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.openDocument(t, ana, number, childId, id, 'statistics'))).rejects.toEqual(notHere);
  await expect(centre.tx((t) => centre.cases.addDocument(t, ben, number, childId, 'identity', PICTURE))).rejects.toEqual(notHere);
  await centre.tx((t) => centre.cases.removeDocument(t, ana, number, childId, id));
  expect(await admin('select 1 from document_chunk where document_id = $1', [id])).toEqual([]);
});

test('a chunk that is swapped, left out or of another document does not open', async () => {
  const { number, childId } = await centre.caseOf(ana);
  const add = async () => (await centre.tx((t) => centre.cases.addDocument(t, ana, number, childId, 'school', PICTURE))).id;
  const [one, other] = [await add(), await add()];
  const openOne = () => centre.tx((t) => centre.cases.openDocument(t, ana, number, childId, one, 'care-continuity'));
  await admin('update document_chunk a set ciphertext = b.ciphertext from document_chunk b where a.document_id = $1 and b.document_id = $2 and a.n = 0 and b.n = 0', [one, other]);
  await expect(openOne()).rejects.toMatchObject({ code: 'FieldDamaged' });
  await admin('delete from document_chunk where document_id = $1 and n = (select max(n) from document_chunk where document_id = $1)', [other]);
  await expect(centre.tx((t) => centre.cases.openDocument(t, ana, number, childId, other, 'care-continuity'))).rejects.toMatchObject({ code: 'FieldDamaged' });
});

test('what is no picture, and an unknown kind, are refused by name; with a person erased their papers do not open', async () => {
  const { number, childId } = await centre.caseOf(ana);
  await expect(centre.tx((t) => centre.cases.addDocument(t, ana, number, childId, 'identity', Buffer.from('<script>')))).rejects.toMatchObject({ code: 'PictureUnusable' });
  await expect(centre.tx((t) => centre.cases.addDocument(t, ana, number, childId, 'whereabouts', PICTURE))).rejects.toMatchObject({ code: 'DocumentKindUnknown' });
  const { id } = await centre.tx((t) => centre.cases.addDocument(t, ana, number, childId, 'other', PICTURE));
  await centre.tx((t) => centre.vault.eraseKey(t, { kind: 'system', name: 'retention' }, 'data-subject-request', { kind: 'person', id: childId }));
  await centre.vault.applyErasures(centre.db);
  await expect(centre.tx((t) => centre.cases.openDocument(t, ana, number, childId, id, 'care-continuity'))).rejects.toMatchObject({ code: 'KeyMissing' });
});
