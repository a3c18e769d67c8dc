/**
 * Further voices in a conversation. A party is asked -> ringing -> joined -> ended. Its id is also the engine's name of its side of the call.
 * Interpreters and colleagues are asked at their desk; outside numbers are rung at once; supervisors come by themselves, with a purpose.
 */
import { conflict, HavenlineError, invalid, newId, notFound, plusSeconds, publish, publishAll } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { ENGINE } from './commands.ts';
import type { ContactCommands } from './commands.ts';
import { can } from './contact.ts';
import { planInterpreting } from './interpreters.ts';
import type { ContactDeps } from './ports.ts';
import * as contactRows from './repository.ts';
import type { ContactRow } from './repository.ts';
import * as rows from './party-repository.ts';
import type { PartyKind, PartyMode, PartyRow } from './party-repository.ts';
import { mayDial } from '../reach/index.ts';
import type { Lines } from '../reach/index.ts';

/** An interpreter or colleague who does not come in this time is not waited for. */
export const ASK_SECONDS = 45;
const LISTENING_PURPOSES = ['quality-supervision', 'threat-to-life'];
const CHANNEL: Actor = { kind: 'system', name: 'channel' };
const ASK_AGAIN = 'Ask another one, or use a line by telephone.';

export interface Wish { kind: 'interpreter' | 'counsellor' | 'outside'; language?: string | undefined; staffId?: string | undefined; lineId?: string | undefined }

/** What may happen with further voices, over the commands of contacts. */
export function partyCommands(deps: ContactDeps, contacts: ContactCommands, lines: Pick<Lines, 'line' | 'lines' | 'rule'>) {
  const { clock, random, access, jobs } = deps;
  const me = (actor: Actor): string => {
    if (actor.kind !== 'staff') throw notFound();
    return actor.id;
  };
  async function tell(tx: Tx, p: PartyRow, candidates: readonly string[] = []): Promise<void> {
    const staff = new Set([...(p.staff_id === null ? [] : [p.staff_id]), p.asked_by, ...candidates]);
    await publishAll(tx, [{ topic: `contact:${p.contact_id}`, hint: 'party' }, ...[...staff].map((id) => ({ topic: `staff:${id}`, hint: 'party' })), { topic: 'wallboard' }]);
  }
  async function add(tx: Tx, actor: Actor, c: ContactRow, p: { kind: PartyKind; state: 'asked' | 'ringing'; mode?: PartyMode; staffId?: string; lineId?: string; officialId?: string; language?: string; to?: string; askedBy?: string }, candidates: string[] = []): Promise<PartyRow> {
    const at = clock.now();
    const row = {
      id: newId(clock, random), contact_id: c.id, kind: p.kind, mode: p.mode ?? 'join', state: p.state, staff_id: p.staffId ?? null, line_id: p.lineId ?? null, official_id: p.officialId ?? null,
      asked_by: p.askedBy ?? me(actor), language: p.language ?? null, to_language: p.to ?? null, asked_at: at,
    } as const;
    await rows.insertParty(tx, row);
    if (p.state === 'asked') await jobs.enqueue(tx, 'contact.ask-expires', { partyId: row.id }, { runAt: plusSeconds(at, ASK_SECONDS) });
    await contacts.log(tx, actor, `ask-${p.kind}`, c.id);
    const made: PartyRow = { ...row, muted: false, joined_at: null, ended_at: null, reason: null };
    await tell(tx, made, candidates);
    return made;
  }
  async function end(tx: Tx, actor: Actor, p: PartyRow, reason: string): Promise<void> {
    if (p.state === 'ended') return;
    const ended: PartyRow = { ...p, state: 'ended', ended_at: clock.now(), reason };
    await rows.saveParty(tx, ended);
    await contacts.log(tx, actor, `${p.kind}-${reason}`, p.contact_id);
    await tell(tx, ended);
  }
  async function talking(tx: Tx, actor: Actor, id: string): Promise<ContactRow> {
    const { c } = await contacts.own(tx, actor, id, 'contact.write');
    if (c.state !== 'talking' || c.channel !== 'phone') throw conflict('NotTalking', 'This works while you talk by telephone.', 'Wait until the call is connected.');
    return c;
  }
  async function interpreter(tx: Tx, actor: Actor, c: ContactRow, language: string, askedBy: string): Promise<void> {
    const ready = await rows.readyInterpreters(tx);
    const mine = await rows.languagesOf(tx, askedBy);
    const plan = planInterpreting(language, mine, ready);
    if (plan?.length === 0) throw conflict('NoInterpreterNeeded', 'You speak this language.', 'Choose the language that the caller speaks.');
    if (plan) {
      for (const leg of plan) await add(tx, actor, c, { kind: 'interpreter', state: 'asked', askedBy, ...leg }, ready.filter((one) => one.languages.includes(leg.language) && one.languages.includes(leg.to)).map((one) => one.id));
      return;
    }
    const line = (await lines.lines(tx)).find((one) => one.kind === 'interpreter' && one.languages.includes(language) && mine.some((own) => one.languages.includes(own)));
    if (!line) throw conflict('NoInterpreter', 'No interpreter for this language is ready, at a desk or by telephone.', 'Stay with the caller; ask a supervisor for help, or offer to call back when one is there.');
    await add(tx, actor, c, { kind: 'interpreter', state: 'ringing', askedBy, lineId: line.id, language, to: mine.find((own) => line.languages.includes(own))! });
  }

  jobs.work<{ partyId: string }>('contact.ask-expires', async (tx, { partyId }) => {
    const p = await rows.lockParty(tx, partyId);
    if (p?.state === 'asked') await end(tx, CHANNEL, p, 'not-there');
  });

  return {
    /** One press: an interpreter (one, or a chain, or by telephone), a colleague, or an outside number from the list. @throws NoInterpreter, NumberNotAllowed */
    async askParty(tx: Tx, actor: Actor, contactId: string, wish: Wish): Promise<void> {
      const c = await talking(tx, actor, contactId);
      if (wish.kind === 'interpreter') return interpreter(tx, actor, c, wish.language ?? c.language, me(actor));
      if (wish.kind === 'counsellor') {
        const colleague = (await rows.colleagues(tx, me(actor))).find((one) => one.id === wish.staffId);
        if (!colleague) throw conflict('ColleagueAway', 'This colleague is not at their desk now.', 'Choose another one, or pass the caller back to the line.');
        await add(tx, actor, c, { kind: 'counsellor', state: 'asked', staffId: colleague.id, language: c.language });
        return;
      }
      const line = await lines.line(tx, wish.lineId ?? '');
      if (!line) throw invalid('LineUnknown', 'This line is not in the list any more.', 'Choose another one.');
      const refusal = mayDial(await lines.rule(tx), line.number);
      if (refusal) throw refusal;
      await add(tx, actor, c, { kind: line.kind === 'interpreter' ? 'interpreter' : 'outside', state: 'ringing', lineId: line.id });
    },
    /** An emergency call centre comes into the call; its number was checked by two people, so no rule of the centre's about toll numbers is asked. @throws NotTalking, EmergencyOnTheLine */
    async callInOfficial(tx: Tx, actor: Actor, contactId: string, officialId: string): Promise<void> {
      const c = await talking(tx, actor, contactId);
      if ((await rows.partiesOf(tx, contactId, clock.now())).some((p) => p.official_id === officialId && p.state !== 'ended')) throw conflict('EmergencyOnTheLine', 'This centre is on the line, or is being called.', 'Stay with the caller until they answer.');
      await add(tx, actor, c, { kind: 'outside', state: 'ringing', officialId });
    },
    /** The interpreter whom routing chose with the counsellor is asked in, as if the counsellor had pressed. Is none there by now, the desk offers the ways there are. */
    async bringInterpreter(tx: Tx, c: ContactRow): Promise<void> {
      if (c.channel !== 'phone' || c.counsellor_id === null || (await rows.partiesOf(tx, c.id, clock.now())).some((p) => p.kind === 'interpreter' && p.state !== 'ended')) return;
      await interpreter(tx, CHANNEL, c, c.language, c.counsellor_id).catch((error: unknown) => {
        if (!(error instanceof HavenlineError) || !['NoInterpreter', 'NoInterpreterNeeded'].includes(error.code)) throw error;
      });
    },
    /** Whoever was asked comes in; of several the first. */
    async joinParty(tx: Tx, actor: Actor, partyId: string): Promise<{ contactId: string }> {
      const p = await rows.lockParty(tx, partyId);
      const mine = p?.state === 'asked' && (await rows.partiesFor(tx, me(actor))).some((one) => one.id === partyId);
      if (!p || !mine) throw conflict('AskGone', 'Somebody else has come, or it is over.', 'Nothing to do.');
      await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'party.answer', subject: { type: 'Party', id: partyId, attrs: { staff: me(actor) } } });
      const joined: PartyRow = { ...p, state: 'ringing', staff_id: me(actor) };
      await rows.saveParty(tx, joined);
      await contacts.log(tx, actor, `join-as-${p.kind}`, p.contact_id);
      await tell(tx, joined, (await rows.readyInterpreters(tx)).map((one) => one.id));
      return { contactId: p.contact_id };
    },
    /** Declined, left, or taken out by the counsellor. */
    async leaveParty(tx: Tx, actor: Actor, partyId: string): Promise<{ contactId: string }> {
      const p = await rows.lockParty(tx, partyId);
      if (!p || p.state === 'ended') throw notFound();
      const id = me(actor);
      const c = await contacts.locked(tx, p.contact_id);
      if (p.staff_id !== id && c.counsellor_id !== id) throw notFound();
      await end(tx, actor, p, p.state === 'asked' ? 'declined' : p.staff_id === id ? 'left' : 'taken-out');
      return { contactId: p.contact_id };
    },
    /** A supervisor listens, whispers or joins, for a purpose; the counsellor sees it. Asked again it changes the way. */
    async listenIn(tx: Tx, actor: Actor, contactId: string, mode: PartyMode, purpose: string): Promise<void> {
      const c = await contacts.locked(tx, contactId);
      if (!LISTENING_PURPOSES.includes(purpose)) throw invalid('PurposeNeeded', 'Listening needs a reason.', 'Choose what you listen for.');
      if (c.state !== 'talking' || c.channel !== 'phone') throw conflict('NotTalking', 'This conversation is not going on by telephone now.', 'Look at the list again.');
      if (c.counsellor_id === me(actor)) throw conflict('OwnConversation', 'This is your own conversation.', 'Choose another one.');
      await access.authorize(tx, { actor, purpose, action: 'conversation.listen', subject: { type: 'Contact', id: contactId, attrs: {} } });
      const before = (await rows.partiesFor(tx, me(actor))).find((p) => p.contact_id === contactId && p.kind === 'supervisor');
      if (before) {
        await rows.saveParty(tx, { ...before, mode });
        await contacts.log(tx, actor, mode, contactId);
        return tell(tx, { ...before, mode });
      }
      await contacts.log(tx, actor, mode, contactId);
      const p = await add(tx, actor, c, { kind: 'supervisor', state: 'ringing', mode, staffId: me(actor) });
      if (c.counsellor_id) await publish(tx, `staff:${c.counsellor_id}`, 'party');
      if (c.help_at) await contactRows.saveContact(tx, { ...c, help_at: null });
      await tell(tx, p);
    },
    /** The counsellor leaves: a colleague on the line takes over with the record, or the caller talks on with an outside number. */
    async handOver(tx: Tx, actor: Actor, contactId: string, partyId: string): Promise<string> {
      const c = await talking(tx, actor, contactId);
      const p = await rows.lockParty(tx, partyId);
      if (!p || p.contact_id !== contactId || p.state !== 'joined' || p.mode !== 'join') throw conflict('NotOnTheLine', 'They are not on the line.', 'Wait until they are, or pass the caller back to the line.');
      if (p.kind === 'interpreter') throw conflict('InterpretersDoNotTakeOver', 'An interpreter cannot carry the conversation alone.', 'Hand over to a counsellor or a service.');
      if (p.official_id !== null) throw conflict('EmergencyStays', 'With an emergency call centre on the line you stay with the caller.', 'Stay until the centre says that you may go; then end the call.');
      if (p.line_id !== null) return (await contacts.move(tx, actor, { ...c, handed_out: true }, 'end')).state;
      await rows.saveParty(tx, { ...p, state: 'ended', ended_at: clock.now(), reason: 'took-over' });
      const after = { ...c, counsellor_id: p.staff_id, leg_id: p.id, on_hold: false, muted: false, passed_by: me(actor), passed_at: clock.now() };
      await contactRows.saveContact(tx, after);
      await contacts.log(tx, actor, 'hand-over', contactId);
      await contacts.tell(tx, after, 'hand-over', me(actor));
      await publish(tx, `staff:${p.staff_id}`, 'hand-over');
      return after.state;
    },
    /** Cold: the caller goes back to the line, for a language or for one colleague; interpreters stay with them. */
    async transfer(tx: Tx, actor: Actor, contactId: string, to: { language?: string | undefined; staffId?: string | undefined; skills?: readonly string[] | undefined }): Promise<string> {
      const c = await talking(tx, actor, contactId);
      if (to.staffId !== undefined && !(await rows.colleagues(tx, me(actor))).some((one) => one.id === to.staffId)) {
        throw conflict('ColleagueAway', 'This colleague is not at their desk now.', 'Choose another one, or pass the caller back to the line.');
      }
      const after = await contacts.move(tx, actor, c, 'lose', { language: to.language ?? c.language, wanted_staff: to.staffId ?? null, ...(to.skills === undefined ? {} : { needs: [...new Set(to.skills)].map((skill) => ({ skill, level: 1 })) }), passed_by: me(actor), passed_at: clock.now() });
      return after.state;
    },
    /** The counsellor asks for help, or takes the wish back. */
    async askHelp(tx: Tx, actor: Actor, contactId: string, on: boolean): Promise<void> {
      const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
      if (!can(c.state, 'end')) throw conflict('NotTalking', 'This contact is over.', 'Ask a supervisor directly.');
      await contactRows.saveContact(tx, { ...c, help_at: on ? clock.now() : null });
      await contacts.log(tx, actor, on ? 'ask-help' : 'help-not-needed', contactId);
      await contacts.tell(tx, c, 'help');
      await publish(tx, 'help', on ? 'help' : 'over');
    },
    /** The caller pressed the covert keys, or said the word: a quiet alert beside the call. */
    async duress(tx: Tx, actor: Actor, contactId: string, on: boolean): Promise<void> {
      const c = actor.kind === 'staff' ? (await contacts.own(tx, actor, contactId, 'contact.write')).c : await contacts.locked(tx, contactId);
      if (c.state !== 'talking') return;
      await contactRows.saveContact(tx, { ...c, duress_at: on ? clock.now() : null });
      await contacts.log(tx, actor, on ? 'duress' : 'duress-over', contactId);
      await contacts.tell(tx, c, 'duress');
      await publish(tx, 'help', on ? 'duress' : 'over');
    },
    /** What a counsellor may bring in, for the dialog. */
    async voices(tx: Tx, actor: Actor, contactId: string) {
      const { c } = await contacts.own(tx, actor, contactId, 'contact.read');
      const ready = await rows.readyInterpreters(tx);
      return {
        language: c.language,
        interpreting: [...new Set(ready.flatMap((one) => one.languages))].sort(),
        colleagues: (await rows.colleagues(tx, me(actor), c.language)).map((one) => ({ staffId: one.id, deskName: one.desk_name, languages: one.languages, skills: one.skills, ready: one.ready })),
        lines: (await lines.lines(tx)).map(({ id, name, kind, languages }) => ({ id, name, kind, languages })),
      };
    },
    /** Conversations that go on now, for a supervisor; nothing of what is said. */
    async talks(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'wallboard.read', subject: { type: 'Wallboard', id: 'talks', attrs: {} } });
      const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
      return (await rows.talks(tx)).map((c) => ({ contactId: c.id, channel: c.channel, language: c.language, deskName: c.desk_name, since: iso(c.answered_at), helpAt: iso(c.help_at), duressAt: iso(c.duress_at), listeners: c.listeners }));
    },

    /** For the telephone alone. */
    openParties: (tx: Tx) => rows.openParties(tx, deps.engine ?? ENGINE),
    isOutside: async (tx: Tx, partyId: string): Promise<boolean> => { const p = await rows.lockParty(tx, partyId); return !p || p.line_id !== null || p.official_id !== null; },
    async partyJoined(tx: Tx, partyId: string): Promise<void> {
      const p = await rows.lockParty(tx, partyId);
      if (p?.state !== 'ringing') return;
      const joined: PartyRow = { ...p, state: 'joined', joined_at: clock.now() };
      await rows.saveParty(tx, joined);
      await contacts.log(tx, CHANNEL, `${p.kind}-joined`, p.contact_id);
      await tell(tx, joined);
    },
    async partyEnded(tx: Tx, partyId: string, reason: string): Promise<void> {
      const p = await rows.lockParty(tx, partyId);
      if (p) await end(tx, CHANNEL, p, reason);
    },
    /** Which of them are this person's: their softphone has gone. */
    partyIdsOf: async (tx: Tx, staffId: string): Promise<{ id: string; contactId: string }[]> =>
      (await rows.partiesFor(tx, staffId)).filter((p) => p.staff_id === staffId && (p.state === 'ringing' || p.state === 'joined')).map((p) => ({ id: p.id, contactId: p.contact_id })),
    askAgain: ASK_AGAIN,
  };
}
