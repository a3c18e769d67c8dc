/** Who has gone: a softphone that was cut and came back, however often, has not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '../../testing/scenarios/centre.ts';
import { carrySoftphones } from './softphone.ts';

const AWAY_MS = 600;
const engine = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const server = createServer();
const gone: { who: string; at: number }[] = [];
let line: ReturnType<typeof carrySoftphones> | undefined;
afterAll(() => { line?.end(); server.close(); engine.close(); });

test('two short cuts are not a long one: who came back in between has not gone; who stays away has, once', async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  line = carrySoftphones(server, {
    path: '/softphone', engineUrl: `ws://127.0.0.1:${(engine.address() as AddressInfo).port}`, origins: [origin], goneMs: AWAY_MS,
    owner: async (cookies) => cookies ?? null, gone: (who) => gone.push({ who, at: performance.now() }), guests: { path: '/web-call', admit: async () => null },
  });
  const open = (who: string): Promise<WebSocket> => new Promise((done, fail) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/softphone`, 'sip', { origin, headers: { cookie: who } });
    socket.once('open', () => done(socket)).once('error', fail);
  });
  const cut = async (socket: WebSocket, who: string): Promise<number> => {
    const at = performance.now();
    socket.terminate();
    await until('the cut is seen', () => !line!.staff().includes(who));
    return at;
  };
  const wren = await open('wren');
  const first = await cut(wren, 'wren');
  const again = await open('wren');
  await pause(Math.max(0, first + AWAY_MS / 2 - performance.now()));
  await cut(again, 'wren');
  // Away for a second time when the waiting of the first cut would be over.
  await pause(Math.max(0, first + AWAY_MS * 1.05 - performance.now()));
  expect(gone).toEqual([]);
  const back = await open('wren');
  const second = await open('wren');
  second.terminate();
  const last = await cut(back, 'wren');
  await until('who stays away has gone', () => gone.length > 0);
  expect(gone[0]!.at - last).toBeGreaterThan(AWAY_MS * 0.95);
  expect(gone.map((one) => one.who)).toEqual(['wren']);
});
