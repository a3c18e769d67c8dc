/**
 * The softphone's signalling, on the desk's own address: frames go unread between the browser and the telephone engine, whose port (it also
 * serves the control interface) stays on loopback. Sound does not come this way.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

export const SOFTPHONE_PATH = '/softphone';
const CHECK_MS = 60_000;
/** A SIP message over this is not one of a softphone. */
const LARGEST = 64 * 1024;

export interface SoftphoneLine {
  /** The engine's websocket, on loopback. */
  engineUrl: string;
  /** Whether who asks (its cookie header) is a member of staff with a telephone. */
  allowed: (cookies: string | undefined) => Promise<boolean>;
  /** Our own pages; a websocket from elsewhere is refused. */
  origins: readonly string[];
}

/** Takes the websockets of `/softphone` from this HTTP server; answers how to end them. */
export function carrySoftphones(server: Server, line: SoftphoneLine): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST, handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false) });
  const refuse = (socket: Duplex, status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '').split('?')[0] !== SOFTPHONE_PATH) return refuse(socket, '404 Not Found');
    if (!line.origins.includes(String(request.headers.origin))) return refuse(socket, '403 Forbidden');
    void line.allowed(request.headers.cookie).catch(() => false).then((yes) => {
      if (!yes) return refuse(socket, '401 Unauthorized');
      sockets.handleUpgrade(request, socket, head, (browser) => {
        join(browser, line.engineUrl);
        // The line ends with the session; a session never ends in the middle of a conversation.
        const check = setInterval(() => void line.allowed(request.headers.cookie).then((still) => still || browser.close(), () => undefined), CHECK_MS);
        browser.on('close', () => clearInterval(check));
      });
    });
  };
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('upgrade', onUpgrade);
    for (const one of sockets.clients) one.terminate();
    sockets.close();
  };
}

/** Hands frames on both ways; what ends on one side ends on the other. */
function join(browser: WebSocket, engineUrl: string): void {
  const engine = new WebSocket(engineUrl, 'sip', { maxPayload: LARGEST });
  const early: Buffer[] = [];
  browser.on('message', (frame: Buffer) => {
    if (engine.readyState === WebSocket.OPEN) engine.send(frame.toString('utf8'));
    else if (early.length < 16) early.push(frame);
  });
  engine.on('open', () => {
    for (const frame of early.splice(0)) engine.send(frame.toString('utf8'));
  });
  engine.on('message', (frame: Buffer) => browser.send(frame.toString('utf8')));
  engine.on('close', () => browser.close());
  engine.on('error', () => browser.terminate());
  browser.on('close', () => engine.close());
  browser.on('error', () => engine.terminate());
}
