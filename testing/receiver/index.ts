/** A fake of somebody else's machine: HTTPS with a certificate of its own, keeps what it got, answers what a test says, may be down for a while. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { createPoster } from '#adapters/messaging';

const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, name));
/** Sends as the centre does, and trusts the fake's certificate. */
export const trusting = createPoster({ ca: file('cert.pem'), timeoutMs: 5_000 });

export interface Got { method: string; path: string; headers: Record<string, string | string[] | undefined>; body: string }
export interface FakeReceiver {
  /** Its address; it stays the same while the machine is down. */
  url: string;
  got: Got[];
  /** What it answers from now on; 200 at the beginning. */
  answers(how: (got: Got) => { status: number; body?: string }): void;
  /** Nobody listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function startFakeReceiver(): Promise<FakeReceiver> {
  const got: Got[] = [];
  let how: (one: Got) => { status: number; body?: string } = () => ({ status: 200 });
  const make = () => createServer({ cert: file('cert.pem'), key: file('key.pem') }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => void (body += part));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      got.push(one);
      const answer = how(one);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body ?? '');
    });
  });
  let server = make();
  const listen = (port: number): Promise<void> => new Promise((done, fail) => void server.once('error', fail).listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    url: `https://localhost:${port}/`,
    got,
    answers: (next) => void (how = next),
    down: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }),
    async up() {
      server = make();
      await listen(port);
    },
  };
}

/** What is older or newer is not believed. */
export const TOLERANCE_SECONDS = 300;
/** As a partner's machine checks a message after the Standard Webhooks specification: whether somebody who has one of these keys sent exactly this, now. */
export function webhookValid(secrets: readonly string[], headers: { id?: string | undefined; timestamp?: string | undefined; signature?: string | undefined }, body: string, now: Date): boolean {
  if (!headers.id || !/^\d{1,12}$/.test(headers.timestamp ?? '') || Math.abs(now.getTime() / 1000 - Number(headers.timestamp)) > TOLERANCE_SECONDS) return false;
  const given = (headers.signature ?? '').split(' ').filter((one) => one.startsWith('v1,'));
  return secrets.some((secret) => {
    const right = Buffer.from(`v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${headers.id}.${headers.timestamp}.${body}`).digest('base64')}`);
    return given.some((one) => { const b = Buffer.from(one); return b.length === right.length && timingSafeEqual(b, right); });
  });
}
