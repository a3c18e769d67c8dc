/**
 * The recorder: a process of its own beside Asterisk, so that the server never touches media. It takes the sound of a conversation as RTP on
 * loopback and writes it encrypted as it arrives; it holds no key that opens what it wrote. `node telephony/recorder/main.ts FOLDER`.
 *
 * A take is begun by the server and goes on only while the server says every few seconds that everybody on the line still agrees: without a
 * server nobody could hear that somebody wants it to stop. Alone for a minute it ends itself.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSoundOfRtp } from './rtp.ts';
import { beginSoundFile } from './sound-file.ts';

/** So long a take goes on without word from the server. */
const LEASE_MS = 6_000;
const ALONE_MS = 60_000;
/** No take is longer: four hours. */
const LONGEST_MS = 4 * 3_600_000;

const [folder] = process.argv.slice(2) as [string];
const secret = readFileSync(join(folder, 'secret'), 'utf8').trim();
interface Take { keep(): void; end(): void; seconds(): number }
const takes = new Map<string, Take>();
let leaving = false;

function begin(id: string, publicKey: string, forMs: number): Promise<number> {
  const file = beginSoundFile(join(folder, `${id}.take`), id, publicKey);
  const soundOf = createSoundOfRtp();
  const socket = createSocket('udp4');
  let from: string | null = null;
  let lease: NodeJS.Timeout;
  const end = (): void => {
    if (!takes.delete(id)) return;
    clearTimeout(lease);
    clearTimeout(limit);
    socket.close();
    file.end();
    if (leaving && takes.size === 0) process.exit(0);
  };
  const limit = setTimeout(end, Math.min(forMs, LONGEST_MS));
  const keep = (): void => {
    clearTimeout(lease);
    lease = setTimeout(end, LEASE_MS);
  };
  socket.on('message', (packet, { address, port }) => {
    // The first to send is the engine; nobody else is listened to.
    if ((from ??= `${address}:${port}`) !== `${address}:${port}`) return;
    const sound = soundOf(packet);
    try {
      if (sound) file.add(sound);
    } catch {
      // The disk is full: what is written stays readable, and the server is told at its next word that the take is over.
      takes.delete(id);
      clearTimeout(lease);
      clearTimeout(limit);
      socket.close();
    }
  });
  socket.on('error', end);
  takes.set(id, { keep, end, seconds: file.seconds });
  keep();
  return new Promise((done) => socket.bind(0, '127.0.0.1', () => done(socket.address().port)));
}

const sum = (text: string): Buffer => createHash('sha256').update(text).digest();
let alone: NodeJS.Timeout;
const heard = (): void => {
  clearTimeout(alone);
  alone = setTimeout(() => (takes.size > 0 ? heard() : process.exit(0)), ALONE_MS);
};
heard();
const server = createServer((request, response) => {
  const answer = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (!timingSafeEqual(sum(request.headers.authorization ?? ''), sum(`Bearer ${secret}`))) return answer(403, {});
  heard();
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString('utf8')).length > 8_192 && request.destroy());
  request.on('end', () => {
    const id = /^\/takes\/([0-9a-f-]{36})$/.exec(request.url ?? '')?.[1];
    const take = id === undefined ? undefined : takes.get(id);
    try {
      if (request.method === 'POST' && id !== undefined && !take) {
        const { publicKey, forMs } = JSON.parse(text) as { publicKey: string; forMs: number };
        return void begin(id, publicKey, forMs).then((port) => answer(200, { port }), () => answer(500, {}));
      }
      if (!take) return answer(404, {});
      if (request.method === 'PUT') take.keep();
      if (request.method === 'DELETE') take.end();
      answer(200, { seconds: take.seconds() });
    } catch {
      answer(500, {});
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const note = join(folder, 'process.json');
  writeFileSync(`${note}.new`, JSON.stringify({ port: (server.address() as AddressInfo).port, pid: process.pid }), { mode: 0o600 });
  renameSync(`${note}.new`, note);
});
// Another server may still record: it ends when the last take has.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {
  leaving = true;
  if (takes.size === 0) process.exit(0);
});
