/** Every screen of the desk and of the portal, as each role that has it, narrow and wide, light and dark: axe finds nothing, nothing scrolls sideways, no address or title holds a name. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJson } from '#adapters/sources';
import { inTx } from '#core/kernel';
import { launchBrowser } from '#testing/browser';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAME = 'Synthetic Sample Child';
const WAYS: [string, BrowserContextOptions][] = [
  ['wide, light', { viewport: { width: 1440, height: 900 } }],
  ['wide, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['narrow, light', { viewport: { width: 390, height: 844 } }],
  ['narrow, dark, in Spanish', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'es-MX' }],
];
let it: TestSystem;
let browser: Browser;
let people: Record<string, { person: Person; paths: string[] }>;

beforeAll(async () => {
  it = await startSystem({ clock: createTestClock(new Date()) });
  browser = await launchBrowser();
  const counsellor = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  await counsellor.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'es' });
  await it.drain();
  const { offer } = (await counsellor.call('GET', '/api/now')).body;
  const { contactId } = (await counsellor.call('POST', `/api/offers/${offer.id}/accept`)).body;
  await counsellor.call('POST', `/api/contacts/${contactId}/messages`, { clientId: '00000000-0000-4000-8000-000000000001', text: 'I am here.' });
  await counsellor.call('PUT', `/api/contacts/${contactId}/draft`, { revision: 0, form: { callerRole: 'child', reasons: ['school'], safety: { danger_now: 'no' }, notes: [{ at: 35, text: 'Synthetic note.' }] } });
  const { caseNumber } = (await counsellor.call('POST', `/api/contacts/${contactId}/case`)).body;
  const at = `/api/cases/${caseNumber}`;
  const { id } = (await counsellor.call('POST', `${at}/persons`, { role: 'child', ageBand: '9-12', languages: ['es'] })).body;
  await counsellor.call('PUT', `${at}/persons/${id}/fields/name`, { value: NAME });
  await counsellor.call('PUT', `${at}/persons/${id}/place`, { text: 'Synthetic shelter' });
  await fetch(`${it.url}${at}/persons/${id}/documents?kind=identity`, { method: 'POST', headers: { origin: it.url, cookie: counsellor.cookie, 'content-type': 'application/octet-stream' }, body: readFileSync('docs/pictures/desk.png') });
  await counsellor.call('POST', `${at}/tasks`, { title: 'Ask how it went', dueAt: new Date(Date.now() + 86_400_000).toISOString() });
  const { services } = (await counsellor.call('GET', '/api/directory')).body;
  const service = services.find((s: { enforcementParticipation: unknown }) => s.enforcementParticipation === null);
  const sent = (await counsellor.call('POST', `${at}/referrals`, {
    serviceAtLocationId: service.serviceAtLocationId, need: service.needs[0], urgency: 'now', fields: [{ personId: id, field: 'name' }],
    consent: { by: 'the child', how: 'in the chat', saidAt: it.clock.now().toISOString() },
  })).body;
  await counsellor.call('POST', `/api/referrals/${sent.number}/messages`, { clientId: '00000000-0000-4000-8000-000000000002', text: 'Synthetic question.' });
  await counsellor.call('POST', `/api/referrals/${sent.number}/again`, { serviceAtLocationId: services.find((s: { serviceAtLocationId: string; enforcementParticipation: unknown }) => s.enforcementParticipation === null && s.serviceAtLocationId !== service.serviceAtLocationId).serviceAtLocationId });
  await counsellor.call('POST', `${at}/disclosures`, {
    recipient: { serviceAtLocationId: service.serviceAtLocationId }, purpose: 'mandated-report', basis: { kind: 'law', law: 'Synthetic Code 1' }, fields: [{ personId: id, field: 'name' }],
    childSide: { kind: 'not_told', reason: 'Synthetic reason' }, via: 'handover',
  });
  const { body: given } = await counsellor.call('POST', `${at}/disclosures`, {
    recipient: { serviceAtLocationId: service.serviceAtLocationId }, purpose: 'mandated-report', basis: { kind: 'law', law: 'Synthetic Code 2' }, fields: [{ personId: id, field: 'name' }],
    childSide: { kind: 'not_told', reason: 'Synthetic reason' }, via: 'portal',
  });
  // A duty to report in each of its states: asked, opened, told and waiting for the body's number.
  const report = (area: string) => counsellor.call('POST', `${at}/reports`, { area, since: it.clock.now().toISOString(), fields: [{ personId: id, field: 'ageBand' }], message: 'Synthetic words', childSide: { kind: 'not_told', reason: 'Synthetic reason' } }).then((r) => r.body);
  const second = await it.signIn('supervisor', ['en'], 'Plover');
  for (const [area, last] of [['56', ''], ['48', 'form'], ['36', 'told']] as const) {
    const { number, disclosure } = await report(area);
    if (last === '') continue;
    await second.call('POST', `/api/disclosures/${disclosure}/approve`, { why: 'Synthetic reason' });
    expect((await counsellor.call('POST', `${at}/reports/${number}/form`)).status).toBe(200);
    if (last === 'told') expect((await counsellor.call('POST', `${at}/reports/${number}/told`, { how: 'phone' })).body).toEqual({ state: 'told' });
  }
  expect((await second.call('POST', `/api/disclosures/${given.number}/approve`, { why: 'Synthetic reason' })).body).toEqual({ state: 'released' });
  // Another counsellor speaks with somebody who says to be an official.
  const other = await it.signIn('counsellor', ['en'], 'Sorrel');
  // A minute of work, to be seen beside what was planned.
  it.clock.advance(60);
  await counsellor.call('PUT', '/api/presence', { state: 'break' });
  await other.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const asked = (await other.call('GET', '/api/now')).body.offer;
  const officialContact = (await other.call('POST', `/api/offers/${asked.id}/accept`)).body.contactId;
  expect((await other.call('POST', `/api/contacts/${officialContact}/official`, { on: true })).status).toBe(200);
  const officer = await it.signIn('data_protection_officer', ['en'], 'Rowan');
  await officer.call('POST', '/api/demands', { kind: 'subpoena', fromWhom: 'Synthetic County', court: 'Synthetic Court', servedAt: new Date(Date.now() - 3_600_000).toISOString(), answerDueAt: new Date(Date.now() + 20 * 86_400_000).toISOString(), items: ['Synthetic item'] });
  await officer.call('POST', '/api/officials', { name: 'Example City emergency dispatch', kind: 'emergency', number: '+1 512 555 0190', source: 'the city’s own page', area: '48453', documentsUrl: 'https://centre.test/eido' });
  await second.call('POST', `/api/officials/${(await second.call('GET', '/api/officials')).body.officials[0].id}/check`);
  await counsellor.call('POST', `${at}/persons`, { role: 'parent', languages: ['es'] });
  const { number: request } = (await officer.call('POST', '/api/requests', { kind: 'erasure', byWhom: 'lawyer', caseNumber, personId: id, identityHow: 'power of attorney seen' })).body;
  await second.call('POST', `/api/requests/${request}/check`);
  await it.anonymous.call('POST', '/api/public/callback', { number: '+15550100', language: 'es' });
  await it.drain();
  expect((await second.call('POST', `/api/staff/${counsellor.id}/breaks`, { kind: 'meal', from: new Date(Date.now() + 5 * 3_600_000).toISOString(), to: new Date(Date.now() + 6 * 3_600_000).toISOString() })).status).toBe(200);
  people = {
    counsellor: { person: counsellor, paths: ['/desk/now', `/desk/contact/${contactId}`, '/desk/cases', `/desk/cases/${caseNumber}`, '/desk/tasks', '/desk/callbacks', '/desk/recordings', '/desk/directory', '/desk/sound', '/desk/shifts'] },
    'counsellor with an official': { person: other, paths: [`/desk/contact/${officialContact}`] },
    'case worker': { person: await it.signIn('case_worker', ['en'], 'Moss'), paths: ['/desk/cases', '/desk/tasks'] },
    supervisor: { person: await it.signIn('supervisor', ['en'], 'Heron'), paths: ['/desk/wallboard', '/desk/staffing', '/desk/staffing/forecast', '/desk/staffing/rota', '/desk/staffing/adherence', '/desk/staffing/what-if', '/desk/closed-loop', '/desk/talks', '/desk/waiting', '/desk/skills', '/desk/recordings', '/desk/tasks', '/desk/approvals', '/desk/officials', '/desk/requests', '/desk/sources'] },
    interpreter: { person: await it.signIn('interpreter', ['es', 'mam'], 'Linnet'), paths: ['/desk/now'] },
    administrator: { person: await it.signIn('administrator', ['en'], 'Alder'), paths: ['/desk/centre', '/desk/staff', '/desk/mailbox', '/desk/partner-ways', '/desk/lines', '/desk/call-flow'] },
    'data protection officer': { person: officer, paths: ['/desk/log', '/desk/unusual', '/desk/ledger', '/desk/approvals', '/desk/demands', '/desk/requests', '/desk/retention', '/desk/officials', '/desk/rules', '/desk/partner-ways'] },
    partner: { person: await it.signInPartner(service.organizationId), paths: ['/partner/', `/partner/referrals/${sent.number}`, '/partner/agency', `/partner/disclosures/${given.number}`, '/partner/disclosures/DC-0000-0000'] },
    nobody: { person: it.anonymous, paths: ['/desk/now', '/desk/enrol/wrong', '/partner/', '/partner/enrol/wrong'] },
  };
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await it?.stop();
});

test('what the officer opens to decide about it is on the screen alone, and leaves no trace in the browser', { timeout: 60_000 }, async () => {
  const { person } = people['data protection officer']!;
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  for (const [, options] of WAYS) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await context.addCookies([{ name, value, url: it.url }]);
    const page = await context.newPage();
    await page.goto(`${it.url}/desk/requests`);
    await page.getByRole('button', { name: /^Conversa(tions of|ciones de)/ }).click();
    await page.getByRole('button', { name: /^(Open|Abrir)/ }).first().click();
    await page.getByText('note: Synthetic note.').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).length, document.title, location.href]))).not.toMatch(/Synthetic note|CT-|SR-/);
    await page.getByRole('button', { name: /^(Hide now|Ocultar ahora)/ }).click();
    expect(await page.content()).not.toContain('Synthetic note');
    await context.close();
  }
});

test('a county that is typed to its end, however it is written, is taken; the map of what serves it opens by keys and axe finds nothing', { timeout: 60_000 }, async () => {
  const { person } = people['counsellor']!;
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  for (const [, options] of WAYS) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await context.addCookies([{ name, value, url: it.url }]);
    const page = await context.newPage();
    await page.goto(`${it.url}/desk/directory`);
    await page.getByLabel(/^(County, state|Condado, estado)/).pressSequentially('harris, TEXAS');
    await page.getByText(/^(Serves this county|Atiende a este condado)$/).first().waitFor();
    await page.getByText(/^(A map of these services|Un mapa de estos servicios)$/).press('Enter');
    await page.getByRole('img', { name: /^(Map of the areas|Mapa de las zonas)/ }).waitFor();
    await page.getByText(/^(The map as a list|El mapa como lista)/).first().press('Enter');
    await page.getByRole('listitem').filter({ hasText: /^Harris, Texas/ }).waitFor();
    expect(await findings(page)).toEqual([]);
    await context.close();
  }
});

test('what differs in a source is decided change by change, by keys, and a source that could not be read is shown loudly', { timeout: 90_000 }, async () => {
  const { directory, db } = it.system;
  const operator = { kind: 'system', name: 'operator' } as const;
  const file = join(it.dataDir, 'example-source.json');
  const service = (n: number, name: string, more = {}) => ({ id: `00000000-0000-4000-8000-00000000010${n}`, name, status: 'active', languages: [{ id: `00000000-0000-4000-8000-00000000020${n}`, code: 'mam', name: 'Mam' }], ...more });
  const write = (services: unknown[]): void => writeFileSync(file, JSON.stringify({ id: '00000000-0000-4000-8000-000000000100', name: 'Example Yarrow House', description: 'd', services }));
  write([service(1, 'Yarrow counseling'), service(2, 'Yarrow night shelter'), service(3, 'Yarrow clinic')]);
  const first = await directory.imports.read(db, operator, 'Example county list', openJson(file));
  await inTx(db, (tx) => directory.imports.apply(tx, operator, first));
  write([service(1, 'Yarrow family counseling', { application_process: 'Call first, also in the evening', wait_time: 'Two weeks' }), service(3, 'Yarrow clinic'), service(4, 'Yarrow legal aid')]);
  await directory.imports.read(db, operator, 'Example county list', openJson(file));
  const { person } = people['supervisor']!;
  const { sources } = (await person.call('GET', '/api/directory/sources')).body;
  expect((await person.call('PUT', `/api/directory/sources/${sources[0].id}/schedule`, { schedule: { weekday: 1, minute: 180 } })).status).toBe(200);
  const { id: lost } = (await person.call('POST', '/api/directory/sources', { name: 'Example state list', address: 'https://127.0.0.1:9/datapackage.json' })).body;
  expect((await person.call('POST', `/api/directory/sources/${lost}/read`)).status).toBe(200);
  await it.drain();
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  for (const [way, options] of WAYS) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await context.addCookies([{ name, value, url: it.url }]);
    const page = await context.newPage();
    const settled = answersOf(page);
    await page.goto(`${it.url}/desk/sources`);
    await page.getByText(/^(It could not be read on|No se pudo leer el)/).waitFor();
    await page.getByRole('button', { name: /^(Look at the changes|Ver los cambios)$/ }).first().press('Enter');
    await page.getByText(/^(1 of the 3 services of this source would go|Desaparecerían 1 de los 3)/).waitFor();
    await page.getByRole('button', { name: /^(Refuse|Rechazar): Yarrow night shelter$/ }).press('Enter');
    await page.getByRole('button', { name: /^(Take back|Retirar): Yarrow night shelter$/ }).waitFor();
    await page.getByRole('button', { name: /^(When…|Cuándo…)$/ }).first().press('Enter');
    await settled();
    expect(await findings(page)).toEqual([]);
    if (process.env['HAVENLINE_PICTURES']) await page.screenshot({ path: join(process.env['HAVENLINE_PICTURES'], `sources ${way}.png`), fullPage: true });
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.setViewportSize(options.viewport!);
    await page.getByRole('button', { name: /^(Take back|Retirar): Yarrow night shelter$/ }).press('Enter');
    await page.getByRole('button', { name: /^(Refuse|Rechazar): Yarrow night shelter$/ }).waitFor();
    if (way !== WAYS.at(-1)![0]) { await context.close(); continue; }
    // All together: the large drop asks once more.
    await page.getByRole('button', { name: /^(Approve all of it and apply|Aprobar todo y aplicar)$/ }).press('Enter');
    await page.getByRole('button', { name: /^(I asked the source|Pregunté a la fuente)/ }).press('Enter');
    await page.getByRole('button', { name: /^(Look at the changes|Ver los cambios)$/ }).first().waitFor({ state: 'detached' });
    const found = (await person.call('GET', '/api/directory?text=yarrow')).body.services.map((one: { service: string }) => one.service);
    expect(found.sort()).toEqual(['Yarrow clinic', 'Yarrow family counseling', 'Yarrow legal aid']);
    await context.close();
  }
});

test('a service that is told by telephone: the script opens on the screen alone, a call is written down by keys, and hiding it leaves nothing', { timeout: 90_000 }, async () => {
  const { person, paths } = people['counsellor']!;
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  for (const [way, options] of WAYS) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await context.addCookies([{ name, value, url: it.url }]);
    const page = await context.newPage();
    await page.goto(it.url + paths.find((path) => path.includes('/desk/cases/'))!);
    const call = page.getByRole('button', { name: /^(Call and read it|Llamar y leerla)/ });
    await call.press('Enter');
    await page.getByRole('button', { name: /^(Open the script|Abrir el guion)/ }).press('Enter');
    await page.getByText(/^(Name \(child\)|Nombre \(niño o niña\)): Synthetic Sample Child$/m).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    expect([way, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([way, 0]);
    await page.setViewportSize(options.viewport!);
    if (process.env['HAVENLINE_PICTURES']) await page.screenshot({ path: `${process.env['HAVENLINE_PICTURES']}/call ${way}.png`, fullPage: true });
    const form = page.getByRole('form', { name: /^(How the call went|Cómo fue la llamada)$/ });
    await form.getByRole('radio', { name: /^(Nobody|Nadie)$/ }).press('Space');
    await form.getByRole('button', { name: /^(Write it down|Anotar)/ }).press('Enter');
    await page.getByText(/^(Calls:|Llamadas:)/).waitFor();
    await form.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(NAME);
    expect(await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).length, document.title, location.href]))).not.toContain('Sample');
    await context.close();
  }
});

test('planned against actual is opened by keys, of everybody and of oneself; axe finds nothing in it and the day before is a key away', { timeout: 120_000 }, async () => {
  for (const [role, path, times, none] of [['supervisor', '/desk/staffing/adherence', /^(Times of|Horas de) Juniper$/, /^(Nobody was planned|Ese día no había nadie)/], ['counsellor', '/desk/shifts', /^(Times|Horas)$/, /^(Nothing was planned, and|No había nada planificado y)/]] as const) {
    const [name, value] = people[role]!.person.cookie.split(/=(.*)/s) as [string, string];
    for (const [, options] of WAYS) {
      const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
      await context.addCookies([{ name, value, url: it.url }]);
      const page = await context.newPage();
      await page.goto(it.url + path);
      await page.getByText(times).press('Enter');
      await page.getByText(/^(As it was|Como fue)$/).first().waitFor();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: /^(Day before|Día anterior)$/ }).press('Enter');
      await page.getByText(none).waitFor();
      await context.close();
    }
  }
});

test('a partner’s machine that speaks FHIR is set up by keys; what opens its server is shown and hidden again', { timeout: 90_000 }, async () => {
  const { person } = people['administrator']!;
  const [name, value] = person.cookie.split(/=(.*)/s) as [string, string];
  const { partners: all } = (await person.call('GET', '/api/partners')).body;
  const partners = all.filter((p: { enforcementParticipation: unknown }) => !p.enforcementParticipation);
  for (const [n, [way, options]] of WAYS.entries()) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    await context.addCookies([{ name, value, url: it.url }]);
    const page = await context.newPage();
    await page.goto(`${it.url}/desk/partner-ways`);
    await page.getByLabel(/^(Organization|Organización)$/).fill(partners[partners.length - 1 - n].name);
    await page.getByRole('radio', { name: 'FHIR R4' }).press('Space');
    await page.getByLabel(/^(Base address of their FHIR server|Dirección base de su servidor FHIR)$/).fill('https://partner.test/fhir/');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: /^(Add, checked by me|Agregar, comprobado por mí)$/ }).press('Enter');
    const added = page.getByRole('listitem').filter({ hasText: partners[partners.length - 1 - n].name });
    await added.getByRole('button', { name: /^(Show the key|Mostrar la clave)/ }).press('Enter');
    await added.getByText(/^hvl_/).waitFor();
    expect(await findings(page)).toEqual([]);
    if (process.env['HAVENLINE_PICTURES']) await page.screenshot({ path: `${process.env['HAVENLINE_PICTURES']}/ways ${way}.png`, fullPage: true });
    await page.setViewportSize({ width: 320, height: 700 });
    expect([way, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([way, 0]);
    await added.getByRole('button', { name: /^(Hide now|Ocultar ahora)/ }).press('Enter');
    expect(await page.content()).not.toContain('hvl_');
    await context.close();
  }
});

/** Waits until everything the page asked the server for has been answered and drawn: what is looked at is the screen with what is on it. */
function answersOf(page: Page): () => Promise<void> {
  const asked = new Set<Request>();
  page.on('request', (one) => { if (/\/api\//.test(one.url()) && one.resourceType() !== 'eventsource') asked.add(one); });
  page.on('requestfinished', (one) => void asked.delete(one));
  page.on('requestfailed', (one) => void asked.delete(one));
  const frames = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  return async () => {
    for (let still = 0; still < 3; still = asked.size === 0 ? still + 1 : 0) await frames();
  };
}
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run();
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.split('\n').slice(1).join(' ').trim().slice(0, 200)}`));
  });
}

test.for(['counsellor', 'counsellor with an official', 'case worker', 'supervisor', 'interpreter', 'administrator', 'data protection officer', 'partner', 'nobody'])('the screens of the %s', { timeout: 180_000 }, async (role) => {
  const { person, paths } = people[role]!;
  const found: string[] = [];
  for (const [way, options] of WAYS) {
    const context = await browser.newContext({ locale: 'en-US', ...options, bypassCSP: true, reducedMotion: 'reduce' });
    if (person.cookie) await context.addCookies([{ name: person.cookie.split('=')[0]!, value: person.cookie.split('=').slice(1).join('='), url: it.url }]);
    const page = await context.newPage();
    page.on('pageerror', (error) => found.push(`${role}, ${way}: ${error.message}`));
    const settled = answersOf(page);
    for (const path of paths) {
      await page.goto(it.url + path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForLoadState('load');
      await settled();
      // A need handed on, with its form open.
      if (role === 'counsellor with an official') {
        for (const name of ['Help', 'Ayuda']) { const tab = page.getByRole('link', { name, exact: true }); if (await tab.isVisible()) await tab.click(); }
        await page.getByRole('button', { name: /^(The need of a child|La necesidad de un niño)$/ }).click();
        await page.getByRole('button', { name: /^(Put it in the line|Ponerla en la fila)$/ }).waitFor();
        if (process.env['HAVENLINE_PICTURES']) await page.screenshot({ path: join(process.env['HAVENLINE_PICTURES'], `need ${way}.png`), fullPage: true });
      }
      // A case with its forms open.
      if (path.includes('/desk/cases/')) for (const name of ['Refer…', 'Messages', 'Derivar…', 'Mensajes']) { const b = page.getByRole('button', { name, exact: true }).first(); if (await b.isVisible()) await b.click(); }
      const at = `${path} (${way})`;
      found.push(...(await findings(page)).map((one) => `${at} ${one}`));
      const title = await page.title();
      if (`${title} ${page.url()}`.includes('Sample')) found.push(`${at} the title or address holds a name`);
      if ((await page.content()).includes(NAME) && role !== 'partner') found.push(`${at} the page holds a protected value`);
      await page.setViewportSize({ width: 320, height: 700 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found.push(`${at} scrolls sideways by ${over} px at 320`);
      await page.setViewportSize(options.viewport!);
    }
    await context.close();
  }
  expect(found).toEqual([]);
});
