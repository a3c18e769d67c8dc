/** Chats and spoken codes. */
import { createHash } from 'node:crypto';
import { conflict, HavenlineError, inTx, newSecret, notFound, publish } from '../kernel/index.ts';
import type { Grant } from '../access/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { hashWords, newWords } from './codes.ts';
import type { ContactCommands } from './commands.ts';
import { can } from './contact.ts';
import { HANDED_ON, noInformation } from './official.ts';
import type { ContactDeps, Place } from './ports.ts';
import * as rows from './repository.ts';

const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const textPlace = (id: string, sender: string, clientId: string): Place => ({ keyOf: { kind: 'contact', id }, table: 'chat_message', column: 'text', row: `${id}:${sender}:${clientId}` });
const TYPING_MS = 6_000;

export type ChatCommands = ReturnType<typeof chatCommands>;
/** What the caller's side and the counsellor's side do in a chat. */
export function chatCommands(deps: ContactDeps, contacts: ContactCommands) {
  const { clock, random, access, vault } = deps;
  const grantFor = (tx: Tx, actor: Actor, id: string, action: string, field: string, counsellor?: string | null) =>
    access.authorize(tx, { actor, purpose: 'answer-contact', action, subject: { type: 'Contact', id, attrs: counsellor ? { counsellor } : {} }, fields: [field] });
  const callerOf = (actor: Actor): string => {
    if (actor.kind !== 'caller') throw notFound();
    return actor.contactId;
  };
  async function put(tx: Tx, actor: Actor, id: string, sender: 'caller' | 'counsellor', m: { clientId: string; text: string }): Promise<{ seq: number; at: string }> {
    const c = await contacts.locked(tx, id);
    if (sender === 'counsellor' && (actor.kind !== 'staff' || c.counsellor_id !== actor.id)) throw notFound();
    if (c.chosen.includes(HANDED_ON)) throw conflict('ChatEnded', 'Nobody is on the line of a need that was handed on.', 'Write it into the notes.');
    await rows.onlyContact(tx, id);
    const before = await rows.messageOf(tx, id, sender, m.clientId);
    if (before) return { seq: before.seq, at: before.at.toISOString() };
    if (!(sender === 'counsellor' ? c.state === 'talking' : can(c.state, 'hang_up'))) throw conflict('ChatEnded', 'This chat has ended.', 'Begin a new chat; the four words bring you back.');
    const grant = await grantFor(tx, actor, id, 'contact.write', 'text', c.counsellor_id);
    await vault.createKey('contact', id);
    const at = clock.now();
    const seq = c.seq + 1;
    await rows.insertMessage(tx, id, { seq, client_id: m.clientId, sender, text: await vault.protect(tx, grant, textPlace(id, sender, m.clientId), m.text), at });
    await rows.saveContact(tx, { ...c, seq });
    await rows.setTyping(tx, id, sender, null);
    await contacts.log(tx, actor, 'message', id);
    await publish(tx, `chat:${id}`, 'message');
    await publish(tx, `contact:${id}`, 'message');
    if (c.counsellor_id) await publish(tx, `staff:${c.counsellor_id}`, 'message');
    return { seq, at: at.toISOString() };
  }
  async function open(tx: Tx, grant: Grant, id: string, found: readonly rows.MessageRow[]) {
    const messages = [];
    for (const m of found) messages.push({ seq: m.seq, from: m.sender, text: await vault.reveal(tx, grant, textPlace(id, m.sender, m.client_id), m.text), at: m.at.toISOString(), clientId: m.client_id });
    return messages;
  }
  async function read(tx: Tx, actor: Actor, id: string, after: number, counsellor?: string | null) {
    await rows.onlyContact(tx, id);
    const found = await rows.messagesAfter(tx, id, after);
    const messages: Awaited<ReturnType<typeof open>> = [];
    if (found.length > 0) {
      const grant = await grantFor(tx, actor, id, 'contact.read', 'text', counsellor);
      messages.push(...(await open(tx, grant, id, found)));
    }
    const typing = await rows.typingOf(tx, id);
    const fresh = (at: Date | null | undefined) => !!at && clock.now().getTime() - at.getTime() < TYPING_MS;
    return { messages, callerTyping: fresh(typing?.caller_typing_at), counsellorTyping: fresh(typing?.counsellor_typing_at) };
  }
  async function code(tx: Tx, actor: Actor, id: string, language: string): Promise<string[]> {
    const words = newWords(random, language);
    await rows.insertCode(tx, hashWords(deps.codeKey, words), id, clock.now());
    await contacts.log(tx, actor, 'make-code', id);
    return words;
  }

  deps.jobs.work<{ contactId: string; words: string }>('contact.came-back', async (tx, { contactId, words }) => {
    const before = await rows.contactOfCode(tx, Buffer.from(words, 'hex'));
    // Whoever says to be an official comes back to nobody's story.
    if (!before || (await contacts.locked(tx, contactId)).official_since !== null) return;
    await rows.setReturning(tx, contactId, before);
    await publish(tx, `contact:${contactId}`, 'came-back');
  });

  return {
    /** A new chat in the line. Nobody is told whether the words were known: the chat simply begins. */
    async beginChat(tx: Tx, input: { language: string; words?: string | undefined; danger?: boolean | undefined; child?: boolean | undefined }): Promise<{ secret: string; contactId: string; state: string; place: number }> {
      const c = await contacts.arrive(tx, { channel: 'chat', language: input.language, told: { danger: input.danger, child: input.child } });
      // Nothing that answers waits on the look-up of the words: it is done right after, known or not.
      if (input.words?.trim()) await deps.jobs.enqueue(tx, 'contact.came-back', { contactId: c.id, words: hashWords(deps.codeKey, [input.words]).toString('hex') });
      const secret = newSecret(random);
      await rows.insertChat(tx, c.id, secretHash(secret));
      await contacts.wait(tx, c.id, input.language);
      return { secret, contactId: c.id, state: 'waiting', place: await rows.placeOf(tx, c.id) };
    },
    /** Text beside the sound of a call from the public page, within its contact. */
    async textBeside(tx: Tx, contactId: string, key: string): Promise<void> {
      await rows.insertText(tx, contactId, Buffer.from(key, 'hex'));
    },
    /** Whose chat the secret is. */
    chatActor: (secret: string): Promise<Actor | null> => inTx(deps.db, async (tx) => {
      const found = secret ? await rows.chatBySecret(tx, secretHash(secret)) : undefined;
      return found ? { kind: 'caller', contactId: found.contact_id } : null;
    }),
    async readChat(tx: Tx, actor: Actor, after: number) {
      const id = callerOf(actor);
      const c = await rows.contactById(tx, id);
      if (!c) throw notFound();
      const { messages, counsellorTyping } = await read(tx, actor, id, after);
      const state = c.state === 'talking' || c.state === 'connecting' ? 'talking' : can(c.state, 'hang_up') ? 'waiting' : 'ended';
      return { state, place: state === 'waiting' ? await rows.placeOf(tx, id) : 0, messages, counsellorTyping, words: null };
    },
    sendAsCaller: (tx: Tx, actor: Actor, m: { clientId: string; text: string }) => put(tx, actor, callerOf(actor), 'caller', m),
    sendAsCounsellor: (tx: Tx, actor: Actor, id: string, m: { clientId: string; text: string }) => put(tx, actor, id, 'counsellor', m),
    async messages(tx: Tx, actor: Actor, id: string, after: number) {
      const { c } = await contacts.own(tx, actor, id, 'contact.read');
      return read(tx, actor, id, after, c.counsellor_id);
    },
    /** Every message, for whoever holds a grant to read this contact. */
    async messagesFor(tx: Tx, grant: Grant, id: string) {
      const all: Awaited<ReturnType<typeof open>> = [];
      for (let after = 0; ; after = all.at(-1)!.seq) {
        const found = await rows.messagesAfter(tx, id, after);
        if (found.length === 0) return all;
        all.push(...(await open(tx, grant, id, found)));
      }
    },
    async typing(tx: Tx, actor: Actor, contactId?: string): Promise<void> {
      const id = contactId ?? callerOf(actor);
      const c = await rows.contactById(tx, id);
      if (!c || (actor.kind === 'staff' && c.counsellor_id !== actor.id)) throw notFound();
      await rows.setTyping(tx, id, actor.kind === 'staff' ? 'counsellor' : 'caller', clock.now());
      await publish(tx, actor.kind === 'staff' ? `chat:${id}` : `contact:${id}`, 'typing');
    },
    /** The caller ends the chat and gets four words to come back with. */
    async endChat(tx: Tx, actor: Actor): Promise<{ words: string[] }> {
      const id = callerOf(actor);
      const c = await contacts.locked(tx, id);
      await contacts.callerGone(tx, id);
      return { words: await code(tx, actor, id, c.language) };
    },
    async makeCode(tx: Tx, actor: Actor, id: string): Promise<{ words: string[] }> {
      const { c } = await contacts.own(tx, actor, id, 'contact.write');
      if (c.official_since !== null) throw noInformation();
      return { words: await code(tx, actor, id, c.language) };
    },

    tooMany: () => new HavenlineError('TooMany', 429, 'Too many requests at once from here.', 'Wait a minute, or call the number on this page.'),
  };
}
