/** The telephone port on Asterisk: what happened there becomes CallEvents, what we want becomes ARI requests. */
import type { CallEvent, LiveCall, TelephonyPort } from '../../core/channel/telephony-port.ts';
import { Ari, AriError } from './ari.ts';
import type { AriMessage } from './ari.ts';
import { warn } from './problems.ts';
import type { EngineProblem, OnProblem } from './problems.ts';
import { provisionContact, provisionSoftphone, removeSoftphone } from './softphones.ts';
import { media } from './sounds.ts';

export interface AsteriskOptions {
  url: string;
  user: string;
  password: string;
  app?: string;
  clock?: { now(): Date };
  /** The address calls go out to, for callbacks: host:port of the carrier. */
  carrier?: string;
  /** Told of every problem, for the log. Default: a warning of the process when nobody listens with onProblem. */
  onError?: OnProblem;
}
/** The port, and what only this engine has. */
export interface AsteriskTelephony extends TelephonyPort {
  /** An endpoint at a fixed SIP address in place of a softphone (a desk telephone, a test agent). */
  provisionContact(endpoint: string, uri: string): Promise<void>;
  /** Engine problems, for the app: an event whose handler failed twice, a message that could not be worked on. Returns unsubscribe. */
  onProblem(listener: OnProblem): () => void;
  /** Lets go of Asterisk; calls stay up. */
  close(): void;
}
type Leg = { callId: string; endpoint: string; answered: boolean };
type Call = { waiting: boolean; playId: string | null; playback: string | null };

/** Connects (and keeps connecting) to one Asterisk. */
export function createAsterisk(options: AsteriskOptions): AsteriskTelephony {
  const app = options.app ?? 'havenline';
  const clock = options.clock ?? { now: () => new Date() };
  const handlers = new Set<(event: CallEvent) => Promise<void>>();
  const listeners = new Set<OnProblem>();
  const calls = new Map<string, Call>();
  const legs = new Map<string, Leg>();
  const dialled = new Map<string, (result: 'answered' | 'busy' | 'no-answer' | 'failed') => void>();
  const chains = new Map<string, Promise<void>>();

  const ari = new Ari({ url: options.url, user: options.user, password: options.password, app,
    onMessage: (message) => void received(message).catch((error: unknown) => problem({ code: 'engine-message-failed', at: message.type, callId: message.channel?.id as string | undefined, error })),
    // What was up before us is taken back before anybody is told that the engine is up.
    onUp: () => void readLive().catch((error: unknown) => problem({ code: 'live-calls-not-read', at: 'engineUp', error })).then(() => emit({ type: 'engineUp' })),
    onDown: (reason) => emit({ type: 'engineDown', reason }),
  });

  function problem(found: { code: EngineProblem['code']; at: string; callId?: string | undefined; error: unknown }): void {
    const { callId, ...rest } = found;
    const told: EngineProblem = callId === undefined ? rest : { ...rest, callId };
    const all = [...(options.onError ? [options.onError] : []), ...listeners];
    for (const listener of all.length > 0 ? all : [warn]) {
      try { listener(told); } catch { warn(told); } // a broken listener must not stop the calls
    }
  }
  /** Once more after a failure (a database that blinked), then it is said; later events of the call go on. */
  async function handled(handler: (event: CallEvent) => Promise<void>, event: CallEvent): Promise<void> {
    try { await handler(event); } catch {
      try { await handler(event); } catch (error) {
        problem({ code: 'event-not-handled', at: event.type, callId: 'callId' in event ? event.callId : undefined, error });
      }
    }
  }
  function emit(event: CallEvent): void {
    const key = 'callId' in event ? event.callId : '';
    const next = (chains.get(key) ?? Promise.resolve()).then(async () => {
      for (const handler of handlers) await handled(handler, event);
    });
    chains.set(key, next);
    void next.then(() => { if (chains.get(key) === next) chains.delete(key); });
  }
  const call = (id: string): Call => {
    let found = calls.get(id);
    if (!found) calls.set(id, (found = { waiting: false, playId: null, playback: null }));
    return found;
  };
  const path = (id: string): string => `channels/${encodeURIComponent(id)}`;
  const bridge = (legId: string): string => `bridges/${encodeURIComponent(`conversation-${legId}`)}`;
  /** Gone already is as good as done. */
  const lenient = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => { if (!(error instanceof AriError && [404, 409, 412, 422].includes(error.status))) throw error; });
  };
  const setVariable = (id: string, name: string, value: string): Promise<void> => ari.request('POST', `${path(id)}/variable`, { variable: name, value });
  const music = (id: string): Promise<void> => lenient(ari.request('POST', `${path(id)}/moh`));
  const silence = (id: string): Promise<void> => lenient(ari.request('DELETE', `${path(id)}/moh`));
  async function keep(callId: string): Promise<void> {
    call(callId).waiting = true;
    await setVariable(callId, 'HAVENLINE_STATE', 'waiting');
    await music(callId);
  }

  async function received(message: AriMessage): Promise<void> {
    const id = message.channel?.id as string | undefined;
    if (message.type === 'StasisStart' && id !== undefined) {
      const [kind, value] = message.args as [string?, string?];
      if (kind === 'agent') return agentAnswered(id);
      call(id);
      if (kind === 'dialled') { dialled.get(id)?.('answered'); dialled.delete(id); return; }
      return emit({ type: 'arrived', callId: id, at: clock.now(), line: value ?? '' });
    }
    if (message.type === 'ChannelDtmfReceived' && id !== undefined && calls.has(id)) return emit({ type: 'digit', callId: id, digit: message.digit as string });
    if (message.type === 'PlaybackFinished') return playbackFinished(message.playback.id as string, String(message.playback.target_uri).replace('channel:', ''));
    if (message.type === 'ChannelStateChange' && id !== undefined && legs.has(id) && message.channel.state === 'Ringing') {
      return emit({ type: 'agentRinging', callId: legs.get(id)!.callId, legId: id });
    }
    if ((message.type === 'ChannelDestroyed' || message.type === 'StasisEnd') && id !== undefined) return gone(id, message);
  }

  async function agentAnswered(legId: string): Promise<void> {
    const leg = legs.get(legId);
    if (!leg) return;
    leg.answered = true;
    await lenient(stopPlaying(leg.callId, true));
    await silence(leg.callId);
    call(leg.callId).waiting = false;
    await ari.request('POST', bridge(legId), { type: 'mixing' });
    try {
      await ari.request('POST', `${bridge(legId)}/addChannel`, { channel: `${leg.callId},${legId}` });
      await setVariable(leg.callId, 'HAVENLINE_STATE', 'bridged');
    } catch {
      // The caller hung up in that moment: nobody is left for the counsellor to talk to.
      return lenient(ari.request('DELETE', path(legId)));
    }
    emit({ type: 'agentAnswered', callId: leg.callId, legId });
  }

  async function playbackFinished(playback: string, callId: string): Promise<void> {
    const known = calls.get(callId);
    if (known?.playback !== playback || known.playId === null) return;
    const { playId } = known;
    known.playback = known.playId = null;
    if (known.waiting) await music(callId);
    emit({ type: 'promptFinished', callId, playId });
  }

  async function gone(id: string, message: AriMessage): Promise<void> {
    const leg = legs.get(id);
    if (leg) {
      if (message.type === 'StasisEnd') return;
      legs.delete(id);
      if (!leg.answered) {
        const reason = message.cause === 17 || message.cause === 21 ? 'busy' : message.cause === 19 || message.cause === 16 || message.cause === 0 ? 'no-answer' : 'unreachable';
        return emit({ type: 'agentFailed', callId: leg.callId, legId: id, reason });
      }
      await lenient(ari.request('DELETE', bridge(id)));
      if (calls.has(leg.callId)) await keep(leg.callId).catch((error: unknown) => {
        // The caller hung up together with the counsellor: nobody is left to keep.
        if (!(error instanceof AriError && error.status === 404)) problem({ code: 'engine-message-failed', at: message.type, callId: leg.callId, error });
      });
      return emit({ type: 'agentGone', callId: leg.callId, legId: id });
    }
    const waitingDial = dialled.get(id);
    if (waitingDial && message.type === 'ChannelDestroyed') {
      dialled.delete(id);
      calls.delete(id);
      return waitingDial(message.cause === 17 ? 'busy' : message.cause === 19 || message.cause === 16 ? 'no-answer' : 'failed');
    }
    if (calls.delete(id)) emit({ type: 'callerGone', callId: id });
  }

  async function stopPlaying(callId: string, quietly = false): Promise<void> {
    const known = calls.get(callId);
    const playback = known?.playback;
    if (!known || !playback) return;
    if (quietly) known.playback = known.playId = null;
    await lenient(ari.request('DELETE', `playbacks/${encodeURIComponent(playback)}`));
  }

  async function readLive(): Promise<LiveCall[]> {
    const [channels, bridges, mine] = (await Promise.all([ari.request('GET', 'channels'), ari.request('GET', 'bridges'), ari.request('GET', `applications/${app}`)])) as [any[], any[], any];
    const ours = new Set<string>(mine.channel_ids);
    const legOf = new Map<string, { legId: string; agent: string; answered: boolean }>();
    const callers: any[] = [];
    for (const channel of channels) {
      const values = await variables(channel.id as string, ['HAVENLINE_CALL', 'HAVENLINE_AGENT']);
      if (values.HAVENLINE_CALL) {
        const answered = bridges.some((one) => one.channels.includes(channel.id));
        legOf.set(values.HAVENLINE_CALL, { legId: channel.id, agent: values.HAVENLINE_AGENT ?? '', answered });
        legs.set(channel.id, { callId: values.HAVENLINE_CALL, endpoint: values.HAVENLINE_AGENT ?? '', answered });
      } else if (ours.has(channel.id as string)) callers.push(channel);
    }
    const live: LiveCall[] = [];
    for (const channel of callers) {
      const values = await variables(channel.id as string, ['HAVENLINE_STATE', 'HAVENLINE_NAMES', 'HAVENLINE_LINE']);
      const names = (values.HAVENLINE_NAMES ?? '').split(' ').filter(Boolean);
      const leg = legOf.get(channel.id as string);
      const bridged = leg?.answered === true;
      const state: LiveCall['state'] = bridged ? 'bridged' : values.HAVENLINE_STATE === 'waiting' ? 'waiting' : channel.state === 'Up' ? 'answered' : 'arrived';
      call(channel.id as string).waiting = state === 'waiting';
      live.push({ callId: channel.id, state, ...(leg ? { legId: leg.legId, agent: leg.agent } : {}), variables: await variables(channel.id as string, names) });
    }
    return live;
  }

  async function variables(id: string, names: string[]): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    await Promise.all(names.map(async (variable) => {
      const answer = await ari.request('GET', `${path(id)}/variable`, { variable }).catch(() => null);
      if (answer?.value) found[variable] = answer.value as string;
    }));
    return found;
  }

  return {
    onEvent(handler) { handlers.add(handler); return () => handlers.delete(handler); },
    onProblem(listener) { listeners.add(listener); return () => listeners.delete(listener); },
    status: () => (ari.up ? { up: true, out: options.carrier !== undefined } : { up: false, reason: ari.reason, advice: 'Asterisk is being reconnected; see its log/console.log when this lasts longer than a minute.' }),
    async answer(callId) { await ari.request('POST', `${path(callId)}/answer`); },
    async play(callId, playId, language, parts) {
      await stopPlaying(callId, true);
      await silence(callId);
      const known = call(callId);
      known.playId = playId;
      known.playback = `${callId}-${playId}`;
      await ari.request('POST', `${path(callId)}/play/${encodeURIComponent(known.playback)}`, { media: media(language, parts).join(',') });
    },
    stopPlaying: (callId) => stopPlaying(callId),
    hold: (callId) => keep(callId),
    async connectAgent(callId, legId, endpoint, timeoutSeconds) {
      legs.set(legId, { callId, endpoint, answered: false });
      try {
        await ari.request('POST', 'channels', { endpoint: `PJSIP/${endpoint}`, app, appArgs: 'agent', originator: callId, channelId: legId, timeout: timeoutSeconds, callerId: 'Havenline' },
          { variables: { HAVENLINE_CALL: callId, HAVENLINE_AGENT: endpoint } });
      } catch (error) {
        if (!(error instanceof AriError) || error.status >= 503) throw error;
        if (legs.delete(legId)) emit({ type: 'agentFailed', callId, legId, reason: 'unreachable' });
      }
    },
    async setHold(callId, legId, onHold) {
      if (onHold) { await lenient(ari.request('POST', `${bridge(legId)}/removeChannel`, { channel: callId })); await music(callId); }
      else { await silence(callId); await ari.request('POST', `${bridge(legId)}/addChannel`, { channel: callId }); }
    },
    async setMute(_callId, legId, muted) { await ari.request(muted ? 'POST' : 'DELETE', `${path(legId)}/mute`, { direction: 'in' }); },
    hangupAgent: (_callId, legId) => lenient(ari.request('DELETE', path(legId))),
    hangupCaller: (callId) => lenient(ari.request('DELETE', path(callId))),
    async setVariable(callId, name, value) {
      const names = new Set(((await variables(callId, ['HAVENLINE_NAMES'])).HAVENLINE_NAMES ?? '').split(' ').filter(Boolean)).add(name);
      await setVariable(callId, name, value);
      await setVariable(callId, 'HAVENLINE_NAMES', [...names].join(' '));
    },
    liveCalls: readLive,
    async callerNumber(callId) {
      const number = (await variables(callId, ['HAVENLINE_FROM'])).HAVENLINE_FROM;
      return number !== undefined && /^\+?[0-9]{3,15}$/.test(number) ? number : null;
    },
    async dialOut(number, callId, timeoutSeconds) {
      if (!/^\+?[0-9]{2,15}$/.test(number) || options.carrier === undefined) return 'failed';
      const result = new Promise<'answered' | 'busy' | 'no-answer' | 'failed'>((done) => dialled.set(callId, done));
      await ari.request('POST', 'channels', { endpoint: `PJSIP/trunk/sip:${number}@${options.carrier}`, app, appArgs: 'dialled', channelId: callId, timeout: timeoutSeconds })
        .catch(() => { dialled.get(callId)?.('failed'); dialled.delete(callId); });
      return result;
    },
    provisionSoftphone: (endpoint, password) => provisionSoftphone(ari, endpoint, password),
    removeSoftphone: (endpoint) => removeSoftphone(ari, endpoint),
    provisionContact: (endpoint, uri) => provisionContact(ari, endpoint, uri),
    close: () => ari.close(),
  };
}
