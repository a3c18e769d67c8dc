/** What is kept of conversations: counted, opened for whoever answers a person's own request, and erased. */
import { conflict, notFound, publish } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import type { ChatCommands } from './chat.ts';
import type { ContactCommands } from './commands.ts';
import { isOver } from './contact.ts';
import { emptyContact, keptConversation } from './erasing-repository.ts';
import type { ContactDeps } from './ports.ts';
import type { RecordingCommands } from './recordings.ts';
import * as rows from './repository.ts';

/** A key of the record as words: callerRole, danger_now. */
const plain = (name: string): string => name.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
/** One answer of the record in lines, whatever its form: a note is its text, a list one line each. */
function linesOf(name: string, value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((one) => linesOf(name.replace(/s$/, ''), (one as { text?: unknown } | null)?.text ?? one));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, one]) => linesOf(plain(key), one));
  return [`${name}: ${typeof value === 'string' && /^[a-z_]+$/.test(value) ? value.replace(/_/g, ' ') : String(value)}`];
}

export function erasingCommands(deps: ContactDeps, contacts: ContactCommands, chats: ChatCommands, recordings: RecordingCommands) {
  const { clock, access, audit, vault } = deps;
  return {
    /** Facts about one conversation, without its words. */
    keptConversation,
    /** Its notes and messages, for the officer who answers a request about it. @throws HavenlineError NotFound, also when the rules refuse */
    async wordsOf(tx: Tx, actor: Actor, id: string): Promise<string> {
      if (actor.kind !== 'staff' || !(await rows.contactById(tx, id))) throw notFound();
      const grant = await access.authorize(tx, { actor, purpose: 'data-subject-request', action: 'contact.read', subject: { type: 'Contact', id, attrs: { requested: [actor.id] } }, fields: ['form', 'text'] });
      await rows.onlyContact(tx, id);
      const draft = await rows.draftOf(tx, id);
      const form = draft ? (JSON.parse(await vault.reveal(tx, grant, { keyOf: { kind: 'contact', id }, table: 'contact_draft', column: 'form', row: id }, draft.form)) as object) : {};
      const lines = Object.entries(form).flatMap(([name, value]) => linesOf(plain(name), value));
      for (const m of await chats.messagesFor(tx, grant, id)) lines.push(`${m.from}: ${m.text}`);
      return lines.join('\n');
    },
    /** Erases the words of a conversation that is over: its key, its rows and what leads back to them. Its recordings have keys of their own. A second time does nothing. */
    async forget(tx: Tx, actor: Actor, purpose: string, id: string): Promise<void> {
      const c = await contacts.locked(tx, id);
      if (!isOver(c.state)) throw conflict('ConversationOpen', `The conversation ${c.number} is not over.`, 'End and close it first.');
      if (c.erased_at !== null) return;
      const kept = (await keptConversation(tx, id))!;
      await emptyContact(tx, id, clock.now());
      // A key is made with the first protected word: where none was said there is none to destroy.
      if (kept.notes || kept.messages > 0) await vault.eraseKey(tx, actor, purpose, { kind: 'contact', id });
      await audit.append(tx, { actor, purpose, action: 'conversation-erased', subject: { type: 'Contact', id }, outcome: 'done' });
      await publish(tx, `contact:${id}`);
    },
    /** Erases one recording, whoever may hear it. */
    forgetRecording: recordings.forgetRecording,
  };
}
