/** SIP by hand over UDP: calls whose every header is ours to choose, and junk. RFC 3261, with retransmission of what was not answered. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

/** `byCentre`: the other side hung up before we did. */
export interface RawCall { answered: boolean; ms: number; byCentre?: boolean; status?: number }
export interface RawCallOptions { user?: string; line?: string; host?: string; headers?: Record<string, string>; sdp?: Record<string, string>; talkMs?: number; patienceMs?: number }
export interface RawPhone {
  /** Places a call, acknowledges the answer, hangs up after `talkMs`. */
  call(options?: RawCallOptions): Promise<RawCall>;
  /** Sends these bytes. */
  send(text: string | Buffer): void;
  close(): void;
}

let count = 0;

/** A telephone on `address` that calls the engine at this port of loopback. */
export async function rawPhone(toPort: number, address = '127.0.0.1'): Promise<RawPhone> {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, address, done));
  socket.setSendBufferSize(4 << 20);
  socket.setRecvBufferSize(4 << 20);
  const port = socket.address().port;
  const waiting = new Map<string, (text: string) => void>();
  const send = (text: string | Buffer): void => socket.send(text, toPort, '127.0.0.1', () => undefined);
  socket.on('error', () => undefined);
  socket.on('message', (message) => {
    const text = message.toString('latin1');
    waiting.get(/^Call-ID:\s*(\S+)/im.exec(text)?.[1] ?? '')?.(text);
  });
  return {
    send,
    close: () => socket.close(),
    call: ({ user = '5550100', line = '100', host = `${address}:${port}`, headers = {}, sdp = {}, talkMs = 200, patienceMs = 15_000 } = {}) => new Promise((done) => {
      const id = `raw-${process.pid}-${++count}`;
      const tag = `tag${count}`;
      const begun = performance.now();
      const body = ['v=0', `o=${sdp['user'] ?? '-'} 1 1 IN IP4 ${sdp['address'] ?? '127.0.0.1'}`, `s=${sdp['name'] ?? '-'}`, `c=IN IP4 ${sdp['address'] ?? '127.0.0.1'}`, 't=0 0', 'm=audio 9 RTP/AVP 0', ''].join('\r\n');
      const message = (method: string, cseq: number, to: string, content = ''): string => [
        `${method} sip:${line}@127.0.0.1:${toPort} SIP/2.0`, `Via: SIP/2.0/UDP ${headers['Via'] ?? host};branch=z9hG4bK${id}${cseq}${method === 'ACK' ? 'a' : ''};rport`, `From: ${headers['From'] ?? `<sip:${user}@${host}>`};tag=${tag}`, `To: ${to}`,
        `Call-ID: ${id}`, `CSeq: ${cseq} ${method}`, `Contact: ${headers['Contact'] ?? `<sip:${user}@${host}>`}`, 'Max-Forwards: 70', ...(headers['P-Asserted-Identity'] ? [`P-Asserted-Identity: ${headers['P-Asserted-Identity']}`] : []),
        ...(content ? ['Content-Type: application/sdp'] : []), `Content-Length: ${content.length}`, '', content].join('\r\n');
      const invite = message('INVITE', 1, `<sip:${line}@127.0.0.1>`, body);
      let pause = 500;
      let retry: NodeJS.Timeout | undefined;
      let ended = false;
      const again = (): void => { retry = setTimeout(() => { send(invite); pause *= 2; again(); }, pause); };
      const over = (answered: boolean, ms: number, byCentre = false, status = 0): void => {
        if (ended) return;
        ended = true;
        clearTimeout(retry);
        clearTimeout(patience);
        waiting.delete(id);
        done({ answered, ms, byCentre, status });
      };
      const patience = setTimeout(() => over(false, performance.now() - begun), patienceMs);
      let answeredAt: number | null = null;
      waiting.set(id, (text) => {
        const status = Number(/^SIP\/2\.0 (\d+)/.exec(text)?.[1] ?? 0);
        if (status >= 100) clearTimeout(retry);
        const to = /^To:\s*(.*)$/im.exec(text)?.[1] ?? '';
        if (status >= 200 && status < 300 && /^CSeq:\s*1 INVITE/im.test(text)) {
          send(message('ACK', 1, to));
          if (answeredAt !== null) return;
          answeredAt = performance.now() - begun;
          setTimeout(() => send(message('BYE', 2, to)), talkMs);
        } else if (status >= 300 && /^CSeq:\s*1 INVITE/im.test(text)) over(false, performance.now() - begun, false, status);
        else if (/^CSeq:\s*2 BYE/im.test(text) && status === 200) over(true, answeredAt ?? 0);
        else if (text.startsWith('BYE ')) {
          // The centre hung up first.
          send(['SIP/2.0 200 OK', ...text.split('\r\n').filter((one) => /^(Via|From|To|Call-ID|CSeq):/i.test(one)), 'Content-Length: 0', '', ''].join('\r\n'));
          over(true, answeredAt ?? 0, true);
        }
      });
      send(invite);
      again();
    }),
  };
}
