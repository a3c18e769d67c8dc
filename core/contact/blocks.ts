/**
 * Abuse control. A number is known only as HMAC-SHA256 under two keys, one in the key store and one of the day in the database; with the
 * day its key and its blocks are deleted, so a block ends with the rotation and nobody can compute a token again. Nothing else of a number is kept.
 */
import { createHmac } from 'node:crypto';
import { conflict, newId, notFound, publish } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { plainNumber } from '../reach/index.ts';
import type { ContactCommands } from './commands.ts';
import * as rows from './party-repository.ts';
import type { ContactDeps } from './ports.ts';

/** Proposing, deciding and looking up blocks. */
export function blockCommands(deps: ContactDeps, contacts: ContactCommands) {
  const { clock, random, access, audit } = deps;
  /** The day on the centre's clock, as 2026-03-31. */
  const today = async (tx: Tx): Promise<string> => new Intl.DateTimeFormat('en-CA', { timeZone: await deps.timeZone(tx) }).format(clock.now());
  const token = (key: Buffer, number: string): Buffer => createHmac('sha256', Buffer.concat([deps.codeKey, key])).update(plainNumber(number)).digest();

  async function keepBlock(tx: Tx, by: string, contactId: string, number: string): Promise<void> {
    const day = await today(tx);
    await rows.insertDayKey(tx, day, random.bytes(32));
    await rows.insertBlock(tx, { id: newId(clock, random), day, token: token((await rows.dayKey(tx, day))!, number), by, at: clock.now() });
    await contacts.log(tx, { kind: 'staff', id: by, roles: [], deskName: '' }, 'propose-block', contactId);
    await publish(tx, 'help', 'block');
  }
  return {
    /** The counsellor of a call proposes that this number is not put through again today. A supervisor decides. */
    async proposeBlock(tx: Tx, actor: Actor, contactId: string, number: string | null | 'elsewhere'): Promise<void> {
      await contacts.own(tx, actor, contactId, 'contact.write');
      // The call is at another engine: the server that drives it knows the number, and keeps the proposal.
      if (number === 'elsewhere' && actor.kind === 'staff') return publish(tx, `engine:block:${contactId}`, actor.id);
      if (number === null || actor.kind !== 'staff') throw conflict('NumberWithheld', 'This call came without a number, so it cannot be blocked.', 'End the call; ask a supervisor for help if it comes again.');
      await keepBlock(tx, actor.id, contactId, number);
    },
    keepBlock,
    /** Today's proposals and blocks, without any number. */
    async blocks(tx: Tx) {
      return (await rows.blocksOf(tx, await today(tx))).map((b) => ({ id: b.id, state: b.state, proposedAt: b.proposed_at.toISOString(), proposedBy: b.desk_name ?? '' }));
    },
    /** A second person, a supervisor, agrees or not. */
    async decideBlock(tx: Tx, actor: Actor, id: string, approve: boolean): Promise<void> {
      if (actor.kind !== 'staff') throw notFound();
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'block.decide', subject: { type: 'Wallboard', id: 'blocks', attrs: {} } });
      if (!(await rows.decideBlock(tx, id, approve ? 'approved' : 'refused', actor.id))) throw conflict('BlockDecided', 'It was decided already, or you proposed it yourself.', 'Look at the list again.');
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: approve ? 'approve-block' : 'refuse-block', subject: { type: 'Block', id }, outcome: 'done' });
      await publish(tx, 'help', 'block');
    },
    /** For every call that arrives: how many wait, and whether any block stands, before the number is looked at. */
    arrivalPicture: rows.arrivalPicture,
    /** Deletes what other days left: keys, and with them their blocks. */
    async dropOldBlocks(tx: Tx): Promise<void> {
      await rows.dropOtherDays(tx, await today(tx));
    },
    async isBlocked(tx: Tx, number: string | null): Promise<boolean> {
      if (number === null) return false;
      const day = await today(tx);
      const key = await rows.dayKey(tx, day);
      return key !== undefined && rows.isBlocked(tx, day, token(key, number));
    },
  };
}
