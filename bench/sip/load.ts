/**
 * Callers and automatic agents on plain SIP over UDP, in a process of its own so that its work is not counted as ours.
 * RFC 3261: INVITE, 200, ACK, BYE, with retransmission of what was not answered. No media unless asked for: only the signalling is measured.
 */
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { startAudio } from './audio.ts';
import type { Heard } from './audio.ts';

export interface Order {
  rate: number; seconds: number; line: string; toPort: number; talkMs: number;
  /** Callers do not hang up: they stay until the centre ends it, at most so long after the last call. */
  patienceMs?: number;
  /** Sound both ways; counted for so many seconds when all are connected. */
  audioSeconds?: number;
}
export interface Outcome {
  placed: number;
  /** Calls that were answered, by an agent or by the line itself. */
  answered: number;
  /** What these callers and agents cost the machine, milliseconds. */
  cpuMs: number;
  audio?: Heard;
  /** Calls whose agent was called and confirmed. */
  bridged: number;
  /** First INVITE of the n-th call to the n-th INVITE at an agent, milliseconds, in order. Callers are not told apart on the way, so the line's order joins them. */
  delays: number[];
}

interface Message { first: string; headers: Record<string, string>; cseq: string; id: string; body: string }
const sdp = (port: number): string => `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n`;

function read(buffer: Buffer): Message {
  const [head = '', body = ''] = buffer.toString('latin1').split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    headers[name] = headers[name] === undefined ? line.slice(at + 1).trim() : `${headers[name]}\r\n${name}: ${line.slice(at + 1).trim()}`;
  }
  return { first, headers, cseq: headers['cseq'] ?? '', id: headers['call-id'] ?? '', body };
}
const bind = (socket: Socket): Promise<number> => new Promise((done) => socket.bind(0, '127.0.0.1', () => done(socket.address().port)));
const answer = (m: Message, status: string, port: number, tag: string, body = ''): string =>
  `SIP/2.0 ${status}\r\nVia: ${m.headers['via']}\r\nFrom: ${m.headers['from']}\r\nTo: ${m.headers['to']}${/;tag=/.test(m.headers['to'] ?? '') ? '' : `;tag=${tag}`}\r\nCall-ID: ${m.id}\r\nCSeq: ${m.cseq}\r\nContact: <sip:load@127.0.0.1:${port}>\r\n${body ? 'Content-Type: application/sdp\r\n' : ''}Content-Length: ${body.length}\r\n\r\n${body}`;

const callers = createSocket('udp4');
const agents = createSocket('udp4');
const [callerPort, agentPort] = [await bind(callers), await bind(agents)];
for (const socket of [callers, agents]) {
  socket.setRecvBufferSize(4 << 20);
  socket.setSendBufferSize(4 << 20);
}
let count = 0;
let rung: number[] = [];
let confirmed = 0;
let answered = 0;
let audio: Awaited<ReturnType<typeof startAudio>> | undefined;
const mediaPort = (body: string): number => Number(/^m=audio (\d+)/m.exec(body)?.[1] ?? 0);
const calls = new Map<string, { toPort: number; retry: NodeJS.Timeout | undefined; answered: boolean; over: boolean; talkMs: number; line: string; to?: string }>();
const legs = new Map<string, { retry: NodeJS.Timeout | undefined; confirmed: boolean }>();

agents.on('message', (buffer, from) => {
  const m = read(buffer);
  const method = m.first.split(' ')[0];
  const send = (text: string): void => agents.send(text, from.port, from.address);
  if (method === 'INVITE') {
    if (legs.has(m.id)) return;
    rung.push(performance.now());
    const ok = answer(m, '200 OK', agentPort, `a${++count}`, sdp(audio?.agents.port ?? 30_000 + (count % 5_000) * 2));
    audio?.agents.speakTo(m.id, mediaPort(m.body));
    const leg = { retry: undefined as NodeJS.Timeout | undefined, confirmed: false };
    legs.set(m.id, leg);
    send(ok);
    leg.retry = setInterval(() => send(ok), 500);
  } else if (method === 'ACK') {
    const leg = legs.get(m.id);
    if (!leg || leg.confirmed) return;
    leg.confirmed = true;
    confirmed += 1;
    clearInterval(leg.retry);
  } else if (method !== 'SIP/2.0') {
    send(answer(m, '200 OK', agentPort, 'a'));
    audio?.agents.forget(m.id);
    clearInterval(legs.get(m.id)?.retry);
    setTimeout(() => legs.delete(m.id), 2_000);
  }
});
callers.on('message', (buffer, from: RemoteInfo) => {
  const m = read(buffer);
  const call = calls.get(m.id);
  if (!m.first.startsWith('SIP/2.0')) {
    // The far side ended it.
    callers.send(answer(m, '200 OK', callerPort, 'c'), from.port, from.address);
    if (call && m.first.startsWith('BYE')) {
      audio?.callers.forget(m.id);
      clearInterval(call.retry);
      calls.delete(m.id);
    }
    return;
  }
  if (!call) return;
  clearInterval(call.retry);
  if (m.cseq.endsWith('BYE')) return void calls.delete(m.id);
  if (!m.cseq.endsWith('INVITE') || !/ 200 /.test(m.first)) return;
  const ack = request(m.id, call.line, call.toPort, 'ACK', 1, m.headers['to']!);
  callers.send(ack, call.toPort, '127.0.0.1');
  if (call.answered) return;
  call.answered = true;
  call.to = m.headers['to']!;
  answered += 1;
  audio?.callers.speakTo(m.id, mediaPort(m.body));
  if (call.talkMs > 0) setTimeout(() => hangUp(m.id), call.talkMs);
});
function hangUp(id: string): void {
  const call = calls.get(id);
  if (!call || call.to === undefined) return;
  audio?.callers.forget(id);
  if (call.over) return void calls.delete(id);
  call.over = true;
  const bye = request(id, call.line, call.toPort, 'BYE', 2, call.to);
  callers.send(bye, call.toPort, '127.0.0.1');
  call.retry = setInterval(() => callers.send(bye, call.toPort, '127.0.0.1'), 500);
  setTimeout(() => {
    clearInterval(call.retry);
    calls.delete(id);
  }, 4_000);
}
function request(id: string, line: string, toPort: number, method: string, cseq: number, to: string, body = ''): string {
  return `${method} sip:${line}@127.0.0.1:${toPort} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${callerPort};branch=z9hG4bK${method}${id};rport\r\nMax-Forwards: 70\r\nFrom: <sip:5550100@127.0.0.1:${callerPort}>;tag=c${id}\r\nTo: ${to}\r\nCall-ID: ${id}\r\nCSeq: ${cseq} ${method}\r\nContact: <sip:5550100@127.0.0.1:${callerPort}>\r\n${body ? 'Content-Type: application/sdp\r\n' : ''}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Places the calls at their times, whatever happens to those before, and waits for the last to end. */
async function run(order: Order): Promise<Outcome> {
  rung = [];
  confirmed = answered = 0;
  audio = order.audioSeconds === undefined ? undefined : await startAudio();
  const before = process.cpuUsage();
  const placed: number[] = [];
  const total = Math.round(order.rate * order.seconds);
  const began = performance.now();
  await new Promise<void>((done) => {
    const step = (): void => {
      while (placed.length < total && performance.now() - began >= (placed.length * 1000) / order.rate) {
        const id = `${process.pid}x${++count}`;
        const invite = request(id, order.line, order.toPort, 'INVITE', 1, `<sip:${order.line}@127.0.0.1>`, sdp(audio?.callers.port ?? 20_000 + (count % 5_000) * 2));
        const call = { toPort: order.toPort, retry: undefined as NodeJS.Timeout | undefined, answered: false, over: false, talkMs: order.audioSeconds === undefined && order.patienceMs === undefined ? order.talkMs : 0, line: order.line };
        calls.set(id, call);
        placed.push(performance.now());
        callers.send(invite, order.toPort, '127.0.0.1');
        call.retry = setInterval(() => callers.send(invite, order.toPort, '127.0.0.1'), 500);
      }
      if (placed.length === total) return done();
      setTimeout(step, 1);
    };
    step();
  });
  const until = async (ms: number, what: () => boolean): Promise<void> => {
    const end = performance.now() + ms;
    while (performance.now() < end && !what()) await new Promise((next) => setTimeout(next, 50));
  };
  let heard: Heard | undefined;
  if (audio !== undefined) {
    await until(10_000, () => confirmed >= total);
    heard = await audio.count(order.audioSeconds!);
    for (const id of Array.from(calls.keys())) hangUp(id);
    await until(5_000, () => calls.size === 0);
    audio.stop();
    audio = undefined;
  }
  await until(order.patienceMs ?? order.talkMs + 8_000, () => calls.size === 0 && confirmed >= total);
  const used = process.cpuUsage(before);
  const outcome = { placed: total, answered, bridged: confirmed, delays: rung.slice(0, total).map((at, n) => at - placed[n]!), cpuMs: (used.user + used.system) / 1000, ...(heard ? { audio: heard } : {}) };
  for (const [id, call] of calls) {
    clearInterval(call.retry);
    if (call.to === undefined) calls.delete(id);
    else hangUp(id);
  }
  return outcome;
}

process.on('message', (order: Order | 'end') => {
  if (order === 'end') process.exit(0);
  void run(order).then((outcome) => process.send!(outcome));
});
process.send!({ callerPort, agentPort });
