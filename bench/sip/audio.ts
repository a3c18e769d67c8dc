/**
 * Sound both ways for calls of load.ts: PCMU, a packet every 20 ms (RFC 3550, RFC 3551). Each packet says in its sound whose it is and the
 * how-manieth, and the engine hands sound on as it is, so the far side knows exactly what did not arrive.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

const TAG = 0x48564c4e;
const PACKET_MS = 20;
const SOUND = 160;

export interface Heard { sent: number; received: number }
export interface Side {
  port: number;
  /** The engine's port of one call, once known. */
  speakTo(call: string, port: number): void;
  forget(call: string): void;
}

/** Callers' or agents' side: one socket for all its calls. `heard` counts what the other side got of each speaker. */
async function side(number: number, heard: (from: number, count: number) => void): Promise<Side & { tick(counting: boolean): number; close(): void }> {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  socket.setRecvBufferSize(8 << 20);
  socket.setSendBufferSize(8 << 20);
  const speakers = new Map<string, { port: number; packet: Buffer; seq: number }>();
  socket.on('message', (packet) => {
    if (packet.length === SOUND + 12 && packet.readUInt32BE(12) === TAG && packet[24] === 1) heard(packet.readUInt32BE(16), packet.readUInt32BE(20));
  });
  let last = 0;
  return {
    port: socket.address().port,
    speakTo(call, port) {
      if (speakers.has(call)) return;
      const packet = Buffer.alloc(SOUND + 12, 0xff);
      const id = number * 1_000_000 + (last += 1);
      packet.writeUInt16BE(0x8000, 0);
      packet.writeUInt32BE(id, 8);
      packet.writeUInt32BE(TAG, 12);
      packet.writeUInt32BE(id, 16);
      speakers.set(call, { port, packet, seq: 0 });
    },
    forget: (call) => void speakers.delete(call),
    tick(counting) {
      for (const one of speakers.values()) {
        // A buffer that is on its way is not written on.
        const packet = Buffer.from(one.packet);
        one.seq += 1;
        packet.writeUInt16BE(one.seq & 0xffff, 2);
        packet.writeUInt32BE(one.seq * SOUND, 4);
        packet.writeUInt32BE(one.seq, 20);
        packet[24] = counting ? 1 : 0;
        socket.send(packet, one.port, '127.0.0.1');
      }
      return speakers.size;
    },
    close: () => socket.close(),
  };
}

/** Both sides, speaking until `stop`. */
export async function startAudio() {
  const arrived = new Set<string>();
  const heard = (from: number, count: number): void => void arrived.add(`${from}/${count}`);
  const [callers, agents] = [await side(1, heard), await side(2, heard)];
  let counting = false;
  let sent = 0;
  let next = performance.now();
  const timer = setInterval(() => {
    while (performance.now() >= next) {
      next += PACKET_MS;
      const now = callers.tick(counting) + agents.tick(counting);
      if (counting) sent += now;
    }
  }, 2);
  return {
    callers: callers as Side,
    agents: agents as Side,
    /** Counts for so long; what is still on its way half a second after is lost. */
    async count(seconds: number): Promise<Heard> {
      counting = true;
      await new Promise((done) => setTimeout(done, seconds * 1000));
      counting = false;
      await new Promise((done) => setTimeout(done, 500));
      return { sent, received: arrived.size };
    },
    stop(): void {
      clearInterval(timer);
      callers.close();
      agents.close();
    },
  };
}
