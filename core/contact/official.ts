/** Callers who say to be officers or officials: the conversation is noted as such, and nothing kept opens in it (policies: no-information-call). */
import { conflict } from '../kernel/index.ts';
import type { Actor, HavenlineError, Tx } from '../kernel/index.ts';
import type { ContactCommands } from './commands.ts';
import { isOver } from './contact.ts';
import type { ContactDeps } from './ports.ts';
import * as rows from './repository.ts';
import type { ContactRow } from './repository.ts';

/** What is refused while a caller says to be an official, in the words that the screen shows. */
export const noInformation = (): HavenlineError =>
  conflict('NoInformationCall', 'This caller says to be an officer or official: nothing that is kept is opened, and no words are made or taken.', 'Say: we cannot say whether we know anybody; we can carry a message. If it was noted by mistake, take it back on the screen.');

export function officialCommands(deps: ContactDeps, contacts: ContactCommands) {
  /** The counsellor's own contact, still theirs to work in, in which somebody says to be an official. @throws NotAnOfficialCall */
  async function ownOfficial(tx: Tx, actor: Actor, contactId: string): Promise<ContactRow> {
    const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
    if (c.official_since === null || isOver(c.state)) throw conflict('NotAnOfficialCall', 'It is not noted that this caller says to be an officer or official.', 'Note it first.');
    return c;
  }
  return {
    ownOfficial,
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
