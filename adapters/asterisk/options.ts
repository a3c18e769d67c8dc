/** Whether a SIP engine is there: OPTIONS over UDP (RFC 3261, 11), any answer counts. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const WAIT_MS = 1_500;
const AGAIN_MS = 500;

/** Asks the engine at this address (host:port); false when nothing comes back in `WAIT_MS`. */
export function answersOptions(address: string): Promise<boolean> {
  const [host = '', port = '5060'] = address.split(':');
  return new Promise((done) => {
    const socket = createSocket('udp4');
    const [id, branch] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
    const over = (answered: boolean): void => {
      clearTimeout(end);
      clearInterval(again);
      socket.close();
      done(answered);
    };
    const send = (): void => {
      const own = socket.address();
      const text = [`OPTIONS sip:${address} SIP/2.0`, `Via: SIP/2.0/UDP ${own.address}:${own.port};branch=z9hG4bK${branch};rport`, 'Max-Forwards: 1', `From: <sip:probe@havenline.invalid>;tag=${branch}`,
        `To: <sip:${address}>`, `Call-ID: ${id}`, 'CSeq: 1 OPTIONS', 'Content-Length: 0', '', ''].join('\r\n');
      socket.send(text);
    };
    let again: NodeJS.Timeout | undefined;
    const end = setTimeout(() => over(false), WAIT_MS);
    // Nobody listens there: the machine says so at once. Another attempt decides nothing else.
    socket.once('error', () => over(false));
    socket.once('message', () => over(true));
    socket.connect(Number(port), host, () => {
      send();
      again = setInterval(send, AGAIN_MS);
    });
  });
}
