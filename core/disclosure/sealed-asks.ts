/** Asks to open a sealed place that come from a case and not with a disclosure: the second person, and the ledger's line when it was opened. */
import { hide } from '#core/case';
import { invalid, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { basisText } from './disclosure.ts';
import type { Shared } from './shared.ts';

/** Asks that a disclosure made are decided with it. */
const OF_A_DISCLOSURE = /^DS-/;
const SEALED_RECIPIENT = 'a service (sealed place)';

export function sealedAsksOf({ deps, writeLine }: Shared) {
  const { access, vault, cases, directory, staff } = deps;
  /** A recipient in words may name where people live: then it is not written down. */
  const shown = async (tx: Tx, recipient: string): Promise<string> =>
    (await directory.search(tx, { text: recipient })).services.some((s) => s.residential) ? SEALED_RECIPIENT : recipient;
  return {
    /** What waits, for who may be the second person. Nothing of the place. */
    async sealedWaiting(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'approvals.read', subject: { type: 'Ledger', id: 'all' } });
      const asks = [];
      for (const a of await vault.sealedAsksWaiting(tx)) {
        if (OF_A_DISCLOSURE.test(a.recipient)) continue;
        asks.push({ id: a.id, purpose: a.purpose, recipient: await shown(tx, a.recipient), askedBy: (await staff.account(tx, a.askedBy))?.deskName ?? '', askedAt: a.askedAt.toISOString(), own: actor.kind === 'staff' && actor.id === a.askedBy });
      }
      return asks;
    },
    /** The second person agrees, for half an hour, or does not. They do not see the place. @throws SealedAskOver */
    async decideSealed(tx: Tx, actor: Actor, askId: string, agree: boolean): Promise<void> {
      const ask = await vault.sealedAsk(tx, askId);
      if (!ask) throw notFound();
      if (OF_A_DISCLOSURE.test(ask.recipient)) throw invalid('DecidedWithItsDisclosure', 'This is part of a disclosure.', `Decide on ${ask.recipient.slice(0, 12)}.`);
      const grant = await access.authorize(tx, { actor, purpose: ask.purpose, action: 'sealed.approve', subject: { type: 'SealedPlace', id: ask.placeId, attrs: { assigned: ask.caseId ? await cases.assignedTo(tx, ask.caseId) : [], asker: ask.askedBy } } }).catch(hide);
      if (agree) await vault.approveSealed(tx, grant, askId, 30);
      else await vault.declineSealed(tx, grant, askId);
      await publish(tx, `staff:${ask.askedBy}`, 'sealed');
      await publish(tx, 'approvals', 'sealed');
      if (ask.caseId) await publish(tx, `case:${ask.caseId}`, 'place');
    },
    /** The line of the ledger for a place that was opened, in the transaction that opens it. */
    async recordOpened(tx: Tx, actor: Actor, askId: string): Promise<void> {
      const ask = await vault.sealedAsk(tx, askId);
      if (!ask) throw notFound();
      await writeLine(tx, actor, 'disclosed', {
        recipient: await shown(tx, ask.recipient), organizationId: null, purpose: ask.purpose, legalBasis: basisText({ kind: 'law', law: 'opened by two people' }), fields: [{ personId: ask.subjectId, field: 'place' }],
        expiresAt: ask.expiresAt, notice: 'Opened once, for this recipient and purpose.', referralNumber: null, requestNumber: null, sha256: null, approvedBy: ask.approvedBy,
      });
      await publish(tx, 'disclosures', 'opened');
    },
  };
}
