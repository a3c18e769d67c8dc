/**
 * `havenline witness`: a process of its own, on another disk or host, that cosigns checkpoints of the logs whose keys it was given, as long as they
 * only grow (c2sp.org/tlog-witness). In its folder: key.pem (mode 0600), and one file a log with the latest checkpoint that it cosigned.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cosign, formatKey, LOG_KEY, openCheckpoint, originAsked, parseKey, witnessAnswer, WITNESS_KEY } from '#core/audit';
import type { LogSigner, Seen, VerifierKey } from '#core/audit';
import type { Clock } from '#core/kernel';
import { systemClock } from '#adapters/clock';
import { openSigner } from '#adapters/keys';
import { UsageError } from './config.ts';
import { lockDataDir } from './data-dir.ts';

export interface WitnessOptions {
  folder: string;
  name: string;
  /** Keys of the logs that it follows. */
  logKeys: readonly VerifierKey[];
  host: string;
  /** 0: any free one. */
  port: number;
  clock: Clock;
}
export interface Witness { readonly key: string; readonly port: number; stop(): Promise<void> }

/** The largest body that add-checkpoint can have: 63 hashes, and a checkpoint with its signatures. */
const LARGEST = 64 * 1024;

/** Starts it; the answer is its key and how to stop it. @throws where its folder is in use or its state does not open */
export async function startWitness({ folder, name, logKeys, host, port, clock }: WitnessOptions): Promise<Witness> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(folder);
  try {
    const signer = openSigner(join(folder, 'key.pem'));
    const state = openState(folder, logKeys);
    // One request after the other: what is compared, remembered and signed is one step.
    let turn: Promise<unknown> = Promise.resolve();
    const server = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        const { status, body, type } = await answerTo(request, { state, signer, name, logKeys, clock }).catch(() => ({ status: 500, body: '', type: undefined }));
        response.writeHead(status, { 'content-type': type ?? 'text/plain; charset=utf-8' }).end(body);
      };
      turn = turn.then(answer, answer);
    });
    // A client that sends nothing must not keep the others waiting.
    server.requestTimeout = 10_000;
    server.headersTimeout = 5_000;
    await listen(server, port, host);
    return {
      key: formatKey({ name, type: WITNESS_KEY, publicKey: signer.publicKey }),
      port: (server.address() as { port: number }).port,
      stop: async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> => new Promise((done, fail) => {
  server.once('error', (cause: NodeJS.ErrnoException) => fail(cause.code === 'EADDRINUSE' ? new UsageError(`Port ${port} is in use by another program. Choose another one with --port.`) : cause));
  server.listen(port, host, done);
});

interface Parts { state: State; signer: LogSigner; name: string; logKeys: readonly VerifierKey[]; clock: Clock }

async function answerTo(request: IncomingMessage, { state, signer, name, logKeys, clock }: Parts): Promise<{ status: number; body: string; type?: string | undefined }> {
  if (request.url?.split('?')[0]?.endsWith('/add-checkpoint') !== true) return { status: 404, body: '' };
  if (request.method !== 'POST') return { status: 405, body: '' };
  const text = await readBody(request);
  if (text === null) return { status: 413, body: '' };
  const origin = originAsked(text);
  const answer = witnessAnswer(text, logKeys, origin === null ? null : state.seen(origin));
  if (answer.status === 409) return { ...answer, type: 'text/x.tlog.size' };
  if (answer.status !== 200) return { ...answer, body: '' };
  state.remember(answer.checkpoint.origin, answer.note, answer.checkpoint);
  return { status: 200, body: await cosign(answer.body, name, Math.floor(clock.now().getTime() / 1000), signer) };
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

interface State { seen(origin: string): Seen | null; remember(origin: string, note: string, seen: Seen): void }

/** The latest checkpoint of each log, in a file that is replaced as a whole and is on the disk before anything is signed. */
function openState(folder: string, logKeys: readonly VerifierKey[]): State {
  const file = (origin: string): string => join(folder, `${createHash('sha256').update(origin).digest('hex').slice(0, 32)}.checkpoint`);
  const latest = new Map<string, Seen>();
  for (const key of logKeys) {
    if (!existsSync(file(key.name))) continue;
    const note = readFileSync(file(key.name), 'utf8');
    const seen = logKeys.filter((one) => one.name === key.name).map((one) => openCheckpoint(note, one)).find((one) => one !== null);
    // To go on as if nothing had been seen would let a rolled-back log pass.
    if (!seen) throw new UsageError(`${file(key.name)} does not hold a checkpoint of ${key.name}. Restore it, or find out who changed it; nothing is signed until then.`);
    latest.set(key.name, seen);
  }
  return {
    seen: (origin) => latest.get(origin) ?? null,
    remember(origin, note, seen) {
      const draft = `${file(origin)}.new`;
      const handle = openSync(draft, 'w', 0o600);
      try {
        writeSync(handle, note);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(draft, file(origin));
      const directory = openSync(folder, 'r');
      try {
        fsyncSync(directory);
      } finally {
        closeSync(directory);
      }
      latest.set(origin, seen);
    },
  };
}

/** The verb. Resolves after it was stopped by a signal. */
export async function witness(args: string[]): Promise<number> {
  const options = readOptions(args);
  const running = await startWitness(options);
  process.stdout.write(`This witness cosigns ${options.logKeys.map((key) => key.name).join(' and ')} on http://${options.host}:${running.port}\nIts key: ${running.key}\n`
    + `Start the centre with: --witness 'http://${options.host}:${running.port}=${running.key}'\n`);
  await new Promise<void>((done) => {
    process.once('SIGTERM', done);
    process.once('SIGINT', done);
  });
  await running.stop();
  return 0;
}

function readOptions(args: string[]): WitnessOptions {
  const usage = (message: string, cause?: unknown) => new UsageError(`${message} Say: witness --data DIR --log-key KEY [--log-key KEY] [--port 8090] [--host 127.0.0.1] [--name NAME].`, { cause });
  let values;
  try {
    ({ values } = parseArgs({ args, options: { data: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, name: { type: 'string' }, 'log-key': { type: 'string', multiple: true } } }));
  } catch (cause) {
    throw usage(`${(cause as Error).message.split('. ')[0]}.`, cause);
  }
  const port = Number(values.port ?? 8090);
  if (values.data === undefined) throw usage('A witness needs a folder of its own, on another disk than the log.');
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw usage('--port takes a number from 1 to 65535.');
  const logKeys = (values['log-key'] ?? []).map((text) => {
    const key = parseKey(text);
    if (key?.type !== LOG_KEY) throw usage('--log-key is not the key of a log, as "havenline log keys" prints it.');
    return key;
  });
  if (logKeys.length === 0) throw usage('A witness needs to know whose checkpoints it may cosign.');
  const name = values.name ?? 'havenline/witness';
  if (/[\s+]/.test(name) || name === '') throw usage('--name must not hold spaces or "+".');
  return { folder: resolve(values.data), name, logKeys, host: values.host ?? '127.0.0.1', port, clock: systemClock };
}
