/** Entries of the log in sentences. What has no words of its own is shown by its code. */
import { t } from '../i18n.ts';

export interface Entry { seq: number; at: string; readable: boolean; actor: string; name: string; purpose: string; action: string; subject: string; outcome: string; fields: string[] }

const ACTIONS: Record<string, string> = {
  'contact.read': 'read a contact', 'contact.write': 'worked on a contact', 'conversation.listen': 'listened to a conversation', 'offer.answer': 'answered an offer', 'party.answer': 'joined a conversation',
  'callback.request': 'asked for a callback', 'callback.read': 'looked at the callbacks', 'callback.take': 'took a callback',
  'case.open': 'opened a new case', 'case.read': 'read a case', 'case.write': 'changed a case', 'case.assign': 'assigned a case', 'person.reveal': 'was shown protected fields', 'person.write': 'wrote a protected field',
  'task.read': 'looked at tasks', 'task.write': 'changed a task', 'referral.create': 'prepared a referral', 'referral.read': 'read a referral', 'referral.answer': 'answered a referral', 'referral.revoke': 'took a referral back',
  'directory.read': 'looked into the directory', 'wallboard.read': 'looked at the wallboard', 'block.decide': 'decided on a block', 'staff.manage': 'managed the accounts of staff', 'centre.manage': 'changed the settings of the centre',
  'partner.manage': 'managed partners', 'mailbox.read': 'read the mailbox', 'log.read': 'read the log', 'log.erase': 'took away what an entry said', 'key.erase': 'erased a key', 'write-draft': 'saved a draft', 'sign-out': 'signed out', arrive: 'arrived',
  'says-official': 'noted that the caller says to be an official', 'says-official-taken-back': 'took back that the caller says to be an official', 'official.message': 'handed on a message from somebody who says to be an official', 'official.need': 'handed on the need of a child, from somebody who says to be an official', 'official.call-back': 'asked for a call back to an official',
  'report.started': 'started a duty to report', 'report.tell': 'told the body of a duty to report', 'report.acknowledge': 'wrote down the number of a report', 'report.drop': 'took back a duty to report',
  'referral.delivered': 'sent a referral to a partner’s machine', 'referral.not-delivered': 'could not send a referral to a partner’s machine', 'way.set': 'set up a partner’s machine', 'way.check': 'checked a partner’s machine', 'way.key-shown': 'was shown the key of a partner’s machine',
  'way.key-changed': 'changed the key of a partner’s machine', 'way.taken-away': 'took away a partner’s machine', 'disclosure.emergency-called': 'called an emergency centre into a call', 'disclosure.delivered': 'sent a document', 'disclosure.not-delivered': 'could not deliver a document',
  'referral.call.told': 'read a referral to a service on the telephone', 'referral.call.not_reached': 'called a service and did not reach it', 'referral.call.refused': 'called a service that would not hear a referral',
  'referral.record': 'wrote down what a service said', 'person.answer': 'wrote a message about somebody', 'agency.read': 'looked at its own agency', 'service.keep': 'kept its services up to date', 'referral.sent': 'sent a referral', 'referral.drafted': 'made a draft of a referral', 'referral.receive': 'opened a referral', 'referral.accept': 'accepted a referral', 'referral.decline': 'declined a referral', 'referral.waitlist': 'put a referral on a waiting list', 'referral.begin': 'began to help', 'referral.report': 'reported how a referral ended', 'referral.message': 'wrote a message about a referral', 'referral.step.remind': 'reminded a service', 'referral.step.propose': 'proposed other services', 'referral.step.phone': 'asked for a call to a service', 'referral.step.supervisor': 'told a supervisor of a referral', 'referral.step.wait_over': 'asked after a waiting list', 'referral.step.outcome_due': 'asked how a referral went', 'referral.expired': 'ended a referral that ran out', 'referral.closed-to-reading': 'closed what a referral gave to read', 'invite-partner': 'invited somebody of a partner', 'change-partner': 'changed what somebody of a partner may do',
};
const PURPOSES: Record<string, string> = {
  'answer-contact': 'to answer a contact', 'care-continuity': 'to work on a case', 'service-referral': 'to refer to a service', 'mandated-report': 'for a duty to report', 'threat-to-life': 'because of a threat to life',
  'family-message': 'to carry a family message', 'legal-representation': 'for the child’s own lawyer', 'quality-supervision': 'to supervise', 'data-subject-request': 'because the person asked', 'legal-demand': 'for a legal demand',
  statistics: 'to count', 'system-operation': 'to run the centre',
};
const WHO: Record<string, string> = {
  counsellor: 'Counsellor', interpreter: 'Interpreter', case_worker: 'Case worker', supervisor: 'Supervisor', data_protection_officer: 'Data protection officer', administrator: 'Administrator',
  partner: 'A partner', caller: 'A caller', system: 'The centre itself',
};

const words = (all: Record<string, string>) => (code: string): string => (all[code] === undefined ? code : t(all[code]));
const choices = (all: Record<string, string>): [string, string][] => Object.entries(all).map(([code, text]) => [code, t(text)]);
export const actionWords = words(ACTIONS);
export const purposeWords = words(PURPOSES);
export const actionChoices = () => choices(ACTIONS);
export const purposeChoices = () => choices(PURPOSES);
export const whoChoices = () => choices(WHO);

/** A kind and the end of a long id: enough to tell two apart. */
export function shortId(text: string): string {
  const [kind = '', id = ''] = text.split(':');
  return `${kind} ${id.length > 12 ? `…${id.slice(-6)}` : id}`;
}

export function sentence(e: Entry): string {
  const [kind = ''] = e.actor.split(':');
  const who = e.name !== '' ? e.name : kind === 'staff' ? shortId(e.actor) : WHO[kind] === undefined ? shortId(e.actor) : t(WHO[kind]);
  const values = { who, what: actionWords(e.action), subject: shortId(e.subject), why: purposeWords(e.purpose) };
  return e.outcome === 'refused' ? t('{who} was refused this: {what} ({subject}), {why}.', values) : t('{who} {what} ({subject}), {why}.', values);
}

const ERRORS: Record<string, string> = {
  WitnessAway: 'It does not answer. It is asked again and again.',
  LogRolledBack: 'It has seen more entries than there are now: the log was rolled back. Keep everything as it is, and tell the operator.',
  LogForked: 'It has seen another log than this one: entries were changed. Keep everything as it is, and tell the operator.',
  CosignatureWrong: 'What it signed is not our checkpoint, or its key is another. Ask who runs it.',
};
/** Why a witness does not stand by the log. */
export const witnessTrouble = (code: string): string => t(ERRORS[code] ?? 'It refuses our checkpoints. Ask who runs it.');
