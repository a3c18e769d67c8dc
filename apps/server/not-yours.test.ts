/** What is somebody else's answers as what is not there: nobody learns from a refusal that something exists. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '#core/kernel';
import { startSystem } from '#testing/harness';
import type { Answer, Person, TestSystem } from '#testing/harness';

const NOBODYS_ID = '00000000-0000-7000-8000-000000000001';
let it: TestSystem;
let contactId: string;
let caseNumber: string;

beforeAll(async () => {
  it = await startSystem();
  const ana = await it.signIn('counsellor', ['en'], 'Juniper');
  await ana.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await ana.call('GET', '/api/now')).body;
  contactId = (await ana.call('POST', `/api/offers/${offer.id}/accept`)).body.contactId;
  expect((await ana.call('POST', `/api/contacts/${contactId}/case`)).status).toBe(200);
  caseNumber = (await ana.call('GET', `/api/contacts/${contactId}`)).body.caseNumber;
  expect(caseNumber).toMatch(/^HV-/);
}, 60_000);
afterAll(() => it?.stop());

const DRAFT = { revision: 0, form: { reasons: [], safety: {}, notes: [] } };
const ABOUT_A_CONTACT: [string, string, unknown?][] = [
  ['GET', ''], ['PUT', '/draft', DRAFT], ['POST', '/end', {}], ['POST', '/close', {}], ['POST', '/extend', {}],
  ['POST', '/mute', { muted: true }], ['POST', '/hold', { onHold: true }], ['POST', '/code', {}], ['POST', '/case', {}], ['GET', '/messages'],
  ['POST', '/official', { on: true }], ['POST', '/official/carry', { what: 'message' }], ['POST', '/official/call-back', { officialId: NOBODYS_ID }],
];
const said = ({ status, body }: Answer): unknown[] => [status, body.code, body.message, body.action];

async function sameAnswer(person: Person, method: string, path: (id: string) => string, yours: string, nobodys: string, body?: unknown): Promise<void> {
  const [theirs, none] = [await person.call(method, path(yours), body), await person.call(method, path(nobodys), body)];
  const name = `${method} ${path(':id')}`;
  expect([name, ...said(theirs)]).toEqual([name, ...said(none)]);
  expect([name, theirs.status], name).not.toEqual([name, 200]);
}

test.each(ROLES)('%s gets the same answer about a contact of somebody else as about none', async (role) => {
  const person = await it.signIn(role);
  for (const [method, what, body] of ABOUT_A_CONTACT) await sameAnswer(person, method, (id) => `/api/contacts/${id}${what}`, contactId, NOBODYS_ID, body);
});

test.each(ROLES.filter((role) => role !== 'supervisor'))('%s gets the same answer about a case of somebody else as about none', async (role) => {
  const person = await it.signIn(role);
  await sameAnswer(person, 'GET', (number) => `/api/cases/${number}`, caseNumber, 'HV-0000-0000');
});

test('a partner gets the same answer about everything of the staff', async () => {
  const person = await it.signInPartner('00000000-0000-7000-8000-000000000009');
  for (const [method, what, body] of ABOUT_A_CONTACT) await sameAnswer(person, method, (id) => `/api/contacts/${id}${what}`, contactId, NOBODYS_ID, body);
  await sameAnswer(person, 'GET', (number) => `/api/cases/${number}`, caseNumber, 'HV-0000-0000');
});
