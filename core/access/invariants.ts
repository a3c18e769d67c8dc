/**
 * What no set of rules may permit, whoever writes it. Each invariant is tried at the start against everybody × purpose × action × kind of
 * thing × what may be true of it (finite.ts); a set that breaks one does not start.
 */
import type { Touches } from './rules.ts';

/** One combination that the rules permit. `me` stands for whoever asks, `another` for somebody else. */
export interface Permitted {
  readonly principal: string;
  readonly roles: readonly string[];
  /** Staff in a conversation whose caller says to be an official. */
  readonly inOfficialCall: boolean;
  readonly purpose: string;
  readonly action: string;
  readonly touches: Touches;
  readonly resource: string;
  readonly attrs: Readonly<Record<string, unknown>>;
}
export interface Invariant {
  readonly id: string;
  readonly en: string;
  readonly es: string;
  /** A forbid has to hold it even if some rule permitted everything. */
  readonly overAll?: true;
  broken(p: Permitted): boolean;
}

/** Attributes that the invariants look at: they are tried even where no rule mentions them. */
export const LOOKED_AT = ['participates', 'agency', 'open', 'asker'];
/** Something of the thing names whoever asks. */
const related = (p: Permitted): boolean => Object.values(p.attrs).some((v) => v === 'me' || (Array.isArray(v) && v.includes('me')));
const holds = (p: Permitted, ...roles: string[]): boolean => roles.some((role) => p.roles.includes(role));
const opens = (p: Permitted): boolean => p.touches === 'opens';
const protectedAct = (p: Permitted): boolean => p.touches === 'opens' || p.touches === 'writes';

export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'closed-purposes', overAll: true,
    en: 'Nothing is permitted for a purpose that is not in the list. Enforcement is not in the list and cannot be put there.',
    es: 'Nada se permite para un fin que no está en la lista. La persecución no está en la lista y no puede ponerse en ella.',
    broken: (p) => FORBIDDEN_WORDS.test(p.purpose),
  },
  {
    id: 'no-browsing',
    en: 'Nobody searches, lists, maps, exports or follows people. Somebody is found only through a conversation or a case that one works on.',
    es: 'Nadie busca, enumera, pone en un mapa, exporta ni sigue a personas. Solo se llega a alguien por una conversación o un caso en que se trabaja.',
    broken: (p) => ['Contact', 'Case', 'Person', 'Referral', 'SealedPlace'].includes(p.resource) && /(^|\.)(search|browse|list|export|map|track|follow|locate|find)\b/.test(p.action),
  },
  {
    id: 'only-ones-own',
    en: 'What somebody told us opens only to a person it has been given to: the conversation handled, the case assigned, the referral received.',
    es: 'Lo que alguien nos contó se abre solo a quien se le dio: la conversación que atiende, el caso asignado, la derivación recibida.',
    broken: (p) => opens(p) && !related(p),
  },
  {
    id: 'operation-and-statistics-touch-nothing', overAll: true,
    en: 'Running the centre and counting never open or change what somebody told us.',
    es: 'Hacer funcionar el centro y contar nunca abren ni cambian lo que alguien nos contó.',
    broken: (p) => protectedAct(p) && ['statistics', 'system-operation'].includes(p.purpose),
  },
  {
    id: 'no-information-call', overAll: true,
    en: 'In a conversation with somebody who says to be an officer or official, nothing that is kept is opened or written, and no case begins.',
    es: 'En una conversación con alguien que dice ser agente o funcionario no se abre ni se escribe nada de lo guardado, y no empieza ningún caso.',
    broken: (p) => p.inOfficialCall && protectedAct(p) && !['contact.read', 'contact.write'].includes(p.action),
  },
  {
    id: 'two-people',
    en: 'Nobody agrees to what they asked for themselves.',
    es: 'Nadie da su acuerdo a lo que pidió por sí mismo.',
    broken: (p) => /approve|agree/.test(p.action) && p.attrs['asker'] !== 'another',
  },
  {
    id: 'no-role-is-a-key',
    en: 'Administrators, supervisors, interpreters and data protection officers open nothing by their role; nor does anybody without one.',
    es: 'Ni administración, supervisión, interpretación ni protección de datos abren algo por su función; tampoco quien no tiene ninguna.',
    broken: (p) => opens(p) && p.principal === 'StaffActor' && !holds(p, 'counsellor', 'case_worker') && !(holds(p, 'data_protection_officer') && ['data-subject-request', 'legal-demand'].includes(p.purpose)),
  },
  {
    id: 'the-machine-reads-nothing',
    en: 'No part of the centre reads by itself what somebody told us.',
    es: 'Ninguna parte del centro lee por sí misma lo que alguien nos contó.',
    broken: (p) => opens(p) && p.principal === 'SystemActor',
  },
  {
    id: 'callers-have-their-own-conversation-only',
    en: 'A caller reaches their own conversation and nothing else; nobody who asks learns whether we know somebody.',
    es: 'Quien llama llega a su propia conversación y a nada más; nadie que pregunte se entera de si conocemos a alguien.',
    broken: (p) => p.principal === 'CallerActor' && (!['Contact', 'Callback'].includes(p.resource) || p.attrs['id'] !== 'me'),
  },
  {
    id: 'partners-have-their-own-referrals-only',
    en: 'A partner sees what was referred to it, while the referral lasts, and nothing else.',
    es: 'Una entidad ve lo que se le derivó, mientras dura la derivación, y nada más.',
    broken: (p) => p.principal === 'PartnerActor' && protectedAct(p) && (!related(p) || p.attrs['open'] === false),
  },
  {
    id: 'enforcement-partners-only-for-a-life', overAll: true,
    en: 'An agency that takes part in immigration enforcement gets nothing but what a threat to life requires. Not to know is no clearance.',
    es: 'Una entidad que participa en el control migratorio no recibe nada, salvo lo que exige un peligro para la vida. No saberlo no es un permiso.',
    broken: (p) => (p.principal === 'PartnerActor' || p.resource === 'Agency') && p.attrs['participates'] !== false && p.purpose !== 'threat-to-life',
  },
  {
    id: 'police-and-courts-by-law-only', overAll: true,
    en: 'Police and courts are given something only for a threat to life, a report the law obliges us to make, or through counsel.',
    es: 'A la policía y a los tribunales se les da algo solo por un peligro para la vida, un aviso que la ley exige o por medio de la asesoría legal.',
    broken: (p) => (p.principal === 'PartnerActor' || p.resource === 'Agency') && ['police', 'court'].includes(String(p.attrs['agency'])) && !['threat-to-life', 'mandated-report', 'legal-demand'].includes(p.purpose),
  },
];

/** Words that no purpose may hold. */
export const FORBIDDEN_WORDS = /enforce|deport|remov|track|locat|immigra|status|detain|arrest/;
/** Purposes under which enforcement might come back; Cedar itself is asked for each, without the schema's help. */
export const NEVER = ['immigration-enforcement', 'enforcement', '*'];
