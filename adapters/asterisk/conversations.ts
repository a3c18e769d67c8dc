/**
 * Who talks with whom. One mixing bridge a call holds the caller, the counsellor's side (the agent leg) and further voices (parties).
 * Whoever listens or whispers is not in it: their leg shares a bridge of its own with a copy (snoop channel) of the counsellor's sound.
 */
import type { CallEvent, PartyMode } from '../../core/channel/telephony-port.ts';
import { AriError } from './ari.ts';
import type { Ari } from './ari.ts';

export interface Leg { legId: string; callId: string; endpoint: string; answered: boolean; role: 'agent' | 'party'; mode: PartyMode; snoop?: string | undefined }
export interface Call { waiting: boolean; held: boolean; handedOut: boolean; playId: string | null; playback: string | null }
export interface Engine {
  ari: Ari;
  app: string;
  calls: Map<string, Call>;
  emit(event: CallEvent): void;
  /** The caller alone with music. */
  keep(callId: string): Promise<void>;
  music(channel: string): Promise<void>;
  silence(channel: string): Promise<void>;
  stopPlaying(callId: string, quietly: boolean): Promise<void>;
  setVariable(channel: string, name: string, value: string): Promise<void>;
}
const SNOOP_MS = 3_000;

export const channelPath = (id: string): string => `channels/${encodeURIComponent(id)}`;
export const bridgeOf = (callId: string): string => `bridges/${encodeURIComponent(`conversation-${callId}`)}`;
const observingBridge = (legId: string): string => `bridges/${encodeURIComponent(`observe-${legId}`)}`;
/** Gone already is as good as done. */
export async function lenient(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => { if (!(error instanceof AriError && [404, 409, 412, 422].includes(error.status))) throw error; });
}

export type Conversations = ReturnType<typeof createConversations>;
/** The conversations of one engine. */
export function createConversations({ ari, app, calls, emit, keep, music, silence, stopPlaying, setVariable }: Engine) {
  const legs = new Map<string, Leg>();
  const snoops = new Map<string, () => void>();
  let snoopCount = 0;

  const legsOf = (callId: string): Leg[] => [...legs.values()].filter((leg) => leg.callId === callId);
  const agentOf = (callId: string): Leg | undefined => legsOf(callId).find((leg) => leg.role === 'agent' && leg.answered);
  const voicesOf = (callId: string): Leg[] => legsOf(callId).filter((leg) => leg.role === 'party' && leg.answered && leg.mode === 'join');
  const observersOf = (callId: string): Leg[] => legsOf(callId).filter((leg) => leg.role === 'party' && leg.answered && leg.mode !== 'join');
  const hangUp = (legId: string): Promise<void> => lenient(ari.request('DELETE', channelPath(legId)));
  const add = (callId: string, channels: string): Promise<unknown> => ari.request('POST', `${bridgeOf(callId)}/addChannel`, { channel: channels });

  /** Caller and counsellor's side into the bridge of the call, which is made if it is not there. Asked to make one that is, the engine refuses. */
  async function join(callId: string, legId: string | undefined): Promise<void> {
    const there = (await ari.request('GET', bridgeOf(callId)).catch((error: unknown) => {
      if (error instanceof AriError && error.status === 404) return ari.request('POST', bridgeOf(callId), { type: 'mixing' });
      throw error;
    })) as { channels: string[] };
    const missing = [callId, ...(legId === undefined ? [] : [legId])].filter((id) => !there.channels.includes(id));
    if (missing.length > 0) await add(callId, missing.join(','));
  }
  async function stopObserving(leg: Leg): Promise<void> {
    if (leg.snoop === undefined) return;
    const snoop = leg.snoop;
    leg.snoop = undefined;
    await hangUp(snoop);
    await lenient(ari.request('DELETE', observingBridge(leg.legId)));
  }
  async function observe(leg: Leg, agent: Leg): Promise<void> {
    await stopObserving(leg);
    await lenient(ari.request('POST', `${bridgeOf(leg.callId)}/removeChannel`, { channel: leg.legId }));
    const snoop = `snoop-${leg.legId}-${++snoopCount}`;
    let timer: NodeJS.Timeout | undefined;
    const entered = new Promise<void>((done, fail) => {
      snoops.set(snoop, done);
      timer = setTimeout(() => fail(new AriError(504, 'the copy of the sound did not begin')), SNOOP_MS);
    });
    entered.catch(() => undefined);
    try {
      leg.snoop = snoop;
      await ari.request('POST', `${channelPath(agent.legId)}/snoop/${encodeURIComponent(snoop)}`, { spy: 'both', whisper: leg.mode === 'whisper' ? 'out' : 'none', app, appArgs: 'snoop' });
      await entered;
      await ari.request('POST', observingBridge(leg.legId), { type: 'mixing' });
      await ari.request('POST', `${observingBridge(leg.legId)}/addChannel`, { channel: `${snoop},${leg.legId}` });
    } finally {
      clearTimeout(timer);
      snoops.delete(snoop);
    }
  }
  /** Puts an answered party where its mode says. Without a counsellor there it waits with music, as the caller does. */
  async function place(leg: Leg): Promise<void> {
    const agent = agentOf(leg.callId);
    if (agent === undefined) return music(leg.legId);
    await silence(leg.legId);
    if (leg.mode !== 'join') return observe(leg, agent);
    await stopObserving(leg);
    await add(leg.callId, leg.legId);
  }
  async function agentAnswered(leg: Leg): Promise<void> {
    const { callId, legId } = leg;
    leg.answered = true;
    const call = calls.get(callId);
    if (call?.playback) await lenient(stopPlaying(callId, true));
    if (call) call.waiting = call.held = false;
    // Sent in one go: the engine does them in this order.
    const quiet = silence(callId);
    const bridge = ari.request('POST', bridgeOf(callId), { type: 'mixing' });
    const together = add(callId, `${callId},${legId}`).then(() => true, () => false);
    const joined = await Promise.all([together, quiet, bridge]).then(([one]) => one, () => false);
    // The caller hung up in that moment, or the engine did not do it: they are not left with a counsellor they do not hear. What follows the side's end brings them back to the line.
    if (!joined) return hangUp(legId);
    for (const voice of voicesOf(callId)) await lenient(place(voice));
    emit({ type: 'agentAnswered', callId, legId });
  }
  /** The counsellor's side has gone: the caller and the other voices get music, who listened is let go. */
  async function withoutAgent(callId: string): Promise<void> {
    await lenient(ari.request('DELETE', bridgeOf(callId)));
    for (const leg of observersOf(callId)) {
      await stopObserving(leg);
      await hangUp(leg.legId);
    }
    for (const leg of voicesOf(callId)) await music(leg.legId);
    if (calls.has(callId)) await keep(callId);
  }

  return {
    legs,
    legsOf,
    agentOf,
    /** A leg of ours answered. */
    async answered(legId: string): Promise<void> {
      const leg = legs.get(legId);
      if (!leg) return;
      if (leg.role === 'agent') return agentAnswered(leg);
      leg.answered = true;
      try {
        await place(leg);
      } catch (error) {
        // The conversation ended in that moment.
        if (!(error instanceof AriError) || error.status >= 503) throw error;
        return hangUp(legId);
      }
      emit({ type: 'partyJoined', callId: leg.callId, legId });
    },
    snoopEntered: (id: string): void => snoops.get(id)?.(),
    /** A leg's channel is gone. */
    async gone(leg: Leg, reason: 'busy' | 'no-answer' | 'unreachable'): Promise<void> {
      const { callId, legId } = leg;
      legs.delete(legId);
      if (leg.role === 'party') {
        await stopObserving(leg);
        emit(leg.answered ? { type: 'partyGone', callId, legId } : { type: 'partyFailed', callId, legId, reason });
        // Handed out, and the last one they talked with has gone.
        if (calls.get(callId)?.handedOut === true && voicesOf(callId).length === 0) await hangUp(callId);
        return;
      }
      if (!leg.answered) return emit({ type: 'agentFailed', callId, legId, reason });
      try {
        await withoutAgent(callId);
      } finally {
        emit({ type: 'agentGone', callId, legId });
      }
    },
    /** The caller has gone: whoever is still on the line is let go. */
    async callerGone(callId: string): Promise<void> {
      const all = legsOf(callId);
      await Promise.all([
        ...all.map(async (leg) => {
          legs.delete(leg.legId);
          await stopObserving(leg);
          await hangUp(leg.legId);
        }),
        all.length === 0 ? undefined : lenient(ari.request('DELETE', bridgeOf(callId))),
      ]);
    },
    async setHold(callId: string, onHold: boolean): Promise<void> {
      const call = calls.get(callId);
      if (call) call.held = onHold;
      if (onHold) {
        await lenient(ari.request('POST', `${bridgeOf(callId)}/removeChannel`, { channel: callId }));
        await music(callId);
      } else {
        await silence(callId);
        await join(callId, agentOf(callId)?.legId);
      }
    },
    async setMode(legId: string, mode: PartyMode): Promise<void> {
      const leg = legs.get(legId);
      if (!leg || leg.mode === mode) return;
      leg.mode = mode;
      await setVariable(legId, 'HAVENLINE_MODE', mode);
      if (leg.answered) await place(leg);
    },
    /** A party becomes the counsellor's side; the one before leaves, the others stay where they are. */
    async handOver(callId: string, from: string, to: string): Promise<void> {
      const next = legs.get(to);
      if (!next?.answered) throw new AriError(409, 'who is to take over is not on the line');
      next.role = 'agent';
      legs.delete(from);
      await setVariable(to, 'HAVENLINE_ROLE', 'agent');
      if (calls.get(callId)?.held) {
        calls.get(callId)!.held = false;
        await silence(callId);
      }
      await lenient(add(callId, callId));
      for (const leg of observersOf(callId)) await observe(leg, next);
      await hangUp(from);
    },
    /** The counsellor leaves, the caller goes on talking with the voices that are there. The engine ends it when either side hangs up. */
    async handOut(callId: string, from: string): Promise<void> {
      const call = calls.get(callId);
      if (call) call.handedOut = true;
      await setVariable(callId, 'HAVENLINE_STATE', 'handed-out');
      if (call?.held) await silence(callId);
      await lenient(add(callId, callId));
      legs.delete(from);
      for (const leg of observersOf(callId)) await hangUp(leg.legId);
      await hangUp(from);
    },
    /** The counsellor's side is taken away without an event: the caller goes back to the line on purpose. */
    async release(callId: string, legId: string): Promise<void> {
      legs.delete(legId);
      await hangUp(legId);
      await withoutAgent(callId);
    },
  };
}
