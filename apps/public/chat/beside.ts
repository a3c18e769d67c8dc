/** Writing beside the sound of a call: both read and write within the same contact. The way in is in this page's memory alone. */
import { Conversation, nextWait } from './outbox.ts';
import type { Message } from './outbox.ts';

const API = '/api/public/chat';
export type BesideTexts = Record<'you' | 'person' | 'sending' | 'notSent', string>;

/** Takes the log and the form; `stop` ends it and forgets what was written. */
export function writeBeside(list: HTMLElement, form: HTMLFormElement, field: HTMLTextAreaElement, secret: string, t: BesideTexts): { stop(): void } {
  const conversation = new Conversation();
  const headers = { 'chat-key': secret };
  const ended = new AbortController();
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  list.replaceChildren();
  const shown = new Map<string, HTMLLIElement>();
  const line = (key: string, mine: boolean, text: string, note: string): void => {
    const item = shown.get(key) ?? list.appendChild(document.createElement('li'));
    if (shown.has(key) && item.dataset['note'] === note) return;
    shown.set(key, item);
    item.className = mine ? 'msg msg--you' : 'msg';
    item.dataset['note'] = note;
    item.replaceChildren(...[mine ? t.you : t.person, text, note].filter(Boolean).map((one, n) => Object.assign(document.createElement(n === 1 ? 'span' : 'small'), { textContent: one })));
    item.scrollIntoView({ block: 'nearest' });
  };
  const draw = (): void => {
    for (const one of conversation.messages) line(one.clientId ?? `s${one.seq}`, one.from === 'caller', one.text, '');
    for (const one of conversation.waiting) line(one.clientId, true, one.text, one.failed ? t.notSent : t.sending);
  };
  const read = async (): Promise<void> => {
    const answer = await fetch(`${API}?after=${conversation.last}`, { headers, signal: ended.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    conversation.receive(((await answer.json()) as { messages: Message[] }).messages);
    draw();
    await conversation.flush(async (one) => {
      const sent = await fetch(`${API}/messages`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ clientId: one.clientId, text: one.text }) });
      return sent.ok ? 'kept' : sent.status >= 500 || sent.status === 429 ? 'unknown' : 'refused';
    }, draw);
  };
  /** What changed is told; what it is, is fetched after the last number seen. Before the call has arrived there is nothing to listen to. */
  const listen = async (): Promise<void> => {
    const answer = await fetch(`${API}/events`, { headers, signal: ended.signal });
    if (!answer.ok || answer.body === null) throw new Error(String(answer.status));
    const reader = answer.body.getReader();
    for (;;) {
      await read();
      attempts = 0;
      if ((await reader.read()).done) return;
    }
  };
  const again = (): void => {
    if (!ended.signal.aborted) timer = setTimeout(() => void go(), nextWait(attempts++));
  };
  const go = (): Promise<void> => listen().then(again, again);
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') return;
    conversation.write(Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(''), text);
    field.value = '';
    draw();
    void read().then(read).catch(() => undefined); // tried again with the next news
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  form.addEventListener('submit', submit);
  field.addEventListener('keydown', onKey);
  void go();
  return {
    stop() {
      ended.abort();
      clearTimeout(timer);
      form.removeEventListener('submit', submit);
      field.removeEventListener('keydown', onKey);
      list.replaceChildren();
      field.value = '';
    },
  };
}
