/** Channels: where a ring becomes a contact. The database says what should be; here the telephone engine is brought to it, and back again after a restart. */
import { createBatch, inTx, newId } from '../kernel/index.ts';
import { createAdmission } from './admission.ts';
import { createAdoption, RECONCILE_MS } from './adoption.ts';
import { estimateWait } from './estimate.ts';
import { isOpen } from './flow.ts';
import { phone } from './phone.ts';
import type { PhoneCommand, PhoneEvent, PhoneState } from './phone.ts';
import type { Call, Channel, ChannelDeps, Party, Row } from './ports.ts';
import { createRecordings } from './recordings.ts';
import { createSides } from './sides.ts';
import type { CallEvent } from './telephony-port.ts';
import { chosenBy, webLine } from './web-line.ts';
export type { Channel, ChannelDeps } from './ports.ts';
export { DEFAULT_FLOW, dryRun, isOpen, PROMPTS } from './flow.ts';
export type { Flow, FlowProblem, HasPrompt } from './flow.ts';
export { createLease, LEASE_MS } from './lease.ts';
export type { Lease } from './lease.ts';
export { createEngines } from './engines.ts';
export { createWebCalls } from './web-calls.ts';
export type { WebCalls } from './web-calls.ts';
export { webLine } from './web-line.ts';
export { createFlows } from './flows.ts';
export type { Flows } from './flows.ts';
export { LANGUAGES, spokenIn } from './languages.ts';
export { phone } from './phone.ts';
export type { RecorderPort, RecordingWish } from './recorder-port.ts';
export type { CallEvent, LiveCall, TelephonyPort } from './telephony-port.ts';

const STOP_MS = 5_000;
/** Calls at once by default: past it a callback is kinder than a line that crackles. A machine that was measured to carry more may be told so. */
export const MAX_CALLS = 400;
/** How often what is left of other days' blocks is deleted; a block itself ends with its day. */
const OLD_BLOCKS_MS = 600_000;
/** A row that was committed so short a time ago need not be read again. */
const FRESH_MS = 250;
/** How often, and after how long, a softphone that cannot be reached is rung again. */
const RINGS = 5;
/** How long the one sentence to a machine takes at most. */
const MACHINE_MS = 12_000;
const RING_AGAIN_MS = 1_500;

/** Builds the telephone channel. */
export function createChannel({ db, random, clock, telephony, recorder, contacts, endpointOf = async (id) => `agent-${id}`, engine = 'asterisk', languageOfLine = () => undefined, flow, drives = () => true, elsewhere, maxCalls = MAX_CALLS, onError }: ChannelDeps): Channel {
  const calls = new Map<string, Call>();
  // What happens to calls all the time shares transactions; whatever is rare has one of its own.
  const act = createBatch(db);
  const ofContact = new Map<string, Call>();
  const dialling = new Set<string>();
  const admission = createAdmission(() => telephony.lagMs());
  let off = () => {};
  let stopped = false;
  let sweep: NodeJS.Timeout | undefined;
  let check: NodeJS.Timeout | undefined;
  let daily: NodeJS.Timeout | undefined;
  let lease: NodeJS.Timeout | undefined;

  const { key, settleParties } = createSides({ db, telephony, contacts }, endpointOf);
  const languageOf = (call: Call): string => ('language' in call.state ? call.state.language : 'en');
  const recordings = createRecordings({ db, clock, random, telephony, contacts, recorder, ...(onError ? { onError } : {}) }, languageOf);

  /** One thing at a time for each call. */
  const serially = <T>(call: Call, work: () => Promise<T>): Promise<T | void> => {
    const done = call.queue.then(work).catch((e) => void (stopped || onError?.(e)));
    call.queue = done;
    return done;
  };
  /** Tried three times; then the caller is put back to music: never silence. */
  async function run(call: Call, c: PhoneCommand): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await execute(call, c);
      } catch (error) {
        // Hung up in that moment: the engine's own event ends the call here.
        if ((error as { code?: string }).code === 'CallGone') return;
        onError?.(error);
        if (attempt < 3) continue;
        await telephony.hold(call.callId).catch((e) => onError?.(e));
        return;
      }
    }
  }
  async function execute(call: Call, c: PhoneCommand): Promise<void> {
    const { callId, contactId } = call;
    switch (c.do) {
      case 'answer': return telephony.answer(callId);
      case 'hold': return telephony.hold(callId);
      case 'play': return telephony.play(callId, newId(clock, random), c.language, c.parts);
      case 'timer':
        clearTimeout(call.timer);
        call.timer = setTimeout(() => void serially(call, () => fire(call)), c.seconds * 1000);
        return;
      case 'wait': await act((tx) => contacts.wait(tx, contactId, c.language, chosenBy(call.web), c.danger ? { danger: true } : undefined)); return;
      case 'urgent': await act((tx) => contacts.urgent(tx, contactId)); return;
      case 'callbackHere': {
        const number = await telephony.callerNumber(callId);
        return number === null ? feed(call, { type: 'noNumber' }) : callback(call, c.language, number);
      }
      case 'messageBegins':
        if (!(await recordings.beginMessage(call, c.language, c.seconds))) return feed(call, { type: 'noMessage' });
        return;
      case 'messageEnds': return recordings.endMessage(call, c.keep);
      case 'callbackTo': return callback(call, c.language, c.number);
      case 'hangUp': return telephony.hangupCaller(callId);
      case 'gone':
        clearTimeout(call.timer);
        forget(call);
        return act((tx) => contacts.callerGone(tx, contactId));
    }
  }
  async function callback(call: Call, language: string, number: string): Promise<void> {
    try {
      await inTx(db, (tx) => contacts.requestCallback(tx, { number, language, contactId: call.contactId }));
    } catch (error) {
      onError?.(error);
      return feed(call, { type: 'back' });
    }
    clearTimeout(call.timer);
    call.state = { step: 'over' };
    await telephony.play(call.callId, newId(clock, random), language, [{ prompt: 'callback-confirm' }, { prompt: 'goodbye' }]);
    call.timer = setTimeout(() => void telephony.hangupCaller(call.callId).catch(() => {}), 8_000);
  }
  async function fire(call: Call): Promise<void> {
    if (call.state.step !== 'waiting') return feed(call, { type: 'timeout' });
    const line = await inTx(db, (tx) => contacts.lineOf(tx, call.contactId));
    if (line.place > 0) await feed(call, { type: 'place', place: line.place, wait: estimateWait(line), waited: line.waitedSeconds });
  }
  async function feed(call: Call, e: PhoneEvent): Promise<void> {
    const [state, commands] = phone(call.state, e, flow().flow, flow().keptDays);
    call.state = state;
    for (const c of commands) await run(call, c);
  }
  const forget = (call: Call): void => {
    calls.delete(call.callId);
    if (ofContact.get(call.contactId) === call) ofContact.delete(call.contactId);
  };
  const adopt = (row: Row, state: PhoneState, legId: string | null = null): Call => {
    const call: Call = { callId: row.call_id!, contactId: row.id, state, legId, onHold: row.on_hold, muted: row.muted, tries: 0, parties: new Map(), stars: 0, web: null, handedOut: false, queue: Promise.resolve(), wish: null, take: null, prompted: new Set(), message: null };
    calls.set(call.callId, call);
    ofContact.set(call.contactId, call);
    return call;
  };

  const { readopt, reconcile } = createAdoption({ db, clock, telephony, contacts, drives }, { calls, dialling, adopt, serially, run, feed, recordings, onEvent });

  async function takeOn(callId: string, calledLine: string, late: boolean): Promise<void> {
    const full = calls.size >= maxCalls;
    const { surgeFrom } = flow().flow;
    const language = languageOfLine(calledLine);
    const web = webLine(calledLine);
    const arrived = { type: 'arrived', open: isOpen(flow().flow, clock.now(), flow().timeZone), full, ...(language === undefined ? {} : { language }) } as const;
    const { row, blocks, surge, first } = await act(async (tx) => {
      const { known, blocks, waiting } = await contacts.arrivalPicture(tx, callId);
      const surge = late || (surgeFrom !== null && waiting >= surgeFrom);
      // Where nothing has to be chosen or looked up, the caller stands in the line from the first writing on.
      const first = known !== undefined || blocks ? null : phone({ step: 'arriving' }, { ...arrived, surge }, flow().flow);
      const wait = first?.[1].find((c) => c.do === 'wait');
      const row = known ?? (await contacts.arrive(tx, { channel: 'phone', language: wait?.language ?? 'en', callId, ...(wait ? { waits: { chosen: chosenBy(web) } } : {}) }));
      if (web?.textKey !== undefined) await contacts.textBeside(tx, row.id, web.textKey);
      return { row, blocks, surge, first };
    });
    const call = adopt(row, first?.[0] ?? { step: 'arriving' });
    call.web = web;
    await serially(call, async () => {
      if (first !== null) {
        // What the engine is asked goes out in one go, in this order.
        const commands = first[1].filter((c) => c.do !== 'wait');
        if (commands.some((c) => c.do === 'play')) for (const c of commands) await run(call, c);
        else await Promise.all(commands.map((c) => run(call, c)));
        return;
      }
      const number = blocks ? await telephony.callerNumber(callId) : null;
      const blocked = number !== null && (await inTx(db, (tx) => contacts.isBlocked(tx, number)));
      await feed(call, { ...arrived, surge, ...(blocked ? { blocked } : {}) });
    });
  }
  async function onEvent(e: CallEvent): Promise<void> {
    if (e.type === 'engineUp') return readopt();
    if (e.type === 'engineDown') {
      // Another server may drive the engine meanwhile: what we knew is not true any more.
      for (const call of calls.values()) clearTimeout(call.timer);
      calls.clear();
      ofContact.clear();
      return;
    }
    if (e.type === 'arrived') {
      if (calls.has(e.callId) || dialling.has(e.callId)) return;
      // It rings until it can be taken on: nobody is answered and then forgotten.
      const late = admission.ringing() > 0;
      const leave = await admission.enter();
      try {
        await takeOn(e.callId, e.line, late);
      } finally {
        leave();
      }
      return;
    }
    const call = calls.get(e.callId);
    if (!call) return;
    await serially(call, async () => {
      if (e.type === 'digit') {
        if (call.state.step !== 'talking') await feed(call, { type: 'digit', digit: e.digit });
        else if (!(await recordings.key(call, null, e.digit))) await key(call, e.digit);
      } else if (e.type === 'partyDigit') await recordings.key(call, e.legId, e.digit);
      else if (e.type === 'callerGone') {
        if (call.state.step === 'over') {
          forget(call);
          if (call.handedOut) await inTx(db, (tx) => contacts.endVoices(tx, call.contactId));
        }
        else await feed(call, { type: 'gone' });
      } else if (e.type === 'agentAnswered') {
        clearTimeout(call.timer);
        await act((tx) => contacts.connected(tx, call.contactId));
      } else if (e.type === 'partyJoined') await inTx(db, (tx) => contacts.partyJoined(tx, e.legId));
      else if ((e.type === 'partyFailed' || e.type === 'partyGone') && call.parties.delete(e.legId)) {
        await inTx(db, (tx) => contacts.partyEnded(tx, e.legId, e.type === 'partyGone' ? 'left' : e.reason));
      } else if (e.type === 'agentFailed' && e.reason === 'unreachable' && e.legId === call.legId && call.tries < RINGS) {
        // A softphone that is just coming back (a server started again, a network changed) is rung again before its counsellor loses the caller.
        call.tries += 1;
        call.timer = setTimeout(() => void serially(call, () => ringAgain(call, e.legId)), RING_AGAIN_MS);
      } else if ((e.type === 'agentFailed' || e.type === 'agentGone') && e.legId === call.legId) {
        call.legId = null;
        const row = await inTx(db, async (tx) => (await contacts.lost(tx, call.contactId), contacts.byId(tx, call.contactId)));
        if (row?.state === 'waiting') await feed(call, { type: 'back' });
      }
      // Whoever came or went: what is recorded follows.
      if (e.type !== 'digit' && (call.wish !== null || call.take !== null)) await recordings.settle(call);
    });
  }
  async function ringAgain(call: Call, legId: string): Promise<void> {
    const row = await inTx(db, (tx) => contacts.byId(tx, call.contactId));
    if (row?.state === 'connecting' && row.leg_id === legId) await telephony.connectAgent(call.callId, legId, await endpointOf(row.counsellor_id!), 15);
  }
  async function settleCall(call: Call, row: Row): Promise<void> {
    if (row.state === 'talking' || call.wish !== null) await recordings.settle(call);
    if (row.state === 'talking' && call.legId && row.leg_id && row.leg_id !== call.legId && call.parties.has(row.leg_id)) {
      const before = call.legId;
      call.legId = row.leg_id;
      call.parties.delete(row.leg_id);
      call.onHold = call.muted = false;
      await telephony.handOver(call.callId, before, row.leg_id);
    }
    if (row.state === 'waiting' && call.legId && call.state.step === 'talking') {
      // Passed back to the line on purpose.
      await telephony.release(call.callId, call.legId);
      call.legId = null;
      call.onHold = call.muted = false;
      await feed(call, { type: 'language', language: row.language });
      await feed(call, { type: 'back' });
    }
    if (row.state === 'talking' || (call.parties.size > 0 && ['waiting', 'offered', 'connecting'].includes(row.state))) await settleParties(call, await inTx(db, (tx) => contacts.openParties(tx)));
    if (row.state === 'connecting' && row.leg_id && call.legId !== row.leg_id) {
      call.legId = row.leg_id;
      call.tries = 0;
      clearTimeout(call.timer);
      await feed(call, { type: 'taken' });
      try {
        await telephony.stopPlaying(call.callId).catch(() => {});
        await telephony.connectAgent(call.callId, row.leg_id, await endpointOf(row.counsellor_id!), 15);
      } catch (error) {
        onError?.(error);
        call.legId = null;
        await inTx(db, (tx) => contacts.lost(tx, row.id));
        await feed(call, { type: 'back' });
      }
    } else if (row.state === 'talking' && call.legId) {
      if (call.onHold !== row.on_hold) await telephony.setHold(call.callId, call.legId, (call.onHold = row.on_hold));
      if (call.muted !== row.muted) await telephony.setMute(call.callId, call.legId, (call.muted = row.muted));
    } else if (['wrap_up', 'closed', 'abandoned', 'callback'].includes(row.state)) {
      clearTimeout(call.timer);
      call.state = { step: 'over' };
      if (row.handed_out) {
        // They talk on with an outside number; what is left to us is to let an interpreter leave.
        if (!call.handedOut && call.legId) await telephony.handOut(call.callId, call.legId);
        call.handedOut = true;
        call.legId = null;
        // The outside number is the engine's own affair now.
        for (const id of call.parties.keys()) if (await inTx(db, (tx) => contacts.isOutside(tx, id))) call.parties.delete(id);
        return settleParties(call, await inTx(db, (tx) => contacts.openParties(tx)));
      }
      forget(call);
      if (row.state === 'callback' && call.legId && (await inTx(db, (tx) => contacts.mayTellMachine(tx, row.id)))) return tellMachine(call, call.legId);
      await telephony.hangupCaller(call.callId).catch(() => {});
    }
  }
  async function tellMachine(call: Call, legId: string): Promise<void> {
    await telephony.release(call.callId, legId);
    await telephony.play(call.callId, newId(clock, random), languageOf(call), [{ prompt: 'we-called' }]);
    setTimeout(() => void telephony.hangupCaller(call.callId).catch(() => {}), MACHINE_MS);
  }
  async function dial(row: Row): Promise<void> {
    const callId = row.call_id!;
    if (dialling.has(callId)) return;
    dialling.add(callId);
    try {
      const number = await inTx(db, (tx) => contacts.callbackNumber(tx, row.id));
      if (number === null) return;
      const reached = (await telephony.dialOut(number, callId, 40).catch(() => 'failed')) === 'answered';
      await inTx(db, (tx) => contacts.callbackDialled(tx, row.id, reached));
      if (!reached) return;
      const call = adopt(row, { step: 'waiting', language: row.language, announced: 0 });
      await serially(call, () => settleCall(call, row));
    } finally {
      dialling.delete(callId);
    }
  }
  async function settle(contactId: string, told = false, committed?: Row): Promise<void> {
    if (stopped) return;
    const call = ofContact.get(contactId);
    // Read when its turn has come: what was read before the step before may not be true any more.
    if (call) {
      const asked = clock.now().getTime();
      await serially(call, async () => {
        const row = (clock.now().getTime() - asked < FRESH_MS ? committed : undefined) ?? (await act((tx) => contacts.byId(tx, contactId)));
        if (row) await settleCall(call, row);
      });
      return;
    }
    const row = await inTx(db, (tx) => contacts.byId(tx, contactId));
    const here = row?.engine === engine && drives();
    if (here && row.state === 'connecting' && row.call_id?.startsWith('cb-')) await dial(row);
    else if (row && !here && !told) elsewhere?.(contactId);
  }
  /** Whether the engine may be elsewhere than the database wants. */
  function differs(call: Call, row: Row | undefined, parties: readonly Party[]): boolean {
    if (!row || !['waiting', 'offered', 'arriving', 'connecting', 'talking'].includes(row.state)) return true;
    const wanted = parties.filter((p) => p.contact_id === row.id && p.state !== 'asked');
    if (wanted.length !== call.parties.size || wanted.some((p) => call.parties.get(p.id)?.mode !== p.mode)) return true;
    if (row.state === 'talking') return row.leg_id !== call.legId || row.on_hold !== call.onHold || row.muted !== call.muted;
    return row.state === 'connecting' ? row.leg_id !== call.legId : call.legId !== null;
  }
  /** One reading for all calls: what the database wants of each, and of those that are over there. */
  async function sweepCalls(): Promise<void> {
    const mine = Array.from(calls.values());
    if (mine.length === 0) return;
    const { rows, parties } = await inTx(db, async (tx) => ({ rows: await contacts.openCalls(tx), parties: await contacts.openParties(tx) }));
    const open = new Map(rows.map((row) => [row.id, row]));
    for (const call of mine) if (differs(call, open.get(call.contactId), parties)) void settle(call.contactId);
  }
  /** With their softphone end somebody's sides in others' conversations, and their own side of the calls that are driven here. */
  async function softphonesGone(staffIds: ReadonlySet<string>, states = ['connecting', 'talking']): Promise<void> {
    for (const staffId of staffIds) {
      for (const { id, contactId } of await inTx(db, (tx) => contacts.partyIdsOf(tx, staffId))) {
        await inTx(db, (tx) => contacts.partyEnded(tx, id, 'left'));
        await settle(contactId);
      }
    }
    for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) {
      const call = row.call_id ? calls.get(row.call_id) : undefined;
      // The engine's own event (the counsellor's side is gone) does the rest.
      if (row.counsellor_id && staffIds.has(row.counsellor_id) && states.includes(row.state) && call?.legId) await telephony.hangupAgent(call.callId, call.legId);
    }
  }
  return {
    settle,
    counsellorGone: (staffId) => softphonesGone(new Set([staffId]), ['talking']),
    softphoneAnew: (staffId) => softphonesGone(new Set([staffId])),
    softphonesGone: (staffIds) => softphonesGone(staffIds),
    async numberOf(contactId) {
      const call = ofContact.get(contactId);
      if (call) return telephony.callerNumber(call.callId);
      return drives() && (await inTx(db, (tx) => contacts.byId(tx, contactId)))?.engine === engine ? null : 'elsewhere';
    },
    async askForTaps(contactId) {
      const call = ofContact.get(contactId);
      if (call?.state.step === 'talking') await telephony.play(call.callId, newId(clock, random), languageOf(call), [{ prompt: 'taps' }]);
      return call !== undefined;
    },
    async start() {
      off = telephony.onEvent(onEvent);
      await inTx(db, (tx) => contacts.dropOldBlocks(tx)).catch((e) => onError?.(e));
      daily = setInterval(() => void inTx(db, (tx) => contacts.dropOldBlocks(tx)).catch((e) => stopped || onError?.(e)), OLD_BLOCKS_MS);
      if (drives()) await readopt().catch((e) => onError?.(e));
      // What a lost message left undone is found within a second.
      check = setInterval(() => void reconcile().catch((e) => stopped || onError?.(e)), RECONCILE_MS);
      lease = setInterval(() => {
        for (const call of calls.values()) void recordings.keep(call, (work) => void serially(call, work)).catch((e) => stopped || onError?.(e));
      }, 1_000);
      sweep = setInterval(() => {
        void sweepCalls().catch((e) => stopped || onError?.(e));
      }, 1_000);
    },
    async stop() {
      stopped = true;
      off();
      clearInterval(sweep);
      clearInterval(lease);
      clearInterval(check);
      clearInterval(daily);
      for (const call of calls.values()) clearTimeout(call.timer);
      let bound: NodeJS.Timeout | undefined;
      await Promise.race([
        // Without us nobody hears that somebody wants it to stop: what is recorded ends here, and goes on with who drives next.
        Promise.all(Array.from(calls.values()).map((c) => c.queue.then(() => recordings.endTake(c)).catch(() => {}))),
        new Promise<void>((done) => (bound = setTimeout(done, STOP_MS))),
      ]);
      clearTimeout(bound);
    },
  };
}
