/** Where somebody of a case is: sealed when it was told, opened with a second person's agreement only. */
import { conflict, invalid, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { hide } from './commands.ts';
import type { caseCommands } from './commands.ts';
import type { CaseDeps } from './ports.ts';
import * as rows from './repository.ts';

const over = () => conflict('SealedAskOver', 'This was not agreed to, was used already, or its time is over.', 'Ask again.');

export function casePlaces(deps: CaseDeps, commands: Pick<ReturnType<typeof caseCommands>, 'authorizePerson' | 'event'>) {
  const { access, vault } = deps;

  /** The person, their place if there is one, and a grant about it; whose case it is not gets the answer for what is not there. */
  async function authorizePlace(tx: Tx, actor: Actor, number: string, personId: string, action: string, purpose: string, asker?: string) {
    const found = await rows.caseByNumber(tx, number);
    const person = found && (await rows.personOf(tx, found.id, personId));
    if (!found || !person) throw notFound();
    const placeId = await vault.sealedOf(tx, 'person', person.id);
    const grant = await access.authorize(tx, { actor, purpose, action, subject: { type: 'SealedPlace', id: placeId ?? person.id, attrs: { assigned: found.assigned, ...(asker === undefined ? {} : { asker }) } } }).catch(hide);
    return { found, person, placeId, grant };
  }

  return {
    /** Seals where this person is. An earlier place is gone, and what was agreed about it. */
    async putPlace(tx: Tx, actor: Actor, number: string, personId: string, text: string): Promise<void> {
      const { found, person, grant } = await commands.authorizePerson(tx, actor, number, personId, 'person.write', 'care-continuity', ['place']);
      await vault.putSealed(tx, grant, { kind: 'person', id: person.id, caseId: found.id }, text);
      await commands.event(tx, actor, found.id, 'place', `Place of a person (${person.role}) sealed.`);
    },

    /** Asks that it be opened, for one purpose and one recipient; a second person decides. */
    async askPlace(tx: Tx, actor: Actor, number: string, personId: string, ask: { purpose: string; recipient: string }): Promise<{ askId: string; expiresAt: string }> {
      const { found, person, placeId, grant } = await authorizePlace(tx, actor, number, personId, 'sealed.ask', ask.purpose);
      if (!placeId) throw invalid('FieldEmpty', 'No place was written for this person.', 'Write it first.');
      const { id, expiresAt } = await vault.askSealed(tx, grant, placeId, ask.recipient);
      await commands.event(tx, actor, found.id, 'place', `Asked to open the place of a person (${person.role}).`);
      await publish(tx, 'approvals', 'sealed');
      return { askId: id, expiresAt: expiresAt.toISOString() };
    },

    /** Opens it once, for who asked. Release the text only after the commit: then the log has it. @throws HavenlineError SealedAskOver */
    async openPlace(tx: Tx, actor: Actor, number: string, personId: string, askId: string): Promise<{ text: string; hidesInSeconds: number }> {
      const ask = await vault.sealedAsk(tx, askId);
      if (!ask || ask.subjectId !== personId || actor.kind !== 'staff' || ask.askedBy !== actor.id) throw notFound();
      const { found, person, placeId, grant } = await authorizePlace(tx, actor, number, personId, 'sealed.open', ask.purpose, ask.askedBy);
      if (placeId !== ask.placeId) throw over();
      const opened = await vault.openSealed(tx, grant, askId);
      await commands.event(tx, actor, found.id, 'place', `Place of a person (${person.role}) opened.`);
      return opened;
    },
  };
}
