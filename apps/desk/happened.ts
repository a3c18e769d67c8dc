/**
 * What happened in a case, and the steps that the centre gives itself, in the reader's language. They are written down in English, once, whoever reads them later; here each is known by its words,
 * and what it names is put into the same sentence of the other language. What no line fits is shown as it was written. A test holds the lines against every place of the core that writes one.
 */
import en from './locales/en.json' with { type: 'json' };
import { t } from './i18n.ts';

/** Each line with what it names. */
export const LINES: readonly string[] = [
  'Case opened from a contact.',
  'Given to {name}.',
  'Person added: {role}.',
  '{field} of a person ({role}) {did}.',
  'Next step added.',
  'Done: {task}',
  'Document of a person ({role}) {did}.',
  'Place of a person ({role}) {did}.',
  'Asked to open the place of a person ({role}).',
  'What was kept about a person was erased, as they asked.',
  'Referral {number} sent to {to}. Consent: {by}, {how}.',
  'Referral {number} sent to {to}. Legal basis: {basis}.',
  'Referral {number} is a draft, made after {before}. Nothing has left.',
  'Referral {number} taken back.',
  'The draft {number} was thrown away.',
  'The draft {number} was thrown away: nobody sent it.',
  'Referral {number} ran out.',
  'Referral {number} was opened by the service.',
  'Referral {number} was opened by the machine of the service.',
  'Referral {number} was read to the service on the telephone.',
  'Referral {number}: the service was called and not reached.',
  'Referral {number}: the service was called and would not hear it.',
  'Referral {number} was accepted{how}.',
  'Referral {number} was declined; the reason is with the referral{how}.',
  'Referral {number} is on a waiting list until {until}.',
  'Referral {number}: help began{how}.',
  'Referral {number} has an outcome; it is with the referral{how}.',
  'The service wrote a message about referral {number}.',
  'A message about referral {number} was written to the service.',
  'Referral {number}: the service was reminded.',
  'Referral {number} was not answered in time; other services are proposed.',
  'Referral {number} is still not answered; somebody has to telephone.',
  'Referral {number} is still not answered; a supervisor was told.',
  'Referral {number}: the day until which the service asked to wait has come.',
  'Referral {number}: nothing was heard of it for two weeks; the service was asked.',
  'The message about referral {number} cannot be delivered ({error}); call the service. It is still being tried.',
  'Disclosure {number} to {to}: {state}.',
  'Report {number} to {to}: started.',
  'Report {number}: {state}.',
  'Referral {number} was not answered in time: choose another service',
  'Telephone the service about referral {number}',
  'Referral {number} was not answered in time',
  'The wait of referral {number} is over: ask the service',
  'Ask the service how referral {number} went',
  'The message about referral {number} cannot be delivered ({error}); call the service',
  'The machine of the service does not take referral {number} ({error}); telephone',
  'The machine of the service does not say how referral {number} stands ({error}); telephone',
  'The machine of the service says {status} about referral {number}: ask the service what it means',
  'The machine of the service says {status} about referral {number}; somebody has to ask the service.',
  'Review the disclosure {number} for a threat to life',
  'Tell the child’s side about {number}',
  'A disclosure waits for a second person: {number}',
  'The review found {number} not right: see to what follows',
  'Review what was passed on live: {number}',
  'The answer to the demand {number} is overdue',
  'The answer to the demand {number} is due',
  'Review the emergency call to {to}: {number}',
  'The review of {number} (threat to life) is overdue',
  'The child’s side was not told about {number}',
  'The report {number} has to be made by {time} UTC and the body was not told yet',
  'The report {number} is overdue by law: the body was not told',
  'The report {number} has no number of the body yet: is the form there?',
  'A message to carry, from a caller who says to be an official: ask {name}, contact {number}',
  'The answer to the request {number} is overdue',
  'The answer to the request {number} is due',
  'What was compiled for the request {number} was not given: compile it anew',
  'The hold is over: answer the request {number}',
  'Check who asks: {number}',
  'Call the service and read referral {number} to it',
  'Call the service again about referral {number}: it has not answered',
  'Call the service: a message about referral {number} waits for it',
  'Referral {number}: the service would not hear it on the telephone; choose another service',
  'Referral {number}: the service was called {times} times and not reached',
  'Nobody is on call: a threat to life waits for a second person ({number})',
  'Nobody on call answered: a threat to life waits for a second person ({number})',
];
const PATTERNS = LINES.map((key) => [key, new RegExp(`^${key.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)')}$`), [...key.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)] as const);
const KNOWN: Record<string, string> = en;
/** A word that the centre itself put in: a role, a state, who. Names and numbers stay as they are. */
const word = (text: string): string => (KNOWN[`told ${text}`] === undefined ? text : t(`told ${text}`));

export function happened(text: string): string {
  for (const [key, pattern, names] of PATTERNS) {
    const m = pattern.exec(text);
    if (m) return t(key, Object.fromEntries(names.map((name, i) => [name, name === 'task' ? happened(m[i + 1]!) : word(m[i + 1]!)])));
  }
  return text;
}
