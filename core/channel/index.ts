/** Channels: where a ring becomes a contact. The database says what should be; here the telephone engine is brought to it, and back again after a restart. */
import { inTx, newId } from '../kernel/index.ts';
import type { Clock, Db, Random, Tx } from '../kernel/index.ts';
import { phone } from './phone.ts';
import type { PhoneCommand, PhoneEvent, PhoneState } from './phone.ts';
import type { CallEvent, TelephonyPort } from './telephony-port.ts';
export { phone } from './phone.ts';
export type { CallEvent, LiveCall, TelephonyPort } from './telephony-port.ts';

interface Row { id: string; state: string; language: string; counsellor_id: string | null; call_id: string | null; leg_id: string | null; on_hold: boolean; muted: boolean }
export interface ChannelDeps {
  db: Db; clock: Clock; random: Random; telephony: TelephonyPort;
  /** The contacts, which come after the channels in the order of the features. */
  contacts: {
    arrive(tx: Tx, input: { channel: 'phone'; language: string; callId: string }): Promise<Row>;
    wait(tx: Tx, id: string, language: string, chosen?: string[]): Promise<void>;
    connected(tx: Tx, id: string): Promise<void>; lost(tx: Tx, id: string): Promise<void>; callerGone(tx: Tx, id: string): Promise<void>;
    byId(tx: Tx, id: string): Promise<Row | undefined>; byCall(tx: Tx, callId: string): Promise<Row | undefined>; openCalls(tx: Tx): Promise<Row[]>;
    placeOf(tx: Tx, id: string): Promise<number>;
    requestCallback(tx: Tx, input: { number: string; language: string; contactId: string }): Promise<void>;
    callbackNumber(tx: Tx, contactId: string): Promise<string | null>; callbackDialled(tx: Tx, contactId: string, reached: boolean): Promise<void>;
  };
  endpointOf?: (staffId: string) => string;
  /** The language of a line (the number that was called) whose callers need not choose one; undefined for the others. */
  languageOfLine?: (line: string) => string | undefined;
  onError?: (error: unknown) => void;
}
interface Call { callId: string; contactId: string; state: PhoneState; legId: string | null; onHold: boolean; muted: boolean; timer?: NodeJS.Timeout | undefined; tries: number; queue: Promise<unknown> }
export interface Channel {
  /** Brings the engine to what the database says of this contact (accepted, held, muted, ended). Safe to call at any time. */
  settle(contactId: string): Promise<void>;
  /** Somebody's softphone is opened anew, so the one before is gone: its caller gets music and stands in the line again. */
  softphoneAnew(staffId: string): Promise<void>;
  /** The browser of this counsellor has been away too long: their side is ended, so that their caller hears music and is offered again, and not silence. */
  counsellorGone(staffId: string): Promise<void>;
  start(): Promise<void>;
  /** Waits for what is under way, at most `STOP_MS`: the calls stand in the engine and are found again. */
  stop(): Promise<void>;
}

const STOP_MS = 5_000;
/** How often, and after how long, a softphone that cannot be reached is rung again. */
const RINGS = 5;
const RING_AGAIN_MS = 1_500;

/** Builds the telephone channel. */
export function createChannel({ db, random, clock, telephony, contacts, endpointOf = (id) => `agent-${id}`, languageOfLine = () => undefined, onError }: ChannelDeps): Channel {
  const calls = new Map<string, Call>();
  const dialling = new Set<string>();
  let off = () => {};
  let stopped = false;
  let sweep: NodeJS.Timeout | undefined;

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
      case 'answer': await telephony.answer(callId); return telephony.setVariable(callId, 'contact', contactId);
      case 'hold': return telephony.hold(callId);
      case 'play': return telephony.play(callId, newId(clock, random), c.language, c.parts);
      case 'timer':
        clearTimeout(call.timer);
        call.timer = setTimeout(() => void serially(call, () => fire(call)), c.seconds * 1000);
        return;
      case 'wait': return inTx(db, (tx) => contacts.wait(tx, contactId, c.language));
      case 'callbackHere': {
        const number = await telephony.callerNumber(callId);
        return number === null ? feed(call, { type: 'noNumber' }) : callback(call, c.language, number);
      }
      case 'callbackTo': return callback(call, c.language, c.number);
      case 'hangUp': return telephony.hangupCaller(callId);
      case 'gone':
        clearTimeout(call.timer);
        calls.delete(callId);
        return inTx(db, (tx) => contacts.callerGone(tx, contactId));
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
    const place = await inTx(db, (tx) => contacts.placeOf(tx, call.contactId));
    if (place > 0) await feed(call, { type: 'place', place });
  }
  async function feed(call: Call, e: PhoneEvent): Promise<void> {
    const [state, commands] = phone(call.state, e);
    call.state = state;
    for (const c of commands) await run(call, c);
  }
  const adopt = (row: Row, state: PhoneState, legId: string | null = null): Call => {
    const call: Call = { callId: row.call_id!, contactId: row.id, state, legId, onHold: row.on_hold, muted: row.muted, tries: 0, queue: Promise.resolve() };
    calls.set(call.callId, call);
    return call;
  };

  async function onEvent(e: CallEvent): Promise<void> {
    if (e.type === 'engineUp') return readopt();
    if (e.type === 'engineDown') return;
    if (e.type === 'arrived') {
      if (calls.has(e.callId) || dialling.has(e.callId)) return;
      const row = await inTx(db, async (tx) => (await contacts.byCall(tx, e.callId)) ?? contacts.arrive(tx, { channel: 'phone', language: 'en', callId: e.callId }));
      const call = adopt(row, { step: 'arriving' });
      const language = languageOfLine(e.line);
      return void serially(call, () => feed(call, language === undefined ? { type: 'arrived' } : { type: 'arrived', language }));
    }
    const call = calls.get(e.callId);
    if (!call) return;
    await serially(call, async () => {
      if (e.type === 'digit') await feed(call, { type: 'digit', digit: e.digit });
      else if (e.type === 'callerGone') {
        if (call.state.step === 'over') calls.delete(call.callId);
        else await feed(call, { type: 'gone' });
      } else if (e.type === 'agentAnswered') {
        clearTimeout(call.timer);
        await inTx(db, (tx) => contacts.connected(tx, call.contactId));
      } else if (e.type === 'agentFailed' && e.reason === 'unreachable' && e.legId === call.legId && call.tries < RINGS) {
        // A softphone that is just coming back (a server started again, a network changed) is rung again before its counsellor loses the caller.
        call.tries += 1;
        call.timer = setTimeout(() => void serially(call, () => ringAgain(call, e.legId)), RING_AGAIN_MS);
      } else if ((e.type === 'agentFailed' || e.type === 'agentGone') && e.legId === call.legId) {
        call.legId = null;
        const row = await inTx(db, async (tx) => (await contacts.lost(tx, call.contactId), contacts.byId(tx, call.contactId)));
        if (row?.state === 'waiting') await feed(call, { type: 'back' });
      }
    });
  }
  async function ringAgain(call: Call, legId: string): Promise<void> {
    const row = await inTx(db, (tx) => contacts.byId(tx, call.contactId));
    if (row?.state === 'connecting' && row.leg_id === legId) await telephony.connectAgent(call.callId, legId, endpointOf(row.counsellor_id!), 15);
  }
  async function settleCall(call: Call, row: Row): Promise<void> {
    if (row.state === 'connecting' && row.leg_id && call.legId !== row.leg_id) {
      call.legId = row.leg_id;
      call.tries = 0;
      clearTimeout(call.timer);
      await feed(call, { type: 'taken' });
      try {
        await telephony.stopPlaying(call.callId).catch(() => {});
        await telephony.connectAgent(call.callId, row.leg_id, endpointOf(row.counsellor_id!), 15);
      } catch (error) {
        onError?.(error);
        call.legId = null;
        await inTx(db, (tx) => contacts.lost(tx, row.id));
        await feed(call, { type: 'back' });
      }
    } else if (row.state === 'talking' && call.legId) {
      if (call.onHold !== row.on_hold) await telephony.setHold(call.callId, call.legId, (call.onHold = row.on_hold));
      if (call.muted !== row.muted) await telephony.setMute(call.callId, call.legId, (call.muted = row.muted));
    } else if (row.state === 'wrap_up' || row.state === 'closed' || row.state === 'abandoned') {
      clearTimeout(call.timer);
      call.state = { step: 'over' };
      calls.delete(call.callId);
      await telephony.hangupCaller(call.callId).catch(() => {});
    }
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
  async function settle(contactId: string): Promise<void> {
    const row = await inTx(db, (tx) => contacts.byId(tx, contactId));
    const call = Array.from(calls.values()).find((c) => c.contactId === contactId);
    if (!row) return;
    if (call) await serially(call, () => settleCall(call, row));
    else if (row.state === 'connecting' && row.call_id?.startsWith('cb-')) await dial(row);
  }
  /** One reading for all calls: what the database wants of each, and of those that are over there. */
  async function sweepCalls(): Promise<void> {
    const mine = Array.from(calls.values());
    if (mine.length === 0) return;
    const open = new Map((await inTx(db, (tx) => contacts.openCalls(tx))).map((row) => [row.id, row]));
    for (const call of mine) {
      const row = open.get(call.contactId);
      if (row) void serially(call, () => settleCall(call, row));
      else await settle(call.contactId);
    }
  }
  /** After a restart: bridged calls talk on, waiting callers wait on, who vanished is over. */
  async function readopt(): Promise<void> {
    const live = new Map((await telephony.liveCalls()).map((c) => [c.callId, c]));
    for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) {
      if (!row.call_id || calls.has(row.call_id) || dialling.has(row.call_id)) continue;
      const found = live.get(row.call_id);
      if (!found) await inTx(db, (tx) => contacts.callerGone(tx, row.id));
      else if (found.state === 'bridged') {
        adopt(row, { step: 'talking', language: row.language }, found.legId ?? row.leg_id);
        await inTx(db, (tx) => contacts.connected(tx, row.id));
      } else {
        await inTx(db, (tx) => contacts.lost(tx, row.id));
        const call = adopt(row, row.state === 'arriving' ? { step: 'arriving' } : { step: 'talking', language: row.language });
        await serially(call, () => feed(call, { type: row.state === 'arriving' ? 'arrived' : 'back' }));
      }
    }
    for (const c of live.values()) if (!calls.has(c.callId) && c.state === 'arrived') await onEvent({ type: 'arrived', callId: c.callId, at: clock.now(), line: '' });
  }
  return {
    settle,
    async counsellorGone(staffId) {
      for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) {
        const call = row.call_id ? calls.get(row.call_id) : undefined;
        if (row.counsellor_id === staffId && row.state === 'talking' && call?.legId) await telephony.hangupAgent(call.callId, call.legId);
      }
    },
    async softphoneAnew(staffId) {
      for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) {
        // The engine's own event (the counsellor's side is gone) does the rest.
        if (row.counsellor_id === staffId && row.call_id && row.leg_id) await telephony.hangupAgent(row.call_id, row.leg_id);
      }
    },
    async start() {
      off = telephony.onEvent(onEvent);
      await readopt().catch((e) => onError?.(e));
      // What a lost message left undone is found within a second.
      sweep = setInterval(() => {
        void sweepCalls().catch((e) => stopped || onError?.(e));
      }, 1_000);
    },
    async stop() {
      stopped = true;
      off();
      clearInterval(sweep);
      for (const call of calls.values()) clearTimeout(call.timer);
      let bound: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(Array.from(calls.values()).map((c) => c.queue)),
        new Promise<void>((done) => (bound = setTimeout(done, STOP_MS))),
      ]);
      clearTimeout(bound);
    },
  };
}
