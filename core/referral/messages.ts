/**
 * Messages between the people of a case and the service, about one referral, while it lives. They are under the person's key like what was sent, and deleted
 * when the referral ends. What we write is a disclosure: its bytes are in the ledger by their hash.
 */
import { recipientShown } from '#core/case';
import { bytesHash, REFERRAL_NOTICE } from '#core/disclosure';
import { conflict, newId, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { tell } from './delivery.ts';
import { enforcementPartner, GONE } from './referral.ts';
import { insertMessage, markRead, messagesOf } from './message-repository.ts';
import type { MessageRow } from './message-repository.ts';
import type { ReferralRow } from './repository.ts';
import { PURPOSE } from './shared.ts';
import type { Shared } from './shared.ts';

const FIELD = 'words';
function messagePlace(referralId: string, m: Pick<MessageRow, 'id' | 'person_id'>) {
  return { keyOf: m.person_id ? { kind: 'person' as const, id: m.person_id } : { kind: 'referral' as const, id: referralId }, table: 'referral_message', column: FIELD, row: m.id };
}
const over = () => conflict('ReferralMoved', 'This referral has ended: nothing can be written to it.', 'Load it again and look at its state.');

export function messagesOfReferrals(shared: Shared) {
  const { deps, authorizeStaff, authorizePartner, authorizeReferred, ofStaff, ofPartner } = shared;
  const { clock, random, audit, vault, cases } = deps;

  /** A grant for the words of this referral's messages: about the person, or about the referral where nobody is named. */
  async function grantFor(tx: Tx, actor: Actor, row: ReferralRow, personId: string | null, writes: boolean) {
    if (actor.kind === 'partner') return personId ? authorizeReferred(tx, actor, row, personId, writes ? 'person.answer' : 'person.reveal', FIELD) : authorizePartner(tx, actor, row, writes ? 'referral.answer' : 'referral.read', [FIELD]);
    if (!personId) return authorizeStaff(tx, actor, row, writes ? 'referral.record' : 'referral.read', [FIELD]);
    return (await cases.authorizePerson(tx, actor, await cases.numberOf(tx, row.case_id), personId, writes ? 'person.write' : 'person.reveal', PURPOSE, [FIELD])).grant;
  }
  async function read(tx: Tx, actor: Actor, row: ReferralRow) {
    const messages = [];
    for (const m of await messagesOf(tx, row.id)) {
      const grant = await grantFor(tx, actor, row, m.person_id, false);
      messages.push({ id: m.id, side: m.side, mine: m.by === (actor as { id?: string }).id, at: m.at.toISOString(), readAt: m.read_at?.toISOString() ?? null, text: await vault.reveal(tx, grant, messagePlace(row.id, m), m.ciphertext) });
    }
    await markRead(tx, row.id, actor.kind === 'partner' ? 'service' : 'centre', clock.now());
    return { messages };
  }
  async function write(tx: Tx, actor: Extract<Actor, { kind: 'staff' | 'partner' }>, row: ReferralRow, given: { clientId: string; text: string }): Promise<void> {
    if (GONE.includes(row.state)) throw over();
    const side = actor.kind === 'partner' ? ('service' as const) : ('centre' as const);
    if (side === 'centre' && row.participates) throw enforcementPartner('the newest list');
    const id = newId(clock, random);
    const text = given.text.trim();
    const grant = await grantFor(tx, actor, row, row.about_person, true);
    const ciphertext = await vault.protect(tx, grant, messagePlace(row.id, { id, person_id: row.about_person }), text);
    // Sent again after a lost answer, it is there already: nothing else happens a second time either.
    if (!(await insertMessage(tx, row.id, { id, person_id: row.about_person, side, by: actor.id, at: clock.now(), client_id: given.clientId, ciphertext }))) return;
    await audit.append(tx, { actor, purpose: PURPOSE, action: 'referral.message', subject: { type: 'Referral', id: row.id }, outcome: 'done' });
    await cases.event(tx, actor, row.case_id, 'referral', side === 'service' ? `The service wrote a message about referral ${row.number}.` : `A message about referral ${row.number} was written to the service.`);
    await publish(tx, `staff:${row.created_by}`, 'referral');
    if (side === 'service') return;
    await deps.disclosures.record(tx, actor, {
      recipient: recipientShown({ name: row.service, organization: row.organization, residential: row.residential }), organizationId: row.residential ? null : row.organization_id, purpose: PURPOSE,
      legalBasis: row.legal_basis ? `law: ${row.legal_basis}` : 'consent', fields: row.about_person ? [{ personId: row.about_person, field: FIELD }] : [], expiresAt: row.readable_until!, notice: REFERRAL_NOTICE, referralNumber: row.number, sha256: bytesHash(text),
    });
    await tell(tx, deps, 'message', row);
  }

  return {
    messages: async (tx: Tx, actor: Actor, number: string) => read(tx, actor, await ofStaff(tx, actor, number, 'referral.read')),
    writeMessage: async (tx: Tx, actor: Actor, number: string, given: { clientId: string; text: string }) => write(tx, actor as Extract<Actor, { kind: 'staff' }>, await ofStaff(tx, actor, number, 'referral.record'), given),
    messagesForPartner: async (tx: Tx, actor: Actor, number: string) => read(tx, actor, await ofPartner(tx, actor, number, 'referral.read')),
    writeFromPartner: async (tx: Tx, actor: Actor, number: string, given: { clientId: string; text: string }) => write(tx, actor as Extract<Actor, { kind: 'partner' }>, await ofPartner(tx, actor, number, 'referral.answer'), given),
  };
}
