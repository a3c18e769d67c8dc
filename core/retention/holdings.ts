/**
 * Every table that holds something of a person, of a conversation or of a case: how somebody who asks gets it, and what erasing does to it. A test holds
 * this list against the database, so that a new table cannot be forgotten.
 */
export interface Holding {
  /** How it comes into the answer to somebody who asks; null: it says nothing of them beyond what another line does. */
  readonly given: string | null;
  /** `key`: destroyed with the person's key. `emptied`: its row is emptied or deleted. `own`: it has a key and an end of its own. `none`: nothing of a person is in it. */
  readonly erased: 'key' | 'emptied' | 'own' | 'none';
}
const NOTHING: Holding = { given: null, erased: 'none' };
const CONVERSATION: Holding = { given: 'conversations by day, and the words of those that are theirs; what also concerns somebody else is decided part by part', erased: 'own' };

export const HOLDINGS: Readonly<Record<string, Holding>> = {
  person: { given: 'name, phone, age band, languages', erased: 'emptied' },
  sealed_place: { given: 'that there is one; it is opened by two people, as always', erased: 'key' },
  sealed_grant: { given: 'how often it was asked for', erased: 'none' },
  document: { given: 'how many papers; they are shown at the centre', erased: 'key' },
  document_chunk: { given: null, erased: 'key' },
  referral_payload: { given: 'what was sent to services', erased: 'key' },
  referral_message: { given: 'that there were messages with services; they are deleted when the referral ends', erased: 'key' },
  referral_step: { given: null, erased: 'none' },
  referral_call: { given: null, erased: 'none' },
  referral: { given: 'referrals by number and day', erased: 'own' },
  disclosure_request: { given: 'what was given out, by number and day', erased: 'none' },
  duty_report: { given: 'reports that the law asked for, by number and day', erased: 'none' },
  disclosure_said: { given: null, erased: 'own' },
  disclosure_part: { given: null, erased: 'emptied' },
  disclosure: { given: null, erased: 'none' },
  legal_hold: { given: 'that something is held for a legal reason', erased: 'none' },
  subject_request: NOTHING, subject_request_item: NOTHING,
  case_event: { given: 'what happened, by day', erased: 'none' },
  task: { given: 'the next steps', erased: 'none' },
  case_assignment: NOTHING,
  mailbox_message: NOTHING,
  case_contact: CONVERSATION, contact: CONVERSATION, contact_draft: CONVERSATION, chat_message: CONVERSATION, chat_session: CONVERSATION, contact_code: CONVERSATION, contact_party: CONVERSATION, offer: CONVERSATION, line_pull: CONVERSATION,
  callback: CONVERSATION, recording: CONVERSATION,
  // The number of an office or of a service, checked by two people: nobody in care is meant.
  number_check: NOTHING,
};
/** Columns by which a table points at somebody, a conversation or a case. */
export const POINTERS = ['person_id', 'child_id', 'subject_id', 'contact_id', 'case_id', 'returning_of'];
