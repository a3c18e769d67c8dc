/** The recorder as a process: what it writes opens with the private key alone, is in no file in the clear, and survives its death up to the last chunk. */
import { createPrivateKey } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBox } from '../../core/vault/box.ts';
import { newBox } from '../capture/sealed.ts';
import { createRecorder } from './index.ts';
import type { Recorder } from './index.ts';
import { createSoundOfRtp } from './rtp.ts';
import { beginSoundFile, BOX, BYTES_A_SECOND, CHUNK, readSoundFile, secondsOf } from './sound-file.ts';

const ID = '01890000-0000-7000-8000-000000000001';
const keys = newBox();
const opener = (privateKey = keys.privateKey) => async (box: Buffer) => openBox(createPrivateKey(privateKey), box, BOX);
let folder: string;
let recorder: Recorder;
let takes = 0;
const takeId = (): string => `01890000-0000-7000-8000-1${String(++takes).padStart(11, '0')}`;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'havenline-recorder-'));
  recorder = createRecorder(folder);
});
afterAll(() => {
  recorder.stop();
  rmSync(folder, { recursive: true, force: true });
});

const noise = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 3)) & 0xff));
let written = 0;
function write(sound: Buffer, pieces: number): Buffer {
  const path = join(folder, `file-${++written}`);
  const file = beginSoundFile(path, ID, keys.publicKey);
  for (let i = 0; i < sound.length; i += pieces) file.add(sound.subarray(i, i + pieces));
  file.end();
  return readFileSync(path);
}
const packet = (at: number, sound: Buffer, type = 0): Buffer => {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = type;
  head.writeUInt32BE(at >>> 0, 4);
  return Buffer.concat([head, sound]);
};
/** Sends sound as the engine does: 160 samples a packet. */
async function send(address: string, sound: Buffer): Promise<void> {
  const socket = createSocket('udp4');
  const [host, port] = address.split(':') as [string, string];
  for (let i = 0; i < sound.length; i += 160) await new Promise<void>((done) => socket.send(packet(i, sound.subarray(i, i + 160)), Number(port), host, () => done()));
  socket.close();
}
const until = (read: () => boolean | Promise<boolean>, timeout = 15_000) => expect.poll(read, { timeout, interval: 20 }).toBe(true);

test('sound comes back as it was, whatever the pieces it came in', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 3 * CHUNK }), fc.integer({ min: 1, max: 2 * CHUNK }), async (length, pieces) => {
    const sound = noise(length);
    const file = write(sound, pieces);
    expect(await readSoundFile(file, ID, opener())).toEqual({ sound, whole: true });
    expect(secondsOf(file)).toBe(length / BYTES_A_SECOND);
  }), { numRuns: 40 });
});
test('a byte changed anywhere, a chunk left out, doubled or moved, another key, another take: nothing opens', async () => {
  const file = write(noise(3 * CHUNK), 160);
  for (let i = 0; i < file.length; i += i < 200 ? 1 : 97) {
    const changed = Buffer.from(file);
    changed[i]! ^= 1;
    const read = await readSoundFile(changed, ID, opener()).catch(() => 'refused');
    // A length that points past the end looks like a file that was cut off: less sound, and said so.
    if (read !== 'refused') expect((read as { whole: boolean }).whole, String(i)).toBe(false);
  }
  const size = 4 + CHUNK + 16;
  const head = file.length - 3 * size - (4 + 16);
  const chunk = (n: number): Buffer => file.subarray(head + n * size, head + (n + 1) * size);
  const end = file.subarray(head + 3 * size);
  for (const parts of [[chunk(1), chunk(2), end], [chunk(0), chunk(2), end], [chunk(1), chunk(0), chunk(2), end], [chunk(0), chunk(0), chunk(1), chunk(2), end]]) {
    await expect(readSoundFile(Buffer.concat([file.subarray(0, head), ...parts]), ID, opener())).rejects.toThrow();
  }
  await expect(readSoundFile(file, ID, opener(newBox().privateKey))).rejects.toThrow();
  await expect(readSoundFile(file, ID.replace(/1$/, '2'), opener())).rejects.toThrow();
});
test('a file that was written before still opens: the format is as it was', async () => {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), Buffer.alloc(32, 7)]), format: 'der', type: 'pkcs8' });
  const file = readFileSync(join(import.meta.dirname, 'format-1.take'));
  expect(await readSoundFile(file, ID, async (box) => openBox(key, box, BOX))).toEqual({ sound: noise(CHUNK + 10), whole: true });
});
test('a file that was cut off anywhere gives what was whole, and says that it was cut off', async () => {
  const sound = noise(3 * CHUNK + 100);
  const file = write(sound, 160);
  for (let length = file.length - 1; length > file.length - 3 * CHUNK; length -= 61) {
    const read = await readSoundFile(file.subarray(0, length), ID, opener());
    expect(read.whole).toBe(false);
    expect(sound.subarray(0, read.sound.length).equals(read.sound)).toBe(true);
    expect(read.sound.length % CHUNK).toBe(0);
  }
});
test('out of order, doubled and lost packets leave sound of the right length, over the end of the time stamps too', () => {
  const soundOf = createSoundOfRtp();
  const start = 0xffffff00;
  const one = Buffer.alloc(160, 1);
  const lengths = [packet(start, one), packet(start + 160, one), packet(start + 160, one), packet(start + 480, one), packet(start + 320, one), packet(start + 640, one, 101)].map((p) => soundOf(p)?.length ?? 0);
  expect(lengths).toEqual([160, 160, 0, 320, 0, 0]);
  expect(soundOf(Buffer.from('no RTP at all'))).toBeNull();
});
test('a take is written while it arrives, encrypted, for its account alone; ended it is whole', async () => {
  const id = takeId();
  const sound = noise(2 * BYTES_A_SECOND);
  const address = await recorder.begin({ id, publicKey: keys.publicKey, forSeconds: 60 });
  await send(address, sound);
  await until(() => recorder.seconds(id) >= 1.5);
  await recorder.end(id);
  expect(await recorder.read(id, opener())).toEqual({ sound, whole: true });
  const path = join(folder, 'recordings', `${id}.take`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  for (const name of readdirSync(join(folder, 'recordings'))) expect(readFileSync(join(folder, 'recordings', name)).includes(sound.subarray(800, 832)), name).toBe(false);
  expect(await recorder.keep(id)).toBe(false);
  recorder.erase(id);
  expect(await recorder.read(id, opener())).toBeNull();
});
test('kill -9 in the middle: what was written opens up to the last whole chunk, and the next take has a new process', async () => {
  const id = takeId();
  const sound = noise(2 * BYTES_A_SECOND + 500);
  await send(await recorder.begin({ id, publicKey: keys.publicKey, forSeconds: 60 }), sound);
  await until(() => recorder.seconds(id) >= 2);
  process.kill((JSON.parse(readFileSync(join(folder, 'recordings', 'process.json'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
  await until(async () => !(await recorder.keep(id)));
  const read = (await recorder.read(id, opener()))!;
  expect(read.whole).toBe(false);
  expect(read.sound.equals(sound.subarray(0, 2 * BYTES_A_SECOND))).toBe(true);
  const next = takeId();
  await recorder.begin({ id: next, publicKey: keys.publicKey, forSeconds: 60 });
  expect(await recorder.keep(next)).toBe(true);
  await recorder.end(next);
});
test('without word from a server a take ends by itself, and so does one that has had its time', { timeout: 20_000 }, async () => {
  const [forgotten, short, kept] = [takeId(), takeId(), takeId()];
  await recorder.begin({ id: forgotten, publicKey: keys.publicKey, forSeconds: 600 });
  await recorder.begin({ id: short, publicKey: keys.publicKey, forSeconds: 1 });
  await recorder.begin({ id: kept, publicKey: keys.publicKey, forSeconds: 600 });
  await until(async () => {
    expect(await recorder.keep(kept)).toBe(true);
    return (await recorder.read(forgotten, opener()))!.whole && (await recorder.read(short, opener()))!.whole;
  });
  await recorder.end(kept);
});
test('without the secret of the folder nothing is begun, kept or ended', async () => {
  const { port } = JSON.parse(readFileSync(join(folder, 'recordings', 'process.json'), 'utf8')) as { port: number };
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(`http://127.0.0.1:${port}/takes/${takeId()}`, { method, ...(method === 'POST' ? { body: '{}' } : {}) })).status).toBe(403);
});
