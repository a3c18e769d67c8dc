/** Recording a conversation, and messages: what is asked, answered, kept, heard and erased. The pure rules are in recording.ts; the sound is the recorder's. */
import { conflict, HavenlineError, invalid, newId, notFound, plusSeconds, publish, publishAll } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import type { RecorderPort, RecordingWish } from '../channel/index.ts';
import type { ContactCommands } from './commands.ts';
import { lockParty } from './party-repository.ts';
import type { ContactDeps } from './ports.ts';
import { ANSWER_SECONDS, KEEP_DAYS, nextRecording, recordingOver } from './recording.ts';
import type { Recording, RecordingMove, Voice } from './recording.ts';
import * as contactRows from './repository.ts';
import type { ContactRow } from './repository.ts';
import * as rows from './recording-repository.ts';
import type { RecordingRow } from './recording-repository.ts';

const CHANNEL: Actor = { kind: 'system', name: 'channel' };
const TIMER: Actor = { kind: 'system', name: 'timer' };
const RETENTION: Actor = { kind: 'system', name: 'retention' };
/** What kind of box the key of a file is in: telephony/recorder/sound-file.ts. */
const BOX = 'havenline recording key 1';
const DAY = 86_400;
const staff = (id: string): Voice => `staff:${id}`;
const damaged = (): HavenlineError => new HavenlineError('RecordingDamaged', 500, 'The file of this recording was changed or is not there.', 'Tell the data protection officer; nothing of it is played.');

export type RecordingCommands = ReturnType<typeof recordingCommands>;
/** What may happen with recordings, over the commands of contacts. */
export function recordingCommands(deps: ContactDeps, contacts: ContactCommands, recorder: RecorderPort) {
  const { clock, random, access, audit, jobs, vault } = deps;
  const me = (actor: Actor): string => {
    if (actor.kind !== 'staff') throw notFound();
    return actor.id;
  };
  const log = (tx: Tx, actor: Actor, action: string, id: string, details?: { [key: string]: string | number }) =>
    audit.append(tx, { actor, purpose: actor.kind === 'system' ? 'system-operation' : 'answer-contact', action, subject: { type: 'Recording', id }, outcome: 'done', ...(details ? { details } : {}) });
  /** Everybody's screens, and the server that drives the call. */
  async function tell(tx: Tx, c: ContactRow): Promise<void> {
    const voices = await rows.voicesOf(tx, c.id);
    const people = [c.counsellor_id, ...voices.map((one) => (one.voice.startsWith('staff:') ? one.voice.slice(6) : null))].filter((id) => id !== null);
    await publishAll(tx, [{ topic: `contact:${c.id}`, hint: 'recording' }, ...people.map((id) => ({ topic: `staff:${id}`, hint: 'recording' })), { topic: `settle:${c.id}` }]);
  }
  const stateOf = async (tx: Tx, r: RecordingRow): Promise<Recording> => {
    const answers = new Map((await rows.consentsOf(tx, r.id)).map((one) => [one.voice, one.answer]));
    return r.state === 'over' ? { state: 'over', answers, reason: r.reason!, by: r.ended_by } : { state: r.state, answers };
  };
  async function ask(tx: Tx, r: RecordingRow, voice: Voice, language: string, answer: 'asked' | 'yes' = 'asked'): Promise<void> {
    const at = clock.now();
    await rows.insertConsent(tx, r.id, { voice, language, answer, asked_at: at, answered_at: answer === 'yes' ? at : null });
    if (answer === 'asked') await jobs.enqueue(tx, 'recording.answer-expires', { recordingId: r.id, voice }, { runAt: plusSeconds(at, ANSWER_SECONDS) });
    await log(tx, CHANNEL, 'recording-asked', r.id, { voice: voice.split(':')[0]!, language });
  }
  /** The only place where a recording changes its state: row, consent, log entry and, at its end, the time of its erasure. */
  async function move(tx: Tx, actor: Actor, r: RecordingRow, m: RecordingMove): Promise<RecordingRow> {
    const before = await stateOf(tx, r);
    const after = nextRecording(before, m);
    const at = clock.now();
    if (m.do === 'answer') {
      await rows.saveAnswer(tx, r.id, m.voice, m.yes ? 'yes' : 'no', at);
      await log(tx, actor, m.yes ? 'recording-agreed' : 'recording-refused', r.id, { voice: m.voice.split(':')[0]! });
    }
    if (after.state === r.state) return r;
    const row: RecordingRow = { ...r, state: after.state };
    if (after.state === 'over') {
      const { keep_days } = await rows.setting(tx);
      Object.assign(row, { reason: after.reason, ended_by: after.by, ended_at: at, erase_at: plusSeconds(at, keep_days * DAY) });
      await jobs.enqueue(tx, 'recording.erase', { recordingId: r.id }, { runAt: row.erase_at! });
    }
    await rows.saveRecording(tx, row);
    if (m.do !== 'answer' || after.state !== 'over') await log(tx, actor, after.state === 'over' ? `recording-${after.reason}` : `recording-${after.state === 'recording' ? 'on' : after.state}`, r.id);
    return row;
  }
  /** Who is on the line now; new voices are asked. */
  async function follow(tx: Tx, actor: Actor, c: ContactRow, r: RecordingRow): Promise<RecordingRow> {
    if (c.state !== 'talking') return move(tx, CHANNEL, r, { do: 'end' });
    const voices = await rows.voicesOf(tx, c.id);
    const here = [{ voice: 'caller' as Voice, language: c.language }, { voice: staff(c.counsellor_id!), language: c.language }, ...voices.filter((one) => one.here)];
    const known = new Set((await rows.consentsOf(tx, r.id)).map((one) => one.voice));
    for (const one of here) if (!known.has(one.voice)) await ask(tx, r, one.voice, one.language);
    return move(tx, actor, r, { do: 'voices', present: here.map((one) => one.voice), coming: voices.some((one) => !one.here), private: c.on_hold });
  }
  /** The contact first, then its recording: in one order, so that two never wait for each other. */
  async function lockedWithContact(tx: Tx, id: string): Promise<{ c: ContactRow; r: RecordingRow } | null> {
    const found = await rows.contactIdOf(tx, id);
    return found === undefined ? null : { c: await contacts.locked(tx, found), r: (await rows.recordingById(tx, id))! };
  }
  /** An answer or a stop of one voice, then what follows from it. */
  async function said(tx: Tx, actor: Actor, contactId: string, voice: Voice, answer: 'yes' | 'no' | 'stop'): Promise<void> {
    const c = await contacts.locked(tx, contactId);
    const r = await rows.openOf(tx, contactId);
    if (r?.kind !== 'call') throw recordingOver();
    const moved = await move(tx, actor, r, answer === 'stop' ? { do: 'stop', by: voice } : { do: 'answer', voice, yes: answer === 'yes' });
    if (moved.state !== 'over') await follow(tx, actor, c, moved);
    await tell(tx, c);
  }
  /** A tombstone and the end of the row now; the key and the files go in a job of their own, after this is committed. */
  async function erase(tx: Tx, actor: Actor, purpose: string, r: RecordingRow): Promise<void> {
    await rows.saveRecording(tx, { ...r, erased_at: clock.now() });
    await vault.eraseKey(tx, actor, purpose, { kind: 'recording', id: r.id });
    await jobs.enqueue(tx, 'recording.destroy', { recordingId: r.id });
    await publishAll(tx, [{ topic: 'callbacks' }, { topic: 'recordings' }]);
  }
  /** The sound of all takes, one after the other; the log entry is there before the first byte is. */
  async function listen(tx: Tx, actor: Actor, r: RecordingRow, purpose: string, action: 'recording.listen' | 'message.listen'): Promise<Buffer> {
    const grant = await access.authorize(tx, { actor, purpose, action, subject: { type: 'Recording', id: r.id, attrs: {} }, fields: ['sound'] });
    await rows.insertHeard(tx, { id: newId(clock, random), recordingId: r.id, staffId: me(actor), purpose, at: clock.now() });
    await audit.append(tx, { actor, purpose, action: 'listen-to-recording', subject: { type: 'Recording', id: r.id }, outcome: 'done' });
    const sound: Buffer[] = [];
    for (const take of await rows.takesOf(tx, r.id)) {
      const read = await recorder.read(take.id, (box) => vault.unseal(tx, grant, r.id, box, BOX)).catch(() => { throw damaged(); });
      if (read) sound.push(read.sound);
    }
    if (sound.length === 0) throw damaged();
    const c = await contactRows.contactById(tx, r.contact_id);
    await publishAll(tx, [{ topic: `contact:${r.contact_id}`, hint: 'heard' }, ...(c?.counsellor_id ? [{ topic: `staff:${c.counsellor_id}`, hint: 'heard' }] : []), { topic: 'recordings' }]);
    return Buffer.concat(sound);
  }
  const kept = async (tx: Tx, id: string, kind: 'call' | 'message'): Promise<RecordingRow> => {
    const r = await rows.recordingById(tx, id);
    if (!r || r.kind !== kind || r.state !== 'over' || r.erased_at !== null) throw notFound();
    return r;
  };
  /** A message in a language that one speaks; another's is not there. */
  const message = async (tx: Tx, actor: Actor, id: string): Promise<RecordingRow> => {
    const r = await kept(tx, id, 'message');
    if (!(await rows.speaks(tx, me(actor), r.language))) throw notFound();
    return r;
  };
  const listed = (list: rows.KeptRow[]) => list.map((r) => ({
    id: r.id, number: r.number, language: r.language, at: r.ended_at.toISOString(), eraseAt: r.erase_at.toISOString(), seconds: Math.round(r.seconds), deskName: r.desk_name,
    heard: r.heard.map((one) => ({ by: one.by, at: new Date(one.at).toISOString() })),
  }));

  jobs.work<{ recordingId: string; voice: Voice }>('recording.answer-expires', async (tx, { recordingId, voice }) => {
    const found = await lockedWithContact(tx, recordingId);
    if (!found || found.r.state === 'over' || (await stateOf(tx, found.r)).answers.get(voice) !== 'asked') return;
    await said(tx, TIMER, found.c.id, voice, 'no');
  });
  jobs.work<{ recordingId: string }>('recording.erase', async (tx, { recordingId }) => {
    const r = await rows.recordingById(tx, recordingId);
    // With a shorter time a job of its own came earlier.
    if (r && r.erased_at === null && r.erase_at !== null && r.erase_at <= clock.now()) await erase(tx, RETENTION, 'system-operation', r);
  });
  jobs.work<{ recordingId: string }>('recording.destroy', async (tx, { recordingId }) => {
    await vault.destroyKey({ kind: 'recording', id: recordingId });
    for (const take of await rows.takesOf(tx, recordingId)) recorder.erase(take.id);
  });

  return {
    recordingSetting: async (tx: Tx) => {
      const { enabled, keep_days } = await rows.setting(tx);
      return { enabled, keepDays: keep_days };
    },
    /** The administrator turns it on or off; a shorter time holds for what is kept already. @throws KeepDaysUnusable */
    async setRecording(tx: Tx, actor: Actor, s: { enabled: boolean; keepDays: number }): Promise<void> {
      if (!Number.isInteger(s.keepDays) || s.keepDays < KEEP_DAYS.least || s.keepDays > KEEP_DAYS.most) throw invalid('KeepDaysUnusable', `Recordings are kept for ${KEEP_DAYS.least} to ${KEEP_DAYS.most} days.`, 'Choose a number of days between them.');
      const act = { actor, purpose: 'system-operation', subject: { type: 'Centre', id: 'recording', attrs: {} } };
      await access.authorize(tx, { ...act, action: 'centre.manage' });
      await audit.append(tx, { ...act, action: s.enabled ? 'turn-recording-on' : 'turn-recording-off', outcome: 'done', details: { days: s.keepDays } });
      await rows.saveSetting(tx, { enabled: s.enabled, keep_days: s.keepDays });
      for (const r of await rows.eraseSooner(tx, s.keepDays)) await jobs.enqueue(tx, 'recording.erase', { recordingId: r.id }, { runAt: r.erase_at });
      await publish(tx, 'centre', 'recording');
    },
    /** The counsellor wishes to record: everybody on the line is asked. @throws RecordingIsOff, CallerSaidNo, RecordingOpen, NotTalking */
    async askRecording(tx: Tx, actor: Actor, contactId: string): Promise<void> {
      const { c } = await contacts.own(tx, actor, contactId, 'contact.write');
      if (!(await rows.setting(tx)).enabled) throw conflict('RecordingIsOff', 'This centre does not record.', 'Write down what matters.');
      if (c.state !== 'talking' || c.channel !== 'phone') throw conflict('NotTalking', 'This works while you talk by telephone.', 'Wait until the call is connected.');
      if (await rows.openOf(tx, contactId)) throw conflict('RecordingOpen', 'It is asked or recorded already.', 'Look at the talk bar.');
      // A no stays a no: nobody is asked until they give in.
      if (await rows.callerSaidNo(tx, contactId)) throw conflict('CallerSaidNo', 'The caller said no.', 'Do not ask again in this conversation.');
      const r = { id: newId(clock, random), contact_id: contactId, kind: 'call', language: c.language, state: 'asking', asked_by: me(actor), asked_at: clock.now() } as const;
      await rows.insertRecording(tx, r);
      const row: RecordingRow = { ...r, reason: null, ended_by: null, ended_at: null, erase_at: null, erased_at: null };
      await log(tx, actor, 'ask-to-record', r.id);
      // Who asks agrees.
      await ask(tx, row, staff(me(actor)), c.language, 'yes');
      await follow(tx, actor, c, row);
      await tell(tx, c);
    },
    /** Somebody at a desk on the line answers, or stops it. @throws RecordingOver */
    async answerRecording(tx: Tx, actor: Actor, contactId: string, answer: 'yes' | 'no' | 'stop'): Promise<void> {
      const c = await contacts.locked(tx, contactId);
      const voice = staff(me(actor));
      if (c.counsellor_id !== me(actor) && !(await rows.voicesOf(tx, contactId)).some((one) => one.voice === voice)) throw notFound();
      await said(tx, actor, contactId, voice, answer);
    },
    /** The same from the side of a party. */
    async answerRecordingOfParty(tx: Tx, actor: Actor, partyId: string, answer: 'yes' | 'no' | 'stop'): Promise<void> {
      const p = await lockParty(tx, partyId);
      if (!p || p.staff_id !== me(actor) || p.state !== 'joined' || p.mode !== 'join') throw notFound();
      await said(tx, actor, p.contact_id, staff(me(actor)), answer);
    },
    /** What the talk bar shows: the last recording of this contact, and what may be done. */
    async recordingView(tx: Tx, c: ContactRow) {
      const r = await rows.lastOf(tx, c.id);
      const names = new Map((await contactRows.partyNames(tx, c.id)).map((one) => [one.voice, one.name]));
      return {
        mayRecord: (await rows.setting(tx)).enabled && !(await rows.callerSaidNo(tx, c.id)),
        recording: r ? {
          state: r.state, reason: r.reason, by: r.ended_by === null ? null : r.ended_by === 'caller' ? 'caller' : r.ended_by === staff(c.counsellor_id ?? '') ? 'you' : (names.get(r.ended_by) ?? ''),
          waitsFor: r.state === 'over' ? [] : (await rows.consentsOf(tx, r.id)).filter((one) => one.answer === 'asked').map((one) => (one.voice === 'caller' ? 'caller' : one.voice === staff(c.counsellor_id ?? '') ? 'you' : (names.get(one.voice) ?? ''))),
        } : null,
      };
    },
    /** What a party at a desk is shown: 'asked' when they have to answer. */
    async recordingOfParty(tx: Tx, contactId: string, staffId: string): Promise<string | null> {
      const r = await rows.openOf(tx, contactId);
      if (!r) return null;
      return (await rows.consentsOf(tx, r.id)).some((one) => one.voice === staff(staffId) && one.answer === 'asked') ? 'asked' : r.state;
    },
    /** For supervisors: what is kept; nothing of what was said. */
    async recordings(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'wallboard.read', subject: { type: 'Wallboard', id: 'recordings', attrs: {} } });
      return listed(await rows.kept(tx, 'call', {}));
    },
    /** A counsellor's own: that they are kept, until when, and who listened. */
    ownRecordings: async (tx: Tx, actor: Actor) => listed(await rows.kept(tx, 'call', { counsellor: me(actor) })),
    /** A supervisor listens, for a purpose. Answers mu-law sound. */
    listenTo: async (tx: Tx, actor: Actor, id: string, purpose: string): Promise<Buffer> => listen(tx, actor, await kept(tx, id, 'call'), purpose, 'recording.listen'),
    /** Messages in the languages of this counsellor. */
    messagesLeft: async (tx: Tx, actor: Actor) => listed(await rows.kept(tx, 'message', { languagesOf: me(actor) })),
    listenToMessage: async (tx: Tx, actor: Actor, id: string): Promise<Buffer> => listen(tx, actor, await message(tx, actor, id), 'answer-contact', 'message.listen'),
    /** For whoever erases the conversation with it; while it goes on it is ended first by its own rules. */
    async forgetRecording(tx: Tx, actor: Actor, purpose: string, id: string): Promise<void> {
      const r = await rows.recordingById(tx, id);
      if (!r) throw notFound();
      if (r.state !== 'over') throw conflict('ConversationOpen', 'This conversation is being recorded.', 'End and close it first.');
      if (r.erased_at === null) await erase(tx, actor, purpose, r);
    },
    /** It was worked on: it goes at once. */
    async messageDone(tx: Tx, actor: Actor, id: string): Promise<void> {
      const r = await message(tx, actor, id);
      await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'message.listen', subject: { type: 'Recording', id, attrs: {} } });
      await erase(tx, actor, 'answer-contact', r);
    },

    /** For the telephone alone. */
    async followRecording(tx: Tx, contactId: string): Promise<RecordingWish | null> {
      const open = await rows.openOf(tx, contactId);
      if (open?.kind !== 'call') return null;
      const c = await contacts.locked(tx, contactId);
      const r = (await rows.recordingById(tx, open.id))!;
      if (r.state === 'over') return null;
      const after = await follow(tx, CHANNEL, c, r);
      if (after.state !== r.state) await tell(tx, c);
      if (after.state === 'over') return null;
      const asked = (await rows.consentsOf(tx, r.id)).filter((one) => one.answer === 'asked' && !one.voice.startsWith('staff:'));
      return { id: r.id, state: after.state, asked: asked.map((one) => ({ partyId: one.voice === 'caller' ? null : one.voice.slice(5), language: one.language })) };
    },
    async answerRecordingByKey(tx: Tx, contactId: string, partyId: string | null, answer: 'yes' | 'no' | 'stop'): Promise<void> {
      await said(tx, { kind: 'caller', contactId }, contactId, partyId === null ? 'caller' : `line:${partyId}`, answer).catch((error: unknown) => {
        // It is over already: the key has what it wanted.
        if (!(error instanceof HavenlineError && error.code === 'RecordingOver')) throw error;
      });
    },
    async recordingFailed(tx: Tx, recordingId: string): Promise<void> {
      const found = await lockedWithContact(tx, recordingId);
      if (!found || found.r.state === 'over') return;
      await move(tx, CHANNEL, found.r, { do: 'fail' });
      await tell(tx, found.c);
    },
    async takeBegins(tx: Tx, recordingId: string): Promise<{ id: string; publicKey: string }> {
      const id = newId(clock, random);
      await rows.insertTake(tx, id, recordingId, clock.now());
      return { id, publicKey: await vault.sealingKey(recordingId) };
    },
    takeEnded: async (tx: Tx, takeId: string, seconds: number): Promise<void> => void (await rows.endTake(tx, takeId, clock.now(), seconds)),
    openTakes: rows.openTakes,
    /** A caller who is with nobody leaves a message; they were told how it is kept, and pressed the key. */
    async beginMessage(tx: Tx, contactId: string, language: string): Promise<string> {
      const caller: Actor = { kind: 'caller', contactId };
      const r = { id: newId(clock, random), contact_id: contactId, kind: 'message', language, state: 'recording', asked_by: null, asked_at: clock.now() } as const;
      await rows.insertRecording(tx, r);
      await rows.insertConsent(tx, r.id, { voice: 'caller', language, answer: 'yes', asked_at: r.asked_at, answered_at: r.asked_at });
      await log(tx, caller, 'leave-message', r.id, { language });
      return r.id;
    },
    /** It is kept and listed, or, when somebody answers in that moment, erased. */
    async endMessage(tx: Tx, recordingId: string, keep: boolean): Promise<void> {
      const r = await rows.recordingById(tx, recordingId);
      if (!r) return;
      const over = r.state === 'over' ? r : await move(tx, { kind: 'caller', contactId: r.contact_id }, r, { do: 'end' });
      if (!keep && over.erased_at === null) await erase(tx, CHANNEL, 'system-operation', over);
      await publish(tx, 'callbacks', 'message');
    },
  };
}
