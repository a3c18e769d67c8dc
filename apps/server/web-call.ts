/** Websockets of calls from the public page: whether one may come in stands in the database, so it waits for that before the softphone line sees it. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebCalls } from '#core/channel';

export const WEB_CALL_PATH = '/web-call';

/** What `carrySoftphones` listens to in place of the server: everything comes through as it is, a web call once its secret has been taken. Only pages of ours (`origins`) use a secret up. */
export function letWebCallsIn(server: Server, path: string, origins: readonly string[], webCalls: Pick<WebCalls, 'admit'>): { upgrades: Server; admit: (secret: string) => (() => void) | null; end: () => void } {
  const upgrades = new EventEmitter() as Server;
  const admitted = new Set<string>();
  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const asked = (request.url ?? '').split('?')[0]!;
    if (asked.startsWith(`${path}/`) && origins.includes(String(request.headers.origin))) {
      // Gone while the database was asked: nobody is left to answer.
      socket.on('error', () => socket.destroy());
      const secret = asked.slice(path.length + 1);
      const left = await webCalls.admit(secret).catch(() => null);
      if (left !== null) {
        admitted.add(secret);
        // However it ends, also before it has become a websocket.
        if (socket.destroyed) left();
        else socket.on('close', left);
      }
    }
    if (upgrades.listenerCount('upgrade') > 0) upgrades.emit('upgrade', request, socket, head);
    else socket.destroy();
  };
  const listener = (request: IncomingMessage, socket: Duplex, head: Buffer): void => void onUpgrade(request, socket, head);
  server.on('upgrade', listener);
  return {
    upgrades,
    admit: (secret) => (admitted.delete(secret) ? () => undefined : null),
    end: () => void server.off('upgrade', listener),
  };
}
