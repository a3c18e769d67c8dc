import { forEngine } from '../ui/sdp.ts';
import { writeBeside } from './chat/beside.ts';
import type { BesideTexts } from './chat/beside.ts';
import { installQuickExit } from './quick-exit.ts';

/** A call through this page, with writing beside it. The telephone part is loaded when somebody starts one; nothing is kept in the browser. */
installQuickExit();
const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = byId<HTMLFormElement>('call');
const texts = JSON.parse(byId('main').dataset['texts'] ?? '{}') as Record<string, string>;
const audio = new Audio();
audio.autoplay = true;
let agent: any = null;
let session: any = null;
let beside: { stop(): void } | null = null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  start().catch(() => over(texts['failed']));
});
byId('end').addEventListener('click', () => over());
for (const key of Array.from(document.querySelectorAll<HTMLButtonElement>('[data-key]'))) key.addEventListener('click', () => session?.sendDTMF(key.dataset['key']));
addEventListener('pagehide', () => over());

async function start(): Promise<void> {
  byId('call-error').textContent = '';
  const only = byId<HTMLInputElement>('only');
  let microphone: MediaStream;
  if (only.checked) {
    // A line of silence in place of a microphone: who only writes still hears.
    microphone = new AudioContext().createMediaStreamDestination().stream;
  } else {
    show(texts['asking']);
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      over(texts['noMicrophone']);
      only.checked = true;
      return only.focus();
    }
  }
  show(texts['connecting']);
  const language = byId<HTMLSelectElement>('language').value;
  const answer = await fetch('/api/public/web-call', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ language, onlyWrites: only.checked }) });
  if (!answer.ok) throw new Error(String(answer.status));
  const line = (await answer.json()) as { endpoint: string; password: string; path: string; domain: string; target: string; text: string };
  beside = writeBeside(byId('messages'), byId<HTMLFormElement>('write'), byId<HTMLTextAreaElement>('message'), line.text, texts as BesideTexts);
  if (only.checked) byId('message').focus();
  const JsSIP = (await import('jssip')).default as any;
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${line.path}`;
  agent = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(address)], uri: `sip:${line.endpoint}@${line.domain}`, authorization_user: line.endpoint, password: line.password, register: false, session_timers: false });
  agent.on('disconnected', () => { if (session === null) over(texts['failed']); });
  agent.on('connected', () => {
    if (session !== null) return;
    const quiet = (): void => microphone.getTracks().forEach((track) => track.stop());
    session = agent.call(`sip:${line.target}@${line.domain}`, {
      mediaStream: microphone, pcConfig: { iceServers: [] },
      eventHandlers: {
        peerconnection: ({ peerconnection }: { peerconnection: RTCPeerConnection }) => peerconnection.addEventListener('track', (event) => { audio.srcObject = event.streams[0] ?? new MediaStream([event.track]); }),
        sdp: (offer: { originator: string; sdp: string }) => { if (offer.originator === 'local') offer.sdp = forEngine(offer.sdp); },
        confirmed: () => show(texts['on']),
        ended: () => { quiet(); over(texts['ended']); },
        failed: () => { quiet(); over(texts['failed']); },
      },
    });
  });
  agent.start();
}

function show(text: string | undefined): void {
  form.hidden = true;
  byId('on').hidden = false;
  byId('state').textContent = text ?? '';
}

function over(text = texts['ended']): void {
  const [before, was] = [agent, session];
  agent = session = null;
  beside?.stop();
  beside = null;
  try { was?.terminate(); } catch { /* it had ended already */ }
  before?.stop();
  if (before === null && form.hidden === false) return;
  form.hidden = false;
  byId('on').hidden = true;
  byId('call-error').textContent = text ?? '';
}
