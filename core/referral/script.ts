/**
 * What is said when a service is told of a referral on the telephone, in English and in Spanish. What is read stands in one place (`toRead`), is made of the fields that were
 * previewed and of nothing else, and its bytes are those of the ledger. Everything else may be said to whoever answers, and tells nothing of anybody. Pure.
 */
import type { Leaving, Urgency } from './referral.ts';

export const SCRIPT_LANGUAGES = ['en', 'es'] as const;
export type ScriptLanguage = (typeof SCRIPT_LANGUAGES)[number];
/** `do`: for whoever calls; `say`: to be said as it stands; `read`: read out word by word, to the right person alone; `never`: what is not said. */
export interface ScriptStep { kind: 'do' | 'say' | 'read' | 'never'; text: string }

const SOON: Record<ScriptLanguage, Record<Urgency, string>> = {
  en: { now: 'at once', today: 'today', week: 'this week' }, es: { now: 'ahora mismo', today: 'hoy', week: 'esta semana' },
};
/** The words that a preview is made of; what is not here is read as it was previewed. */
const SPANISH: Record<string, string> = {
  Name: 'Nombre', Phone: 'Teléfono', Age: 'Edad', Languages: 'Idiomas',
  child: 'niño o niña', sibling: 'hermano o hermana', parent: 'madre o padre', relative: 'pariente', sponsor: 'persona que acoge', carer: 'cuidador', professional: 'profesional', other: 'otra persona',
  'Child protection': 'Protección de menores', 'A safe place to stay': 'Un lugar seguro donde quedarse', 'Health care': 'Atención de salud', 'Somebody to talk to regularly': 'Alguien con quien hablar regularmente',
  'A lawyer': 'Una abogada o abogado', School: 'Escuela', 'Food and clothing': 'Comida y ropa', 'Help for families': 'Ayuda para familias',
};
const NOTICE_ES = 'Se les da solo para esta ayuda. No lo pasen a nadie, no lo usen para ningún otro fin, y nunca para hacer cumplir leyes de ningún tipo. Bórrenlo cuando termine o cuando lo retiremos.';
const spanish = (word: string): string => SPANISH[word] ?? word;
const labelIn = (language: ScriptLanguage, label: string): string => (language === 'en' ? label : label.replace(/^([^(]+) \(([^)]+)\)$/, (_all, field: string, role: string) => `${spanish(field)} (${spanish(role)})`));

/** Exactly what is read out, line by line. The same bytes each time. */
export function toRead(language: ScriptLanguage, number: string, l: Leaving): string {
  const fields = l.fields.map((f) => `${labelIn(language, f.label)}: ${f.value}`);
  return (language === 'en'
    ? [`Referral ${number}.`, `What is needed: ${l.need}.`, `How soon: ${SOON.en[l.urgency]}.`, ...fields, l.notice]
    : [`Derivación ${number}.`, `Lo que se necesita: ${spanish(l.need)}.`, `Para cuándo: ${SOON.es[l.urgency]}.`, ...fields, NOTICE_ES]).join('\n');
}

/** The steps of the call, in order. */
export function script(language: ScriptLanguage, number: string, l: Leaving): ScriptStep[] {
  const read: ScriptStep = { kind: 'read', text: toRead(language, number, l) };
  return language === 'en'
    ? [
      { kind: 'say', text: 'Good day, I am calling from the helpline. May I speak with whoever takes new referrals?' },
      { kind: 'do', text: 'Ask what they do there. You need no name. If it is not whoever takes referrals, or a machine answers: say that you will call again, nothing else, and end the call.' },
      { kind: 'say', text: 'I have a referral for you. May I read it to you now? Please write it down only where your referrals are kept.' },
      read,
      { kind: 'say', text: 'Can you take it? You may say yes, no, or from which day; or tell us later.' },
      { kind: 'never', text: 'Where they are, where they come from, their papers, who else is there, how we know them: none of it is said, and neither that there is more.' },
      { kind: 'never', text: 'If they ask: “I can only read what stands here. I will ask, and call you again.”' },
    ]
    : [
      { kind: 'say', text: 'Buen día, llamo de la línea de ayuda. ¿Puedo hablar con quien recibe nuevas derivaciones?' },
      { kind: 'do', text: 'Pregunte qué hace esa persona allí. No hace falta un nombre. Si no recibe derivaciones, o contesta una máquina: diga que volverá a llamar, nada más, y termine la llamada.' },
      { kind: 'say', text: 'Tengo una derivación para ustedes. ¿Puedo leérsela ahora? Anótela, por favor, solo donde guardan sus derivaciones.' },
      read,
      { kind: 'say', text: '¿Pueden aceptarla? Pueden decir que sí, que no, o desde qué día; o decírnoslo después.' },
      { kind: 'never', text: 'Dónde están, de dónde vienen, sus papeles, quién más está, cómo sabemos de ellos: nada de eso se dice, ni que haya algo más.' },
      { kind: 'never', text: 'Si preguntan: «Solo puedo leer lo que está aquí. Preguntaré y volveré a llamar».' },
    ];
}

/** Whom a call reached: what they do there, never a name. The first three are nobody to tell. */
export const REACHED = ['nobody', 'voicemail', 'wrong_number', 'reception', 'intake', 'worker', 'manager'] as const;
export type Reached = (typeof REACHED)[number];
export const NOBODY: readonly Reached[] = ['nobody', 'voicemail', 'wrong_number'];
/** What came of a call. `told`: it was read, and they answer later; `refused`: somebody was reached who would not hear it. */
export const CALL_SAID = ['not_reached', 'refused', 'told', 'accept', 'waitlist', 'decline'] as const;
export type CallSaid = (typeof CALL_SAID)[number];
/** Seconds until somebody tries again, at the earliest. */
export const AGAIN_SECONDS: Record<Urgency, number> = { now: 10 * 60, today: 60 * 60, week: 24 * 3600 };
/** After so many calls that reached nobody a supervisor is told. */
export const TRIES_VISIBLE = 3;
