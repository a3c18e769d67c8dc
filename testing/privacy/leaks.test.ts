/** Nothing leaks sideways: words that nobody else would write are told to a whole centre, things are made to go wrong, and then every file and every line is searched. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { startCentre, until } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';
import { beReady, enrol, invite, setUpCentre, sitDown } from '../scenarios/people.ts';
import { filesWith } from './search.ts';

/** Protected: never in the clear in any file, the database's own and its journal included. */
const PROTECTED = { name: 'Zanzibarquince', phone: '+15550177331', notes: 'quetzalmarmalade', message: 'lanternkumquat', callback: '+15550188442', answer: 'verandahpersimmon' };
/** Not protected where they belong, but never in a log. */
const SECRET = { path: 'gooseberrytrail', json: 'tangelohammock', search: 'cloudberrypier' };
let centre: TestCentre;
let browser: Browser;
beforeAll(async () => {
  centre = await startCentre('leaks');
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

type Answer = { status: number; text: string };
const ask = (page: Page, method: string, path: string, body?: unknown): Promise<Answer> => page.evaluate(async ([m, p, b]) => {
  const response = await fetch(p!, { method: m!, headers: b === undefined ? {} : { 'content-type': 'application/json' }, ...(b === undefined ? {} : { body: b }) });
  return { status: response.status, text: await response.text() };
}, [method, path, body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)] as const);
const read = async <T>(answer: Promise<Answer>): Promise<T> => JSON.parse((await answer).text) as T;

test('no protected value is in any file or line in the clear, and no log holds what was asked or went wrong', { timeout: 180_000 }, async () => {
  const office = (await sitDown(browser)).page;
  const adminLink = centre.link();
  await enrol(office, adminLink);
  await setUpCentre(office, 'Synthetic Helpline');
  const link = await invite(office, { deskName: 'Sage' });
  const desk = (await sitDown(browser)).page;
  await enrol(desk, link);
  await beReady(desk);

  const child = (await sitDown(browser)).page;
  await child.goto(`${centre.url}/en/chat/`);
  await ask(child, 'POST', '/api/public/chat', { language: 'en', words: `${SECRET.json} one two three` });
  const offer = await until('the offer', async () => (await read<{ offer: { id: string } | null }>(ask(desk, 'GET', '/api/now'))).offer);
  const { contactId } = await read<{ contactId: string }>(ask(desk, 'POST', `/api/offers/${offer.id}/accept`, {}));
  expect((await ask(child, 'POST', '/api/public/chat/messages', { clientId: '00000000-0000-4000-8000-000000000001', text: PROTECTED.message })).status).toBe(200);
  expect((await ask(desk, 'PUT', `/api/contacts/${contactId}/draft`, { revision: 0, form: { reasons: [], safety: {}, notes: [{ at: 1, text: PROTECTED.notes }], agreed: PROTECTED.answer } })).status).toBe(200);
  const { caseNumber } = await read<{ caseNumber: string }>(ask(desk, 'POST', `/api/contacts/${contactId}/case`, {}));
  const { id } = await read<{ id: string }>(ask(desk, 'POST', `/api/cases/${caseNumber}/persons`, { role: 'child', languages: [] }));
  expect((await ask(desk, 'PUT', `/api/cases/${caseNumber}/persons/${id}/fields/name`, { value: PROTECTED.name })).status).toBe(200);
  expect((await ask(desk, 'PUT', `/api/cases/${caseNumber}/persons/${id}/fields/phone`, { value: PROTECTED.phone })).status).toBe(200);
  expect((await ask(desk, 'POST', `/api/cases/${caseNumber}/persons/${id}/fields/name/reveal`, { purpose: 'care-continuity' })).text).toContain(PROTECTED.name);
  expect((await ask(child, 'POST', '/api/public/callback', { number: PROTECTED.callback, language: 'en' })).status).toBe(200);

  // What goes wrong: broken JSON, unknown addresses, a text that PostgreSQL refuses, a refused purpose, a wrong link.
  expect((await ask(desk, 'PUT', `/api/contacts/${contactId}/draft`, `{"form": "${SECRET.json}`)).status).toBe(400);
  expect((await ask(desk, 'GET', `/api/${SECRET.path}`)).status).toBe(404);
  const broken = await ask(desk, 'POST', `/api/cases/${caseNumber}/tasks`, { title: `${SECRET.search}\0`, dueAt: new Date().toISOString() });
  expect(broken.status).toBe(500);
  expect(broken.text).toMatch(/tell the operator this number: [0-9a-f]{8}/);
  const refused = await ask(desk, 'POST', `/api/cases/${caseNumber}/persons/${id}/fields/name/reveal`, { purpose: SECRET.path });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  await ask(desk, 'POST', '/api/enrolment/options', { token: SECRET.path });
  expect(centre.output()).toMatch(/"area":"request"/);
  expect((await read<{ number?: string }>(ask(office, 'GET', '/health')))).toBeTruthy();

  // Everything is on the disk before it is searched.
  await centre.havenline('log', 'verify');
  // The search finds what is there: a name that is not protected stands in the database.
  expect(await filesWith(['Synthetic Helpline'], centre.dataDir)).not.toEqual([]);
  const all = [...Object.values(PROTECTED), ...Object.values(SECRET)];
  expect(all.filter((word) => centre.output().includes(word))).toEqual([]);
  expect(await filesWith(Object.values(PROTECTED).flatMap((word) => [word, word.replace('+1', '')]), centre.dataDir)).toEqual([]);
  expect(await filesWith([...Object.values(SECRET), link.split('/').at(-1)!], centre.dataDir)).toEqual([]);
  const { output } = await centre.havenline('log', 'show', '--limit', '500');
  expect(all.filter((word) => output.includes(word))).toEqual([]);
});

test('the search finds a word over which a page or a segment of the journal ends', async () => {
  const home = mkdtempSync(join(tmpdir(), 'havenline-journal-'));
  try {
    const page = (head: number, from: string, to: string): Buffer => {
      const bytes = Buffer.alloc(8192);
      bytes.writeUInt16LE(head === 40 ? 2 : 1, 2);
      bytes.write(from, head);
      bytes.write(to, 8192 - to.length);
      return bytes;
    };
    mkdirSync(join(home, 'pg_wal'));
    writeFileSync(join(home, 'pg_wal', '000000010000000000000001'), Buffer.concat([page(40, '', 'marma'), page(24, 'lade', 'kum')]));
    writeFileSync(join(home, 'pg_wal', '000000010000000000000002'), page(40, 'quat', ''));
    expect(await filesWith(['marmalade'], home)).toEqual([join(home, 'pg_wal')]);
    expect(await filesWith(['kumquat'], home)).toEqual([join(home, 'pg_wal')]);
    expect(await filesWith(['persimmon'], home)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
