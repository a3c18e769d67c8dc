/** The telephone port on Asterisk: what happened there becomes CallEvents, what we want becomes ARI requests. */
import type { CallEvent, LiveCall, PartyMode, TelephonyPort } from '../../core/channel/telephony-port.ts';
import { Ari, AriError } from './ari.ts';
import type { AriMessage } from './ari.ts';
import { channelPath as path, createConversations, lenient } from './conversations.ts';
import type { Call, Leg } from './conversations.ts';
import { answersOptions } from './options.ts';
import { warn } from './problems.ts';
import type { EngineProblem, OnProblem } from './problems.ts';
import { createRecordings, isRecordingChannel } from './recordings.ts';
import { provisionContact, provisionSoftphone, provisionWebCaller, removeSoftphone } from './softphones.ts';
import { media } from './sounds.ts';
import type { SoundOf } from './sounds.ts';

export interface AsteriskOptions {
  url: string;
  user: string;
  password: string;
  app?: string;
  clock?: { now(): Date };
  /** The address calls go out to, for callbacks: host:port of the carrier. */
  carrier?: string;
  /** Calls out go by TLS, with sound by SRTP. */
  carrierTls?: boolean;
  /** Another server may drive this engine: nothing is taken before `drive(true)`. */
  leased?: boolean;
  /** Which sound file a prompt is in a language. Default: the stand-ins that come with the house. */
  soundOf?: SoundOf;
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

/** Connects (and keeps connecting) to one Asterisk. */
export function createAsterisk(options: AsteriskOptions): AsteriskTelephony {
  const app = options.app ?? 'havenline';
  const clock = options.clock ?? { now: () => new Date() };
  const handlers = new Set<(event: CallEvent) => Promise<void>>();
  const listeners = new Set<OnProblem>();
  const calls = new Map<string, Call>();
  const dialled = new Map<string, (result: 'answered' | 'busy' | 'no-answer' | 'failed') => void>();
  let lag = 0;
  const chains = new Map<string, Promise<void>>();

  const ari = new Ari({ url: options.url, user: options.user, password: options.password, app, idle: options.leased === true,
    onMessage: (message) => void received(message).catch((error: unknown) => problem({ code: 'engine-message-failed', at: message.type, callId: message.channel?.id as string | undefined, error })),
    // What was up before us is taken back before anybody is told that the engine is up.
    onUp: () => void readLive().catch((error: unknown) => problem({ code: 'live-calls-not-read', at: 'engineUp', error })).then(() => emit({ type: 'engineUp' })),
    onDown: (reason) => {
      // What happens from now on is not told; the next connection reads everything anew.
      calls.clear();
      talks.legs.clear();
      takes.forget();
      for (const done of dialled.values()) done('failed');
      dialled.clear();
      emit({ type: 'engineDown', reason });
    },
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
    if (!found) calls.set(id, (found = { waiting: false, held: false, handedOut: false, playId: null, playback: null }));
    return found;
  };
  const setVariable = (id: string, name: string, value: string): Promise<void> => ari.request('POST', `${path(id)}/variable`, { variable: name, value });
  const music = (id: string): Promise<void> => lenient(ari.request('POST', `${path(id)}/moh`));
  const silence = (id: string): Promise<void> => lenient(ari.request('DELETE', `${path(id)}/moh`));
  async function keep(callId: string): Promise<void> {
    call(callId).waiting = true;
    await music(callId);
  }
  const talks = createConversations({ ari, app, calls, emit, keep, music, silence, setVariable, stopPlaying: (callId, quietly) => stopPlaying(callId, quietly) });
  const { legs } = talks;
  const takes = createRecordings({ ari, app, silence, hasAgent: (callId) => talks.agentOf(callId) !== undefined });

  async function received(message: AriMessage): Promise<void> {
    const id = message.channel?.id as string | undefined;
    if (message.type === 'StasisStart' && id !== undefined) {
      const [kind, value] = message.args as [string?, string?];
      if (kind === 'agent') return talks.answered(id);
      if (kind === 'snoop') return talks.snoopEntered(id);
      if (isRecordingChannel(id)) return takes.entered(id);
      // Asterisk stamps its events: what lies between its clock and ours is what waits in the socket.
      if (typeof message.timestamp === 'string') lag = Math.max(0, clock.now().getTime() - Date.parse(message.timestamp));
      call(id);
      if (kind === 'dialled') { dialled.get(id)?.('answered'); dialled.delete(id); return; }
      return emit({ type: 'arrived', callId: id, at: clock.now(), line: value ?? '' });
    }
    if (message.type === 'ChannelDtmfReceived' && id !== undefined && calls.has(id)) return emit({ type: 'digit', callId: id, digit: message.digit as string });
    if (message.type === 'ChannelDtmfReceived' && id !== undefined && legs.get(id)?.role === 'party') return emit({ type: 'partyDigit', callId: legs.get(id)!.callId, legId: id, digit: message.digit as string });
    if (message.type === 'PlaybackFinished') return playbackFinished(message.playback.id as string, String(message.playback.target_uri).replace('channel:', ''));
    if ((message.type === 'ChannelDestroyed' || message.type === 'StasisEnd') && id !== undefined) return gone(id, message);
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
      const reason = message.cause === 17 || message.cause === 21 ? 'busy' : message.cause === 19 || message.cause === 16 || message.cause === 0 ? 'no-answer' : 'unreachable';
      return talks.gone(leg, reason).catch((error: unknown) => {
        // The caller hung up together with the counsellor: nobody is left to keep.
        if (!(error instanceof AriError && error.status === 404)) problem({ code: 'engine-message-failed', at: message.type, callId: leg.callId, error });
      });
    }
    const waitingDial = dialled.get(id);
    if (waitingDial && message.type === 'ChannelDestroyed') {
      dialled.delete(id);
      calls.delete(id);
      return waitingDial(message.cause === 17 ? 'busy' : message.cause === 19 || message.cause === 16 ? 'no-answer' : 'failed');
    }
    if (!calls.delete(id)) return;
    emit({ type: 'callerGone', callId: id });
    await talks.callerGone(id);
  }

  async function stopPlaying(callId: string, quietly = false): Promise<void> {
    const known = calls.get(callId);
    const playback = known?.playback;
    if (!known || !playback) return;
    if (quietly) known.playback = known.playId = null;
    await lenient(ari.request('DELETE', `playbacks/${encodeURIComponent(playback)}`));
  }

  async function readLive(): Promise<LiveCall[]> {
    const [channels, bridges, mine] = (await Promise.all([ari.list('channels'), ari.list('bridges'), ari.list(`applications/${app}`)])) as [any[], any[], any];
    const ours = new Set<string>(mine.channel_ids);
    const callers: any[] = [];
    const snoopOf = new Map<string, string>();
    for (const channel of channels) {
      const id = channel.id as string;
      const snooped = /^snoop-(.+)-\d+$/.exec(id);
      if (snooped) { snoopOf.set(snooped[1]!, id); continue; }
      if (isRecordingChannel(id)) { await takes.dropUnknown(id); continue; }
      const values = await variables(id, ['HAVENLINE_CALL', 'HAVENLINE_AGENT', 'HAVENLINE_ROLE', 'HAVENLINE_MODE']);
      if (values.HAVENLINE_CALL) {
        legs.set(id, {
          legId: id, callId: values.HAVENLINE_CALL, endpoint: values.HAVENLINE_AGENT ?? '', answered: channel.state === 'Up',
          role: values.HAVENLINE_ROLE === 'party' ? 'party' : 'agent', mode: (values.HAVENLINE_MODE ?? 'join') as PartyMode,
        });
      } else if (ours.has(id)) callers.push(channel);
    }
    for (const [legId, snoop] of snoopOf) if (legs.has(legId)) legs.get(legId)!.snoop = snoop;
    const live: LiveCall[] = [];
    for (const channel of callers) {
      const id = channel.id as string;
      const values = await variables(id, ['HAVENLINE_STATE', 'HAVENLINE_LINE', 'HAVENLINE_PLAYBACK']);
      const leg = talks.agentOf(id);
      const known = call(id);
      known.handedOut = values.HAVENLINE_STATE === 'handed-out';
      const state: LiveCall['state'] = known.handedOut ? 'handed-out' : leg ? 'bridged' : channel.state === 'Up' ? 'answered' : 'arrived';
      // Who is not spoken to any more hears music.
      known.waiting = state === 'answered';
      const inBridge = (bridges.find((bridge) => bridge.id === `conversation-${id}`)?.channels ?? []) as string[];
      known.held = leg !== undefined && !inBridge.includes(id);
      // What a server before us had begun to say ends: it would stand in front of everything that is asked of this call now.
      if (values.HAVENLINE_PLAYBACK !== undefined && known.playback === null) {
        await lenient(ari.request('DELETE', `playbacks/${encodeURIComponent(values.HAVENLINE_PLAYBACK)}`));
        if (known.waiting) await music(id);
      }
      const parties = talks.legsOf(id).filter((one) => one.role === 'party' && one.answered).map((one) => ({ legId: one.legId, mode: one.mode }));
      live.push({ callId: id, state, ...(state === 'arrived' && values.HAVENLINE_LINE ? { line: values.HAVENLINE_LINE } : {}), ...(leg ? { legId: leg.legId, agent: leg.endpoint, sound: !inBridge.includes(leg.legId) ? 'apart' as const : known.held ? 'held' as const : 'together' as const } : {}), parties });
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

  const outside = (number: string): string => `PJSIP/trunk/sip:${number}@${options.carrier}${options.carrierTls === true ? ';transport=tls' : ''}`;
  /** At another engine: its link rings the softphone there (telephony/config.ts). */
  const softphone = (endpoint: string): string => (endpoint.includes('@') ? `PJSIP/peer/sip:${endpoint}` : `PJSIP/${endpoint}`);
  async function ring(leg: Leg, endpoint: string, timeoutSeconds: number): Promise<void> {
    const { legId, callId, role, mode } = leg;
    legs.set(legId, leg);
    try {
      await ari.request('POST', 'channels', { endpoint, app, appArgs: 'agent', originator: callId, channelId: legId, timeout: timeoutSeconds, callerId: 'Havenline' },
        { variables: { HAVENLINE_CALL: callId, HAVENLINE_AGENT: leg.endpoint, HAVENLINE_ROLE: role, HAVENLINE_MODE: mode } });
    } catch (error) {
      if (!(error instanceof AriError) || error.status >= 503) throw error;
      if (legs.delete(legId)) emit({ type: role === 'agent' ? 'agentFailed' : 'partyFailed', callId, legId, reason: 'unreachable' });
    }
  }

  return {
    lagMs: () => lag,
    drive: (on) => (on ? ari.open() : ari.close()),
    onEvent(handler) { handlers.add(handler); return () => handlers.delete(handler); },
    onProblem(listener) { listeners.add(listener); return () => listeners.delete(listener); },
    status: () => (ari.up ? { up: true, out: options.carrier !== undefined } : { up: false, out: options.carrier !== undefined, reason: ari.reason, advice: 'Asterisk is being reconnected; see its log/console.log when this lasts longer than a minute.' }),
    async answer(callId) { await ari.request('POST', `${path(callId)}/answer`); },
    async play(callId, playId, language, parts) {
      await stopPlaying(callId, true);
      await silence(callId);
      const known = call(callId);
      known.playId = playId;
      known.playback = `${callId}-${playId}`;
      // Whoever drives the engine next has to know what is being said: the engine queues what it is asked to say, and all else of the call behind it.
      void lenient(setVariable(callId, 'HAVENLINE_PLAYBACK', known.playback)).catch(() => undefined);
      await ari.request('POST', `${path(callId)}/play/${encodeURIComponent(known.playback)}`, { media: media(language, parts, options.soundOf).join(',') });
    },
    stopPlaying: (callId) => stopPlaying(callId),
    hold: (callId) => keep(callId),
    connectAgent: (callId, legId, endpoint, timeoutSeconds) => ring({ legId, callId, endpoint, answered: false, role: 'agent', mode: 'join' }, softphone(endpoint), timeoutSeconds),
    async addParty(callId, legId, target, mode, timeoutSeconds) {
      const leg: Leg = { legId, callId, endpoint: 'endpoint' in target ? target.endpoint : 'outside', answered: false, role: 'party', mode };
      if ('endpoint' in target) return ring(leg, softphone(target.endpoint), timeoutSeconds);
      if (!/^\+?[0-9]{2,18}$/.test(target.number) || options.carrier === undefined) return emit({ type: 'partyFailed', callId, legId, reason: 'unreachable' });
      return ring(leg, outside(target.number), timeoutSeconds);
    },
    setPartyMode: (_callId, legId, mode) => talks.setMode(legId, mode),
    handOver: (callId, from, to) => talks.handOver(callId, from, to),
    handOut: (callId, from) => talks.handOut(callId, from),
    release: (callId, legId) => talks.release(callId, legId),
    setHold: (callId, _legId, onHold) => talks.setHold(callId, onHold),
    async tell(legId, language, parts) { await ari.request('POST', `${path(legId)}/play`, { media: media(language, parts, options.soundOf).join(',') }); },
    record: (callId, takeId, address) => takes.record(callId, takeId, address),
    stopRecording: (callId, takeId) => takes.stop(callId, takeId),
    async setMute(_callId, legId, muted) { await ari.request(muted ? 'POST' : 'DELETE', `${path(legId)}/mute`, { direction: 'in' }); },
    hangupAgent: (_callId, legId) => lenient(ari.request('DELETE', path(legId))),
    hangupCaller: (callId) => lenient(ari.request('DELETE', path(callId))),
    alive: async () => new Set(((await ari.list('channels')) as { id: string }[]).map((channel) => channel.id)),
    liveCalls: readLive,
    async callerNumber(callId) {
      const number = (await variables(callId, ['HAVENLINE_FROM'])).HAVENLINE_FROM;
      return number !== undefined && /^\+?[0-9]{3,15}$/.test(number) ? number : null;
    },
    async dialOut(number, callId, timeoutSeconds) {
      if (!/^\+?[0-9]{2,15}$/.test(number) || options.carrier === undefined) return 'failed';
      const result = new Promise<'answered' | 'busy' | 'no-answer' | 'failed'>((done) => dialled.set(callId, done));
      await ari.request('POST', 'channels', { endpoint: outside(number), app, appArgs: 'dialled', channelId: callId, timeout: timeoutSeconds })
        .catch(() => { dialled.get(callId)?.('failed'); dialled.delete(callId); });
      return result;
    },
    provisionSoftphone: (endpoint, password) => provisionSoftphone(ari, endpoint, password),
    provisionWebCaller: (endpoint, password) => provisionWebCaller(ari, endpoint, password),
    removeSoftphone: (endpoint) => removeSoftphone(ari, endpoint),
    answersAt: answersOptions,
    provisionContact: (endpoint, uri) => provisionContact(ari, endpoint, uri),
    close: () => ari.close(),
  };
}
