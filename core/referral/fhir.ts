/**
 * A referral as FHIR R4 (hl7.org/fhir/R4), after the pattern of SDOH Clinical Care and of Bidirectional Services eReferral: a Task asks for the fulfilment of a ServiceRequest
 * for a Patient. The Patient has what was previewed and nothing else, so these resources claim no profile: US Core asks for a name, a gender and an identifier of everybody. Pure.
 */
import { createHash } from 'node:crypto';
import type { Answer, DeclineReason, Outcome, ReferralState, Urgency } from './referral.ts';
import { DECLINE_REASONS, OUTCOMES, UNANSWERED } from './referral.ts';

/** What our numbers of referrals are called in identifiers: a URI that nobody else uses. */
export const NUMBER_SYSTEM = 'urn:uuid:6f4b5a0e-9c1d-4f0e-8a37-2d5b1c7e9f40';
/** HL7 v3 Confidentiality "restricted", and ActCode "no redisclosure without consent directive" and "delete after use". */
const SECURITY = [
  { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
  { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NORDSCLCD' }, { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'DELAU' },
];
const PRIORITY: Record<Urgency, string> = { now: 'stat', today: 'asap', week: 'routine' };

export interface FhirReferral {
  /** The delivery's id: the same one makes the same bytes. */
  id: string; at: Date; number: string; dueAt: Date | null; need: string; urgency: Urgency; notice: string; owner: string;
  aboutPerson: string | null; fields: readonly { personId: string; field: string; label: string; value: string }[];
}

/** An id that the same two texts always make. */
export function uuidOf(space: string, name: string): string {
  const h = createHash('sha256').update(`${space} ${name}`).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}
/** How a resource of this referral is found: by our number, which is on each of them. */
export const byNumber = (number: string, part = ''): string => `identifier=${encodeURIComponent(`${NUMBER_SYSTEM}|${number}${part}`)}`;

const roleIn = (label: string): string => /\(([^)]+)\)$/.exec(label)?.[1] ?? '';
/** What of a person has a place in FHIR; the rest is a note. */
function personOf(fields: FhirReferral['fields']) {
  const value = (field: string): string | undefined => fields.find((f) => f.field === field)?.value;
  const [name, phone, languages] = [value('name'), value('phone'), value('languages')];
  return {
    ...(name === undefined ? {} : { name: [{ text: name }] }), ...(phone === undefined ? {} : { telecom: [{ system: 'phone', value: phone }] }),
    ...(languages === undefined ? {} : { communication: languages.split(', ').map((code) => ({ language: { coding: [{ system: 'urn:ietf:bcp:47', code }], text: code } })) }),
  };
}
const OF_PERSON = ['name', 'phone', 'languages'];

/**
 * The transaction that makes a Task at the partner's server. Each entry is made only if there is none with our number (conditional create), so that the same bytes
 * sent again after a lost answer make nothing twice.
 */
export function fhirBundle(r: FhirReferral): string {
  const url = (name: string): string => `urn:uuid:${uuidOf(r.id, name)}`;
  const identifier = (part = '') => [{ system: NUMBER_SYSTEM, value: `${r.number}${part}` }];
  const meta = { security: SECURITY };
  const entry = (name: string, resource: { resourceType: string; [key: string]: unknown }, part = '') => ({ fullUrl: url(name), resource, request: { method: 'POST', url: resource.resourceType, ifNoneExist: byNumber(r.number, part) } });
  const others = [...new Set(r.fields.map((f) => f.personId))].filter((id) => id !== r.aboutPerson);
  const notes = r.fields.filter((f) => !OF_PERSON.includes(f.field)).map((f) => ({ text: `${f.label}: ${f.value}` }));
  const dueBy = r.dueAt === null ? {} : { restriction: { period: { end: r.dueAt.toISOString() } } };
  return JSON.stringify({
    resourceType: 'Bundle', type: 'transaction', timestamp: r.at.toISOString(),
    entry: [
      entry('patient', { resourceType: 'Patient', meta, identifier: identifier(), ...personOf(r.fields.filter((f) => f.personId === r.aboutPerson)) }),
      ...others.map((id, i) => {
        const fields = r.fields.filter((f) => f.personId === id);
        return entry(`person ${i}`, { resourceType: 'RelatedPerson', meta, identifier: identifier(`-${i + 1}`), patient: { reference: url('patient') }, relationship: [{ text: roleIn(fields[0]!.label) }], ...personOf(fields) }, `-${i + 1}`);
      }),
      entry('request', {
        resourceType: 'ServiceRequest', meta, identifier: identifier(), status: 'active', intent: 'order', priority: PRIORITY[r.urgency], code: { text: r.need }, subject: { reference: url('patient') }, authoredOn: r.at.toISOString(),
        ...(notes.length > 0 ? { note: notes } : {}),
      }),
      entry('task', {
        resourceType: 'Task', meta, identifier: identifier(), status: 'requested', intent: 'order', priority: PRIORITY[r.urgency], code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
        focus: { reference: url('request') }, for: { reference: url('patient') }, authoredOn: r.at.toISOString(), lastModified: r.at.toISOString(), requester: { display: 'Child-protection helpline' }, owner: { display: r.owner },
        ...dueBy, note: [{ text: r.notice }],
      }),
    ],
  });
}
/** Takes a referral back (RFC 6902): the Task is cancelled. No word of what it was about. */
export const CANCEL = JSON.stringify([{ op: 'replace', path: '/status', value: 'cancelled' }]);

const object = (value: unknown): Record<string, unknown> => (value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const parsed = (body: string): Record<string, unknown> | undefined => { try { return object(JSON.parse(body)); } catch { return undefined; } };
const ID = /^[A-Za-z0-9.-]{1,64}$/;

/** The id of the Task in the answer to a transaction: the server says where it put each entry. Undefined where it does not. */
export function taskIdOf(body: string): string | undefined {
  for (const one of list(parsed(body)?.['entry'])) {
    const location = object(object(one)['response'])['location'];
    const id = typeof location === 'string' ? /(?:^|\/)Task\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(location)?.[1] : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}
/** The id of the one Task that a search found. */
export function foundTaskId(body: string): string | undefined {
  const tasks = list(parsed(body)?.['entry']).map((one) => object(object(one)['resource'])).filter((r) => r['resourceType'] === 'Task');
  const id = tasks[0]?.['id'];
  return tasks.length === 1 && typeof id === 'string' && ID.test(id) ? id : undefined;
}

export interface TaskSaid { status: string; /** Codes of businessStatus and of the reason, for words of our own lists. */ codes: string[]; text: string }
function concept(value: unknown): { codes: string[]; text: string } {
  const of = object(value);
  const codings = list(of['coding']).map(object);
  const words = [of['text'], ...codings.flatMap((c) => [c['display'], c['code']])].find((w): w is string => typeof w === 'string' && w.trim() !== '');
  return { codes: codings.flatMap((c) => (typeof c['code'] === 'string' ? [c['code']] : [])), text: words ?? '' };
}
/** What a partner's Task says. Undefined when it is no Task, or not that of this referral. Words are cut at 1,000 characters; no control characters. */
export function readTask(body: string, number: string): TaskSaid | undefined {
  const task = parsed(body);
  if (task?.['resourceType'] !== 'Task' || typeof task['status'] !== 'string') return undefined;
  if (!list(task['identifier']).some((i) => object(i)['system'] === NUMBER_SYSTEM && object(i)['value'] === number)) return undefined;
  const [reason, business] = [concept(task['statusReason']), concept(task['businessStatus'])];
  const text = [business.text, reason.text].filter((w) => w !== '').join('. ').replace(/\p{Cc}+/gu, ' ').slice(0, 1_000);
  return { status: task['status'].slice(0, 40), codes: [...business.codes, ...reason.codes], text };
}

/** `unclear`: a status that no command stands for where the referral is now; a person has to look. */
export type Reading = { kind: 'answers'; answers: (Answer | { kind: 'received' })[] } | { kind: 'unclear' };
/**
 * The commands of the portal that lead from where the referral is to where the partner's Task is: none when it is there already, so that a status told twice is one act,
 * and more than one when the Task went on between two questions.
 */
export function answersTo(said: TaskSaid, state: ReferralState): Reading {
  const open = UNANSWERED.includes(state) || state === 'waitlisted';
  const accept: Answer[] = open ? [{ kind: 'accept' }] : [];
  const answers = (...all: (Answer | { kind: 'received' })[]): Reading => ({ kind: 'answers', answers: all });
  const outcome = (other: Outcome): Answer => ({ kind: 'report', outcome: said.codes.find((c): c is Outcome => (OUTCOMES as readonly string[]).includes(c)) ?? other, text: said.text });
  const decline = (): Answer => {
    const why = said.codes.find((c): c is DeclineReason => (DECLINE_REASONS as readonly string[]).includes(c)) ?? 'other';
    return { kind: 'decline', why, reason: said.text || why };
  };
  switch (said.status) {
    case 'draft': case 'requested': return answers();
    case 'received': return state === 'sent' ? answers({ kind: 'received' }) : answers();
    case 'accepted': return answers(...accept);
    case 'rejected': return open ? answers(decline()) : { kind: 'unclear' };
    case 'in-progress': return state === 'in_service' ? answers() : answers(...accept, { kind: 'begin', text: said.text });
    case 'completed': return answers(...accept, outcome('helped'));
    case 'failed': return answers(...accept, outcome('could_not_help'));
    case 'cancelled': return open ? answers(decline()) : answers(outcome('could_not_help'));
    default: return { kind: 'unclear' };
  }
}
/** A status as a person is shown it: a word of FHIR, or that it is none. */
export const statusShown = (status: string): string => (/^[a-z-]{1,40}$/.test(status) ? `"${status}"` : 'something that is no status');

/** Seconds until it is asked again: often while somebody waits, every hour once it was answered; after failures twice as long each time, up to six hours. */
const ASK: Record<Urgency, number> = { now: 60, today: 300, week: 900 };
export function askAgainIn(state: ReferralState, urgency: Urgency, failures: number): number {
  return Math.min((UNANSWERED.includes(state) ? ASK[urgency] : 3_600) * 2 ** Math.min(failures, 10), 6 * 3_600);
}
