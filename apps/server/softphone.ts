/**
 * The softphone's signalling, on the desk's own address: frames go unread between the browser and the telephone engine, whose port (it also
 * serves the control interface) stays on loopback. Sound does not come this way.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

export const SOFTPHONE_PATH = '/softphone';
/** Websockets of calls from the public page. */
export const WEB_CALL_PATH = '/web-call';
const CHECK_MS = 60_000;
/** A browser that lost its line is back within three seconds (apps/desk/softphone); one that is not has crashed or gone. */
const GONE_MS = 8_000;
/** A SIP message over this is not one of a softphone. */
const LARGEST = 64 * 1024;

export interface SoftphoneLine {
  /** Where softphones come in. */
  path: string;
  /** The engine's websocket, on loopback. */
  engineUrl: string;
  /** Who asks (its cookie header), if it is a member of staff with a telephone; else null. */
  owner: (cookies: string | undefined) => Promise<string | null>;
  /** Told when the last softphone of somebody has been away for `goneMs`, without a moment of being back. */
  gone: (staffId: string) => void;
  /** Milliseconds. Default `GONE_MS`. */
  goneMs?: number;
  /** Calls from the public page: the path before their secret, and what takes it, once; it answers what to do when the line closes. */
  guests: { path: string; admit: (secret: string) => Promise<(() => void) | null> };
  /** Our own pages; a websocket from elsewhere is refused. */
  origins: readonly string[];
}

/** Takes the websockets of `/softphone` from this HTTP server; answers how to end them, and who is there. */
export function carrySoftphones(server: Server, line: SoftphoneLine): { end: () => void; staff: () => string[] } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST, handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false) });
  let ending = false;
  const here = new Map<string, number>();
  /** Whose last softphone is away. Coming back ends the waiting: two short cuts are not a long one. */
  const waits = new Map<string, NodeJS.Timeout>();
  const refuse = (socket: Duplex, status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?')[0]!;
    const guest = path.startsWith(`${line.guests.path}/`);
    if (path !== line.path && !guest) return refuse(socket, '404 Not Found');
    if (!line.origins.includes(String(request.headers.origin))) return refuse(socket, '403 Forbidden');
    if (guest) {
      return void line.guests.admit(path.slice(line.guests.path.length + 1)).catch(() => null).then((left) => {
        if (left === null) return refuse(socket, '401 Unauthorized');
        // Gone while it was asked, or however it ends, also before it has become a websocket.
        if (socket.destroyed || ending) return left();
        socket.on('close', left);
        sockets.handleUpgrade(request, socket, head, (browser) => join(browser, line.engineUrl));
      });
    }
    void line.owner(request.headers.cookie).catch(() => null).then((staffId) => {
      if (staffId === null) return refuse(socket, '401 Unauthorized');
      sockets.handleUpgrade(request, socket, head, (browser) => {
        join(browser, line.engineUrl);
        // The line ends with the session; a session never ends in the middle of a conversation.
        const check = setInterval(() => void line.owner(request.headers.cookie).then((still) => still === staffId || browser.close(), () => undefined), CHECK_MS);
        here.set(staffId, (here.get(staffId) ?? 0) + 1);
        clearTimeout(waits.get(staffId));
        browser.on('close', () => {
          clearInterval(check);
          here.set(staffId, here.get(staffId)! - 1);
          // What ends because we stop is not a browser that has gone.
          if (ending || here.get(staffId)! > 0) return;
          waits.set(staffId, setTimeout(() => line.gone(staffId), line.goneMs ?? GONE_MS));
        });
      });
    });
  };
  server.on('upgrade', onUpgrade);
  const end = (): void => {
    ending = true;
    server.off('upgrade', onUpgrade);
    for (const one of sockets.clients) one.terminate();
    for (const one of waits.values()) clearTimeout(one);
    sockets.close();
  };
  return { end, staff: () => [...here].flatMap(([staffId, count]) => (count > 0 ? [staffId] : [])) };
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
