/** Sealed places and papers on the wire: what a case shows of them, who gets an answer, and what no operation answers. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';
import { allOperations } from '../openapi.ts';

const PLACE = 'the green door beside the synthetic mill';
const PICTURE = new Uint8Array(readFileSync('docs/pictures/desk.png'));
let it: TestSystem;
let juniper: Person;
let at: string;
let caseNumber: string;
let personId: string;

beforeAll(async () => {
  it = await startSystem();
  juniper = await it.signIn('counsellor', ['en'], 'Juniper');
  await juniper.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await juniper.call('GET', '/api/now')).body;
  const { contactId } = (await juniper.call('POST', `/api/offers/${offer.id}/accept`)).body;
  caseNumber = (await juniper.call('POST', `/api/contacts/${contactId}/case`)).body.caseNumber;
  personId = (await juniper.call('POST', `/api/cases/${caseNumber}/persons`, { role: 'child', languages: [] })).body.id;
  at = `/api/cases/${caseNumber}/persons/${personId}`;
}, 60_000);
afterAll(() => it?.stop());

const person = async () => (await juniper.call('GET', `/api/cases/${caseNumber}`)).body.persons[0];
const send = (path: string, body: Uint8Array<ArrayBuffer>, by = juniper, type = 'application/octet-stream') =>
  fetch(it.url + path, { method: 'POST', headers: { origin: it.url, cookie: by.cookie, 'content-type': type }, body });

test('a place is sealed, asked for, agreed to by a second person and shown once; the case says no more than how far that is', async () => {
  expect((await person()).place).toEqual({ state: 'empty' });
  expect((await juniper.call('POST', `${at}/place/asks`, { purpose: 'service-referral', recipient: 'Synthetic Services' })).body.code).toBe('FieldEmpty');
  expect((await juniper.call('PUT', `${at}/place`, { text: PLACE })).status).toBe(200);
  expect((await person()).place).toEqual({ state: 'sealed' });
  expect((await juniper.call('POST', `${at}/place/asks`, { purpose: 'statistics', recipient: 'Synthetic Services' })).status).toBe(404);
  const { askId } = (await juniper.call('POST', `${at}/place/asks`, { purpose: 'service-referral', recipient: 'Synthetic Services' })).body;
  expect((await person()).place).toMatchObject({ state: 'asked', askId });
  expect((await juniper.call('POST', `${at}/place/asks/${askId}/open`)).body.code).toBe('SealedAskOver');
  const heron = await it.signIn('supervisor', ['en'], 'Heron');
  await inTx(it.system.db, async (tx) => {
    const ask = (await it.system.vault.sealedAsk(tx, askId))!;
    const grant = await it.system.access.authorize(tx, { actor: { kind: 'staff', id: heron.id, roles: ['supervisor'], deskName: 'Heron' }, purpose: ask.purpose, action: 'sealed.approve', subject: { type: 'SealedPlace', id: ask.placeId, attrs: { asker: ask.askedBy } } });
    await it.system.vault.approveSealed(tx, grant, askId, 30);
  });
  expect((await person()).place).toMatchObject({ state: 'agreed', askId });
  expect((await heron.call('POST', `${at}/place/asks/${askId}/open`)).status).toBe(403);
  const moss = await it.signIn('case_worker', ['en'], 'Moss');
  expect((await moss.call('POST', `${at}/place/asks/${askId}/open`)).status).toBe(404);
  const opened = await juniper.call('POST', `${at}/place/asks/${askId}/open`);
  expect(opened.body).toEqual({ text: PLACE, hidesInSeconds: 120 });
  expect(opened.headers.get('cache-control')).toBe('no-store');
  expect((await juniper.call('POST', `${at}/place/asks/${askId}/open`)).body.code).toBe('SealedAskOver');
  expect((await person()).place).toEqual({ state: 'sealed' });
});

test('no read, list, export or figure of anybody holds a sealed place or the recipient it was asked for', async () => {
  const everybody = await Promise.all([juniper, ...['supervisor', 'data_protection_officer', 'administrator', 'case_worker', 'interpreter'].map((role) => it.signIn(role as 'supervisor'))]);
  const contactless = { caseNumber, personId };
  let answers = 0;
  for (const op of allOperations().filter((o) => o.method === 'GET' && !o.path.endsWith('/events'))) {
    const path = op.path.replace(/:(\w+)/g, (_, name: string) => (contactless as Record<string, string>)[name] ?? 'x');
    for (const one of [...everybody, it.anonymous]) {
      const { status, body } = await one.call('GET', path);
      answers += Number(status === 200);
      expect(JSON.stringify(body), path).not.toMatch(/green door|synthetic mill/);
    }
  }
  expect(answers).toBeGreaterThan(30);
  // Only opening answers a text, and only sealing takes one.
  expect(allOperations().filter((o) => /place/i.test(o.name)).map((o) => o.name).sort()).toEqual(['askPlace', 'openPlace', 'sealPlace']);
  expect(JSON.stringify(allOperations().find((o) => o.name === 'sealPlace')!.result)).not.toContain('text');
});

test('a paper comes in as bytes and goes out as a picture that no browser takes for a page, to who works the case alone', async () => {
  const { id } = (await (await send(`${at}/documents?kind=identity`, PICTURE)).json()) as { id: string };
  expect((await person()).documents).toMatchObject([{ id, kind: 'identity' }]);
  const opened = await fetch(`${it.url}${at}/documents/${id}/open`, { method: 'POST', headers: { origin: it.url, cookie: juniper.cookie, 'content-type': 'application/json' }, body: JSON.stringify({ purpose: 'care-continuity' }) });
  expect(Object.fromEntries(['content-type', 'cache-control', 'content-disposition', 'content-security-policy', 'x-content-type-options', 'cross-origin-resource-policy'].map((h) => [h, opened.headers.get(h)]))).toEqual({
    'content-type': 'image/png', 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="document"', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' });
  expect(Buffer.from(await opened.arrayBuffer()).subarray(1, 4).toString()).toBe('PNG');
  expect((await juniper.call('GET', `${at}/documents/${id}/open`)).status).toBe(404);
  const moss = await it.signIn('case_worker', ['en'], 'Moss');
  expect((await moss.call('POST', `${at}/documents/${id}/open`, { purpose: 'care-continuity' })).status).toBe(404);
  expect((await send(`${at}/documents?kind=identity`, PICTURE, moss)).status).toBe(404);
  expect((await juniper.call('DELETE', `${at}/documents/${id}`)).status).toBe(200);
  expect((await person()).documents).toEqual([]);
});

test('what is too large, no picture, or in another form is refused by name, and nothing of it is kept', async () => {
  const answer = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
  expect(await answer(await send(`${at}/documents?kind=identity`, new Uint8Array(10 * 1024 * 1024 + 1)))).toEqual([413, 'DocumentTooLarge']);
  expect(await answer(await send(`${at}/documents?kind=identity`, Buffer.from('<svg onload="alert(1)"/>')))).toEqual([422, 'PictureUnusable']);
  expect(await answer(await send(`${at}/documents?kind=map`, PICTURE))).toEqual([422, 'DocumentKindUnknown']);
  expect((await send(`${at}/documents?kind=identity`, Buffer.from('{}'), juniper, 'application/json')).status).toBeGreaterThanOrEqual(400);
  // A body that says no length and does not end is cut off at the limit.
  const endless = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(1024 * 1024)) });
  const cut = await fetch(`${it.url}${at}/documents?kind=identity`, { method: 'POST', headers: { origin: it.url, cookie: juniper.cookie, 'content-type': 'application/octet-stream' }, body: endless, duplex: 'half' } as RequestInit).then(answer, () => [413, 'DocumentTooLarge']);
  expect(cut).toEqual([413, 'DocumentTooLarge']);
  expect((await person()).documents).toEqual([]);
});
