/** What callers hear before a person answers, as data. States of a version: draft -> live -> replaced. Pure. */
import { phone } from './phone.ts';
import type { PhoneCommand, PhoneState } from './phone.ts';
import { LANGUAGES } from './languages.ts';
import type { PromptPart } from './telephony-port.ts';

export interface Flow {
  /** Asked one after the other, each in its own language. */
  menu: { language: string; key: string }[];
  /** Offered by a sample each, to who presses `finderKey` or nothing. */
  finder: string[];
  finderKey: string;
  /** Minutes of the week's days on the centre's clock, 0 is Sunday; empty means always open. */
  hours: { day: number; from: number; to: number }[];
  /** Days as 2026-12-25 on which the centre is closed whatever the hours say. */
  closures: string[];
  /** From so many waiting callers on the surge message is spoken first; null: never. */
  surgeFrom: number | null;
  /** After so many seconds of waiting a callback is offered by itself. */
  overflowSeconds: number;
  /** Between two announcements of the place, seconds. */
  announceSeconds: number;
  /** As the last resort, after a callback was offered, a caller may leave a message. */
  messages: boolean;
}
export const DEFAULT_FLOW: Flow = {
  menu: [{ language: 'en', key: '1' }, { language: 'es', key: '2' }],
  finder: ['quc', 'mam', 'kek', 'cak', 'kjb', 'ixl', 'knj', 'jac', 'cac', 'agu', 'pt', 'ht', 'ar'],
  finderKey: '0', hours: [], closures: [], surgeFrom: 20, overflowSeconds: 300, announceSeconds: 45, messages: false,
};

/** Every prompt that a caller may hear, beside numbers and samples. */
export const PROMPTS = ['welcome', 'for-language', 'more-languages', 'you-are-number', 'in-line', 'hold', 'please-stay', 'press-for-callback', 'callback-where', 'callback-number', 'callback-heard',
  'callback-right', 'callback-confirm', 'goodbye', 'surge', 'invalid', 'danger', 'your-wait', 'minute', 'minutes', 'long-wait', 'nobody-now', 'closed', 'taps', 'turned-away', 'we-called', 'sorry', 'connecting',
  'record-ask', 'record-on', 'record-off', 'message-offer', 'message-days', 'message-speak', 'message-tone', 'message-kept', 'message-failed'] as const;
/** What a language of the menu must have in its own voice: without these its speakers would not know that they are meant. */
const OWN = ['for-language'];

export interface FlowProblem { code: string; where: string; stops: boolean }
/** What is known about recordings: a real one, a machine's voice, or none. */
export type HasPrompt = (language: string, name: string) => 'recording' | 'stand-in' | null;

/** Everything wrong with a flow; what `stops` must be mended before it goes live, the rest is worth knowing. */
export function checkFlow(flow: Flow, has: HasPrompt, spokenIn: (code: string) => string[]): FlowProblem[] {
  const found: FlowProblem[] = [];
  const say = (code: string, where: string, stops = true): void => void found.push({ code, where, stops });
  const keys = flow.menu.map((one) => one.key);
  if (flow.menu.length === 0) say('NoLanguage', 'menu');
  for (const key of new Set(keys)) {
    if (!/^[1-9]$/.test(key)) say('KeyUnusable', key);
    if (keys.filter((one) => one === key).length > 1) say('KeyTwice', key);
  }
  if (!/^[0-9]$/.test(flow.finderKey) || keys.includes(flow.finderKey)) say('KeyTwice', flow.finderKey);
  for (const language of [...flow.menu.map((one) => one.language), ...flow.finder]) if (!LANGUAGES.some((one) => one.code === language)) say('LanguageUnknown', language);
  for (const language of new Set(flow.menu.map((one) => one.language))) if (flow.menu.filter((one) => one.language === language).length > 1) say('LanguageTwice', language);
  for (const { language } of flow.menu) {
    for (const name of PROMPTS) {
      const where = `${language}: ${name}`;
      const own = has(language, name);
      if (own === 'stand-in') say('StandIn', where, false);
      else if (own === null && (OWN.includes(name) || !spokenIn(language).some((other) => has(other, name) !== null))) say('PromptMissing', where);
      else if (own === null) say('PromptOfAnother', where, false);
    }
  }
  for (const language of flow.finder) {
    const sample = has(language, 'sample');
    if (sample === null) say('SampleMissing', language, false);
    else if (sample === 'stand-in') say('StandIn', `${language}: sample`, false);
  }
  for (const one of flow.hours) if (one.day < 0 || one.day > 6 || one.from < 0 || one.to > 1440 || one.from >= one.to) say('HoursUnusable', `${one.day}`);
  for (const day of flow.closures) if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) say('DayUnusable', day);
  if (flow.hours.length > 0 && flow.hours.every((one) => one.from >= one.to)) say('ClosedForEver', 'hours');
  if (flow.announceSeconds < 15) say('TooOften', 'announceSeconds');
  return found;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
/** Making one takes longer than a whole call may. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let made = clocks.get(timeZone);
  if (!made) clocks.set(timeZone, (made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
  return made;
}
/** Whether somebody is there at this moment, on the centre's clock. */
export function isOpen(flow: Pick<Flow, 'hours' | 'closures'>, now: Date, timeZone: string): boolean {
  if (flow.closures.length === 0 && flow.hours.length === 0) return true;
  const parts = Object.fromEntries(clockOf(timeZone).formatToParts(now).map((one) => [one.type, one.value]));
  if (flow.closures.includes(`${parts['year']}-${parts['month']}-${parts['day']}`)) return false;
  if (flow.hours.length === 0) return true;
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts['weekday']!.slice(0, 3));
  const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
  return flow.hours.some((one) => one.day === day && one.from <= minute && minute < one.to);
}

export interface DryStep { key: string | null; hears: { language: string; parts: PromptPart[] }[]; step: string }
/** What a caller hears who presses these keys one after the other ("-" presses nothing until the time is up), and where they end up. */
export function dryRun(flow: Flow, keys: string, open: boolean): { steps: DryStep[]; end: string } {
  let state = { step: 'arriving' } as PhoneState;
  const steps: DryStep[] = [];
  const heard = (commands: PhoneCommand[]): DryStep['hears'] => commands.flatMap((one) => (one.do === 'play' ? [{ language: one.language, parts: one.parts }] : []));
  const take = (key: string | null): void => {
    const event = key === null ? { type: 'arrived' as const, open } : key === '-' ? (state.step === 'waiting' ? { type: 'place' as const, place: 3, wait: { say: 'minutes' as const, minutes: 5 }, waited: 0 } : { type: 'timeout' as const }) : { type: 'digit' as const, digit: key };
    const [next, commands] = phone(state, event, flow);
    const done = commands.find((one) => one.do === 'callbackHere' || one.do === 'callbackTo' || one.do === 'hangUp');
    state = done ? { step: 'over' } : next;
    steps.push({ key, hears: heard(commands), step: done ? done.do : next.step });
  };
  take(null);
  for (const key of keys) if (state.step !== 'over' && steps.length < 60) take(key);
  return { steps, end: steps.at(-1)!.step };
}
