/** The way of a referral: a counsellor opens a case and asks a service to act; the service answers in its portal; nobody answers another one. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAuthenticator, launchBrowser } from '#testing/browser';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';
import { until } from './centre.ts';

let it: TestSystem;
let browser: Browser;
beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(new Date()) });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await it?.stop();
});

/** A page of the desk that is signed in as this person. */
async function at(person: Person, path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  const [name, value] = person.cookie.split('=') as [string, string];
  await context.addCookies([{ name, value, url: it.url }]);
  const page = await context.newPage();
  await page.goto(`${it.url}${path}`);
  return page;
}
/** A chat in the line, offered to and taken by this counsellor. */
async function talk(counsellor: Person): Promise<string> {
  await counsellor.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await counsellor.call('GET', '/api/now')).body;
  return (await counsellor.call('POST', `/api/offers/${offer.id}/accept`)).body.contactId;
}

test('a case, a protected name, a referral with consent: the partner accepts and reports, and the counsellor sees it without reloading', { timeout: 120_000 }, async () => {
  const ana = await it.signIn('counsellor', ['en'], 'Juniper');
  const supervisor = await it.signIn('supervisor', ['en'], 'Heron');
  const administrator = await it.signIn('administrator', ['en'], 'Alder');
  const desk = await at(ana, `/desk/contact/${await talk(ana)}`);

  await desk.getByRole('button', { name: 'Start a case' }).click();
  await desk.getByRole('button', { name: /^HV-/ }).click();
  await desk.waitForURL('**/desk/cases/HV-*');
  const number = desk.url().split('/').at(-1)!;
  await desk.getByRole('button', { name: 'Add a person' }).click();
  const name = desk.getByRole('textbox', { name: 'Wants to be called' });
  await name.fill('Synthetic Sample Child');
  await desk.locator('.pf', { has: name }).getByRole('button', { name: 'Lock it in' }).click();
  await desk.getByRole('button', { name: 'Show…' }).waitFor();
  expect(await desk.content()).not.toContain('Synthetic Sample Child');
  expect((await ana.call('GET', `/api/cases/${number}`)).body).not.toEqual(expect.stringContaining('Synthetic Sample Child'));

  await desk.getByRole('button', { name: 'Show…' }).click();
  await desk.getByRole('radio', { name: 'To carry on their care' }).check();
  await desk.getByRole('button', { name: 'Show for 5 minutes' }).click();
  await desk.getByText('Synthetic Sample Child').waitFor();
  await desk.getByRole('button', { name: 'Hide now' }).click();
  expect(await desk.content()).not.toContain('Synthetic Sample Child');

  await desk.getByLabel('Next step').fill('Ask how the visit went');
  await desk.getByLabel('By', { exact: true }).fill('2099-01-04');
  await desk.getByRole('button', { name: 'Add a task' }).click();
  await desk.getByText('Ask how the visit went').waitFor();

  const refer = async (service: number, urgency: string): Promise<string> => {
    const form = desk.getByRole('form', { name: 'Refer to a service' });
    if (!(await form.isVisible())) await desk.getByRole('button', { name: 'Refer…' }).click();
    await form.getByLabel('What is needed').selectOption({ index: 1 });
    // Each with the reasons why it stands where it stands.
    const list = form.getByRole('group', { name: 'Service' }).getByRole('listitem').filter({ has: desk.getByRole('radio') });
    await until('services to choose from', async () => (await list.count()) > service);
    const one = list.nth(service);
    await one.getByRole('radio').check();
    const chosen = (await one.locator('.quiet').first().innerText()).split(' · ')[0]!;
    expect(await one.locator('.tag').count()).toBeGreaterThan(0);
    await desk.getByRole('radio', { name: urgency }).check();
    await desk.getByLabel('Who agreed').fill('the child');
    await desk.getByLabel('How they said it').fill('in the chat');
    await desk.getByRole('button', { name: 'See what they get' }).click();
    return chosen;
  };
  const first = await refer(0, 'At once');
  await desk.getByText('This is all they get:').waitFor();
  expect(await desk.locator('pre.bytes').innerText()).not.toContain('Synthetic Sample Child');
  await desk.getByRole('checkbox', { name: 'Child: Name' }).check();
  await desk.getByRole('button', { name: 'See what they get' }).click();
  await desk.locator('pre.bytes', { hasText: 'Synthetic Sample Child' }).waitFor();
  await desk.getByRole('button', { name: 'Send', exact: true }).click();
  await desk.locator('.tag', { hasText: 'Sent' }).waitFor();

  await it.drain();
  const { messages } = (await administrator.call('GET', '/api/mailbox')).body;
  expect(messages).toHaveLength(1);
  expect(JSON.stringify(messages)).not.toMatch(/Synthetic Sample Child|HV-|RF-/);

  const { partners } = (await supervisor.call('GET', '/api/partners')).body as { partners: { organizationId: string; name: string }[] };
  const organization = partners.find((p) => p.name === first)!.organizationId;
  const { link } = (await supervisor.call('POST', `/api/partners/${organization}/staff`, { deskName: 'Intake' })).body;
  const portal = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await addAuthenticator(portal);
  await portal.goto(link);
  await portal.getByRole('button', { name: 'Make a passkey' }).click();
  await portal.locator('nav.side').getByRole('link').first().click();
  await portal.getByText('Synthetic Sample Child').waitFor();
  await desk.locator('.tag', { hasText: 'Seen' }).waitFor();
  // Both write, and each sees it without reloading.
  await desk.getByRole('button', { name: 'Messages' }).click();
  await desk.getByLabel('Write to the service').fill('Synthetic question');
  await desk.getByRole('button', { name: 'Send message' }).click();
  await portal.getByText('Synthetic question').waitFor();
  await portal.getByLabel('Write to the centre').fill('Synthetic reply');
  await portal.getByRole('button', { name: 'Send message' }).click();
  await desk.getByText('Synthetic reply').waitFor();
  await portal.getByRole('button', { name: 'Accept' }).click();
  await desk.locator('.tag', { hasText: 'Accepted' }).waitFor();
  // What the agency says of itself is in the directory at once, and a colleague comes by a link that works once.
  await portal.getByRole('link', { name: 'Our agency' }).click();
  await portal.getByRole('radio', { name: 'A waiting list' }).check();
  await portal.getByRole('button', { name: 'Save' }).click();
  await portal.getByText('Saved. The centre sees it at once.').waitFor();
  await portal.getByLabel('Name at work').fill('Second');
  await portal.getByRole('button', { name: 'Invite' }).click();
  expect(await portal.locator('code.link').innerText()).toContain('/partner/enrol/');
  await portal.goBack();
  await portal.getByRole('radio', { name: 'We helped', exact: true }).check();
  await portal.getByRole('button', { name: 'Send report' }).click();
  await desk.locator('.tag', { hasText: 'Reported' }).waitFor();
  await portal.getByText('Reported. Thank you.').waitFor();
  expect(await portal.content()).not.toContain('Synthetic Sample Child');
  await desk.reload();

  await refer(1, 'At once');
  await desk.getByRole('button', { name: 'Send', exact: true }).click();
  await desk.locator('.tag', { hasText: 'Sent' }).waitFor();
  const tasks = await at(supervisor, '/desk/tasks');
  await tasks.getByText('Nothing waits for you.').waitFor();
  // Fifteen minutes without a sign of life would sign the supervisor out.
  for (let n = 0; n < 4; n += 1) {
    it.clock.advance(8 * 60);
    await supervisor.call('GET', '/api/me');
    await it.drain();
  }
  await tasks.getByRole('listitem').filter({ has: tasks.getByRole('button', { name: 'Done' }) }).first().waitFor();
  expect((await supervisor.call('GET', '/api/tasks')).body.tasks).toEqual([expect.objectContaining({ kind: 'referral_unanswered' })]);
});
