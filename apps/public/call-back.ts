import { installQuickExit } from './quick-exit.ts';

installQuickExit();
const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = byId<HTMLFormElement>('call');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void ask();
});

/** Asks for a call; nothing is kept in the browser. */
async function ask(): Promise<void> {
  const field = byId<HTMLInputElement>('number');
  const error = byId('call-error');
  const number = field.value.trim();
  error.textContent = '';
  field.removeAttribute('aria-invalid');
  if (!/^[+()\d][\d\s().-]{6,22}$/.test(number)) return refuse(form.dataset['bad'] ?? '');
  try {
    const answer = await fetch('/api/public/callback', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ number, language: byId<HTMLSelectElement>('language').value, when: byId<HTMLSelectElement>('when').value, voicemail: byId<HTMLInputElement>('voicemail').checked }) });
    if (answer.status === 400 || answer.status === 422) return refuse(form.dataset['bad'] ?? '');
    if (!answer.ok) return void (error.textContent = form.dataset['failed'] ?? '');
    field.value = '';
    form.hidden = true;
    byId('done').hidden = false;
    byId('done').focus();
  } catch {
    error.textContent = form.dataset['failed'] ?? '';
  }
}

function refuse(text: string): void {
  byId('call-error').textContent = text;
  byId('number').setAttribute('aria-invalid', 'true');
  byId('number').focus();
}
