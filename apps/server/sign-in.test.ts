import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAuthenticator, launchBrowser } from '#testing/browser';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';

let it: TestSystem;
let browser: Browser;
beforeAll(async () => {
  it = await startSystem();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await it.stop();
});

/** A page of the centre with an authenticator that verifies its user, or does not. */
async function open(verified: boolean): Promise<{ page: Page; cdp: CDPSession; authenticator: string }> {
  const page = await (await browser.newContext()).newPage();
  const { cdp, authenticatorId } = await addAuthenticator(page, verified);
  await page.goto(`${it.url}/health`);
  return { page, cdp, authenticator: authenticatorId };
}
const post = (page: Page, path: string, body: unknown) => page.evaluate(async ([to, what]) => {
  const response = await fetch(to!, { method: 'POST', headers: { 'content-type': 'application/json' }, body: what! });
  return { status: response.status, body: await response.json() };
}, [path, JSON.stringify(body)] as const);
const create = (page: Page, options: unknown, userVerification = 'required') => page.evaluate(async ([json, uv]) => {
  const given = JSON.parse(json!);
  given.authenticatorSelection.userVerification = uv;
  if (uv !== 'required') Object.assign(given.authenticatorSelection, { residentKey: 'discouraged', requireResidentKey: false });
  return ((await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) })) as PublicKeyCredential).toJSON();
}, [JSON.stringify(options), userVerification] as const);
const get = (page: Page, options: unknown, userVerification = 'required') => page.evaluate(async ([json, uv]) => {
  const given = JSON.parse(json!);
  given.userVerification = uv;
  return ((await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) })) as PublicKeyCredential).toJSON();
}, [JSON.stringify(options), userVerification] as const);

test('the first administrator enrols a passkey by the link, signs out and signs in again; without user verification neither is accepted', async () => {
  const token = it.server.enrolmentLink!.split('/').pop()!;
  const unverified = await open(false);
  const first = await post(unverified.page, '/api/enrolment/options', { token });
  const weak = await create(unverified.page, first.body.options, 'discouraged');
  expect((await post(unverified.page, '/api/enrolment', { token, response: weak })).body.code).toBe('PasskeyNotAccepted');

  const { page, cdp, authenticator } = await open(true);
  const begun = await post(page, '/api/enrolment/options', { token });
  expect(begun.body).toMatchObject({ kind: 'staff', deskName: 'Administrator' });
  const enrolled = await post(page, '/api/enrolment', { token, response: await create(page, begun.body.options) });
  expect([enrolled.status, enrolled.body.me?.roles]).toEqual([200, ['administrator']]);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'havenline_session', httpOnly: true, sameSite: 'Strict' });
  expect((await post(page, '/api/enrolment/options', { token })).body.code).toBe('LinkNotValid');

  expect((await post(page, '/api/sign-out', {})).status).toBe(200);
  expect(await page.evaluate(async () => (await fetch('/api/me')).status)).toBe(401);
  const ceremony = await post(page, '/api/sign-in/options', {});
  const answer = await get(page, ceremony.body.options);
  expect((await post(page, '/api/sign-in', { ceremonyId: ceremony.body.ceremonyId, response: answer })).body.me).toMatchObject({ kind: 'staff', deskName: 'Administrator' });
  expect((await post(page, '/api/sign-in', { ceremonyId: ceremony.body.ceremonyId, response: answer })).body.code).toBe('PasskeyNotAccepted');

  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: false });
  const again = await post(page, '/api/sign-in/options', {});
  const unsure = await get(page, again.body.options, 'discouraged');
  expect((await post(page, '/api/sign-in', { ceremonyId: again.body.ceremonyId, response: unsure })).body.code).toBe('PasskeyNotAccepted');
});

test('a second start makes no link once an administrator is enrolled', async () => {
  await it.restart();
  expect(it.server.enrolmentLink).toBeNull();
});
