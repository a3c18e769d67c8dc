/** Every public page as plain HTML, from the catalogues alone: the server may fill in the centre's number at each request. */
import { en } from './texts/en.ts';
import type { Texts } from './texts/en.ts';
import { es } from './texts/es.ts';
import { FIGURE_TEXTS } from './texts/figures.ts';

export interface PublicSettings { phone: string | null; name?: string; practice?: boolean }
export const CATALOGUES: readonly Texts[] = [en, es];
export const DEFAULT_PHONE = '1-800-555-0199';
const PAGES = ['', 'chat', 'call-back', 'speak', 'leave', 'history-help', 'weather'] as const;
type Page = (typeof PAGES)[number];

/** All addresses that have a page, each ending in a slash. */
export function publicPaths(): string[] {
  return ['', ...CATALOGUES.map((t) => `${t.code}/`)].flatMap((lang) => PAGES.map((page) => `/${lang}${page === '' ? '' : `${page}/`}`));
}

/** The page at an address, or null when there is none. The helpline's name is never shown: the page must not betray who reads it. */
export function renderPublic(path: string, settings: PublicSettings): string | null {
  const parts = path.replace(/index\.html$/, '').split('/').filter((part) => part !== '');
  const named = CATALOGUES.find((t) => t.code === parts[0]);
  const page = (named ? parts[1] : parts[0]) ?? '';
  if (parts.length > (named ? 2 : 1) || !PAGES.includes(page as Page)) return null;
  return render(page as Page, named ?? en, named ? `/${named.code}/` : '/', settings);
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A number as people write it, as a telephone address. */
export function telephoneAddress(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `tel:${phone.trim().startsWith('+') || (digits.length === 11 && digits.startsWith('1')) ? '+' : ''}${digits}`;
}

const ICONS: Record<string, string> = {
  globe: '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 4.700 5 12.300 0 17c-5-4.700-5-12.300 0-17Z"/>',
  exit: '<path d="M10 4.500H5v15h5M14 8l4.500 4-4.500 4M18 12H9.500"/>',
  phone: '<path d="M5 4h3.200l1.600 4.200-2.100 1.500a12 12 0 0 0 6.600 6.600l1.500-2.100L20 15.800V19a1.500 1.500 0 0 1-1.600 1.500A15.400 15.400 0 0 1 3.500 5.600 1.500 1.500 0 0 1 5 4Z"/>',
  mic: '<path d="M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3"/>',
  chat: '<path d="M4 5.500h16v11H11l-4.500 3.500v-3.500H4Z"/>',
  back: '<path d="M8 5 3.500 9.500 8 14M4 9.500h10.500a5.500 5.500 0 0 1 0 11H11"/>',
  no: '<circle cx="12" cy="12" r="8.500"/><path d="m6.200 6.200 11.600 11.600"/>',
  info: '<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5M12 8v.1"/>',
};
const icon = (name: string): string => `<svg class="ico" viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;

const headOf = (t: Texts, title: string, extra: string): string => `<!doctype html>
<html lang="${t.code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/public.css">${extra}</head>`;

/** What stands around every page that shows who we are: languages, and the way out. */
export function frame(t: Texts, base: string, settings: PublicSettings, p: { title: string; skip: string; suffix: string; script: string; body: string; fixed?: boolean }): string {
  const languages = CATALOGUES.map((other) => `<a class="btn" lang="${other.code}" dir="ltr" href="/${other.code}/${p.suffix}"${other === t ? ' aria-current="true"' : ''}>${other.autonym}</a>`).join('');
  return `${headOf(t, p.title, `<script type="module" src="/${p.script}.js"></script>`)}
<body class="${p.fixed ? 'chat' : 'page'}" data-neutral="${base}weather/"><a class="skip" href="#main">${p.skip}</a>
<header class="top"><div class="wrap"><a class="brand" href="${base}" aria-label="${t.start}">${icon('info')}</a><div class="top__end"><nav class="tongues" aria-label="${t.languages}">${languages}</nav><a class="btn btn--exit" id="exit" href="${base}leave/" rel="nofollow noreferrer">${t.exit}${icon('exit')}</a></div></div></header>
${settings.practice ? `<p class="practice" role="note">${t.practice}</p>` : ''}${p.body}
</body></html>
`;
}

function render(page: Page, t: Texts, base: string, settings: PublicSettings): string {
  if (page === 'leave') return `${headOf(t, t.weatherTitle, `<meta http-equiv="refresh" content="0; url=${base}weather/">`)}<body><main class="wrap sky"><a href="${base}weather/">${t.weatherTitle}</a></main></body></html>`;
  if (page === 'weather') return `${headOf(t, t.weatherTitle, '')}<body><main class="wrap sky"><h1>${t.weather[0]}</h1>${t.weather.slice(1).map((line) => `<p>${line}</p>`).join('')}</main></body></html>`;
  const body = page === 'chat' ? chat(t, settings) : page === 'call-back' ? callBack(t, settings) : page === 'speak' ? speak(t, base, settings) : page === 'history-help' ? historyHelp(t, base) : home(t, base, settings);
  const script = page === 'chat' || page === 'call-back' || page === 'speak' ? page : 'exit';
  return frame(t, base, settings, { title: t.title, skip: t.skip, suffix: page === '' ? '' : `${page}/`, script, body, fixed: page === 'chat' });
}

function number(settings: PublicSettings): string {
  return settings.phone === null ? '' : `<a class="num" href="${telephoneAddress(settings.phone)}"><b>${escape(settings.phone)}</b></a>`;
}

function home(t: Texts, base: string, settings: PublicSettings): string {
  const call = settings.phone === null ? '' : `<a class="way way--first" href="${telephoneAddress(settings.phone)}">${icon('phone')}<strong class="num">${escape(settings.phone)}</strong><span>${t.callUs}</span></a>`;
  return `<main id="main"><section class="hero"><div class="wrap"><h1>${t.heading}</h1><p class="lead">${t.lead}</p>
<div class="ways">${call}<a class="way" href="${base}chat/">${icon('chat')}<strong>${t.write}</strong><span>${t.writeHint}</span></a><a class="way" href="${base}speak/">${icon('mic')}<strong>${t.speak}</strong><span>${t.speakHint}</span></a><a class="way" href="${base}call-back/">${icon('back')}<strong>${t.callYou}</strong><span>${t.callYouHint}</span></a></div>
<p>${t.danger} <a href="tel:911"><b>${t.dangerCall}</b></a> ${t.dangerThen}</p></div></section>
<section class="sect"><div class="wrap halves"><div><h2>${t.nevers}</h2><ul class="facts">${t.never.map((line) => `<li>${icon('no')}<span>${line}</span></li>`).join('')}</ul></div>
<div><h2>${t.know}</h2><ul class="facts">${t.also.map((line) => `<li>${icon('info')}<span>${line}</span></li>`).join('')}<li>${icon('exit')}<span>${t.exitNote} <a href="${base}history-help/">${t.exitHow}</a></span></li></ul></div></div></section></main>
<footer class="foot"><div class="wrap">${t.foot} <a href="${base}figures/">${FIGURE_TEXTS[t.code]!.title}</a></div></footer>`;
}

const choose = (t: Texts): string => CATALOGUES.map((other) => `<option value="${other.code}" lang="${other.code}"${other === t ? ' selected' : ''}>${other.autonym}</option>`).join('');

function chat(t: Texts, settings: PublicSettings): string {
  const words = JSON.stringify({ place: t.place, waitSoon: t.waitSoon, talking: t.talking, joined: t.joined, typing: t.typing, you: t.you, person: t.person, sending: t.sending, notSent: t.notSent, again: t.again, ended: t.ended, failed: t.failed, wordsUnknown: t.wordsUnknown, wordsHere: t.wordsHere });
  return `<main id="main" class="chat__main" data-texts="${escape(words)}">
<section class="wrap narrow" id="begin"><h1>${t.chatHeading}</h1><p>${t.chatLead}</p><noscript><p class="note">${t.chatNoScript} ${number(settings)}</p></noscript>
<form id="start" method="post"><label for="language">${t.chatLanguage}</label><select class="input" id="language">${choose(t)}</select>
<label for="words">${t.chatWords}</label><p class="hint" id="words-hint">${t.chatWordsHint}</p><input class="input" id="words" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="words-hint" maxlength="120">
<p><label class="tick"><input type="checkbox" id="danger"> ${t.chatDanger}</label></p><p><label class="tick"><input type="checkbox" id="child"> ${t.chatChild}</label></p>
<p class="error" role="alert" id="start-error"></p><button class="btn btn--act">${t.chatStart}</button></form></section>
<section class="talk" id="talk" hidden><div class="chat__who"><div class="wrap"><h1 role="status" id="who"></h1><button class="btn" id="end" type="button">${t.end}</button></div><div class="wrap sure" id="sure" hidden><b>${t.endSure}</b><button class="btn" type="button" id="end-yes">${t.endYes}</button><button class="btn" type="button" id="end-no">${t.endNo}</button></div>
<p class="wrap note" id="offline" role="status" hidden>${t.offline} ${number(settings)}</p></div>
<div class="chat__log" id="scroll" tabindex="0" role="log" aria-label="${t.messages}"><div class="wrap"><p class="quiet">${t.nothingStays}</p><ol id="messages"></ol></div></div>
<div class="chat__write"><div class="wrap"><p class="quiet typing" id="typing" role="status"></p><form id="write"><label class="unseen" for="message">${t.message}</label><textarea class="input" id="message" rows="1" maxlength="4000" placeholder="${t.messagePlaceholder}"></textarea><button class="btn btn--act">${t.send}</button></form>
<div id="over" hidden><p><b>${t.ended}</b></p><div id="over-words" hidden><p>${t.endedWords}</p><p class="words" id="four"></p><p>${t.endedKeep}</p></div><p>${number(settings)}</p><button class="btn btn--act" type="button" id="anew">${t.anew}</button></div></div></div></section></main>`;
}

function callBack(t: Texts, settings: PublicSettings): string {
  return `<main id="main" class="wrap narrow sect"><h1>${t.callHeading}</h1><p>${t.callLead}</p><noscript><p class="note">${t.callNoScript} ${number(settings)}</p></noscript>
<form id="call" method="post" data-failed="${t.failed}" data-bad="${t.callBad}" novalidate><label for="number">${t.number}</label><p class="hint" id="number-hint">${t.numberHint}</p><input class="input" id="number" type="tel" inputmode="tel" autocomplete="off" aria-describedby="number-hint call-error" maxlength="24" required>
<label for="language">${t.callLanguage}</label><select class="input" id="language">${choose(t)}</select><label for="when">${t.callWhen}</label><select class="input" id="when">${['any', 'morning', 'afternoon', 'evening'].map((code, n) => `<option value="${code}">${t.callTimes[n]}</option>`).join('')}</select>
<p><label class="tick"><input type="checkbox" id="voicemail"> ${t.callMachine}</label></p><p class="hint">${t.callSafe}</p><p class="error" id="call-error" role="alert"></p><button class="btn btn--act">${t.callAsk}</button></form>
<p class="note" id="done" tabindex="-1" hidden>${t.callDone}</p><p>${number(settings)}</p></main>`;
}

function speak(t: Texts, base: string, settings: PublicSettings): string {
  const words = JSON.stringify({ asking: t.speakAsking, connecting: t.speakConnecting, on: t.speakOn, ended: t.speakEnded, noMicrophone: t.speakNoMicrophone, failed: t.failed, you: t.you, person: t.person, sending: t.sending, notSent: t.notSent });
  return `<main id="main" class="wrap narrow sect" data-texts="${escape(words)}"><h1>${t.speakHeading}</h1><p>${t.speakLead}</p><noscript><p class="note">${t.callNoScript} ${number(settings)}</p></noscript>
<form id="call" method="post"><label for="language">${t.callLanguage}</label><select class="input" id="language">${choose(t)}</select><p><label class="tick"><input type="checkbox" id="only"> ${t.speakOnly}</label></p><p class="error" id="call-error" role="alert"></p><button class="btn btn--act">${t.speakStart}</button></form>
<section id="on" hidden><p class="note" role="status" id="state"></p><div class="keys" role="group" aria-label="${t.speakKeys}">${[...'123456789*0#'].map((key) => `<button class="btn num" type="button" data-key="${key}">${key}</button>`).join('')}</div><button class="btn" type="button" id="end">${t.speakEnd}</button>
<div class="beside" role="log" tabindex="0" aria-label="${t.messages}"><p class="quiet">${t.speakNotKept}</p><ol id="messages"></ol></div><form id="write" class="beside__write"><label for="message">${t.speakWrite}</label><textarea class="input" id="message" rows="2" maxlength="4000"></textarea><button class="btn btn--act">${t.send}</button></form></section>
<p>${t.speakOr} <a href="${base}chat/">${t.write}</a> ${number(settings)}</p></main>`;
}

function historyHelp(t: Texts, base: string): string {
  return `<main id="main" class="wrap narrow sect"><h1>${t.historyHeading}</h1><ol class="steps">${t.history.map((line) => `<li>${line}</li>`).join('')}</ol><p class="note">${t.historyNote}</p><p><a href="${base}">${t.back}</a></p></main>`;
}
