/** Callbacks keep the place of whoever asked: they are offered when their turn comes and dialled when a counsellor has accepted. */
import { conflict, invalid, newId, notFound, publish } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import type { ContactCommands } from './commands.ts';
import { noteCaptured } from './party-repository.ts';
import { next } from './contact.ts';
import type { ContactDeps, Place } from './ports.ts';
import * as rows from './repository.ts';
import type { CallbackRow } from './repository.ts';
import { MAX_ATTEMPTS, mayCall, mayDial, nextAttempt } from '../reach/index.ts';
import type { Lines, ReachRule, Window } from '../reach/index.ts';

const numberPlace = (id: string, callbackId: string): Place => ({ keyOf: { kind: 'contact', id }, table: 'callback', column: 'number', row: callbackId });
const ruleOf = (b: Pick<CallbackRow, 'call_when' | 'voicemail' | 'next_at'>): ReachRule => ({ when: b.call_when, voicemail: b.voicemail, nextAt: b.next_at });
const DIALER: Actor = { kind: 'system', name: 'dialer' };

/** Asking, dialling, trying again, giving up. */
export function callbackCommands(deps: ContactDeps, contacts: ContactCommands, lines: Pick<Lines, 'rule'>) {
  const { clock, random, access, vault } = deps;
  const grantFor = (tx: Tx, actor: Actor, id: string, action: string) =>
    access.authorize(tx, { actor, purpose: 'answer-contact', action, subject: { type: 'Contact', id, attrs: {} }, fields: ['number'] });
  /** Nobody was reached: it stands in the line again after a pause, or it has been tried often enough. */
  async function again(tx: Tx, b: CallbackRow, actor: Actor): Promise<void> {
    const over = b.attempts >= MAX_ATTEMPTS;
    await rows.saveCallback(tx, { ...b, state: over ? 'done' : 'open', number: over ? null : b.number, next_at: over ? null : nextAttempt(b.attempts, clock.now()) });
    const c = await contacts.locked(tx, b.contact_id);
    const back = c.state === 'callback' ? c : await contacts.move(tx, actor, c, 'call_back', { call_id: null, leg_id: null });
    if (over) await contacts.move(tx, actor, back, 'close');
    await contacts.log(tx, DIALER, over ? 'callback-given-up' : 'callback-not-reached', b.contact_id);
    await publish(tx, 'tasks', 'callback');
  }

  /** Asks to be called back: a new contact, or the waiting one of a call; answers its id. The number is encrypted before it reaches SQL. */
  async function ask(tx: Tx, input: { number: string; language: string; contactId?: string; when?: Window | undefined; voicemail?: boolean | undefined }): Promise<string> {
      const number = input.number.replace(/[^0-9+]/g, '');
      if (!/^\+?[0-9]{3,18}$/.test(number)) throw invalid('NumberUnusable', 'This is not a telephone number we can call.', 'Write the number with digits only, with the country code if it is abroad.');
      const refusal = mayDial(await lines.rule(tx), number);
      if (refusal) throw refusal;
      const c = input.contactId ? await contacts.locked(tx, input.contactId) : await contacts.arrive(tx, { channel: 'phone', language: input.language });
      const caller: Actor = { kind: 'caller', contactId: c.id };
      const id = newId(clock, random);
      const grant = await grantFor(tx, caller, c.id, 'callback.request');
      await vault.createKey('contact', c.id);
      await rows.insertCallback(tx, { id, contactId: c.id, language: input.language, at: clock.now(), when: input.when ?? 'any', voicemail: input.voicemail ?? false, number: await vault.protect(tx, grant, numberPlace(c.id, id), number) });
      await contacts.withdraw(tx, c.id);
      await contacts.move(tx, caller, c, 'call_back', { call_id: null });
      await publish(tx, 'tasks', 'callback');
      return c.id;
    }

  async function requestCallback(tx: Tx, input: Parameters<typeof ask>[1]): Promise<void> {
    await ask(tx, input);
  }

  return {
    requestCallback,
    /** The centre calls an official at a number of its own list: a new contact that waits its turn as every callback. The caller of this has checked the number. @throws NumberNotAllowed */
    async callOfficial(tx: Tx, official: { id: string; number: string }, language: string): Promise<void> {
      await rows.setCallsOfficial(tx, await ask(tx, { number: official.number, language }), official.id);
    },
    /** A request that was captured while no server was there, once. @throws NumberUnusable, NumberNotAllowed */
    async takeCaptured(tx: Tx, captured: { id: string; number: string; language: string }): Promise<void> {
      if (await noteCaptured(tx, captured.id, clock.now())) await requestCallback(tx, captured);
    },
    async callbacks(tx: Tx) {
      const zone = await deps.timeZone(tx);
      return (await rows.openCallbacks(tx)).map((c) => ({
        id: c.id, language: c.language, requestedAt: c.requested_at.toISOString(), state: c.state, attempts: c.attempts,
        when: c.call_when, voicemail: c.voicemail, notNow: mayCall(ruleOf(c), clock.now(), zone)?.message ?? null,
      }));
    },
    /** A counsellor takes a callback; the number goes to the dialer alone. */
    async takeCallback(tx: Tx, actor: Actor, callbackId: string): Promise<{ contactId: string }> {
      const b = await rows.lockCallback(tx, callbackId).catch(() => undefined);
      if (!b || actor.kind !== 'staff') throw notFound();
      if (b.state !== 'open') throw conflict('CallbackTaken', 'Somebody else is calling already.', 'Take the next one in the list.');
      const notNow = mayCall(ruleOf(b), clock.now(), await deps.timeZone(tx));
      if (notNow) throw notNow;
      await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'callback.take', subject: { type: 'Callback', id: callbackId, attrs: {} } });
      const c = await contacts.locked(tx, b.contact_id);
      next(c.state, 'dial');
      await contacts.withdraw(tx, c.id);
      await rows.saveCallback(tx, { ...b, state: 'taken', attempts: b.attempts + 1 });
      await contacts.move(tx, actor, c, 'dial', { counsellor_id: actor.id, leg_id: newId(clock, random), call_id: `cb-${newId(clock, random)}` });
      return { contactId: c.id };
    },
    /** The number of a taken callback, for the dialer alone. */
    async callbackNumber(tx: Tx, contactId: string): Promise<string | null> {
      const b = await rows.callbackOfContact(tx, contactId);
      if (!b?.number || b.state !== 'taken') return null;
      // The dialer asks by itself, whoever took it and however long ago.
      if (mayCall(ruleOf(b), clock.now(), await deps.timeZone(tx))) return null;
      const grant = await grantFor(tx, DIALER, contactId, 'callback.take');
      return vault.reveal(tx, grant, numberPlace(contactId, b.id), b.number);
    },
    /** Reached: the number is erased when the talk ends. Not reached: it stands in the line again. */
    async callbackDialled(tx: Tx, contactId: string, reached: boolean): Promise<void> {
      const b = await rows.callbackOfContact(tx, contactId);
      if (!b || b.state !== 'taken') return;
      if (!reached) return again(tx, b, DIALER);
      await contacts.log(tx, DIALER, 'callback-reached', contactId);
      await publish(tx, 'tasks', 'callback');
    },
    /** The counsellor hears a machine: it is told nothing unless the caller allowed it, and they are called again later. */
    async machineAnswered(tx: Tx, actor: Actor, contactId: string): Promise<void> {
      const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
      const b = await rows.callbackOfContact(tx, contactId);
      if (c.state !== 'talking' || b?.state !== 'taken') throw conflict('NotACallback', 'This is not a call back.', 'End it as any other call.');
      await contacts.log(tx, actor, 'machine-answered', contactId);
      await again(tx, b, actor);
    },
    /** Whether a machine that answers may be told that we called. */
    mayTellMachine: async (tx: Tx, contactId: string): Promise<boolean> => (await rows.callbackOfContact(tx, contactId))?.voicemail ?? false,
  };
}
