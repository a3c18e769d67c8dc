/** Contacts: a conversation by phone or chat, its record, its offers, and callbacks. Any telephone engine, any counsellor's screen. */
import type { Actor, Tx } from '../kernel/index.ts';
import { inTx } from '../kernel/index.ts';
import { blockCommands } from './blocks.ts';
import { callbackCommands } from './callbacks.ts';
import { chatCommands } from './chat.ts';
import { contactCommands, ENGINE } from './commands.ts';
import { erasingCommands } from './erasing.ts';
import { HANDED_ON, officialCommands } from './official.ts';
import { partyCommands } from './parties.ts';
import { partiesFor, partiesOf } from './party-repository.ts';
import type { ContactDeps } from './ports.ts';
import { recordingCommands } from './recordings.ts';
import * as rows from './repository.ts';
import { EMPTY_FORM, TAXONOMY } from './taxonomy.ts';
export { CONTACT_STATES, next } from './contact.ts';
export { TAXONOMY } from './taxonomy.ts';
export type { ContactState, Move } from './contact.ts';
export type { ContactDeps } from './ports.ts';
export type { KeptConversation } from './erasing-repository.ts';
export type { ContactRow } from './repository.ts';
export { creditOf, marksOf } from './marks.ts';
export { PULL_REASONS } from './commands.ts';
export type { PullReason } from './commands.ts';

export type Contacts = ReturnType<typeof createContacts>;
/** The contacts of this centre. */
export function createContacts(deps: ContactDeps) {
  const commands = contactCommands(deps);
  const recordings = recordingCommands(deps, commands, deps.recorder);
  const parties = partyCommands(deps, commands, deps.lines);
  const chats = chatCommands(deps, commands);
  return {
    ...commands,
    ...chats,
    ...erasingCommands(deps, commands, chats, recordings),
    ...callbackCommands(deps, commands, deps.lines),
    ...parties,
    ...blockCommands(deps, commands),
    ...officialCommands(deps, commands),
    ...recordings,
    /** Both are on the line; where routing chose an interpreter with the counsellor, that one is asked in. */
    async connected(tx: Tx, id: string): Promise<void> {
      const c = await commands.connected(tx, id);
      if (c?.interpreter_id) await parties.bringInterpreter(tx, c);
    },
    byId: rows.contactById,
    byCall: (tx: Tx, callId: string) => rows.contactByCall.first(tx, callId),
    /** Calls at the engine of this server, and at another. */
    openCalls: (tx: Tx) => rows.openPhoneContacts(tx, deps.engine ?? ENGINE),
    openCallsAt: rows.openPhoneContacts,
    lineOf: (tx: Tx, id: string) => rows.lineOf(tx, id, deps.clock.now()),
    /** Who handles a contact, or null. */
    counsellorOf: async (tx: Tx, id: string): Promise<string | null> => (/^[0-9a-f-]{36}$/.test(id) ? ((await rows.contactById(tx, id))?.counsellor_id ?? null) : null),
    /** True while this counsellor has a conversation: their session does not end then. */
    inConversation: (staffId: string): Promise<boolean> => inTx(deps.db, async (tx) => (await rows.contactsOf(tx, staffId)).length > 0 || (await partiesFor(tx, staffId)).some((p) => p.staff_id === staffId && p.state === 'joined')),
    /** What the counsellor has before them. */
    async now(tx: Tx, actor: Actor) {
      const id = actor.kind === 'staff' ? actor.id : '';
      const [o, mine, line, presence] = [await rows.offerTo(tx, id), await rows.contactsOf(tx, id), await rows.line(tx, id), await rows.presenceOf(tx, id)];
      const now = deps.clock.now().getTime();
      const seconds = (at: Date | null) => (at ? Math.max(0, Math.round((now - at.getTime()) / 1000)) : 0);
      const voices = await partiesFor(tx, id);
      const part = voices.find((p) => p.staff_id === id && p.state !== 'asked');
      const state = part ? 'talking' : o ? 'offered' : mine.some((c) => c.state !== 'wrap_up') ? 'talking' : mine.length > 0 ? 'wrap_up' : presence.state;
      return {
        presence: state,
        pauseUntil: presence.pause_until && presence.pause_until.getTime() > now ? presence.pause_until.toISOString() : null, nextBreak: presence.next_break?.toISOString() ?? null,
        offer: o ? { id: o.id, contactId: o.contact_id, channel: o.channel, language: o.language, waitedSeconds: seconds(o.waiting_since), expiresAt: o.expires_at.toISOString(), chosen: o.chosen, callback: o.contact_state === 'callback', passedOn: o.passed } : null,
        // Who interprets sees the languages and nothing else of the conversation.
        asks: voices.filter((p) => p.state === 'asked' && p.asked_by !== id).map((p) => ({ partyId: p.id, kind: p.kind, language: p.language, toLanguage: p.to_language, from: p.asked_by_name ?? '' })),
        part: part ? { partyId: part.id, kind: part.kind, mode: part.mode, state: part.state, language: part.language, toLanguage: part.to_language, since: (part.joined_at ?? part.asked_at).toISOString(), muted: part.muted, contactId: part.kind === 'supervisor' ? part.contact_id : null, recording: part.state === 'joined' ? await recordings.recordingOfParty(tx, part.contact_id, id) : null } : null,
        contacts: mine.map((c) => ({ id: c.id, number: c.number, channel: c.channel, state: c.state, language: c.language, since: (c.answered_at ?? c.started_at).toISOString(), handedOn: c.chosen.includes(HANDED_ON) })),
        line: { waiting: line.waiting, longestWaitSeconds: seconds(line.oldest), ready: line.ready, inYourLanguages: line.mine },
      };
    },
    /** What the log calls this contact; nothing for a number that nobody has. For the data protection officer's log alone. */
    async subjectsOf(tx: Tx, number: string): Promise<string[]> {
      const found = await rows.contactByNumber(tx, number);
      return found ? [found.id] : [];
    },
    /** The contact and its record, for the counsellor who handles it. */
    async read(tx: Tx, actor: Actor, id: string) {
      const { c, grant } = await commands.own(tx, actor, id, 'contact.read');
      await rows.onlyContact(tx, id);
      const draft = await rows.draftOf(tx, id);
      const form = draft ? (JSON.parse(await deps.vault.reveal(tx, grant, { keyOf: { kind: 'contact', id }, table: 'contact_draft', column: 'form', row: id }, draft.form)) as unknown) : EMPTY_FORM;
      const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
      return {
        id, number: c.number, returningOf: c.returning_of && !c.official_since ? ((await rows.contactById(tx, c.returning_of))?.number ?? null) : null,
        channel: c.channel, language: c.language, state: c.state, startedAt: c.started_at.toISOString(), answeredAt: iso(c.answered_at), endedAt: iso(c.ended_at), wrapUpEndsAt: iso(c.wrap_up_ends_at),
        ...(await recordings.recordingView(tx, c)), onHold: c.on_hold, muted: c.muted, caseNumber: c.official_since ? null : await rows.caseNumberOf(tx, id), officialSince: iso(c.official_since), callsOfficial: c.calls_official,
        handedOn: c.chosen.includes(HANDED_ON), text: (c.channel === 'chat' && !c.chosen.includes(HANDED_ON)) || (await rows.typingOf(tx, id)) !== undefined, onlyWrites: c.chosen.includes('only-writes'),
        callback: c.call_id?.startsWith('cb-') ?? false, helpAt: iso(c.help_at), duressAt: iso(c.duress_at),
        parties: (await partiesOf(tx, id, deps.clock.now())).map((p) => ({ partyId: p.id, kind: p.kind, mode: p.mode, state: p.state, name: p.desk_name ?? p.line_name ?? '', emergency: p.official_id !== null, language: p.language, toLanguage: p.to_language, reason: p.reason })), form, revision: draft?.revision ?? 0, savedAt: iso(draft?.saved_at), taxonomy: TAXONOMY,
      };
    },
  };
}
