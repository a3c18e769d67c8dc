/**
 * The conversations that a person's request covers. Each has a part with its words and one for every recording; a part is undecided -> theirs | others | both.
 * Where nobody else is in the case it is theirs from the beginning; else the officer opens it, and says for each whom it concerns.
 */
import type { Contacts, KeptConversation } from '#core/contact';
import { conflict, notFound } from '#core/kernel';
import type { Actor, Clock, Tx } from '#core/kernel';
import * as rows from './item-repository.ts';
import type { ItemRow } from './item-repository.ts';
import type { RequestRow } from './repository.ts';
import type { Conversation, ItemDecision } from './retention.ts';

export interface ConversationDeps { clock: Clock; contacts: Pick<Contacts, 'keptConversation' | 'wordsOf' | 'forget' | 'forgetRecording'> }
interface Part extends ItemRow { of: KeptConversation }

export function conversationsOf({ clock, contacts }: ConversationDeps) {
  const has = ({ notes, messages }: KeptConversation): boolean => notes || messages > 0;
  /** Every part, those of conversations that came since included. */
  async function parts(tx: Tx, r: RequestRow, caseId: string): Promise<Part[]> {
    const others = await rows.othersOf(tx, caseId, r.person_id);
    if (others.count > 0) await rows.reopenItems(tx, r.id);
    const decided = others.count > 0 ? { decision: null, decided_at: null } : { decision: 'theirs' as const, decided_at: clock.now() };
    const kept = new Map<string, KeptConversation>();
    for (const id of await rows.conversationsOf(tx, caseId)) {
      const found = await contacts.keptConversation(tx, id);
      if (!found) continue;
      kept.set(id, found);
      if (has(found)) await rows.addItem(tx, r.id, { contact_id: id, part: 'words', recording_id: null, ...decided });
      for (const recording of found.recordings) await rows.addItem(tx, r.id, { contact_id: id, part: 'recording', recording_id: recording.id, ...decided });
    }
    const all = [];
    for (const item of await rows.itemsOf(tx, r.id)) {
      const of = kept.get(item.contact_id) ?? (await contacts.keptConversation(tx, item.contact_id));
      if (of) all.push({ ...item, of });
    }
    return all;
  }
  const secondsOf = (p: Part): number => Number(p.of.recordings.find((one) => one.id === p.recording_id)?.seconds ?? 0);
  async function one(tx: Tx, r: RequestRow, caseId: string, position: number): Promise<Part> {
    const found = (await parts(tx, r, caseId)).find((p) => p.position === position);
    if (!found) throw notFound();
    return found;
  }
  /** @throws ItemsOpen */
  async function decidedParts(tx: Tx, r: RequestRow, caseId: string): Promise<Part[]> {
    const all = await parts(tx, r, caseId);
    const open = all.filter((p) => p.decision === null).length;
    if (open > 0) throw conflict('ItemsOpen', `${open} part${open === 1 ? '' : 's'} of the conversations may concern somebody else and ${open === 1 ? 'is' : 'are'} not decided.`, 'Look at each, and say whom it concerns.');
    return all;
  }
  return {
    async list(tx: Tx, r: RequestRow, caseId: string) {
      const { count, held } = await rows.othersOf(tx, caseId, r.person_id);
      return {
        others: count, held,
        items: (await parts(tx, r, caseId)).map((p) => ({
          position: p.position, conversation: p.of.number, channel: p.of.channel, language: p.of.language, at: p.of.at.toISOString(), part: p.part, notes: p.of.notes, messages: p.of.messages, seconds: secondsOf(p),
          over: p.of.over, decision: p.decision, decidedByNobody: p.decision !== null && p.decided_by === null, erased: p.done_at !== null,
        })),
      };
    },
    /** The words of one part, to decide about it. */
    async open(tx: Tx, actor: Actor, r: RequestRow, caseId: string, position: number): Promise<string> {
      const part = await one(tx, r, caseId, position);
      if (part.part !== 'words' || part.done_at) throw notFound();
      return contacts.wordsOf(tx, actor, part.contact_id);
    },
    async decide(tx: Tx, staffId: string, r: RequestRow, caseId: string, position: number, decision: ItemDecision): Promise<{ contactId: string }> {
      const part = await one(tx, r, caseId, position);
      if (part.done_at) throw conflict('RequestDone', 'This part is erased.', 'Nothing is left to decide.');
      await rows.saveItem(tx, { ...part, decision, decided_by: staffId, decided_at: clock.now() });
      return { contactId: part.contact_id };
    },
    /** What the person gets of them. @throws ItemsOpen */
    async forPerson(tx: Tx, actor: Actor, r: RequestRow, caseId: string): Promise<Conversation[]> {
      const all = await decidedParts(tx, r, caseId);
      const out = [];
      for (const id of await rows.conversationsOf(tx, caseId)) {
        const mine = all.filter((p) => p.contact_id === id);
        const kept = mine[0]?.of ?? (await contacts.keptConversation(tx, id));
        if (!kept) continue;
        const theirs = mine.filter((p) => p.decision === 'theirs');
        out.push({
          at: kept.at, channel: kept.channel, language: kept.language, withheld: theirs.length < mine.length, seconds: theirs.reduce((sum, p) => sum + secondsOf(p), 0),
          words: theirs.some((p) => p.part === 'words') ? await contacts.wordsOf(tx, actor, id) : null,
        });
      }
      return out;
    },
    /** Erases what is theirs; with a hold on somebody else of the case it waits for its end. @throws ItemsOpen, ConversationOpen */
    async erase(tx: Tx, actor: Actor, purpose: string, r: RequestRow, caseId: string): Promise<{ kept: number; held: number }> {
      const all = await decidedParts(tx, r, caseId);
      const theirs = all.filter((p) => p.decision === 'theirs' && !p.done_at);
      const { held } = await rows.othersOf(tx, caseId, r.person_id);
      for (const part of held ? [] : theirs) {
        if (part.part === 'words') await contacts.forget(tx, actor, purpose, part.contact_id);
        else await contacts.forgetRecording(tx, actor, purpose, part.recording_id!);
        await rows.saveItem(tx, { ...part, done_at: clock.now() });
      }
      return { kept: all.filter((p) => p.decision !== 'theirs').length, held: held ? theirs.length : 0 };
    },
  };
}
