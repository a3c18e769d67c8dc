/** What a call with somebody who says to be an official may lead to: something to carry, and a call back to a number of ours. Neither looks anybody up. */
import { checkedNumber } from '#core/directory';
import { invalid, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { staffOnly } from './shared.ts';
import type { Need } from './ports.ts';
import type { Shared } from './shared.ts';
import * as rows from './repository.ts';
import type { OfficialRow } from './repository.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };

/** An official whose number two people checked lately. @throws NumberNotChecked */
export async function checkedOfficial(tx: Tx, id: string, now: Date): Promise<OfficialRow> {
  const o = await rows.officialById(tx, id);
  if (!o) throw notFound();
  if (!checkedNumber({ checkedAt: o.checked_at, secondCheckedAt: o.second_checked_at }, now)) throw invalid('NumberNotChecked', 'This number was not checked by two people in the last half year.', 'Ask two colleagues to check it in the directory, or choose another recipient.');
  return o;
}

export function officialCallOf({ deps }: Shared) {
  const { clock, audit, cases, contacts } = deps;
  return {
    /** A supervisor is told that the counsellor's notes hold a message to carry; the task is the same whether we know anybody or not. @throws NotAnOfficialCall */
    async carryMessage(tx: Tx, actor: Actor, contactId: string): Promise<void> {
      const { number } = await contacts.ownOfficial(tx, actor, contactId);
      const me = staffOnly(actor);
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'official_call', title: `A message to carry, from a caller who says to be an official: ask ${me.deskName}, contact ${number}`, role: 'supervisor', ref: `official:${contactId}:message` });
      await audit.append(tx, { actor, purpose: 'answer-contact', action: 'official.message', subject: { type: 'Contact', id: contactId }, outcome: 'done' });
    },
    /** A child's need waits in the line as a contact of its own, which any counsellor is offered. Nothing goes back to the official. @throws NotAnOfficialCall */
    async handOnNeed(tx: Tx, actor: Actor, contactId: string, need: Need): Promise<void> {
      await contacts.handOnNeed(tx, actor, contactId, need);
      await audit.append(tx, { actor, purpose: 'answer-contact', action: 'official.need', subject: { type: 'Contact', id: contactId }, outcome: 'done' });
    },
    /** The centre calls the official at its own, checked number: a contact of its own in the line, as every callback. @throws NotAnOfficialCall, NumberNotChecked, NumberNotAllowed */
    async callBackOfficial(tx: Tx, actor: Actor, contactId: string, officialId: string): Promise<void> {
      const { language } = await contacts.ownOfficial(tx, actor, contactId);
      const o = await checkedOfficial(tx, officialId, clock.now());
      await contacts.callOfficial(tx, o, language);
      await audit.append(tx, { actor, purpose: 'answer-contact', action: 'official.call-back', subject: { type: 'Contact', id: contactId }, outcome: 'done', details: { official: o.id } });
    },
  };
}
