/** One suite for every way to wrap data keys. The remote ones run against fakes that speak the real protocols; nobody ran them here against the real services. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeKms, startFakeTransit } from '#testing/keys';
import { fileWrapping } from './file-wrapping.ts';
import { openKeys, readKeyService } from './index.ts';
import { kmsWrapping } from './kms.ts';
import { openStore } from './store.ts';
import { transitWrapping } from './transit.ts';
import type { KeyWrapping } from './wrapping.ts';

const home = mkdtempSync(join(tmpdir(), 'havenline-kek-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let n = 0;
const folder = (): string => {
  const dir = join(home, String(n++));
  mkdirSync(join(dir, 'keys'), { recursive: true });
  return dir;
};
interface Way {
  remote: boolean;
  /** A wrapping as a server has it; several of one way share their KEK. */
  open(dataDir: string): KeyWrapping;
  /** The same after the operator chose a new KEK, where the service does not make one itself. */
  anew(dataDir: string): KeyWrapping;
  hang(on: boolean): void;
  breakIt(on: boolean): void;
  requests(): number;
  stop(): Promise<void>;
}
const WAYS: Record<string, () => Promise<Way>> = {
  file: async () => {
    const open = (dataDir: string) => fileWrapping(dataDir, () => true);
    return { remote: false, open, anew: open, hang: () => {}, breakIt: () => {}, requests: () => 0, stop: async () => {} };
  },
  transit: async () => {
    const fake = await startFakeTransit();
    const tokenFile = join(home, `token-${randomUUID()}`);
    writeFileSync(tokenFile, `${fake.token}\n`);
    const open = () => transitWrapping({ address: fake.url, mount: 'transit', key: 'havenline', tokenFile });
    return { remote: true, open, anew: open, hang: fake.hang, breakIt: fake.seal, requests: () => fake.requests, stop: () => fake.stop() };
  },
  kms: async () => {
    const fake = await startFakeKms();
    const [one, other] = [fake.makeKey(), fake.makeKey()];
    const open = (keyId: string) => () => kmsWrapping({ region: fake.region, keyId, endpoint: fake.url, credentials: fake.credentials });
    return { remote: true, open: open(one), anew: open(other), hang: fake.hang, breakIt: (on) => fake.disable(one, on), requests: () => fake.requests, stop: () => fake.stop() };
  },
};

describe.each(Object.keys(WAYS))('wrapped by %s', (name) => {
  let way: Way;
  beforeAll(async () => void (way = await WAYS[name]!()));
  afterAll(() => way.stop());
  const store = (dataDir: string, wrapping = way.open(dataDir), now?: () => number) => openStore(dataDir, way.remote ? wrapping : null, now);

  test('a key comes back as it was made, after a restart too, and its bytes are in no file', async () => {
    const dir = folder();
    const first = store(dir);
    await first.create('person', 'a');
    await first.create('person', 'a');
    const key = (await first.get('person', 'a'))!;
    expect(key.length).toBe(32);
    expect(await first.get('person', 'b')).toBeNull();
    first.close();
    const second = store(dir);
    expect(await second.get('person', 'a')).toEqual(key);
    second.close();
    const bytes = readFileSync(join(dir, 'keystore'));
    for (const form of [key, Buffer.from(key.toString('base64')), Buffer.from(key.toString('hex'))]) expect(bytes.includes(form)).toBe(false);
  });

  test('a wrapped key opens for its own place only, and not when a bit of it is changed', async () => {
    const wrapping = way.open(folder());
    const key = randomBytes(32);
    const wrapped = await wrapping.wrap(key, 'person/a');
    expect(await wrapping.unwrap(wrapped, 'person/a')).toEqual(key);
    await expect(wrapping.unwrap(wrapped, 'person/b')).rejects.toMatchObject({ code: 'KeyWrapDamaged' });
    const changed = Buffer.from(wrapped.wrapped);
    changed[changed.length - 6]! ^= 1;
    await expect(wrapping.unwrap({ ...wrapped, wrapped: changed }, 'person/a')).rejects.toMatchObject({ code: 'KeyWrapDamaged' });
    const again = await wrapping.rewrap([{ ...wrapped, bound: 'person/a' }]);
    expect(await wrapping.unwrap(again[0]!, 'person/a')).toEqual(key);
  });

  test('an erased key is gone, gets no successor, and is gone for another process that had it in memory', async () => {
    const dir = folder();
    const [one, other] = [store(dir), store(dir)];
    await one.create('person', 'a');
    expect(await other.get('person', 'a')).not.toBeNull();
    await one.erase('person', 'a');
    for (const each of [one, other]) {
      expect(await each.get('person', 'a')).toBeNull();
      await expect(each.create('person', 'a')).rejects.toMatchObject({ code: 'KeyErased' });
      each.close();
    }
  });

  test('a rotation moves every key while they are read, made and erased, can be stopped and goes on, and only then retires the old one', { timeout: 60_000 }, async () => {
    const dir = folder();
    const running = store(dir);
    const ids = Array.from({ length: 250 }, (_, i) => `p${i}`);
    for (const id of ids) await running.create('person', id);
    const keys = new Map(await Promise.all(ids.map(async (id) => [id, await running.get('person', id)] as const)));
    const before = Object.keys(running.usage());
    const target = way.anew(dir);
    const mover = store(dir, target);
    const cold = () => store(dir, name === 'kms' ? way.anew(dir) : way.open(dir));
    let batches = 0;
    const stopped = await mover.rotate({ graceMs: 0, stopped: () => batches >= 1, progress: () => void batches++ });
    expect(stopped).toMatchObject({ stopped: true, moved: 100 });
    const reading = cold();
    for (const id of ids) expect(await reading.get('person', id), id).toEqual(keys.get(id));
    // Made in the middle by a server that is not told: with the file's new key at once.
    await running.create('person', 'late');
    await running.erase('person', 'p249');
    const steps: [number, number][] = [];
    const reads: Promise<boolean>[] = [];
    const done = await mover.rotate({
      graceMs: 1, wait: async () => {},
      progress: (moved, of) => {
        steps.push([moved, of]);
        for (const id of ids.slice(0, 20)) reads.push(reading.get('person', id).then((key) => key!.equals(keys.get(id)!)));
      },
    });
    expect(done).toMatchObject({ stopped: false, from: before });
    expect(Object.keys(mover.usage())).toEqual([done.to]);
    expect(done.to).not.toBe(before[0]);
    expect(steps.at(-1)![0]).toBe(steps.at(-1)![1]);
    const after = cold();
    for (const id of ids.slice(0, 249)) expect(await after.get('person', id), id).toEqual(keys.get(id));
    expect(await after.get('person', 'p249')).toBeNull();
    expect(await after.get('person', 'late')).not.toBeNull();
    if (name !== 'kms') await after.create('person', 'new');
    expect((await Promise.all(reads)).every(Boolean)).toBe(true);
    expect(reads.length).toBeGreaterThanOrEqual(40);
    for (const one of [running, mover, reading, after]) one.close();
  });

  test('while the service is away nothing is read, it fails at once with what to do, and afterwards everything is there', async () => {
    if (!way.remote) return;
    const dir = folder();
    let now = 0;
    const it = store(dir, way.open(dir), () => now);
    await it.create('person', 'a');
    const key = await it.get('person', 'a');
    way.breakIt(true);
    // In memory for five minutes at most.
    expect(await it.get('person', 'a')).toEqual(key);
    now += 300_001;
    await expect(it.get('person', 'a')).rejects.toMatchObject({ code: 'KeyServiceAway', status: 503 });
    await expect(it.create('person', 'b')).rejects.toMatchObject({ code: 'KeyServiceAway' });
    // It rests: the next ones do not wait and do not ask.
    const asked = way.requests();
    const started = performance.now();
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => it.get('person', 'a')));
    expect(all.every((one) => one.status === 'rejected')).toBe(true);
    expect(performance.now() - started).toBeLessThan(200);
    expect(way.requests()).toBe(asked);
    way.breakIt(false);
    const until = performance.now() + 5_000;
    let back: Buffer | null = null;
    while (!back && performance.now() < until) back = await it.get('person', 'a').catch(() => new Promise<null>((go) => void setImmediate(() => go(null))));
    expect(back).toEqual(key);
    it.close();
  });

  test('a service that never answers holds nobody for longer than its limit', { timeout: 20_000 }, async () => {
    if (!way.remote) return;
    const dir = folder();
    const it = store(dir);
    await it.create('person', 'a');
    way.hang(true);
    const started = performance.now();
    const all = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => it.create('person', `x${i}`)));
    expect(all.every((one) => one.status === 'rejected' && one.reason.code === 'KeyServiceAway')).toBe(true);
    expect(performance.now() - started).toBeLessThan(4_500);
    way.hang(false);
    it.close();
  });

  test('many who ask for one key at once ask its service once, and no more than two thousand are held', async () => {
    if (!way.remote) return;
    const dir = folder();
    const it = store(dir);
    await it.create('person', 'a');
    const asked = way.requests();
    await Promise.all(Array.from({ length: 30 }, () => it.get('person', 'a')));
    await it.get('person', 'a');
    expect(way.requests()).toBe(asked + 1);
    it.close();
  });
});

test('keys move from the file to a key service and are read by it alone afterwards; a start that names no service then makes no keys', async () => {
  const fake = await startFakeTransit();
  const tokenFile = join(home, 'token');
  writeFileSync(tokenFile, fake.token);
  const dir = folder();
  const first = openStore(dir, null);
  await first.create('person', 'a');
  const key = await first.get('person', 'a');
  first.close();
  const service = readKeyService(`transit+${fake.url}/transit/havenline`, tokenFile)!;
  const moving = openKeys({ dataDir: dir, service });
  expect(await moving.store.get('person', 'a')).toEqual(key);
  await moving.rotate({ graceMs: 0 });
  moving.close();
  rmSync(join(dir, 'keys', 'kek.json'));
  const after = openKeys({ dataDir: dir, service });
  expect(await after.store.get('person', 'a')).toEqual(key);
  after.close();
  const unnamed = openStore(dir, null);
  await expect(unnamed.get('person', 'a')).rejects.toMatchObject({ code: 'KeyServiceNotNamed' });
  await expect(unnamed.create('person', 'b')).rejects.toMatchObject({ code: 'KeyServiceNotNamed' });
  unnamed.close();
  await fake.stop();
});

test('a wrong token, a wrong signature and an answer that is no answer open nothing', async () => {
  const transit = await startFakeTransit();
  const kms = await startFakeKms();
  const tokenFile = join(home, 'wrong');
  writeFileSync(tokenFile, 'hvs.wrong');
  await expect(transitWrapping({ address: transit.url, mount: 'transit', key: 'havenline', tokenFile }).wrap(randomBytes(32), 'x')).rejects.toMatchObject({ code: 'KeyServiceAway' });
  await expect(kmsWrapping({ region: kms.region, keyId: kms.makeKey(), endpoint: kms.url, credentials: { ...kms.credentials, secretAccessKey: 'wrong' } }).wrap(randomBytes(32), 'x')).rejects.toMatchObject({ code: 'KeyServiceAway' });
  await transit.stop();
  await kms.stop();
});

test('the words of --key-service are read or refused', () => {
  expect(readKeyService('file', null)).toBeUndefined();
  expect(readKeyService('transit+https://bao.example:8200/transit/havenline', '/t')).toEqual({ kind: 'transit', address: 'https://bao.example:8200', mount: 'transit', key: 'havenline', tokenFile: '/t' });
  expect(readKeyService('kms://us-east-1/alias%2Fhavenline', null)).toEqual({ kind: 'kms', region: 'us-east-1', keyId: 'alias/havenline' });
  for (const bad of ['transit+http://bao.example/transit/havenline', 'transit+https://bao.example/transit', 'kms://us-east-1', 'vault', 'https://x/y']) expect(() => readKeyService(bad, '/t'), bad).toThrow();
  expect(() => readKeyService('transit+https://bao.example/transit/havenline', null)).toThrow(/token/);
});
