/** Callers who say to be officers or officials: the conversation is noted as such, and nothing kept opens in it (policies: no-information-call). */
import { conflict } from '../kernel/index.ts';
import type { Actor, HavenlineError, Tx } from '../kernel/index.ts';
import type { ContactCommands } from './commands.ts';
import { isOver } from './contact.ts';
import { EMPTY_FORM } from './taxonomy.ts';
import type { ContactDeps } from './ports.ts';
import * as rows from './repository.ts';
import type { ContactRow } from './repository.ts';

/** What is refused while a caller says to be an official, in the words that the screen shows. */
export const noInformation = (): HavenlineError =>
  conflict('NoInformationCall', 'This caller says to be an officer or official: nothing that is kept is opened, and no words are made or taken.', 'Say: we cannot say whether we know anybody; we can carry a message. If it was noted by mistake, take it back on the screen.');

/** Of a contact in which nobody is on the line: a child's need that an official told us. */
export const HANDED_ON = 'handed-on';
const CENTRE: Actor = { kind: 'system', name: 'contact' };

export function officialCommands(deps: ContactDeps, contacts: ContactCommands) {
  /** The counsellor's own contact, still theirs to work in, in which somebody says to be an official. @throws NotAnOfficialCall */
  async function ownOfficial(tx: Tx, actor: Actor, contactId: string): Promise<ContactRow> {
    const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
    if (c.official_since === null || isOver(c.state)) throw conflict('NotAnOfficialCall', 'It is not noted that this caller says to be an officer or official.', 'Note it first.');
    return c;
  }
  return {
    ownOfficial,
    /**
     * A child's need that an official told us, as a contact of its own in the line: offered like every other, further forward with danger now. What was said is its first note, under its own key.
     * Nothing ties it to the official's contact but the log, and nothing of it goes back there. @throws NotAnOfficialCall
     */
    async handOnNeed(tx: Tx, actor: Actor, contactId: string, need: { text: string; danger: boolean; language?: string | undefined }): Promise<void> {
      const from = await ownOfficial(tx, actor, contactId);
      const { id } = await contacts.arrive(tx, { channel: 'chat', language: need.language ?? from.language, waits: { chosen: [HANDED_ON] }, told: { danger: need.danger } });
      const grant = await deps.access.authorize(tx, { actor: CENTRE, purpose: 'answer-contact', action: 'contact.write', subject: { type: 'Contact', id, attrs: {} }, fields: ['form'] });
      await deps.vault.createKey('contact', id);
      const form = { ...EMPTY_FORM, aboutRole: 'child_unknown', safety: need.danger ? { danger_now: 'yes' } : {}, notes: [{ at: 0, text: need.text }] };
      const bytes = await deps.vault.protect(tx, grant, { keyOf: { kind: 'contact', id }, table: 'contact_draft', column: 'form', row: id }, JSON.stringify(form));
      await rows.onlyContact(tx, id);
      await rows.saveDraft(tx, id, 1, bytes, deps.clock.now());
      await contacts.log(tx, actor, 'handed-on', id);
    },
    /** Notes that the caller says to be an officer or official, or takes it back; each is in the log. Noted twice it keeps the first time. */
    async saysOfficial(tx: Tx, actor: Actor, contactId: string, on: boolean): Promise<void> {
      const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
      if (isOver(c.state)) throw conflict('ContactMoved', 'This contact is over.', 'Look at the contact again.');
      if ((c.official_since !== null) === on) return;
      await rows.setOfficial(tx, contactId, on ? deps.clock.now() : null);
      await contacts.log(tx, actor, on ? 'says-official' : 'says-official-taken-back', contactId);
      await contacts.tell(tx, c, 'official');
    },
  };
}
