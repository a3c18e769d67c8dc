/** The partner's portal: enrol, sign in, the referrals by due time, the answer to one with its messages, what was given to read, the agency about itself. Nothing is kept in the browser. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { agencyPage, readAgency } from './agency.ts';
import type { AgencyData } from './agency.ts';
import { el } from './element.ts';
import { en, es } from './texts.ts';
import { Refused, wire } from './wire.ts';
import type { Document, Given, Me, Message, Referral, Row } from './wire.ts';

let t = navigator.language.startsWith('es') ? es : en;
let me: Me | null = null;
let rows: Row[] = [];
let shown: Referral | null = null;
let given: Given[] = [];
let paper: Document | null = null;
let messages: Message[] = [];
let agency: AgencyData | null = null;
let invitedLink = '';
let form: 'none' | 'decline' | 'waitlist' | 'report' | 'message' | 'agency' = 'none';
let problem = '';
let told = '';
let clientId = crypto.randomUUID();
let connected = true;
let events: EventSource | null = null;
let busy = false;
const app = document.getElementById('app')!;
const WORKING = ['accepted', 'in_service'];
const WAITS = ['waitlisted'];
const OPEN = ['sent', 'received'];

const token = (): string | null => /^\/partner\/enrol\/([^/]+)/.exec(location.pathname)?.[1] ?? null;
const chosen = (): string | null => /^\/partner\/referrals\/([^/]+)/.exec(location.pathname)?.[1] ?? null;
const atAgency = (): boolean => location.pathname === '/partner/agency';
const may = (role: string): boolean => me?.partnerRoles?.includes(role) ?? false;
const reads = (): boolean => may('answers') || may('reads');
const chosenPaper = (): string | null => /^\/partner\/disclosures\/([^/]+)/.exec(location.pathname)?.[1] ?? null;
const when = (iso: string): string => new Intl.DateTimeFormat(t === es ? 'es' : 'en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));

/** While an act runs nothing else can be pressed, and one sees it. */
function still(): void {
  for (const one of app.querySelectorAll('button')) one.disabled = true;
}
/** Runs one act; a second press while it runs does nothing. */
async function act(work: () => Promise<unknown>, message: (error: unknown) => string = () => t.failed): Promise<void> {
  if (busy) return;
  busy = true;
  still();
  problem = '';
  told = '';
  try { await work(); } catch (error) {
    if (error instanceof Refused && error.status === 401 && me !== null) { me = null; shown = null; paper = null; events?.close(); }
    const code = error instanceof Refused ? error.code : '';
    problem = code === 'ReferralMoved' ? t.moved : code === 'LastAdministrator' ? t.last : code === 'Refused' ? t.notYours : message(error);
    if (problem === t.moved) await refresh(true).catch(() => undefined);
  } finally { busy = false; draw(); }
}

let hearing = false;
let hearAgain = false;
/** News: read what changed. News that comes meanwhile is read after it, since this reading may be older than it. */
async function hear(): Promise<void> {
  hearAgain = hearing;
  if (hearing) return;
  hearing = true;
  try {
    await refresh(false);
    if (form === 'none') draw(); else document.getElementById('thread')?.replaceWith(thread());
  } catch { /* the line says whether it is up, and tells again when it is */ } finally {
    hearing = false;
    if (hearAgain) { hearAgain = false; void hear(); }
  }
}

async function refresh(alsoShown: boolean): Promise<void> {
  rows = reads() ? (await wire.list()).referrals.sort((a, b) => a.dueAt.localeCompare(b.dueAt)) : [];
  const number = chosen();
  const row = rows.find((r) => r.number === number);
  // What ended, or was taken back, leaves the page: there is nothing to read of it any more.
  if (number === null || !row) { shown = null; messages = []; }
  else {
    if (alsoShown || shown?.number !== number || row.state !== shown.state) shown = await wire.read(number);
    messages = (await wire.messages(number)).messages;
  }
  if (!atAgency()) agency = null;
  else if (alsoShown || agency === null) agency = await readAgency();
  given = (await wire.given()).disclosures;
  const read = given.find((one) => one.number === chosenPaper())?.number;
  // Each reading is in the centre's log: what is before one is not read again. What may not be read any more leaves the page.
  if (read === undefined) paper = null;
  else if (paper?.number !== read) paper = await wire.document(read);
}

function enter(who: Me): Promise<void> {
  me = who;
  if (token() !== null) history.replaceState(null, '', '/partner/');
  events?.close();
  events = new EventSource('/api/partner/events');
  // While somebody writes a reason or a report the page keeps still; the answer itself is checked by the server.
  events.onmessage = () => void hear();
  events.onopen = () => { if (!connected) { connected = true; draw(); } };
  events.onerror = () => { if (connected) { connected = false; draw(); } };
  return refresh(true);
}

async function go(path: string): Promise<void> {
  history.pushState(null, '', path);
  form = 'none';
  invitedLink = '';
  await act(() => refresh(true));
  document.querySelector<HTMLElement>('h1')?.focus();
}
addEventListener('popstate', () => { form = 'none'; void act(() => refresh(true)); });

function button(text: string, kind: string, press: () => void): HTMLElement {
  return el('button', { type: 'button', class: `btn ${kind}`, click: press }, text);
}

function draw(): void {
  document.documentElement.lang = t === es ? 'es' : 'en';
  const end = el('div', { class: 'bar__end' }, me?.organizationName ? el('span', { class: 'small wide' }, me.organizationName) : null,
    me === null ? null : el('a', { class: 'btn btn--small', href: '/partner/agency', ...(atAgency() ? { 'aria-current': 'page' } : {}), click: (event) => { event.preventDefault(); void go('/partner/agency'); } }, t.agency),
    button(t.language, 'btn--small', () => { t = t === es ? en : es; draw(); }),
    me === null ? null : button(t.signOut, 'btn--small', () => void act(async () => { await wire.signOut(); me = null; shown = null; paper = null; rows = []; given = []; events?.close(); history.replaceState(null, '', '/partner/'); })));
  const bar = el('header', { class: 'bar' }, el('a', { class: 'brand', href: '/partner/', click: (event) => { event.preventDefault(); if (me) void go('/partner/'); } }, t.portal), me?.practice ? el('span', { class: 'tag' }, t.practice) : null, end);
  const status = el('div', {}, el('p', { role: 'alert', class: 'problem' }, problem || (me !== null && !connected ? t.offline : '')), el('p', { role: 'status', class: 'told' }, told));
  app.className = `portal${me === null ? ' portal--out' : shown === null && chosenPaper() === null && !atAgency() ? ' portal--list' : ' portal--one'}`;
  app.replaceChildren(el('a', { class: 'skip', href: '#main' }, t.skip), bar, ...(me === null ? [outside(status)] : [side(), inside(status)]));
  if (busy) still();
}

function outside(status: HTMLElement): HTMLElement {
  const link = token();
  return el('main', { id: 'main', class: 'door' }, el('div', { class: 'pane stack' }, el('h1', {}, link === null ? t.signIn : t.enrolHeading), el('p', {}, link === null ? t.signInHint : t.enrolHint), status,
    link === null ? button(t.signIn, 'btn--act btn--big', () => void act(signIn, () => t.passkeyBad)) : button(t.enrol, 'btn--act btn--big', () => void act(() => enrol(link), (error) => (error instanceof Refused ? t.linkBad : t.passkeyBad)))));
}

async function signIn(): Promise<void> {
  const { options, ceremonyId } = await wire.beginSignIn();
  const response = await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
  await enter((await wire.signIn(ceremonyId, response)).me);
}

async function enrol(link: string): Promise<void> {
  const { options } = await wire.beginEnrolment(link);
  const response = await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON });
  await enter((await wire.enrol(link, response)).me);
}

function side(): HTMLElement {
  const group = (title: string, list: Row[]): Node[] => [el('h2', {}, `${title} ${list.length}`), list.length === 0 ? el('p', { class: 'quiet' }, t.nothing) : el('ul', { class: 'people' }, ...list.map(item))];
  // On a narrow screen the list is the page, so it brings the page's heading.
  const onList = rows.filter((row) => WAITS.includes(row.state));
  const heading = shown === null && chosenPaper() === null && !atAgency() ? [el('h1', { class: 'narrow-only' }, t.waiting)] : [];
  return el('nav', { class: 'side', 'aria-label': t.back }, ...heading, ...group(t.waiting, rows.filter((row) => OPEN.includes(row.state))), ...group(t.working, rows.filter((row) => WORKING.includes(row.state))), ...(onList.length ? group(t.waitlisted, onList) : []),
    ...(given.length ? [el('h2', {}, `${t.given} ${given.length}`), el('ul', { class: 'people' }, ...given.map((one) => link(`/partner/disclosures/${one.number}`, chosenPaper() === one.number, purpose(one), `${t.until} ${when(one.expiresAt)}`)))] : []));
}

const purpose = (one: Given): string => t.purposes[one.purpose] ?? one.purpose;
function link(path: string, current: boolean, title: string, small: string): HTMLElement {
  return el('li', {}, el('a', { href: path, ...(current ? { 'aria-current': 'true' } : {}), click: (event) => { event.preventDefault(); void go(path); } }, el('b', {}, title), el('small', {}, small)));
}

function item(row: Row): HTMLElement {
  return link(`/partner/referrals/${row.number}`, shown?.number === row.number, row.service, OPEN.includes(row.state) ? due(row) : row.waitlistUntil && WAITS.includes(row.state) ? `${t.until_day} ${dayOf(row.waitlistUntil)}` : t.states[row.state] ?? row.state);
}
/** By when, and how long that is from now. */
function due(row: Row): string {
  const minutes = Math.round((Date.parse(row.dueAt) - Date.now()) / 60_000);
  const span = Math.abs(minutes) < 60 ? `${Math.abs(minutes)} min` : `${Math.floor(Math.abs(minutes) / 60)} h ${Math.abs(minutes) % 60} min`;
  return minutes < 0 ? `${t.by} ${when(row.dueAt)} (${t.since})` : `${t.by} ${when(row.dueAt)}, ${t === es ? `${t.left} ${span}` : `${span} ${t.left}`}`;
}
const dayOf = (iso: string): string => new Intl.DateTimeFormat(t === es ? 'es' : 'en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(iso));

function pane(title: string, ...body: (Node | null)[]): HTMLElement {
  return el('section', { class: 'pane' }, el('h2', {}, title), ...body);
}

const lines = (fields: { label: string; value: string }[]): HTMLElement => el('dl', {}, ...fields.map((field) => el('div', {}, el('dt', {}, field.label), el('dd', {}, field.value))));

/** What was given: what it is for, until when, what it says, and the notice that travels with it. */
function reading(status: HTMLElement): HTMLElement {
  if (paper === null) return el('main', { id: 'main', class: 'main' }, status, el('h1', { tabindex: '-1' }, t.given), el('p', {}, t.gone));
  return el('main', { id: 'main', class: 'main' }, status, el('p', { class: 'quiet small' }, paper.number),
    el('div', { class: 'headline' }, el('h1', { tabindex: '-1' }, purpose(paper)), el('span', { class: 'tag tag--attend' }, `${t.until} ${when(paper.expiresAt)}`)),
    el('div', { class: 'columns' }, el('div', { class: 'stack' }, pane(t.get, el('p', { class: 'quiet small' }, t.givenHint), lines(paper.fields)),
      el('details', { class: 'pane' }, el('summary', {}, t.whole), el('pre', {}, paper.bytes), el('p', { class: 'quiet small' }, `${t.mark} (SHA-256): ${paper.sha256}`))),
      el('section', { class: 'note' }, el('h2', {}, t.notice), el('p', {}, paper.notice))));
}

function inside(status: HTMLElement): HTMLElement {
  if (chosenPaper() !== null) return reading(status);
  if (atAgency()) {
    const page = { t, roles: me?.partnerRoles ?? [], when, link: invitedLink, invited: (link: string) => { invitedLink = link; }, act: (work: () => Promise<unknown>, done = '') => void act(async () => { await work(); form = 'none'; await refresh(true); told = done; }) };
    return el('main', { id: 'main', class: 'main', input: () => { form = 'agency'; } }, status, el('h1', { tabindex: '-1' }, t.agency), ...(agency === null ? [] : agencyPage(page, agency)));
  }
  if (shown === null) return el('main', { id: 'main', class: 'main' }, status, el('h1', { tabindex: '-1' }, t.waiting), el('p', { class: 'quiet' }, chosen() !== null ? t.ended : !reads() ? t.notYours : rows.length === 0 ? t.nothing : t.choose));
  const one = shown;
  const fields = one.fields.length === 0 ? el('p', {}, t.getNone) : lines(one.fields);
  return el('main', { id: 'main', class: 'main' }, status, el('p', { class: 'quiet small' }, `${t.referral} ${one.number}`),
    el('div', { class: 'headline' }, el('h1', { tabindex: '-1' }, one.service), el('span', { class: 'tag tag--attend' }, OPEN.includes(one.state) ? due(one) : WAITS.includes(one.state) && one.waitlistUntil ? `${t.until_day} ${dayOf(one.waitlistUntil)}` : t.states[one.state] ?? one.state)),
    el('div', { class: 'columns' }, el('div', { class: 'stack' }, pane(t.ask, el('p', {}, one.need)), pane(t.get, el('p', { class: 'quiet small' }, `${t.getHint}; ${t.readUntil.toLocaleLowerCase()} ${when(one.readableUntil)}`), fields), conversation(one)),
      el('div', { class: 'stack' }, answer(one), one.notice ? el('section', { class: 'note' }, el('h2', {}, t.notice), el('p', {}, one.notice)) : null)));
}

/** What both sides wrote. */
function thread(): HTMLElement {
  return el('ol', { id: 'thread', class: 'thread' }, ...(messages.length === 0 ? [el('li', { class: 'quiet' }, t.noMessages)] : messages.map((m) => el('li', { class: m.side === 'service' ? 'ours' : '' }, el('small', { class: 'quiet' }, `${m.side === 'service' ? t.ours : t.theirs} · ${when(m.at)}`), el('p', {}, m.text)))));
}
function conversation(one: Referral): HTMLElement {
  if (!may('answers')) return pane(t.messages, thread());
  const text = el('textarea', { id: 'message', class: 'input', rows: '3', maxlength: '4000', required: true, 'aria-describedby': 'message-hint', input: () => { form = 'message'; } }) as HTMLTextAreaElement;
  return pane(t.messages, thread(), el('form', { class: 'stack', submit: (event) => {
    event.preventDefault();
    if (text.value.trim() !== '') void finish(async () => { await wire.write(one.number, clientId, text.value.trim()); clientId = crypto.randomUUID(); });
  } }, el('label', { for: 'message' }, t.write), text, el('p', { id: 'message-hint', class: 'quiet small' }, t.writeHint), el('div', { class: 'row' }, el('button', { class: 'btn' }, t.writeSend))));
}

function answer(one: Referral): HTMLElement | null {
  if (!may('answers')) return pane(t.can, el('p', {}, t.mayRead));
  const asks = OPEN.includes(one.state) || WAITS.includes(one.state);
  if (asks && form === 'waitlist') {
    const until = el('input', { id: 'until', class: 'input', type: 'date', required: true, value: one.waitlistUntil ?? '' }) as HTMLInputElement;
    const words = el('input', { id: 'words', class: 'input', maxlength: '500' }) as HTMLInputElement;
    return pane(t.can, el('form', { class: 'stack', submit: (event) => { event.preventDefault(); void finish(() => wire.waitlist(one.number, until.value, words.value.trim())); } },
      el('label', { for: 'until' }, t.until_day), until, el('label', { for: 'words' }, t.words), words, el('p', { class: 'quiet small' }, t.waitlistHint), el('div', { class: 'row' }, el('button', { class: 'btn btn--act' }, t.waitlistSend), button(t.cancel, '', () => { form = 'none'; draw(); }))));
  }
  if (asks && form === 'decline') {
    const why = el('select', { id: 'why', class: 'input' }, ...Object.entries(t.whys).map(([value, label]) => el('option', { value }, label))) as HTMLSelectElement;
    const reason = el('textarea', { id: 'reason', class: 'input', rows: '3', maxlength: '500', required: true, 'aria-describedby': 'hint' }) as HTMLTextAreaElement;
    return pane(t.can, el('form', { class: 'stack', submit: (event) => { event.preventDefault(); if (reason.value.trim() !== '') void finish(() => wire.decline(one.number, why.value, reason.value.trim())); } },
      el('label', { for: 'why' }, t.why), why, el('label', { for: 'reason' }, t.words), reason, el('p', { id: 'hint', class: 'quiet small' }, t.reasonHint), el('div', { class: 'row' }, el('button', { class: 'btn btn--act' }, t.declineSend), button(t.cancel, '', () => { form = 'none'; draw(); }))));
  }
  if (asks) return el('section', { class: 'pane answer' }, el('h2', {}, t.can), el('div', { class: 'stack' }, button(t.accept, 'btn--act btn--big', () => void finish(() => wire.accept(one.number))), button(t.decline, 'btn--big', () => { form = 'decline'; draw(); document.getElementById('why')?.focus(); }), button(t.waitlist, 'btn--big', () => { form = 'waitlist'; draw(); document.getElementById('until')?.focus(); })));
  if (!WORKING.includes(one.state)) return null;
  const text = el('input', { id: 'text', class: 'input', maxlength: '2000', 'aria-describedby': 'hint' }) as HTMLInputElement;
  const choices = Object.entries(t.outcomes).filter(([value]) => value !== one.state).map(([value, label]) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'outcome', value, required: true }), label));
  return pane(t.report, el('form', { class: 'stack', input: () => { form = 'report'; }, submit: (event) => {
    event.preventDefault();
    const picked = new FormData(event.target as HTMLFormElement).get('outcome');
    if (typeof picked === 'string') void finish(() => wire.report(one.number, picked, text.value.trim()), picked === 'in_service' ? '' : t.reported);
  } }, el('fieldset', {}, el('legend', {}, t.outcome), ...choices), el('label', { for: 'text' }, t.text), text, el('p', { id: 'hint', class: 'quiet small' }, t.textHint), el('button', { class: 'btn btn--act' }, t.send)));
}

function finish(work: () => Promise<unknown>, done = ''): Promise<void> {
  return act(async () => { await work(); form = 'none'; await refresh(true); told = done; });
}

draw();
if (token() === null) {
  void wire.me().then(async (who) => { if (who.kind === 'partner') { await enter(who); draw(); } }).catch((error: unknown) => { if (!(error instanceof Refused)) { problem = t.failed; draw(); } });
}
