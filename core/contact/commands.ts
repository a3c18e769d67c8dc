/** What happens to contacts. The transaction comes first: row, log entry, timer and live event commit together. */
import { conflict, HavenlineError, newId, newNumber, notFound, plusSeconds, publish, publishAll } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { can, draftMoved, illegalMove, next, OFFER_SECONDS, offerGone, WRAP_UP_SECONDS } from './contact.ts';
import type { Move } from './contact.ts';
import { creditOf, marksOf } from './marks.ts';
import type { Told } from './marks.ts';
import type { ContactDeps } from './ports.ts';
import type { Assignment } from '../routing/index.ts';
import * as rows from './repository.ts';
import { endParties } from './party-repository.ts';
import type { ContactRow, Disposition } from './repository.ts';

const ROUTING: Actor = { kind: 'system', name: 'routing' };
/** Why a supervisor pulls a contact forward: chosen from a list, so that no words about a child stand there. */
export const PULL_REASONS = ['danger', 'child', 'long_wait', 'came_back', 'language'] as const;
export type PullReason = (typeof PULL_REASONS)[number];
const TIMER: Actor = { kind: 'system', name: 'timer' };
/** The telephone engine of a centre that has one. */
export const ENGINE = 'asterisk';
const CHANNEL: Actor = { kind: 'system', name: 'channel' };

export type ContactCommands = ReturnType<typeof contactCommands>;

/** The commands of contacts by any channel. */
export function contactCommands(deps: ContactDeps) {
  const { clock, random, audit, access } = deps;

  async function log(tx: Tx, actor: Actor, action: string, id: string, type = 'Contact'): Promise<void> {
    await audit.append(tx, { actor, purpose: actor.kind === 'system' ? 'system-operation' : 'answer-contact', action, subject: { type, id }, outcome: 'done' });
  }
  /** Tells every screen that shows this contact, the line, and routing. */
  async function tell(tx: Tx, c: ContactRow, hint: string, staffId = c.counsellor_id): Promise<void> {
    await publishAll(tx, [
      { topic: `contact:${c.id}`, hint },
      ...(c.channel === 'chat' || c.chosen.includes('web-call') ? [{ topic: `chat:${c.id}`, hint }] : []),
      ...(staffId ? [{ topic: `staff:${staffId}`, hint }] : []),
      { topic: 'wallboard' },
      { topic: 'routing', hint },
    ]);
  }
  async function locked(tx: Tx, id: string): Promise<ContactRow> {
    const c = await rows.lockContact(tx, id).catch(() => undefined);
    if (!c) throw notFound();
    return c;
  }
  /** Interpreters stay with a caller who talks on with an outside number. */
  async function endVoices(tx: Tx, id: string, butInterpreters = false): Promise<void> {
    for (const { staff_id } of await endParties(tx, id, clock.now(), butInterpreters)) if (staff_id) await publish(tx, `staff:${staff_id}`, 'party');
  }
  /** The row after a move, with what else belongs to it; the row itself is not written yet. */
  async function turned(tx: Tx, c: ContactRow, m: Move, change: Partial<ContactRow>): Promise<ContactRow> {
    const after = { ...c, ...change, state: next(c.state, m) };
    if (after.state === 'waiting' || after.state === 'abandoned' || after.state === 'callback') Object.assign(after, { counsellor_id: null, leg_id: null, on_hold: false, muted: false });
    if (after.state === 'waiting') after.interpreter_id = null;
    if (after.state === 'wrap_up' || after.state === 'abandoned') {
      after.ended_at ??= clock.now();
      if (after.duress_at !== null) after.hard = true;
      Object.assign(after, { help_at: null, duress_at: null, wanted_staff: null, credit: 0, needs: [], pulled_at: null, interpreter_id: null });
      // A callback that led to a talk is done, and its number is gone with it.
      if (c.call_id?.startsWith('cb-')) await rows.finishCallback(tx, c.id);
    }
    if (c.voices !== false && c.channel === 'phone' && c.answered_at !== null && ['wrap_up', 'abandoned', 'callback'].includes(after.state)) await endVoices(tx, c.id, after.handed_out);
    if (after.state === 'closed') await rows.closed(tx, c.id, clock.now());
    // The column is the timer: routing ends what is due when it looks.
    if (after.state === 'wrap_up') after.wrap_up_ends_at = plusSeconds(clock.now(), WRAP_UP_SECONDS);
    return after;
  }
  /** The only place where a contact changes its state. */
  async function move(tx: Tx, actor: Actor, c: ContactRow, m: Move, change: Partial<ContactRow> = {}): Promise<ContactRow> {
    const after = await turned(tx, c, m, change);
    if (after.state === 'closed' && after.hard) {
      after.hard = false;
      if (c.counsellor_id !== null) await deps.pauseAfterHard?.(tx, c.counsellor_id);
    }
    await rows.saveContact(tx, after);
    await log(tx, actor, m.replace('_', '-'), c.id);
    await tell(tx, after, after.state, after.counsellor_id ?? c.counsellor_id);
    return after;
  }
  async function withdraw(tx: Tx, contactId: string): Promise<void> {
    const o = await rows.pendingOfferOf(tx, contactId);
    if (o && (await rows.decideOffer(tx, o.id, 'withdrawn', clock.now()))) await publish(tx, `staff:${o.staff_id}`, 'offer-gone');
  }
  /** The counsellor's own contact, locked, with the grant for it. Somebody else's contact is not there. */
  async function own(tx: Tx, actor: Actor, id: string, action: 'contact.read' | 'contact.write') {
    const c = await locked(tx, id);
    if (actor.kind !== 'staff' || c.counsellor_id === null) throw notFound();
    const grant = await access.authorize(tx, { actor, purpose: 'answer-contact', action, subject: { type: 'Contact', id, attrs: { counsellor: c.counsellor_id } }, fields: ['form', 'text'] })
      .catch((e: unknown) => { throw e instanceof HavenlineError && e.code === 'Refused' ? notFound() : e; });
    return { c, grant };
  }
  async function pass(tx: Tx, actor: Actor, offerId: string, state: 'declined' | 'expired'): Promise<boolean> {
    const o = await rows.offerById(tx, offerId);
    if (!o) return false;
    const c = await locked(tx, o.contact_id);
    if (!(await rows.decideOffer(tx, offerId, state, clock.now()))) return false;
    await publish(tx, `staff:${o.staff_id}`, 'offer-gone');
    await move(tx, actor, c, 'pass');
    return true;
  }
  async function accept(tx: Tx, actor: Actor, offerId: string, staffId: string): Promise<ContactRow> {
    const o = await rows.offerById(tx, offerId).catch(() => undefined);
    if (!o || o.staff_id !== staffId) throw offerGone();
    const c = await locked(tx, o.contact_id);
    const now = clock.now();
    if (o.expires_at <= now || !can(c.state, 'accept') || !(await rows.decideOffer(tx, offerId, 'accepted', now))) throw offerGone();
    const calling = c.state === 'callback';
    if (calling) {
      const b = await rows.callbackOfContact(tx, c.id);
      if (b?.state !== 'open') throw offerGone();
      await rows.saveCallback(tx, { ...b, state: 'taken', attempts: b.attempts + 1 });
      await rows.placeCall(tx, c.id, staffId, deps.engine ?? ENGINE);
    }
    const after = await move(tx, actor, c, 'accept', {
      counsellor_id: staffId, wanted_staff: null, interpreter_id: o.interpreter_id, leg_id: c.channel === 'phone' ? newId(clock, random) : null, ...(calling ? { call_id: `cb-${newId(clock, random)}` } : {}),
    });
    return c.channel === 'chat' ? move(tx, actor, after, 'connected', { answered_at: c.answered_at ?? now }) : after;
  }
  async function offer(tx: Tx, c: ContactRow, { staffId, because, interpreterId }: Assignment, accepted = false): Promise<string> {
    const id = newId(clock, random);
    const at = clock.now();
    await rows.insertOffer(tx, { id, contactId: c.id, staffId, at, expiresAt: plusSeconds(at, OFFER_SECONDS), accepted, because, interpreterId });
    return id;
  }

  return {
    own, locked, move, log, tell, withdraw, endVoices,
    /** A new contact of any channel; `callId` is the engine's name of the call. With `waits` nothing has to be chosen: it stands in the line at once. */
    async arrive(tx: Tx, input: { channel: 'phone' | 'chat'; language: string; callId?: string; waits?: { chosen: string[] }; told?: Told }): Promise<ContactRow> {
      const id = newId(clock, random);
      const at = clock.now();
      const caller: Actor = { kind: 'caller', contactId: id };
      const row = await rows.insertContact(tx, {
        id, number: newNumber(random, 'CT'), channel: input.channel, language: input.language, state: input.waits ? next('arriving', 'wait') : 'arriving', started_at: at, waiting_since: at, call_id: input.callId ?? null,
        returning_of: null, chosen: input.waits?.chosen ?? [], engine: deps.engine ?? ENGINE, credit: creditOf(input.told ?? {}),
      });
      await log(tx, caller, 'arrive', id);
      if (!input.waits) return row;
      await log(tx, caller, 'wait', id);
      await tell(tx, row, row.state);
      return row;
    },
    /** The caller has chosen a language and stands in the line; the wait counts from here, as service levels do. */
    async wait(tx: Tx, id: string, language: string, chosen: string[] = [], told?: Told): Promise<void> {
      await move(tx, { kind: 'caller', contactId: id }, await locked(tx, id), 'wait', { language, chosen, waiting_since: clock.now(), ...(told === undefined ? {} : { credit: creditOf(told) }) });
    },
    /** Who waits says that there is danger: they stand further forward. Said again it changes nothing. */
    async urgent(tx: Tx, id: string): Promise<void> {
      const c = await locked(tx, id);
      const credit = Math.max(c.credit, creditOf({ danger: true }));
      if (credit === c.credit || (c.state !== 'waiting' && c.state !== 'offered')) return;
      await rows.saveContact(tx, { ...c, credit });
      await log(tx, { kind: 'caller', contactId: id }, 'urgent', id);
      await tell(tx, c, 'urgent');
    },
    /** A supervisor puts a contact before all others, for a reason of the list; in the log, and shown beside the offer. @throws NotWaiting */
    async pullForward(tx: Tx, actor: Actor, id: string, reason: PullReason): Promise<void> {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'contact.pull', subject: { type: 'Contact', id, attrs: {} } });
      const c = await locked(tx, id);
      if (actor.kind !== 'staff' || (c.state !== 'waiting' && c.state !== 'callback')) throw conflict('NotWaiting', 'This contact does not wait any more.', 'Look at the line again.');
      const at = clock.now();
      await rows.saveContact(tx, { ...c, pulled_at: c.pulled_at ?? at });
      await rows.insertPull(tx, { id: newId(clock, random), contactId: id, by: actor.id, reason, at });
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'pull-forward', subject: { type: 'Contact', id }, outcome: 'done', details: { reason } });
      await tell(tx, c, 'pulled');
    },
    /**
     * What routing decided, in one transaction: each contact is offered to one counsellor for 20 seconds; where the centre accepts for the
     * counsellor (demonstration, measurements), that too. Whose row is not among the locked, or who moved meanwhile, is left out. Answers who was offered, and the rows of who was accepted.
     */
    async assign(tx: Tx, all: readonly Assignment[], locked: readonly ContactRow[]): Promise<{ offered: string[]; accepted: ContactRow[] }> {
      const found = new Map(locked.map((c) => [c.id, c]));
      const done = { offered: [] as string[], accepted: [] as ContactRow[] };
      for (const one of all) {
        const { contactId, staffId, autoAccept, interpreterId = null } = one;
        const c = found.get(contactId);
        if (!c || !can(c.state, 'offer')) continue;
        done.offered.push(contactId);
        if (autoAccept && c.channel === 'phone' && c.state === 'waiting') {
          await offer(tx, c, one, true);
          await log(tx, ROUTING, 'offer', c.id);
          done.accepted.push(await move(tx, ROUTING, await turned(tx, c, 'offer', {}), 'accept', { counsellor_id: staffId, wanted_staff: null, interpreter_id: interpreterId, leg_id: newId(clock, random) }));
          continue;
        }
        const offerId = await offer(tx, c, one);
        await move(tx, ROUTING, c, 'offer');
        await publish(tx, `staff:${staffId}`, 'offer');
        if (autoAccept) done.accepted.push(await accept(tx, ROUTING, offerId, staffId));
      }
      return done;
    },
    /** Offers that nobody answered in time go back to the line; wrap-ups whose time is over end. */
    async endDue(tx: Tx): Promise<void> {
      const now = clock.now();
      for (const { id } of await rows.dueOffers(tx, now)) await pass(tx, TIMER, id, 'expired');
      for (const { id } of await rows.dueWrapUps.rows(tx, now)) {
        const c = await locked(tx, id);
        // Extended meanwhile, or closed by hand.
        if (c.state === 'wrap_up' && c.wrap_up_ends_at! <= now) await move(tx, TIMER, c, 'close', { wrap_up_ends_at: null, call_id: null });
      }
    },
    /** Exactly one wins; everybody else gets OfferGone. */
    async accept(tx: Tx, actor: Actor, offerId: string): Promise<string> {
      if (actor.kind !== 'staff') throw notFound();
      return (await accept(tx, actor, offerId, actor.id)).id;
    },
    async decline(tx: Tx, actor: Actor, offerId: string): Promise<void> {
      const o = await rows.offerById(tx, offerId).catch(() => undefined);
      if (actor.kind !== 'staff' || o?.staff_id !== actor.id || !(await pass(tx, actor, offerId, 'declined'))) throw offerGone();
    },
    lockFree: rows.lockContacts,
    async setAutoAccept(tx: Tx, staffId: string, auto: boolean): Promise<void> {
      await rows.setAutoAccept(tx, staffId, auto);
      await publish(tx, `staff:${staffId}`, 'skills');
    },
    /** Both are on the line. Asked again it changes nothing. */
    async connected(tx: Tx, id: string): Promise<ContactRow | null> {
      const c = await locked(tx, id);
      return c.state !== 'connecting' ? null : move(tx, CHANNEL, c, 'connected', { answered_at: c.answered_at ?? clock.now() });
    },
    /** The counsellor's side failed or was lost: the caller keeps the place in the line. */
    async lost(tx: Tx, id: string): Promise<void> {
      const c = await locked(tx, id);
      if (c.state === 'connecting') await move(tx, CHANNEL, c, 'fail');
      else if (c.state === 'talking') await move(tx, CHANNEL, c, 'lose');
    },
    /** The caller has gone: abandoned before anybody answered, wrap-up after. Asked again it changes nothing. */
    async callerGone(tx: Tx, id: string): Promise<void> {
      const c = await locked(tx, id);
      if (!can(c.state, 'hang_up')) return;
      if (c.state === 'offered') await withdraw(tx, id);
      // Who never stood in the line did not wait in it either: figures tell it by both times being one.
      const now = clock.now();
      await move(tx, { kind: 'caller', contactId: id }, c, 'hang_up', { call_id: null, ...(c.state === 'arriving' ? { waiting_since: now, ended_at: now } : {}) });
    },
    /** Hold and mute: the wish is kept here, the channel makes it so. */
    async control(tx: Tx, actor: Actor, id: string, wish: { onHold?: boolean; muted?: boolean }): Promise<string> {
      const { c } = await own(tx, actor, id, 'contact.write');
      if (c.state !== 'talking') throw illegalMove(c.state, 'end');
      const after = { ...c, on_hold: wish.onHold ?? c.on_hold, muted: wish.muted ?? c.muted };
      await rows.saveContact(tx, after);
      await log(tx, actor, wish.onHold === undefined ? 'mute' : 'hold', id);
      await tell(tx, after, 'control');
      return after.state;
    },
    async end(tx: Tx, actor: Actor, id: string): Promise<string> {
      const { c } = await own(tx, actor, id, 'contact.write');
      return (await move(tx, actor, c, 'end')).state;
    },
    async extend(tx: Tx, actor: Actor, id: string): Promise<string> {
      const { c } = await own(tx, actor, id, 'contact.write');
      if (c.state !== 'wrap_up') throw illegalMove(c.state, 'close');
      const until = plusSeconds(c.wrap_up_ends_at ?? clock.now(), WRAP_UP_SECONDS);
      await rows.saveContact(tx, { ...c, wrap_up_ends_at: until });
      await log(tx, actor, 'extend', id);
      await tell(tx, c, 'control');
      return c.state;
    },
    /** One key for a contact that was no conversation: it ends without wrap-up. */
    async dispose(tx: Tx, actor: Actor, id: string, as: Disposition): Promise<string> {
      const { c } = await own(tx, actor, id, 'contact.write');
      const ended = c.state === 'wrap_up' ? c : await move(tx, actor, c, 'end');
      return (await move(tx, actor, { ...ended, disposition: as }, 'close', { wrap_up_ends_at: null, call_id: null })).state;
    },
    async close(tx: Tx, actor: Actor, id: string): Promise<string> {
      const { c } = await own(tx, actor, id, 'contact.write');
      return (await move(tx, actor, c, 'close', { wrap_up_ends_at: null, call_id: null })).state;
    },
    /** Saves the record being written; `revision` is the one it was written over. */
    async saveDraft(tx: Tx, actor: Actor, id: string, revision: number, form: unknown): Promise<{ revision: number; savedAt: string }> {
      const { c, grant } = await own(tx, actor, id, 'contact.write');
      await rows.onlyContact(tx, id);
      const at = clock.now();
      const marks = marksOf(form);
      // Of a conversation that goes on: should the line break, the caller is not the last again.
      if (can(c.state, 'end') && (marks.credit > c.credit || marks.hard !== c.hard)) await rows.saveContact(tx, { ...c, credit: Math.max(c.credit, marks.credit), hard: marks.hard });
      else if (c.state === 'wrap_up' && marks.hard !== c.hard) await rows.saveContact(tx, { ...c, hard: marks.hard });
      const stands = (await rows.draftOf(tx, id))?.revision ?? 0;
      if (stands !== revision) throw draftMoved(stands);
      // Made with the first protected word: most calls of a busy night never need one, and a key costs a write to disk of its own.
      await deps.vault.createKey('contact', id);
      const bytes = await deps.vault.protect(tx, grant, { keyOf: { kind: 'contact', id }, table: 'contact_draft', column: 'form', row: id }, JSON.stringify(form));
      await rows.saveDraft(tx, id, revision + 1, bytes, at);
      await log(tx, actor, 'write-draft', id);
      return { revision: revision + 1, savedAt: at.toISOString() };
    },
  };
}
