import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { consistencyProof, formatKey, leafHash, LOG_KEY, root } from '#core/audit';
import { signCheckpoint } from '../../core/audit/note.ts';
import { addCheckpointBody } from '../../core/audit/witness.ts';

const folder = mkdtempSync(join(tmpdir(), 'havenline witness '));
const pair = generateKeyPairSync('ed25519');
const log = { publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sign: (text: Buffer) => Promise.resolve(sign(null, text, pair.privateKey)) };
const key = formatKey({ name: 'example.org/log', type: LOG_KEY, publicKey: log.publicKey });
const leaves = Array.from({ length: 50 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts one as an operator does; answers where it is, its own words, and its process. */
async function start(...args: string[]): Promise<{ url: string; said: string; child: ChildProcess; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'witness', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => { running.delete(child); done(code); }));
  let said = '';
  await new Promise<void>((done) => {
    const hear = (text: Buffer) => { said += text; if (said.includes('Start the centre with')) done(); };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    void ended.then(() => done());
  });
  return { url: /on (http:\S+)/.exec(said)?.[1] ?? '', said, child, ended };
}
const submit = async (url: string, old: number, size: number, tree = leaves) => {
  const note = await signCheckpoint({ origin: 'example.org/log', size, root: root(tree.slice(0, size)) }, log);
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: addCheckpointBody(old, old === 0 || old >= size ? [] : consistencyProof(tree.slice(0, size), old), note) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

test('a witness that is killed after any answer knows what it cosigned, and refuses a log that went back or another way', { timeout: 60_000 }, async () => {
  let seen = 0;
  for (let round = 0; round < 4; round++) {
    const { url, child, ended } = await start('--data', folder, '--log-key', key, '--port', '0', '--name', 'witness.example/w');
    expect(await submit(url, seen, seen + 7)).toMatchObject({ status: 200, text: expect.stringMatching(/^— witness\.example\/w \S+\n$/) });
    seen += 7;
    child.kill('SIGKILL');
    await ended;
  }
  const { url, child, ended } = await start('--data', folder, '--log-key', key, '--port', '0');
  expect(await submit(url, 0, 40)).toEqual({ status: 409, type: 'text/x.tlog.size', text: '28\n' });
  expect((await submit(url, 21, 21)).text).toBe('28\n');
  expect((await submit(url, 28, 40, leaves.with(5, leafHash(Buffer.from('forged'))))).status).toBe(422);
  expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
  // Many at once: one of them moves it on, the others hear where it is.
  const answers = await Promise.all([35, 36, 37, 38].map((size) => submit(url, 28, size)));
  expect(answers.map((one) => one.status).sort()).toEqual([200, 409, 409, 409]);
  expect(readdirSync(folder).every((name) => (statSync(join(folder, name)).mode & 0o777) === 0o600 || name === 'havenline.pid')).toBe(true);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a witness whose memory was changed does not start, and one without a key to follow says what it needs', { timeout: 60_000 }, async () => {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.checkpoint'));
  writeFileSync(join(folder, file!), 'example.org/log\n1\nAAAA\n');
  const broken = await start('--data', folder, '--log-key', key, '--port', '0');
  expect(await broken.ended).toBe(2);
  expect(broken.said).toContain('nothing is signed until then');
  const without = await start('--data', folder);
  expect(await without.ended).toBe(2);
  expect(without.said).toContain('whose checkpoints it may cosign');
});
