import { Conversation, nextWait } from './chat/outbox.ts';
import type { Message, Sent, Waiting } from './chat/outbox.ts';
import { installQuickExit } from './quick-exit.ts';

interface View { state: 'waiting' | 'talking' | 'ended'; place: number | null; messages?: Message[]; counsellorTyping?: boolean; words?: string[] | null }
type ChatTexts = Record<'waitSoon' | 'talking' | 'joined' | 'typing' | 'you' | 'person' | 'sending' | 'notSent' | 'again' | 'ended' | 'failed' | 'wordsUnknown' | 'wordsHere', string> & { place: string[] };
const API = '/api/public/chat';
const KEPT = 'c'; // A name that says nothing, should somebody look. Written only after the chat began.
const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const t = JSON.parse(byId('main').dataset['texts'] ?? '{}') as ChatTexts;
let conversation = new Conversation();
let events: EventSource | null = null;
let over = false;
let attempts = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

const post = (path: string, body: unknown, keepalive = false): Promise<Response> =>
  fetch(`${API}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), keepalive });

installQuickExit(() => {
  const began = !byId('talk').hidden && !over;
  sessionStorage.clear();
  // Whoever holds the phone next must not be able to read on or write in this child's place.
  if (began) void post('/end', {}, true).catch(() => undefined);
});

byId('start').addEventListener('submit', (event) => { event.preventDefault(); void begin(); });
byId('write').addEventListener('submit', (event) => { event.preventDefault(); submit(); });
byId('anew').addEventListener('click', () => { sessionStorage.clear(); location.reload(); });
byId('end').addEventListener('click', () => { byId('sure').hidden = false; byId('end-yes').focus(); });
byId('end-no').addEventListener('click', () => { byId('sure').hidden = true; byId('message').focus(); });
byId('end-yes').addEventListener('click', () => void end());
addEventListener('online', () => void catchUp());
addEventListener('offline', () => { byId('offline').hidden = false; });

const field = byId<HTMLTextAreaElement>('message');
let typed = 0;
field.addEventListener('input', () => {
  if (Date.now() - typed < 3000) return;
  typed = Date.now();
  void post('/typing', {}).catch(() => undefined);
});
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
});

async function begin(): Promise<void> {
  const words = byId<HTMLInputElement>('words').value.trim().toLowerCase();
  const error = byId('start-error');
  error.textContent = '';
  try {
    const answer = await post('', { language: byId<HTMLSelectElement>('language').value, danger: byId<HTMLInputElement>('danger').checked, child: byId<HTMLInputElement>('child').checked, ...(words === '' ? {} : { words: words.split(/[\s,.-]+/).filter(Boolean).join(' ') }) });
    if (!answer.ok) { error.textContent = words !== '' && answer.status < 500 ? t.wordsUnknown : t.failed; return; }
    const view = (await answer.json()) as View;
    keep();
    show();
    take(view);
    field.focus();
    void catchUp();
  } catch { error.textContent = t.failed; }
}

/** The conversation's own screen, and live news. */
function show(): void {
  byId('begin').hidden = true;
  byId('talk').hidden = false;
  listen();
  draw();
}

function listen(): void {
  events?.close();
  events = new EventSource(`${API}/events`);
  // A hint says only that something changed; what changed is fetched after the last number seen, so nothing is lost between two connections.
  events.onmessage = () => void catchUp();
  events.onopen = () => void catchUp();
}

let asking = false;
let askAgain = false;
async function catchUp(): Promise<void> {
  if (over) return;
  if (asking) { askAgain = true; return; }
  asking = true;
  clearTimeout(retry);
  try {
    const answer = await fetch(`${API}?after=${conversation.last}`);
    if (answer.status === 401 || answer.status === 403 || answer.status === 404 || answer.status === 410) {
      take({ state: 'ended', place: null });
    } else if (!answer.ok) throw new Error('unavailable');
    else {
      take((await answer.json()) as View);
      attempts = 0;
      byId('offline').hidden = true;
      void flush();
    }
  } catch {
    byId('offline').hidden = false;
    again();
  } finally {
    asking = false;
    if (askAgain) { askAgain = false; void catchUp(); }
  }
}

function again(): void {
  clearTimeout(retry);
  retry = setTimeout(() => {
    if (events?.readyState === EventSource.CLOSED) listen();
    void catchUp();
  }, nextWait(attempts++));
}

function take(view: View): void {
  conversation.receive(view.messages ?? []);
  keep();
  const n = view.place ?? 0;
  const place = n < 1 ? '' : (t.place[n - 1 < 3 ? n - 1 : 3] ?? '').replace('{n}', String(n));
  say(byId('who'), view.state === 'waiting' ? `${t.waitSoon} ${place}`.trim() : view.state === 'talking' ? t.talking : t.ended);
  say(byId('typing'), view.counsellorTyping === true && view.state === 'talking' ? t.typing : '');
  draw();
  if (view.state !== 'ended') return;
  const ending = !over;
  // News that it ended may overtake the answer that brings the words: what is shown already stays.
  if (ending || view.words) finish(view.words ?? null);
  if (ending && !view.words && view.place === 0) void askForWords();
}

/** Writes a live region only when it changed, so that it is not read out again. */
function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function submit(): void {
  const text = field.value.trim();
  if (text === '' || over) return;
  conversation.write(clientId(), text);
  field.value = '';
  keep();
  draw();
  void flush();
}

async function flush(): Promise<void> {
  const done = await conversation.flush(send, () => { keep(); draw(); });
  if (done || over) return;
  if (conversation.waiting.some((one) => one.failed)) again();
}

async function send(one: Waiting): Promise<Sent> {
  const answer = await post('/messages', { clientId: one.clientId, text: one.text });
  if (!answer.ok) return answer.status >= 500 || answer.status === 429 ? 'unknown' : 'refused';
  const { seq } = (await answer.json()) as { seq: number };
  // Shown from the acknowledgement; the fetch that follows finds the same number and does not show it twice.
  if (seq <= conversation.last + 1) conversation.receive([{ seq, from: 'caller', text: one.text, at: '', clientId: one.clientId }]);
  else void catchUp();
  return 'kept';
}

function keep(): void {
  sessionStorage.setItem(KEPT, JSON.stringify(conversation.waiting));
}

const drawn = new Map<string, HTMLLIElement>();
function draw(): void {
  const list = byId('messages');
  const wanted = new Set<string>();
  for (const message of conversation.messages) {
    const key = `s${message.seq}`;
    wanted.add(key);
    if (drawn.has(key)) continue;
    const early = message.clientId ? drawn.get(`c${message.clientId}`) : undefined;
    if (early) { drawn.delete(`c${message.clientId}`); early.replaceWith(bubble(key, message.from, message.text, '')); } else place(bubble(key, message.from, message.text, ''));
  }
  for (const one of conversation.waiting) {
    const key = `c${one.clientId}`;
    wanted.add(key);
    const state = one.failed ? 'failed' : 'sending';
    if (drawn.get(key)?.dataset['state'] === state) continue;
    drawn.get(key)?.remove();
    list.append(bubble(key, 'caller', one.text, state));
  }
  for (const [key, item] of drawn) if (!wanted.has(key)) { item.remove(); drawn.delete(key); }
  byId('scroll').scrollTop = byId('scroll').scrollHeight;
}

/** Puts a received message before those still waiting. */
function place(item: HTMLLIElement): void {
  byId('messages').insertBefore(item, byId('messages').querySelector('[data-state=sending],[data-state=failed]'));
}

function bubble(key: string, from: Message['from'], text: string, state: '' | 'sending' | 'failed'): HTMLLIElement {
  const item = document.createElement('li');
  item.className = from === 'caller' ? 'msg msg--you' : from === 'system' ? 'msg msg--plain' : 'msg';
  item.dataset['state'] = state;
  if (from !== 'system') item.append(Object.assign(document.createElement('small'), { textContent: from === 'caller' ? t.you : t.person }));
  item.append(Object.assign(document.createElement('span'), { textContent: text }));
  if (state === 'sending') item.append(Object.assign(document.createElement('small'), { textContent: t.sending }));
  if (state === 'failed') {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: t.again });
    button.addEventListener('click', () => { attempts = 0; void catchUp(); void flush(); });
    item.append(Object.assign(document.createElement('small'), { textContent: t.notSent }), button);
  }
  drawn.set(key, item);
  return item;
}

async function end(): Promise<void> {
  byId('sure').hidden = true;
  try {
    await flush();
    const answer = await post('/end', {});
    if (!answer.ok) throw new Error('not ended');
    const { words } = (await answer.json()) as { words?: string[] | null };
    take({ state: 'ended', place: null, words: words ?? null });
  } catch { byId('offline').hidden = false; }
}

let askedForWords = false;
/** When the other side ended the chat, the words to come back with are asked for once. */
async function askForWords(): Promise<void> {
  if (askedForWords) return;
  askedForWords = true;
  try {
    const answer = await post('/end', {});
    if (answer.ok) finish(((await answer.json()) as { words?: string[] | null }).words ?? null);
  } catch { /* The chat has ended all the same; without the words it begins anew. */ }
}

function finish(words: string[] | null): void {
  over = true;
  events?.close();
  clearTimeout(retry);
  sessionStorage.removeItem(KEPT);
  byId('write').hidden = true;
  byId('end').hidden = true;
  byId('offline').hidden = true;
  byId('over').hidden = false;
  byId('over-words').hidden = !words?.length;
  byId('four').replaceChildren(...(words ?? []).map((word) => Object.assign(document.createElement('b'), { textContent: word })));
}

/** A random UUID, also where the browser is too old for crypto.randomUUID. */
function clientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// Only a tab in which a chat began goes on with it: after a quick exit the same browser shows the start.
const kept = sessionStorage.getItem(KEPT);
if (kept !== null) {
  conversation = new Conversation(JSON.parse(kept) as Waiting[]);
  show();
  void catchUp();
}
