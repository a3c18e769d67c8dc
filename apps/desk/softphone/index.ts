/** The browser's telephone. The talk survives the desk's other parts: nothing but the user or the far side ends it. */
import { forEngine } from '../../ui/sdp.ts';
import { countsOf, qualityOf } from './quality.ts';
import type { Counts, Quality } from './quality.ts';
import { meter, onSoundChoice, openMicrophone, playOn, soundChoice } from './sound.ts';

export interface Softphone { mute(muted: boolean): void; talking(): boolean; stop(): void }
/** What the desk shows of the talk: told again and again while it goes on; null when it is over. */
export interface TalkSound { level: number; quality: Quality | null; microphoneGone: boolean }

const QUALITY_MS = 2_000;
/** A timer that comes this late has slept with its laptop. */
const SLEPT_MS = 4_000;

/** Registers at the centre's telephone and answers what it sends; JsSIP is loaded only here. */
export async function startSoftphone(line: { endpoint: string; password: string; path: string; domain: string }, changed: (state: 'ready' | 'talking' | 'lost') => void, sound: (now: TalkSound | null) => void = () => undefined): Promise<Softphone> {
  const JsSIP = (await import('jssip')).default as any;
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${line.path}`;
  const socket = new JsSIP.WebSocketInterface(address);
  const agent = new JsSIP.UA({ sockets: [socket], uri: `sip:${line.endpoint}@${line.domain}`, authorization_user: line.endpoint, password: line.password, register: true, session_timers: false,
    // Seconds. A server that starts again after a failure must find its counsellors within a few.
    connection_recovery_min_interval: 1, connection_recovery_max_interval: 3 });
  const audio = new Audio();
  audio.autoplay = true;
  void playOn(audio, soundChoice().speaker);
  let session: any = null;
  let quiet = (): void => undefined;
  let lost = false;

  agent.on('registered', () => {
    changed(session === null ? 'ready' : 'talking');
    // Back after a lost line: where the sound lost its way too, it finds a new one.
    const way = session?.connection?.iceConnectionState;
    // Either way the far side has to learn by which line we are reached now, or the end of the call would be told to the old one.
    if (lost && session?.isEstablished()) session.renegotiate(way === 'connected' || way === 'completed' ? {} : { rtcOfferConstraints: { iceRestart: true } });
    lost = false;
  });
  agent.on('disconnected', () => { lost = true; changed('lost'); });
  agent.on('registrationFailed', () => changed('lost'));
  agent.on('newRTCSession', ({ session: next, originator }: any) => {
    if (originator !== 'remote') return;
    // A talk whose end was said while the line was down is over: nobody has two.
    const before = session;
    session = next;
    try { before?.terminate(); } catch { /* it had ended already */ }
    next.on('peerconnection', ({ peerconnection }: any) => peerconnection.addEventListener('track', (event: RTCTrackEvent) => { audio.srcObject = event.streams[0] ?? new MediaStream([event.track]); }));
    next.on('sdp', (described: any) => { if (described.originator === 'local') described.sdp = forEngine(described.sdp); });
    const over = () => { if (session === next) { session = null; quiet(); changed('ready'); } };
    next.on('ended', over); next.on('failed', over);
    // The centre calls only after the person accepted the offer, so it is answered at once.
    openMicrophone().then((stream) => {
      next.on('confirmed', () => { changed('talking'); watch(next, stream); });
      next.answer({ mediaStream: stream, pcConfig: { iceServers: [] } });
    }, () => { sound({ level: 0, quality: null, microphoneGone: true }); next.terminate({ status_code: 480 }); });
  });

  /** Level and quality while a talk goes on, and another microphone when this one is pulled out or another is chosen. */
  function watch(talk: any, opened: MediaStream): void {
    quiet();
    let microphone = opened;
    const now: TalkSound = { level: 0, quality: null, microphoneGone: false };
    const tell = (): void => { if (session === talk) sound({ ...now }); };
    let stopMeter = (): void => undefined;
    const listen = (): void => {
      stopMeter();
      stopMeter = meter(microphone, (level) => { now.level = level; tell(); });
    };
    const again = async (): Promise<void> => {
      void playOn(audio, soundChoice().speaker);
      const chosen = soundChoice().microphone;
      const track = microphone.getAudioTracks()[0];
      if (track?.readyState === 'live' && (chosen === '' || track.getSettings().deviceId === chosen)) return;
      try {
        const stream = await openMicrophone();
        await (talk.connection as RTCPeerConnection).getSenders().find((one) => one.track === null || one.track.kind === 'audio')?.replaceTrack(stream.getAudioTracks()[0]!);
        for (const one of microphone.getTracks()) one.stop();
        microphone = stream;
        now.microphoneGone = false;
        listen();
      } catch { now.microphoneGone = true; }
      tell();
    };
    let before: Counts | null = null;
    const timer = setInterval(() => void countsOf(talk.connection).then((counts) => {
      if (before !== null) now.quality = qualityOf(before, counts);
      before = counts;
      tell();
    }, () => undefined), QUALITY_MS);
    const unchoose = onSoundChoice(() => void again());
    const devices = (): void => void again();
    navigator.mediaDevices.addEventListener('devicechange', devices);
    listen();
    quiet = () => {
      quiet = () => undefined;
      clearInterval(timer);
      stopMeter();
      unchoose();
      navigator.mediaDevices.removeEventListener('devicechange', devices);
      for (const one of microphone.getTracks()) one.stop();
      sound(null);
    };
  }

  // A laptop that slept or a network that changed: the old line may look open for minutes. A new one is opened at once.
  const reconnect = (): void => { if (agent.isConnected()) socket._ws?.close(); };
  let tick = Date.now();
  const awake = setInterval(() => {
    if (Date.now() - tick > SLEPT_MS) reconnect();
    tick = Date.now();
  }, 1_000);
  addEventListener('online', reconnect);
  agent.start();
  // A page that is closed or loaded anew says so at once: the caller hears music, not silence, and is offered again.
  const leave = () => agent.stop();
  addEventListener('pagehide', leave);
  return {
    mute: (muted) => { if (muted) session?.mute(); else session?.unmute(); },
    talking: () => session !== null,
    stop: () => { removeEventListener('pagehide', leave); removeEventListener('online', reconnect); clearInterval(awake); quiet(); agent.stop(); },
  };
}
