/** The browser's telephone. The talk survives the desk's other parts: nothing but the user or the far side ends it. */
export interface Softphone { mute(muted: boolean): void; talking(): boolean; stop(): void }

/** Registers at the centre's telephone and answers what it sends; JsSIP is loaded only here. */
export async function startSoftphone(line: { endpoint: string; password: string; path: string; domain: string }, changed: (state: 'ready' | 'talking' | 'lost') => void): Promise<Softphone> {
  const JsSIP = (await import('jssip')).default as any;
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${line.path}`;
  const agent = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(address)], uri: `sip:${line.endpoint}@${line.domain}`, authorization_user: line.endpoint, password: line.password, register: true, session_timers: false,
    // Seconds. A server that starts again after a failure must find its counsellors within a few.
    connection_recovery_min_interval: 1, connection_recovery_max_interval: 3 });
  const audio = new Audio();
  audio.autoplay = true;
  let session: any = null;
  agent.on('registered', () => changed('ready'));
  agent.on('disconnected', () => changed('lost'));
  agent.on('registrationFailed', () => changed('lost'));
  agent.on('newRTCSession', ({ session: next, originator }: any) => {
    if (originator !== 'remote') return;
    // A talk whose end was said while the line was down is over: nobody has two.
    const before = session;
    session = next;
    try { before?.terminate(); } catch { /* it had ended already */ }
    next.on('peerconnection', ({ peerconnection }: any) => peerconnection.addEventListener('track', (event: RTCTrackEvent) => { audio.srcObject = event.streams[0] ?? new MediaStream([event.track]); }));
    const over = () => { if (session === next) { session = null; changed('ready'); } };
    next.on('ended', over); next.on('failed', over);
    next.on('confirmed', () => changed('talking'));
    // The centre calls only after the person accepted the offer, so it is answered at once.
    next.answer({ mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } });
  });
  agent.start();
  // A page that is closed or loaded anew says so at once: the caller hears music, not silence, and is offered again.
  const leave = () => agent.stop();
  addEventListener('pagehide', leave);
  return {
    mute: (muted) => { if (muted) session?.mute(); else session?.unmute(); },
    talking: () => session !== null,
    stop: () => { removeEventListener('pagehide', leave); agent.stop(); },
  };
}
